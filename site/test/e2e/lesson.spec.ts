// Lessons: the pupil answers first, the model in the page second; answers go by file or link to the teacher's bars.

import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, settled, shown, test, texts, visit, long } from './support.ts';
import type { Page } from '@playwright/test';

const dock = (page: Page) => page.locator('pl-lesson');
const button = (page: Page, name: string) => dock(page).getByRole('button', { name, exact: true });

/** Answers a step, and waits for what the page finds. */
async function mark(page: Page, name: string): Promise<string> {
  await button(page, name).click();
  const found = dock(page).locator('.found');
  await expect(found).toContainText('This page finds', { timeout: 90_000 });
  return found.innerText();
}

/** What the pupil hands in, as a file. */
async function handIn(page: Page, name: string): Promise<string> {
  await dock(page).getByLabel('Your name or number').fill(name);
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Save my answers').click()]);
  expect(file.suggestedFilename()).toBe(`pellucid-note-${name}.json`);
  return readFile(await file.path(), 'utf8');
}

test('three pupils answer, and the teacher’s page shows their bars', long, async ({ page, native }) => {
  await visit(page, { lesson: 'note' });
  await settled(page);
  await expect(dock(page)).toContainText('1 of 19');
  const hands: string[] = [];
  const text = (await shown(page)).text;
  const own = (await native.call('zh-en', 'tokenize', { text })).tokens.length;
  for (const [name, said] of [
    ['ann', 'holds here'],
    ['bob', 'fails here'],
    ['eve', 'holds here'],
  ] as const) {
    await page.evaluate(() => localStorage.removeItem('pellucid.answers.note'));
    await page.reload();
    await settled(page);
    const found = await mark(page, said);
    expect(found, 'the model’s own number').toContain(`${own} tokens in this model’s vocabulary`);
    hands.push(await handIn(page, name));
  }
  expect(hands.map((h) => JSON.parse(h).answers[0].said)).toEqual(['holds', 'fails', 'holds']);

  await button(page, 'End').click();
  await page.locator('pl-lessons summary').click();
  const answers = page.locator('pl-lesson-answers');
  await answers
    .locator('input[type=file]')
    .setInputFiles([
      ...hands.map((h, i) => ({ name: `${i}.json`, mimeType: 'application/json', buffer: Buffer.from(h) })),
      { name: 'shopping.json', mimeType: 'application/json', buffer: Buffer.from('["milk"]') },
    ]);
  await expect(answers.getByRole('status')).toContainText('Hand-ins: 3');
  await expect(answers.getByRole('status')).toContainText('hold no answers: 1');
  await expect(answers.locator('dt')).toHaveText(['holds here', 'fails here']);
  await expect(answers.locator('dd b')).toHaveText(['2', '1']);
});

test('a step opens its claim’s figure with its sentence, and the arrows turn the pages', long, async ({ page }) => {
  await visit(page, { lesson: 'note', step: 6, present: 1 });
  await expect.poll(async () => (await shown(page))?.state.at).toBe('attention');
  expect((await shown(page)).text).toContain('She put the old book');
  await settled(page);
  const said = await mark(page, 'holds in part');
  expect(said).toMatch(/τ = −?\d\.\d\d/);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.locator('body').press('ArrowRight');
  await expect(dock(page)).toContainText('8 of 19');
  await expect.poll(async () => (await shown(page)).state.door).toBe(1);
  await page.locator('body').press('ArrowLeft');
  await expect(dock(page)).toContainText('7 of 19');
  await expect(dock(page), 'answers are kept').toContainText('You say: holds in part');
});

test('a word, a number and a token are checked by the model', long, async ({ page, native }) => {
  await visit(page, { lesson: 'tokens' });
  await settled(page);
  const { text } = await shown(page);
  const { tokens } = await native.call('zh-en', 'tokenize', { text });
  await dock(page).getByLabel('Your answer').fill('3');
  await button(page, 'That is my answer').click();
  await expect(dock(page).locator('.found')).toHaveText(`This page finds: ${tokens.length}`);
  await visit(page, { lesson: 'machine', step: 1 });
  await dock(page).getByLabel('Your answer').fill('a');
  await button(page, 'That is my answer').click();
  await expect(dock(page).locator('.found')).toContainText('This page finds: ');
  const { output } = await settled(page); // only now it is the step's sentence for certain, and not the one before
  const [first] = output!.output.tokens;
  await expect(dock(page).locator('.found')).toHaveText(`This page finds: ${first!.text.trim()}`);
  await visit(page, { lesson: 'why', step: 0 });
  await settled(page);
  await button(page, 'book').click();
  await expect(dock(page).locator('.found')).toContainText('This page finds: ', { timeout: 90_000 });
});

