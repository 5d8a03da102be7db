// Stage 1 on every kind of text: tokens, ids, bytes, groups, merges and the comparison of vocabularies equal the native
// engine's.

import type { Tokens } from '../../../wasm/bridge/protocol.gen.ts';
import { cut, inList } from '../../state/words.ts';
import {
  eventually,
  expect,
  figure,
  property,
  saved,
  settled,
  shown,
  onePage as test,
  texts,
  visit,
  write,
  long,
} from './support.ts';

const model = 'zh-en';
const vocabularies = ['gpt2', 'cl100k', 'o200k'] as const;

test('tokens, ids, bytes and groups of every kind of text', long, async ({ page, native }) => {
  await visit(page);
  await settled(page);
  for (const [kind, text] of Object.entries(texts)) {
    await test.step(kind, async () => {
      const { tokens } = await write(page, text);
      const want = await native.call(model, 'tokenize', { text });
      expect(tokens!.tokens).toEqual(want.tokens);
      expect(tokens!.groups).toEqual(want.groups);
      await expectCells(page, want);
      const table = await saved(page, 'tokens');
      expect(table.rows.map((r) => r.slice(0, 3))).toEqual(want.tokens.map((t, i) => [i, t.id, t.bytes]));
    });
  }
});

/** The strip under the sentence has one cell for each group, with all characters whole, and the ids in it. */
async function expectCells(page: import('@playwright/test').Page, want: Tokens): Promise<void> {
  const cells = page.locator('pl-bench pl-token-strip').first().locator('[role=option]');
  await expect(cells).toHaveCount(want.groups.length);
  const titles = await cells.evaluateAll((list) => list.map((cell) => cell.getAttribute('title')));
  expect(titles).toEqual(
    want.groups.map(
      (g) =>
        `${g.text} · ${want.tokens
          .slice(g.first, g.last)
          .map((t) => t.id)
          .join(' ')}`,
    ),
  );
  const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' });
  for (const text of want.groups.map((g) => g.text))
    expect([...characters.segment(text)].map((s) => s.segment).join('')).toBe(text);
  expect(await cells.allInnerTexts().then((list) => list.join(''))).not.toContain('\ufffd');
}

test('an emoji of several code points and a rare character stay whole', async ({ page }) => {
  await visit(page, { text: texts.family });
  const { tokens } = await settled(page);
  expect(tokens!.groups.filter((g) => g.text.includes('👨‍👩‍👧‍👦'))).toHaveLength(1);
  const rare = (await write(page, texts.rare)).tokens!;
  expect(rare.groups.filter((g) => g.text.includes('𰻞')).length).toBeGreaterThan(0);
  expect(rare.groups.map((g) => g.text).join('')).toBe(texts.rare);
});

test('the comparison of vocabularies counts as the native tokenizers do', long, async ({ page, native }) => {
  await page.goto('about:blank'); // no vocabulary has been loaded yet
  await visit(page);
  await settled(page);
  await write(page, texts.chinese2); // of the sentences it opens with all is known
  const duel = (await figure(page, 'duel')).locator('pl-vocab-duel');
  // Each is loaded when the reader asks for it.
  for (let left = vocabularies.length; left > 0; left--) {
    const buttons = duel.locator('button.button');
    await expect(buttons).toHaveCount(left);
    await buttons.first().click();
    await expect(buttons).toHaveCount(left - 1);
    await expect(duel.locator('.mini')).toHaveCount(vocabularies.length + 3 - left);
  }
  for (const text of Object.values(texts)) {
    await write(page, text);
    const want = new Map([['own', await native.call(model, 'tokenize', { text })]]);
    for (const vocab of vocabularies) want.set(vocab, await native.call(model, 'tokenize', { text, vocab }));
    await eventually(async () => {
      const counts = await duel.locator('.count > span[aria-hidden]').allInnerTexts();
      const words = cut(text).filter((word) => word.trim());
      expect(counts, text).toEqual([...[...want.values()].map((w) => w.tokens.length), words.length].map(String));
      const rows = await property<{ tokens?: Tokens }[]>(duel, 'rows');
      expect(rows.slice(0, -1).map((r) => r.tokens?.tokens.map((t) => t.id))).toEqual(
        [...want.values()].map((w) => w.tokens.map((t) => t.id)),
      );
    });
  }
  const table = await saved(page, 'duel');
  expect(new Set(table.rows.map((r) => r[0]))).toEqual(new Set(['own', ...vocabularies, 'words']));
});

test('a word cutter stands beside the vocabularies, and shows the words that it does not know', async ({ page }) => {
  const text = '奶奶把魑魅关在门外。';
  await visit(page, { at: 'duel' });
  await write(page, text);
  const words = cut(text).filter((word) => word.trim());
  const unknown = words.filter((word) => !inList(word));
  expect(unknown.join('')).toBe('魑魅');
  const row = (await figure(page, 'duel')).locator('pl-vocab-duel .mini').last();
  await expect(row.locator('span')).toHaveText(words);
  await expect(row.locator('span.unknown')).toHaveText(unknown);
});

