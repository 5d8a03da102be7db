// The page as one file, opened from a disk without a network: in Chromium, and in the system's own Firefox.

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import { Firefox, firefoxPath } from './marionette.ts';
import { modelFolder, root, sameOutput } from './native.ts';
import { expect, figure, openOwn, settled, shown, test, texts, watch, write, type Shown, long } from './support.ts';

const file = resolve(root, process.env['PELLUCID_TEST_SINGLE'] ?? 'run/single/pellucid.html');
const address = pathToFileURL(file).href;

/** A class: who says what of the first claim. */
const pupils = [
  ['ann', 'holds here'],
  ['bob', 'fails here'],
  ['eve', 'holds here'],
] as const;

/** How many pages a PDF has: the count at the root of their tree, which Firefox packs away. */
function pagesOf(pdf: Buffer): number {
  const text = pdf.toString('latin1');
  expect(text.slice(0, 5)).toBe('%PDF-');
  const packed = [...text.matchAll(/stream\r?\n([^]*?)endstream/g)].map(([, bytes]) => {
    try {
      return inflateSync(Buffer.from(bytes!, 'latin1')).toString('latin1');
    } catch {
      return ''; // a picture, or a stream that is not packed so
    }
  });
  const counts = [text, ...packed].flatMap((part) => [...part.matchAll(/\/Count (\d+)/g)]);
  return Math.max(0, ...counts.map(([, n]) => Number(n)));
}

test.beforeAll(() => {
  if (!existsSync(file)) throw new Error(`there is no ${file}: run make test-e2e, which builds it`);
});

test('is no larger than twenty million bytes', () => {
  expect(statSync(file).size).toBeLessThanOrEqual(20_000_000);
});

test.describe('from a disk, offline', () => {
  test.use({ offline: true });

  test(
    'translates the reader’s own sentence as the native engine does',
    long,
    async ({ page, native, context }, info) => {
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
    },
  );

  test('has the small world, word lists and a model from the folder beside it', long, async ({ page, native }) => {
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

  test(
    'teaches a class: three pupils’ answers, the teacher’s bars, and the worksheet as a PDF',
    long,
    async ({ page }) => {
      const dock = page.locator('pl-lesson');
      const hands: string[] = [];
      for (const [name, said] of pupils) {
        await page.goto(`${address}#lesson=note&lock=1`);
        await page.evaluate(() => localStorage.removeItem('pellucid.answers.note'));
        await page.reload();
        await settled(page);
        await dock.getByRole('button', { name: said, exact: true }).click();
        await expect(dock.locator('.found')).toContainText('tokens in this model’s vocabulary');
        await dock.getByLabel('Your name or number').fill(name);
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          dock.getByRole('button', { name: 'Save my answers' }).click(),
        ]);
        hands.push(await file.path());
      }
      await page.goto('about:blank');
      await page.goto(address);
      await page.locator('pl-lessons summary').click();
      const answers = page.locator('pl-lesson-answers');
      await answers.locator('input[type=file]').setInputFiles(hands);
      await expect(answers.getByRole('status')).toContainText('Hand-ins: 3');
      await expect(answers.locator('dt')).toHaveText(['holds here', 'fails here']);
      await expect(answers.locator('dd b')).toHaveText(['2', '1']);

      await page.evaluate(() => (globalThis.print = () => undefined));
      await page.locator('pl-lessons li').first().getByRole('button', { name: 'Print the worksheet' }).click();
      await page.emulateMedia({ media: 'print' });
      await expect(page.locator('pl-lesson-sheet li').first()).toBeVisible();
      expect(
        pagesOf(await page.pdf({ format: 'A4' })),
        'questions, and the teacher’s notes behind them',
      ).toBeGreaterThan(2);
    },
  );

  test('says of what was left out that it was', async ({ page }) => {
    await page.goto(`${address}#model=not-there`);
    const result = await settled(page, ['failed']);
    expect(result.phase.error?.code).toBe('left-out');
  });
});

test('teaches a class from a disk in the system’s Firefox', long, async ({ native }, info) => {
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

    const [list, lesson] = [
      ['pl-playground', 'pl-lessons'],
      ['pl-playground', 'pl-lesson'],
    ];
    const answered: string[] = [];
    for (const [name, said] of pupils) {
      await firefox.evaluate(() => localStorage.removeItem('pellucid.answers.note'));
      await firefox.open('about:blank');
      await firefox.open(`${address}#lesson=note&lock=1&lang=en`);
      await expect.poll(() => firefox.evaluate(within, lesson, 'press', said)).toBe(true);
      await expect
        .poll(() => firefox.evaluate(within, lesson, 'text'), { timeout: 120_000 })
        .toContain('tokens in this model’s vocabulary');
      const handIn = [...lesson, 'pl-lesson-hand-in'];
      await firefox.evaluate(within, handIn, 'sign', name);
      await expect.poll(() => firefox.evaluate(within, handIn, 'press', 'Save my answers')).toBe(true);
      answered.push(await firefox.downloaded(`pellucid-note-${name}.json`));
    }
    await firefox.open('about:blank');
    await firefox.open(`${address}#lang=en`);
    await expect.poll(() => firefox.evaluate(within, list, 'unfold')).toBe(true);
    const merged = [...list, 'pl-lesson-answers'];
    expect(await firefox.evaluate(within, merged, 'hand over', JSON.stringify(answered))).toBe(pupils.length);
    await expect.poll(() => firefox.evaluate(within, merged, 'bars')).toEqual(['holds here 2', 'fails here 1']);

    await firefox.evaluate(() => void (window.print = () => undefined));
    expect(await firefox.evaluate(within, list, 'press', 'Print the worksheet')).toBe(true);
    await expect.poll(() => firefox.evaluate(within, ['pl-lesson-sheet'], 'text')).toContain('For the teacher');
    expect(pagesOf(await firefox.pdf()), 'questions, and the teacher’s notes behind them').toBeGreaterThan(2);
  } finally {
    await firefox.close();
  }
});

/** In the page: does something in the last element of a path, each of them in the shadow of the one before. */
function within(path: string[], act: 'press' | 'sign' | 'unfold' | 'hand over' | 'bars' | 'text', said = ''): unknown {
  let root: any = document;
  for (const tag of path) root = root?.querySelector(tag)?.shadowRoot;
  const all = (selector: string) => [...(root?.querySelectorAll(selector) ?? [])] as any[];
  switch (act) {
    case 'press': {
      const button = all('button').find((b) => b.textContent.trim() === said && !b.disabled);
      button?.click();
      return Boolean(button);
    }
    case 'sign':
      for (const input of all('input')) {
        input.value = said;
        input.dispatchEvent(new Event('input'));
      }
      return true;
    case 'unfold':
      all('details')[0]?.setAttribute('open', '');
      return all('pl-lesson-answers').length > 0;
    case 'hand over': {
      const files = new DataTransfer();
      for (const text of JSON.parse(said)) files.items.add(new File([text], 'answers.json'));
      const [input] = all('input[type=file]');
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
      return files.files.length;
    }
    case 'bars':
      return all('dt').map((dt) => `${dt.textContent} ${dt.nextElementSibling.querySelector('b').textContent}`);
    case 'text':
      return root?.textContent ?? '';
  }
}

/** In the page: where the session is. */
function session(): Partial<Shown> {
  const bench = (document.querySelector('pl-playground') as any)?.shadowRoot?.querySelector('pl-bench');
  const { phase, results } = bench?.app?.session ?? {};
  return JSON.parse(JSON.stringify({ phase, output: results?.output }));
}