test('a locked link shows the lesson and its figure alone', async ({ page }) => {
  await visit(page, { lesson: 'tokens', lock: 1 });
  await settled(page);
  await expect(page.locator('main > pl-tokens-panel')).toHaveCount(1);
  await expect(page.locator('main > pl-walk-panel')).toHaveCount(0);
  await expect(page.locator('pl-site-header nav a')).toHaveCount(0);
  await expect(button(page, 'End')).toHaveCount(0);
});

test('a worksheet is on paper alone, and can be a PDF', long, async ({ page }) => {
  await visit(page);
  await settled(page);
  await page.evaluate(() => (globalThis.print = () => undefined));
  await page.locator('pl-lessons summary').click();
  await page.locator('pl-lessons li').first().getByRole('button', { name: 'Print the worksheet' }).click();
  const sheet = page.locator('pl-lesson-sheet');
  await expect(sheet).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(sheet).toBeVisible();
  await expect(sheet.locator('ol:not(.tried) li')).toHaveCount(19);
  await expect(sheet.locator('.tried li'), 'the teacher’s tried sentences').toHaveCount(12);
  await expect(sheet.locator('.tried')).not.toContainText('{');
  await expect(page.locator('pl-playground')).toBeHidden();
  expect((await page.pdf()).byteLength).toBeGreaterThan(10_000);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(sheet).toHaveCount(0);
});