test('merge steps of the chosen word', async ({ page, native }) => {
  await visit(page, { text: texts.english, source: 2 });
  const { tokens } = await settled(page);
  const steps = (await figure(page, 'merges')).locator('pl-merge-steps');
  await eventually(async () => expect((await saved(page, 'merges')).rows.length).toBeGreaterThan(1));
  const table = await saved(page, 'merges');
  const want = await native.call(model, 'merges', { word: String(table.about.word) });
  expect(texts.english).toContain(String(table.about.word));
  // What the merges end with is what the sentence has there, its space included.
  expect(want.steps.at(-1)!.pieces.map((p) => p.id)).toEqual([tokens!.tokens[2]!.id]);
  expect(table.rows.map((r) => r[1])).toEqual(want.steps.map((s, i) => (i ? s.rank : null)));
  expect(await steps.locator('li').count()).toBe(want.steps.length);
  expect(await steps.locator('li').last().locator('.piece').count()).toBe(want.steps.at(-1)!.pieces.length);
  // Back goes one step; the later ones fade and are hidden from screen readers.
  await steps.getByRole('button', { name: 'Back' }).click();
  await expect(steps.locator('li[aria-hidden=true]')).toHaveCount(1);
  // Another word, chosen in the strip.
  await page.locator('pl-bench pl-token-strip').first().locator('[role=option]').first().click();
  await eventually(async () => expect((await saved(page, 'merges')).about.word).toBe('The'));
});

test('empty text, one token, and a text of 500 words', async ({ page, native }) => {
  await visit(page);
  await settled(page);
  const empty = await write(page, '');
  expect(empty.phase.kind).toBe('empty');
  await expect(page.locator('pl-status-line')).toContainText('Write a sentence and the model begins.');
  const blank = await write(page, '  \n ');
  expect(blank.phase.kind).toBe('empty');

  const one = await write(page, texts.one);
  expect(one.tokens!.tokens).toHaveLength(1);
  expect(one.phase.kind).toBe('ready');

  const long = Array.from({ length: 500 }, (_, i) => ['the', 'cat', 'sees', 'a', 'dog'][i % 5]).join(' ');
  const result = await write(page, long, ['ready', 'failed']);
  const want = await native.call(model, 'tokenize', { text: long });
  expect(result.tokens!.tokens.map((t) => t.id)).toEqual(want.tokens.map((t) => t.id));
  if (result.info!.config.context < want.tokens.length) {
    // The model cannot read so much: it says so, and the reader's text stays.
    expect(result.phase.error?.code).toBe('too-long');
    await expect(page.locator('pl-status-line [role=alert]')).toContainText(`Too long: ${want.tokens.length + 2}`);
    await expect(page.locator('pl-status-line [role=alert]')).toContainText(String(result.info!.config.context));
  }
  await expect(page.locator('pl-sentence-field textarea')).toHaveValue(long);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(width).toBeLessThanOrEqual(0);
  // And a way on.
  expect((await write(page, texts.chinese)).phase.kind).toBe('ready');
  expect((await shown(page)).tokens!.of).toBe(texts.chinese);
});

test('pasted HTML is text and nothing else', async ({ page, native, watch, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit(page);
  await settled(page);
  const html = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=2</script><b>bold</b> {{1+1}} ${2}';
  // It is copied in another tab, for a browser reads HTML even to copy it.
  const other = await context.newPage();
  await other.goto('models/index.json');
  watch.messages.push(/models\/index\.json\)$/, /Failed to load resource/);
  await other.bringToFront();
  await other.evaluate(
    (text) =>
      navigator.clipboard.write([
        new ClipboardItem({
          'text/html': new Blob([text], { type: 'text/html' }),
          'text/plain': new Blob([text], { type: 'text/plain' }),
        }),
      ]),
    html,
  );
  await other.close();
  await page.bringToFront();
  const area = page.locator('pl-sentence-field textarea');
  await area.fill('');
  await area.focus();
  await page.keyboard.press('Control+V');
  await expect(area).toHaveValue(html);
  const result = await settled(page, ['ready', 'failed']);
  expect(result.tokens!.tokens).toEqual((await native.call(model, 'tokenize', { text: html })).tokens);
  // Through a link too, and through the model's output in every figure.
  await visit(page, { text: html, lang: 'zh' });
  await settled(page, ['ready', 'failed']);
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
  const drawn = await page.evaluate(() => {
    const found: string[] = [];
    const walk = (root: ParentNode) =>
      root.querySelectorAll('*').forEach((e) => {
        const ours = e.parentNode === document.head; // the one script that stands in the page
        if (e.localName === 'img' || (e.localName === 'script' && !ours)) found.push(e.outerHTML);
        if (e.shadowRoot) walk(e.shadowRoot);
      });
    walk(document);
    return found;
  });
  expect(drawn).toEqual([]);
});
