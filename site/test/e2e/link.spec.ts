// The address carries the whole state: it can be copied, opened elsewhere, edited by hand and filled with rubbish.

import type { Page } from '@playwright/test';
import {
  expect,
  figure,
  onePage as test,
  property,
  saved,
  settled,
  shown,
  texts,
  tool,
  visit,
  write,
  long,
} from './support.ts';

const hash = (page: Page) => page.evaluate(() => new URLSearchParams(location.hash.slice(1)));

/** The fields of the address. */
const inLink = (page: Page) =>
  page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))) as Record<string, string>);

test('what a reader chooses is in the link, and the link brings it back', long, async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit(page);
  await settled(page);
  expect(await page.evaluate(() => location.hash)).toBe('');
  const text = '50% & more # 你好 + 👨‍👩‍👧 "quoted" = ?';
  await write(page, text);
  const attention = await figure(page, 'attention');
  await attention.locator('.controls .segments').first().getByRole('button').first().click();
  await attention.getByLabel('Layer').selectOption({ value: '1' });
  await attention.getByLabel('Head').selectOption({ value: '2' });
  await attention.getByRole('button', { name: 'lines' }).click();
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await page.locator('pl-site-header .tools button').nth(1).click(); // automatic → light
  await page.locator('pl-site-header .tools button').nth(1).click(); // light → dark
  await expect
    .poll(async () => Object.fromEntries(await page.evaluate(() => [...new URLSearchParams(location.hash.slice(1))])))
    .toMatchObject({ text, stack: 'encoder', layer: '1', head: '2', view: 'arcs' });
  await page.bringToFront(); // only there may the clipboard be read
  await page.getByRole('button', { name: '分享' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('stack=encoder');
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const other = await context.newPage();
  await other.goto(link);
  const result = await settled(other);
  expect(result.text).toBe(text);
  // Language and theme are not in the link: they are this reader's, kept on this device.
  expect(link).not.toMatch(/lang=|theme=/);
  expect(await other.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])).toEqual([
    'zh-Hans',
    'dark',
  ]);
  expect((await saved(other, 'attention')).about).toMatchObject({ attention: 'encoder', layer: 1, head: 2 });
  await expect(other.locator('pl-attention-arcs')).toBeVisible();
  await other.close();
});