test(
  'a teacher makes a lesson, saves it, and it is held from the file and from the link',
  long,
  async ({ page, browser }) => {
    await visit(page, { text: texts.english, at: 'attention', layer: 1 });
    await settled(page);
    await page.locator('pl-lessons summary').click();
    await expect(page.locator('pl-lessons').getByRole('button', { name: 'Short link' })).toHaveCount(0);
    const own = page.locator('pl-own-lessons');
    await own.getByRole('button', { name: 'Make a lesson' }).click();
    const maker = own.locator('pl-lesson-maker');
    await maker.getByLabel('Title', { exact: true }).fill('Cats & <b>dogs</b>');
    await maker.getByLabel('What pupils read').fill('Read this first.');
    await maker.getByRole('button', { name: 'Add what the page shows now' }).click();
    await maker.getByRole('button', { name: 'Add a step' }).click();
    const step = maker.locator('fieldset').nth(2);
    await step.getByLabel('Figure that opens').selectOption('duel');
    await step.getByLabel('Sentence to try').fill(texts.chinese);
    await step.getByLabel('Pupils answer with').selectOption('number');
    await expect(step.getByLabel('The page then answers by')).toHaveValue('count');
    await step.getByLabel('Question').fill('How many tokens?');
    await step.getByRole('button', { name: 'Take out' }).click();
    await expect(maker.locator('fieldset')).toHaveCount(2);
    await maker.getByRole('button', { name: 'Put the step back' }).click();
    await expect(step.getByLabel('Question')).toHaveValue('How many tokens?');
    expect(
      (await new AxeBuilder({ page }).include({ fromShadowDom: ['pl-playground', 'pl-lessons'] }).analyze()).violations,
    ).toEqual([]);

    // Nothing made is lost: not by a reload, nor by a slip.
    await page.reload();
    await page.locator('pl-lessons summary').click();
    await expect(own.locator('li h3')).toContainText('Cats & <b>dogs</b>');
    await own.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(own.locator('li')).toHaveCount(0);
    await own.getByRole('button', { name: 'Put “Cats & <b>dogs</b>” back' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      own.getByRole('button', { name: 'Save as a file' }).click(),
    ]);
    const saved = await readFile(await file.path());
    await page.evaluate(
      () => (navigator.clipboard.writeText = async (text) => void ((globalThis as any).copied = text)),
    );
    await own.getByRole('button', { name: 'Copy the link for pupils' }).click();
    await expect(own.getByRole('status').first()).toContainText('The link holds the whole lesson');
    const link = await page.evaluate(() => (globalThis as any).copied as string);

    // A pupil elsewhere, by the link: nothing but the lesson, which reads, then opens the figure, then counts.
    const other = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' });
    const pupil = await other.newPage();
    await pupil.goto(link);
    await expect(dock(pupil)).toContainText('Read this first.');
    await dock(pupil).getByRole('button', { name: '下一步' }).click();
    await expect(pupil.locator('main > pl-attention-panel')).toHaveCount(1);
    await expect.poll(async () => (await shown(pupil)).text).toBe(texts.english);
    expect((await shown(pupil)).state.layer).toBe(1);
    await dock(pupil).getByRole('button', { name: '下一步' }).click();
    const { tokens } = await settled(pupil);
    await dock(pupil).getByLabel('你的回答').fill('3');
    await dock(pupil).getByRole('button', { name: '就这样回答' }).click();
    await expect(dock(pupil).locator('.found')).toHaveText(`本页得出：${tokens!.tokens.length}`);

    // A colleague, by the file; files that are no lessons are told apart in a sentence.
    await pupil.goto('about:blank');
    await pupil.goto(link.replace(/#.*/, '#lang=en'));
    await pupil.locator('pl-lessons summary').click();
    const theirs = pupil.locator('pl-own-lessons');
    const json = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    const bad = JSON.parse(String(saved));
    bad.steps[1].at = 'nowhere';
    await theirs
      .locator('input[type=file]')
      .setInputFiles([
        json('cut.json', String(saved).slice(0, 80)),
        json('odd.json', JSON.stringify(bad)),
        json('whole.json', String(saved)),
      ]);
    await expect(theirs.getByRole('status').first()).toHaveText(
      /^cut\.json is no lesson.* In odd\.json, “at” of step 2 is missing.* “Cats & <b>dogs<\/b>” is here now\.$/,
    );
    await theirs.getByRole('link', { name: 'Start' }).click();
    await expect(dock(pupil)).toContainText('Read this first.');
    await pupil.goto('about:blank');
    await pupil.goto(link.replace(/&made=.*/, '').replace('own-', 'own-x') + '&lang=en');
    await expect(dock(pupil)).toContainText('was made on another device');
    await pupil.goto('about:blank');
    await pupil.goto(`${link.slice(0, -40)}&lang=en`);
    await expect(dock(pupil)).toContainText('a part of the link may be missing');
    await other.close();
  },
);

test('a step says in the teacher’s words what it takes over from the page', long, async ({ page }) => {
  await visit(page, { text: texts.english, model: 'stories', at: 'attention', layer: 1, temperature: 0.7, lang: 'zh' });
  await settled(page);
  await page.locator('pl-lessons summary').click();
  await page.locator('pl-own-lessons').getByRole('button', { name: '做一课' }).click();
  const maker = page.locator('pl-lesson-maker');
  await maker.getByRole('button', { name: '把页面现在的样子加进来' }).click();
  const title = await page.locator('pl-model-tabs button[aria-pressed=true]').textContent();
  await expect(maker.locator('fieldset').last().locator('p.lab')).toHaveText(
    `同时打开的设置：模型“${title!.trim()}”，第 2 层，当时的图上设置（1 项）`,
  );
});

test(
  'a site behind the edge worker shares links with cards, and short ones when asked',
  long,
  async ({ page, baseURL, watch }) => {
    watch.messages.push(/status of 429/);
    const base = new URL(baseURL!).href;
    await page.route(base, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('</head>', `<meta name="edge" content="${base}"></head>`);
      await route.fulfill({ response, body });
    });
    const asked: unknown[] = [];
    let status = 201;
    await page.route(`${base}short`, async (route) => {
      asked.push(route.request().postDataJSON());
      await route.fulfill({ status, json: { url: `${base}s/abcd2345`, until: '2027-05-01' } });
    });
    await visit(page, { text: texts.english, at: 'attention' });
    await settled(page);
    await page.evaluate(
      () => (navigator.clipboard.writeText = async (text) => void ((globalThis as any).copied = text)),
    );
    await page.locator('pl-site-header').getByRole('button', { name: 'Share' }).click();
    await expect
      .poll(() => page.evaluate(() => (globalThis as any).copied as string))
      .toMatch(/\/share\?text=.*at=attention/);
    await page.locator('pl-lessons summary').click();
    const lesson = page.locator('pl-lessons li').first();
    await expect(lesson.getByRole('button', { name: 'Short link' })).toBeVisible();
    expect(asked, 'nobody is asked before').toEqual([]);
    await lesson.getByRole('button', { name: 'Short link' }).click();
    await expect(lesson.getByRole('status')).toHaveText(`${base}s/abcd2345 – copied, kept until 2027-05-01`);
    expect(asked).toEqual([{ state: 'lesson=note&lock=1' }]);
    status = 429;
    await lesson.getByRole('button', { name: 'Short link' }).click();
    await expect(lesson.getByRole('status')).toContainText('No short link could be made just now');
  },
);
