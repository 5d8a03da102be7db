// The page as one file, opened from a disk without a network: in Chromium, and in the system's own Firefox.

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Firefox, firefoxPath } from './marionette.ts';
import { modelFolder, root, sameOutput } from './native.ts';
import { expect, figure, openOwn, settled, shown, test, texts, watch, write, type Shown } from './support.ts';

const file = resolve(root, process.env['PELLUCID_TEST_SINGLE'] ?? 'run/single/pellucid.html');
const address = pathToFileURL(file).href;

test.beforeAll(() => {
  if (!existsSync(file)) throw new Error(`there is no ${file}: run make test-e2e, which builds it`);
});

test('is no larger than twenty million bytes', () => {
  expect(statSync(file).size).toBeLessThanOrEqual(20_000_000);
});

test.describe('from a disk, offline', () => {
  test.use({ offline: true });

  test('translates the reader’s own sentence as the native engine does', async ({ page, native, context }, info) => {
    const seen = watch(context);
    await page.goto(address);
    await expect.poll(async () => (await shown(page))?.output?.text, 'the finished first result').toBeTruthy();
    await settled(page);
    const own = texts.chinese2;
    const result = await write(page, own);
    await sameOutput(native, 'zh-en', { text: own }, result.output!);
    const others = seen.urls.filter((url) => !/^(blob|data):/.test(url) && url !== address);
    expect(others, 'nothing is asked for but the file itself').toEqual([]);

    // A reader with a link of their own: from the click to their own answer.
    await page.goto('about:blank');
    const begun = Date.now();
    await page.goto(`${address}#text=${encodeURIComponent(texts.english)}`);
    await expect.poll(async () => (await shown(page))?.output?.of, { intervals: [25] }).toBe(texts.english);
    info.annotations.push({ type: 'first own answer', description: `${Date.now() - begun} ms` });
  });

  test('has the small world, word lists and a model from the folder beside it', async ({ page, native }) => {
    await page.goto(`${address}#model=world`);
    expect((await settled(page)).info?.config.kind).toBe('decoder');
    await page.goto('about:blank');
    await page.goto(`${address}#door=3&text=${encodeURIComponent(texts.chinese2)}`);
    await settled(page);
    await expect(await figure(page, 'why')).toBeVisible();
    // Chinese is cut into words, so the list has come.
    await expect(page.locator('pl-why-panel').getByText('学校', { exact: true }).first()).toBeVisible();
    const names = ['weights.safetensors', 'vocab.json', 'vocab.tiktoken', 'card.json'];
    await openOwn(
      page,
      names.map((name) => join(modelFolder('stories'), name)),
    );
    const text = 'Once upon a time';
    await expect.poll(async () => (await shown(page)).own).toContain('weights');
    const result = await write(page, text);
    await sameOutput(native, 'stories', { text }, result.output!);
  });

  test('holds a lesson, whose answers go to the teacher’s page of the same file', async ({ page }) => {
    await page.goto(`${address}#lesson=note`);
    await settled(page);
    const dock = page.locator('pl-lesson');
    await dock.getByRole('button', { name: 'holds here', exact: true }).click();
    await expect(dock.locator('.found')).toContainText('tokens in this model’s vocabulary');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dock.getByRole('button', { name: 'Save my answers' }).click(),
    ]);
    await dock.getByRole('button', { name: 'End', exact: true }).click();
    await page.locator('pl-lessons summary').click();
    const answers = page.locator('pl-lesson-answers');
    await answers.locator('input[type=file]').setInputFiles(await file.path());
    await expect(answers.locator('dt')).toHaveText(['holds here']);
  });

  test('says of what was left out that it was', async ({ page }) => {
    await page.goto(`${address}#model=not-there`);
    const result = await settled(page, ['failed']);
    expect(result.phase.error?.code).toBe('left-out');
  });
});

test('opens from a disk in the system’s Firefox', async ({ native }, info) => {
  test.skip(!firefoxPath, 'there is no Firefox here (apt-get install firefox-esr, or name one in FIREFOX)');
  test.setTimeout(240_000);
  const firefox = await Firefox.start();
  try {
    const begun = Date.now();
    await firefox.open(`${address}#text=${encodeURIComponent(texts.chinese2)}`);
    let last: Partial<Shown> | undefined;
    await expect
      .poll(async () => (last = await firefox.evaluate(session))?.phase?.kind, { timeout: 120_000 })
      .toBe('ready');
    info.annotations.push({ type: 'first own answer, Firefox', description: `${Date.now() - begun} ms` });
    await sameOutput(native, 'zh-en', { text: texts.chinese2 }, last!.output!);

    await firefox.evaluate(() => void (location.hash = 'lesson=note'));
    await expect.poll(() => firefox.evaluate(lesson, true)).toContain('1');
    await expect
      .poll(() => firefox.evaluate(lesson, false), { timeout: 120_000 })
      .toMatch(/tokens in this model’s vocabulary|本模型的词表/);
  } finally {
    await firefox.close();
  }
});

/** In the page: what the lesson says, after its first answer has been clicked where that is asked for. */
function lesson(click: boolean): string {
  const root = (document.querySelector('pl-playground') as any).shadowRoot.querySelector('pl-lesson')?.shadowRoot;
  const answer = root?.querySelector('.ask + .row button');
  if (click && answer) answer.click();
  return root?.querySelector('section')?.innerText ?? '';
}

/** In the page: where the session is. */
function session(): Partial<Shown> {
  const bench = (document.querySelector('pl-playground') as any)?.shadowRoot?.querySelector('pl-bench');
  const { phase, results } = bench?.app?.session ?? {};
  return JSON.parse(JSON.stringify({ phase, output: results?.output }));
}