test('a link of a figure opens at the figure', long, async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit(page, { text: texts.english });
  await settled(page);
  await (await tool(await figure(page, 'heads'), 'Copy link')).click();
  await expect(page.locator('pl-figure[place=heads]').getByText('Link copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('at=heads');
  await page.goto('about:blank');
  await page.goto(link);
  await settled(page);
  await expect(page.locator('pl-figure[place=heads]')).toBeInViewport({ timeout: 10_000 });
});

test('parts that are off and the second sentence are in the link', long, async ({ page, context }) => {
  await visit(page, { text: texts.english, door: 3 });
  await settled(page);
  const board = await figure(page, 'board');
  await board.getByRole('button', { name: 'zero' }).click();
  await board.locator('pl-part-board button').nth(1).click();
  await board.locator('pl-part-board button').nth(4).click();
  const second = (await figure(page, 'patching')).locator('input[type=text]');
  await expect(second).not.toHaveValue('');
  const own = texts.english.replace(/\w+/, 'Nobody');
  await second.fill(own);
  await second.press('Enter');
  await expect
    .poll(async () => Object.fromEntries(await page.evaluate(() => [...new URLSearchParams(location.hash.slice(1))])))
    .toMatchObject({ off: 'encoder.0.attn.hook_z.1*encoder.0.hook_mlp_out', ablation: 'zero', other: own });
  const other = await context.newPage();
  await other.goto(await page.evaluate(() => location.href));
  await settled(other);
  const parts = (await figure(other, 'board')).locator('pl-part-board button[aria-pressed=true]');
  await expect(parts).toHaveCount(2);
  await expect((await figure(other, 'patching')).locator('input[type=text]')).toHaveValue(own);
  await expect
    .poll(async () => (await saved<{ off: { op: string }[] }>(other, 'board')).off.map((edit) => edit.op))
    .toEqual(['zero', 'zero']);
  await write(other, 'I see a small bird.');
  await expect
    .poll(async () => Object.fromEntries(await other.evaluate(() => [...new URLSearchParams(location.hash.slice(1))])))
    .not.toHaveProperty('other');
  await other.close();
});

test('bad values fall back to their defaults', long, async ({ page }) => {
  await visit(page, {
    layer: 99999,
    head: 'x',
    stack: 'nowhere',
    view: '__proto__',
    seed: -1,
    temperature: 'NaN',
    topp: 7,
    lang: 'tlh',
    theme: 'pink',
    door: 17,
    forced: '1.2.x',
    source: 9e9,
    constructor: 'x',
    model: '../../secret',
    step: '1e3',
  });
  const result = await settled(page);
  expect(result.info!.name || 'zh-en').toBeTruthy();
  expect((await saved(page, 'attention')).about).toMatchObject({ attention: 'cross', head: 0 });
  expect(await property(page.locator('pl-sampling-controls'), 'seed')).toBe(1);
  await page.goto('about:blank');
  await page.goto('./#%E0%A4%A&text=%ff&&&==&layer');
  expect((await settled(page, ['failed'])).phase.error?.code).toBe('no-letters'); // a page that works and says so
});

test('choices beyond the model are clamped to it, not broken by it', async ({ page }) => {
  await visit(page, { layer: 50, head: 90, source: 4000, target: 4000, step: 4000, door: 17, text: texts.english });
  const { info } = await settled(page);
  await expect(page.locator('p.missing')).toHaveText('The link names door 17, and there are 4: this is the first.');
  expect((await saved(page, 'attention')).about).toMatchObject({
    layer: info!.config.decoder_layers - 1,
    head: info!.config.heads - 1,
    layers_and_heads_counted_from: 0, // in files; the page counts from 1
  });
  const { decoder_layers: layers, heads } = info!.config;
  await expect((await figure(page, 'attention')).locator('h3')).toContainText(`layer ${layers} · head ${heads}`);
  for (const place of ['tokens', 'vectors', 'steps', 'generate'])
    expect((await saved(page, place)).rows.length).toBeGreaterThan(0);
  await page.getByRole('link', { name: /4 ?Use/ }).click();
  await expect(page.locator('p.missing')).toHaveCount(0);
});

test('token ids that the vocabulary does not have, and a model that is not there', async ({ page, watch }) => {
  await visit(page, { text: texts.english, forced: '999999' });
  expect((await settled(page, ['failed'])).phase.error?.code).toBe('bad-token');
  await expect(page.locator('pl-status-line [role=alert]')).toContainText('Back to the model’s own choice');
  await page.getByRole('button', { name: 'Back to the model’s own choice' }).click();
  await settled(page);
  watch.messages.push(/status of 404/);
  await visit(page, { model: 'missing' });
  await settled(page, ['failed']);
  await expect(page.locator('pl-status-line [role=alert]')).toContainText('manifest.json');
  // The model that was open goes on under its own name, and so does the address.
  await expect.poll(async () => (await shown(page)).state.model).toBe('zh-en');
  await expect.poll(async () => (await inLink(page))['model'] ?? null).toBe(null);
  expect((await write(page, texts.chinese2)).info!.config.kind).toBe('encoder-decoder');
});

test('back leads to what the reader saw before: the door, and how far down it', async ({ page }) => {
  await visit(page, { text: texts.english });
  await settled(page);
  const map = await figure(page, 'map');
  await map.scrollIntoViewIfNeeded();
  // It is noted when the reader has stopped; figures above that are still being drawn move the page, and the note.
  const top = () => map.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  let y = -1;
  const rests = async () => y === (y = await top());
  await expect.poll(rests, { intervals: [600] }).toBe(true);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(500);
  await page.getByRole('link', { name: /2 ?Why a black box/ }).click();
  await expect(page.locator('pl-blackbox-panel')).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(async () => Math.abs((await top()) - y)).toBeLessThan(3);
  expect((await shown(page)).text).toBe(texts.english);
});

test('language and theme are the reader’s: no link carries them, the next visit has them', async ({ page }) => {
  await visit(page, { text: texts.english });
  await settled(page);
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await page.locator('pl-site-header .tools button').nth(1).click();
  await expect(page).toHaveTitle(/看懂语言模型/);
  await page.waitForTimeout(400); // the address follows
  // Tests open in expert depth, which a link does carry.
  expect(Object.keys(await inLink(page))).toEqual(['text', 'depth']);
  await page.reload();
  await expect(page).toHaveTitle(/看懂语言模型/);
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
  // A link that asks for them is obeyed.
  await page.goto('about:blank');
  await visit(page, { text: texts.english, lang: 'en', theme: 'dark' });
  await expect(page).toHaveTitle(/see how a language model works/);
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
});

test('the page writes nothing into a field that is being typed or composed in', long, async ({ page }) => {
  await visit(page, { text: texts.chinese, door: 3, guess: -2 });
  await settled(page);
  const field = (await figure(page, 'patching')).locator('input[type=text]');
  await expect(field).not.toHaveValue('');
  await field.focus();
  await field.evaluate((input: HTMLInputElement) => {
    input.dispatchEvent(new CompositionEvent('compositionstart'));
    input.value = 'wo de';
    input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
  });
  // A new sentence proposes another second one, but not into this field.
  await page.evaluate((text) => {
    location.hash = new URLSearchParams({ text, door: '3', guess: '-2' }).toString();
  }, texts.english);
  await settled(page);
  await expect(field).toHaveValue('wo de');
  await field.evaluate((input: HTMLInputElement) => input.dispatchEvent(new CompositionEvent('compositionend')));
  await expect(field).toHaveValue('wo de');
});

test('a sentence beyond the model’s room is counted, and the last result is marked as old', async ({ page }) => {
  await visit(page, { text: texts.english });
  const { info } = await settled(page);
  const room = page.locator('pl-bench .room');
  await expect(room).toHaveText(new RegExp(`^\\d+ of ${info!.config.context} tokens$`));
  await page.locator('pl-sentence-field textarea').fill('word '.repeat(info!.config.context));
  await settled(page, ['failed']);
  await expect(room).toHaveClass(/over/);
  await expect(page.locator('pl-status-line [role=alert]')).toContainText(`still belongs to “${texts.english}”`);
});

test('changing the hash by hand changes the page, and so does going back', async ({ page }) => {
  await visit(page, { text: texts.english });
  await settled(page);
  await page.evaluate((text) => {
    location.hash = new URLSearchParams({ text, lang: 'zh' }).toString();
  }, texts.chinese2);
  await expect.poll(async () => (await shown(page)).text).toBe(texts.chinese2);
  await settled(page);
  await page.goBack();
  await expect.poll(async () => (await shown(page)).text).toBe(texts.english);
  await settled(page);
  expect((await hash(page)) && (await page.locator('pl-sentence-field textarea').inputValue())).toBe(texts.english);
});

test('language and theme: the reader’s own by default, switched by buttons', async ({
  page,
  browser,
  baseURL,
  watch,
}) => {
  await visit(page);
  await expect(page).toHaveTitle(/see how a language model works/);
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  const theme = page.locator('pl-site-header .tools button').nth(1);
  await theme.click();
  await expect(theme).toHaveAccessibleName(/Colours: light/);
  expect(await paper()).not.toBe(dark);
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(page).toHaveTitle(/看懂语言模型/);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-Hans');
  // No text of the other language is left over in the interface.
  const text = await page.locator('pl-stage').first().innerText();
  expect(text).not.toMatch(/\b(Tokens|Copy link|Save picture|How it was computed)\b/);
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await expect(page).toHaveTitle(/see how a language model works/);
  // A reader whose browser is Chinese.
  const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' });
  const chinese = await context.newPage();
  await chinese.goto(baseURL!);
  await expect(chinese).toHaveTitle(/看懂语言模型/);
  await context.close();
  expect(watch.origins).toHaveLength(1);
});

test('exports: picture, drawing and data of a figure', async ({ page }) => {
  await visit(page, { text: '=SUM(1) 好' });
  await settled(page);
  const frame = await figure(page, 'tokens');
  const download = async (name: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), (await tool(frame, name)).click()]);
    const { readFile } = await import('node:fs/promises');
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  };
  const png = await download('Save picture');
  expect(png.name).toBe('pellucid-tokens.png');
  expect(png.content.subarray(1, 4).toString()).toBe('PNG');
  expect(png.content.readUInt32BE(16)).toBeGreaterThan(400); // pixels wide
  const svg = await download('SVG');
  expect(svg.content.toString()).toMatch(/^<svg/);
  expect(svg.content.toString()).toContain('好');
  const csv = await download('Save data');
  expect(csv.content.toString().startsWith('\ufeffposition,id,bytes,text,cell\r\n')).toBe(true);
  expect(csv.content.toString()).toMatch(/,'=|"'=/); // no formula for a spreadsheet to run
});
