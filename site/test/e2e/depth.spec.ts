// Basic depth: a door is five screens of a projector at most, ninety tab stops at most, and every stage keeps a figure
// and its finding; what is folded is one line, unfolds in place, and a link to it opens it.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { doors, isExpert, stages, type Place } from '../../stages.ts';
import { percent } from '../../state/format.ts';
import { near } from './native.ts';
import type { Side } from '../../views/sentence-side.ts';
import {
  drawn,
  eventually,
  expect,
  figure,
  long,
  onePage as test,
  property,
  saved,
  settled,
  shown,
  texts,
  visit,
} from './support.ts';

const screen = { width: 1920, height: 1080 };

/** How high the page is, and where the Tab key stops. */
const measure = (page: Page) =>
  page.evaluate(() => {
    const stops: string[] = [];
    const control = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const walk = (root: ParentNode, host: string) =>
      root.querySelectorAll<HTMLElement>('*').forEach((e) => {
        const reached = e.matches(control) && !e.matches(':disabled') && e.tabIndex >= 0;
        if (reached && e.checkVisibility({ visibilityProperty: true })) stops.push(`${host} ${e.localName}`);
        if (e.shadowRoot) walk(e.shadowRoot, e.localName);
      });
    walk(document, '');
    return { height: document.documentElement.scrollHeight, stops };
  });

doors.forEach((door, d) => {
  if (!door.stages.length) return;
  for (const [model, text] of [
    ['zh-en', texts.chinese],
    ['zh-en', texts.english],
  ] as const)
    test(
      `door ${d + 1} with “${text}” in basic depth: five screens, ninety tab stops, a figure a stage`,
      text === texts.chinese && d === 0 ? {} : long,
      async ({ page }) => {
        await page.setViewportSize(screen);
        await visit(page, { door: d + 1, model, text, depth: 'basic', lang: 'en' });
        await settled(page);
        await drawn(page);
        await settled(page);
        const { height, stops } = await measure(page);
        console.log(
          `door ${d + 1}, ${model}: ${(height / screen.height).toFixed(2)} screens, ${stops.length} tab stops`,
        );
        expect(height / screen.height, 'screens').toBeLessThanOrEqual(5);
        expect(stops.length, stops.join('\n')).toBeLessThanOrEqual(90);
        for (const stage of stages.filter((s) => s.door === d + 1)) {
          const panel = page.locator(stage.element);
          if (stage.expert === 'whole') {
            await expect(panel.locator('pl-stage .fold')).toBeVisible();
            continue;
          }
          await expect(panel.locator('h2').first()).toBeVisible();
          for (const place of Object.keys(stage.figures) as Place[])
            await expect(
              panel.locator(`pl-figure[place=${place}]`).locator(isExpert(place) ? '.fold' : 'figure'),
            ).toBeVisible();
        }
        const axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
        const { violations } = await axe.analyze();
        const told = violations.map(({ id, nodes: [node] }) => `${id}: ${node?.target} ${node?.any[0]?.message}`);
        expect(told).toEqual([]);
      },
    );
});

test('door 1 leaves room: ordinary sentences of nine words take less than 4.9 screens', async ({ page }) => {
  await page.setViewportSize(screen);
  for (const text of [
    'The old man reads a book in the garden.',
    'My sister drinks a cup of tea every morning.',
    'The children are playing football in the park today.',
  ]) {
    await visit(page, { text, depth: 'basic', lang: 'en' });
    await settled(page);
    await drawn(page);
    const { height } = await measure(page);
    expect(height / screen.height, text).toBeLessThan(4.9);
  }
});

for (const [width, text] of [
  [1920, texts.chinese],
  [360, 'The internationalization of counterrevolutionaries.'],
] as const)
  test(`no label of a drawing is cut off, and no name lies under what it names, at ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 1080 });
    await visit(page, { text, lang: 'en', moment: 40 });
    await settled(page);
    await drawn(page);
    await eventually(async () => expect(await page.evaluate(hiddenTexts)).toEqual([]));
  });

/** What is written in a drawing of door 1 and reaches beyond its edge, and lines of text that lie over each other. */
const hiddenTexts = () => {
  const found: string[] = [];
  const walk = (root: ParentNode) =>
    root.querySelectorAll('*').forEach((e) => {
      if (e.shadowRoot) walk(e.shadowRoot);
      if (e instanceof SVGTextElement && e.checkVisibility()) {
        const drawing = e.ownerSVGElement!;
        const [box, edge] = [e.getBoundingClientRect(), drawing.getBoundingClientRect()];
        const out = [edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom];
        if (getComputedStyle(drawing).overflow === 'hidden' && Math.max(...out) > 1.5) found.push(e.textContent!);
      }
      if (e.matches('.enc h4, .dec h4')) {
        const words = document.createRange();
        words.selectNodeContents(e);
        if (words.getBoundingClientRect().bottom > e.nextElementSibling!.getBoundingClientRect().top + 1)
          found.push(e.textContent!);
      }
    });
  walk(document.querySelector('pl-playground')!.shadowRoot!.querySelector('main')!);
  return found;
};

test('a folded figure unfolds in place, a link to it opens it, and the depth is remembered and in the link', async ({
  page,
}) => {
  await visit(page, { text: texts.chinese, depth: 'basic', lang: 'en' });
  await settled(page);
  const heads = page.locator('pl-figure[place=heads]');
  await heads.locator('.fold').click();
  await expect(heads.locator('pl-head-grid').first()).toBeVisible();
  const frame = page.locator('pl-figure[place=merges]');
  await expect(frame.locator('figure')).toHaveCount(0);
  await visit(page, { text: texts.chinese, depth: 'basic', at: 'merges', lang: 'en' });
  await expect(frame.locator('figure')).toBeVisible();

  await page.locator('pl-bench').getByRole('button', { name: 'expert' }).click();
  await expect(page.locator('pl-figure').locator('.fold')).toHaveCount(0);
  await expect.poll(() => page.url()).toContain('depth=expert');
  await visit(page, { text: texts.chinese, lang: 'en' });
  expect((await shown(page)).state.depth, 'remembered').toBe('expert');
  await page.locator('pl-bench').getByRole('button', { name: 'basic' }).click();
  await expect.poll(() => page.url()).not.toContain('depth');
  await visit(page, { text: texts.chinese, door: 2, lang: 'en' });
  expect((await shown(page)).state.depth, 'remembered').toBe('basic');
});

test('a stage that is folded whole unfolds from its line, and from the map', async ({ page }) => {
  const stage = stages.find((s) => s.expert === 'whole')!;
  await visit(page, { text: texts.chinese, door: stage.door, depth: 'basic', lang: 'en' });
  await settled(page);
  const panel = page.locator(stage.element);
  await panel.locator('.fold').click();
  await expect(panel.locator('pl-figure figure').first()).toBeVisible();
});

test('the tools of a figure are one tab stop; arrows go through them and Escape puts them away', async ({ page }) => {
  await visit(page, { text: texts.chinese, lang: 'en' });
  await settled(page);
  const frame = page.locator('pl-figure[place=walk]');
  const more = frame.locator('.more');
  await more.click();
  await expect(frame.locator('.foot button').first()).toBeVisible();
  const stops = () =>
    frame.evaluate(
      (e) =>
        [e.shadowRoot!, e]
          .flatMap((r) => [...r.querySelectorAll('.more, .foot button, [slot=tools]')])
          .filter((b) => (b as HTMLElement).tabIndex === 0).length,
    );
  await expect.poll(stops).toBe(1);
  await more.focus();
  const names: string[] = [];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('ArrowRight');
    names.push(
      await page.evaluate(() => {
        let e = document.activeElement;
        while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
        return e?.textContent?.trim() ?? '';
      }),
    );
  }
  expect(names).toEqual(expect.arrayContaining(['Copy link', 'SVG', 'JSON', 'Save as moving picture']));
  await expect.poll(stops).toBe(1);
  await page.keyboard.press('Escape');
  await expect(frame.locator('.foot')).toHaveCount(0);
  await expect(more).toBeFocused();
});

test('the models stand side by side, and one click changes the model', async ({ page }) => {
  await visit(page, { text: texts.chinese, lang: 'en' });
  await settled(page);
  const tabs = page.locator('pl-model-tabs');
  const offered = await property<{ name: string }[]>(tabs, 'models');
  expect(offered.length).toBeGreaterThan(1);
  await expect(tabs.locator('button[aria-pressed=true]')).toHaveCount(1);
  await tabs.getByRole('button', { name: /stories|story/i }).click();
  await expect.poll(async () => (await shown(page)).state.model).toBe('stories');
  await settled(page);
  await tabs.getByRole('button', { name: 'Your own…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
});

test(
  'the challenge counts what is left and whether the word is still written; its link brings the score back',
  long,
  async ({ page, context, native }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit(page, { text: texts.chinese, door: 3, at: 'board', target: 1, lang: 'en' });
    const { output } = await settled(page);
    const word = output!.output.tokens[1]!;
    const frame = page.locator('pl-figure[place=board]');
    const said = frame.locator('.challenge .verdict');
    await expect(said).toContainText('Break it');
    for (const i of [0, 5, 9]) await frame.locator('pl-part-board button').nth(i).click();
    const off = (await shown(page)).state.off;
    expect(off).toHaveLength(3);
    const edits = off.map((id) => {
      const head = /^(.*)\.(\d+)$/.exec(id);
      return head
        ? { site: head[1]!, op: 'mean' as const, at: [null, [Number(head[2])]] }
        : { site: id, op: 'mean' as const };
    });
    const { output: left } = await native.call('zh-en', 'generate', { input: { text: texts.chinese }, edits });
    const alive = left.tokens.some((token) => token.id === word.id);
    await expect(said).toContainText(alive ? 'still written' : 'is gone');
    const parts = await frame.locator('pl-part-board button').count();
    await expect(said).toContainText(`${parts - 3} of ${parts}`);
    await frame.getByRole('button', { name: 'Copy my score as a link' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('off=');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const score = await said.textContent();
    const other = await context.newPage();
    await other.goto(link);
    await settled(other);
    await expect(other.locator('pl-figure[place=board] .challenge .verdict')).toHaveText(score!);
    await other.close();
  },
);

test('two sentences stand side by side, with the native engine’s numbers, and a link brings both back', async ({
  page,
  native,
}) => {
  const [text, rival] = ['猫追狗。', '狗追猫。'];
  await visit(page, { text, rival, door: 3, at: 'versus', lang: 'en' });
  await settled(page);
  const frame = page.locator('pl-figure[place=versus]');
  const sides = frame.locator('pl-sentence-side');
  await expect(sides).toHaveCount(2);
  for (const [i, sentence] of [text, rival].entries()) {
    const expected = await native.call('zh-en', 'generate', { input: { text: sentence } });
    await expect(sides.nth(i).locator('.out')).toHaveText(expected.text);
    const side = await property<Side>(sides.nth(i), 'side');
    const end = expected.output.tokens.filter((x) => !x.special).map((x) => x.id);
    const pass = await native.call('zh-en', 'forward', {
      input: { text: sentence, target_ids: end },
      keep: ['decoder.*.cross_attn.hook_pattern'],
    });
    const { shape, data } = pass.tensors.at(-1)!; // of the last layer
    const [heads, rows, keys] = shape as [number, number, number];
    const first = pass.source.tokens.findIndex((x) => !x.special);
    let sum = 0;
    for (let r = 0; r < heads * rows; r++) sum += data[r * keys + first]!;
    near(side.read[0]!.share, sum / (heads * rows), 'attention on the first word');
    expect(side.read.some((p) => p.differs)).toBe(true);
  }
  await expect(frame.locator('.verdict')).toContainText('The same tokens in another order');
  await frame.getByRole('button', { name: '我不喜欢他' }).click();
  await expect.poll(async () => (await shown(page)).state).toMatchObject({ text: '我喜欢他。', rival: '我不喜欢他。' });
  await expect.poll(() => page.url()).toContain('rival=');
});

test('on a phone, whatever goes on beyond the edge fades out there', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await visit(page, { text: texts.chinese, lang: 'en' });
  await settled(page);
  await drawn(page);
  const scrolled = () =>
    page.evaluate(() => {
      const list: { what: string; mask: string }[] = [];
      const walk = (root: ParentNode) =>
        root.querySelectorAll<HTMLElement>('*').forEach((e) => {
          const style = getComputedStyle(e);
          if (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 2 && e.checkVisibility())
            list.push({ what: `${e.localName}.${e.className}`, mask: style.maskImage });
          if (e.shadowRoot) walk(e.shadowRoot);
        });
      walk(document.querySelector('pl-playground')!.shadowRoot!);
      return list;
    });
  // Edges are measured a moment after the figure has its size.
  await eventually(async () => {
    const cut = await scrolled();
    expect(cut.length, 'something does not fit').toBeGreaterThan(0);
    expect(cut.filter(({ mask }) => mask === 'none')).toEqual([]);
  });
});

test('on a projector every label of a figure has sixteen pixels', async ({ page }) => {
  await page.setViewportSize(screen);
  await visit(page, { text: texts.chinese, lang: 'en', depth: 'basic', moment: 8 });
  await settled(page);
  await drawn(page);
  const small = await page.evaluate(() => {
    const list = new Set<string>();
    const walk = (root: ParentNode) =>
      root.querySelectorAll<HTMLElement>('*').forEach((e) => {
        const own = [...e.childNodes].some((n) => n instanceof Text && n.textContent!.trim());
        if (own && e.checkVisibility() && !e.closest('.sr') && parseFloat(getComputedStyle(e).fontSize) < 16)
          list.add(`${(e.getRootNode() as ShadowRoot).host?.localName} ${e.localName}.${e.getAttribute('class')}`);
        if (e.shadowRoot) walk(e.shadowRoot);
      });
    walk(document.querySelector('pl-playground')!.shadowRoot!.querySelector('main')!);
    return [...list];
  });
  expect(small).toEqual([]);
});

test('guess first: the bars stay hidden until the guess, and a link brings the guess back', async ({
  page,
  native,
}) => {
  await visit(page, { text: texts.chinese, at: 'generate', target: 1, lang: 'en' });
  await settled(page);
  const frame = page.locator('pl-figure[place=generate]');
  await frame.getByRole('button', { name: 'Guess first' }).click();
  await expect(frame.locator('pl-candidate-bars')).toBeHidden();
  const { steps } = await native.call('zh-en', 'generate', { input: { text: texts.chinese }, top: 12 });
  const { token, candidates } = steps[1]!;
  const second = candidates.find((c) => c.token.id !== token.id && !c.token.special)!;
  await frame.locator('pl-guess-row').getByRole('button', { name: second.token.text.trim(), exact: true }).click();
  await expect(frame.locator('pl-guess-row')).toContainText('Right:');
  await expect(frame.locator('pl-guess-row')).toContainText(`${(second.prob * 100).toFixed(1)}%`);
  await expect(frame.locator('pl-guess-row')).toContainText('1 of 1');
  await expect(frame.locator('pl-candidate-bars')).toBeVisible();
  await expect.poll(() => page.url()).toContain(`bet=${second.token.id}`);
});

test('guess first at a head: the matrix and its sums wait for the guess', async ({ page }) => {
  await visit(page, { text: texts.chinese, at: 'attention', target: 1, lang: 'en' });
  await settled(page);
  const frame = page.locator('pl-figure[place=attention]');
  await frame.getByRole('button', { name: 'Guess first' }).click();
  await expect(frame.locator('pl-attention-matrix')).toBeHidden();
  await expect(frame.locator('.verdict')).toBeHidden();
  await expect((await figure(page, 'steps')).locator('pl-attention-steps')).toBeHidden();
  await frame.locator('pl-guess-row').getByRole('button').first().click();
  await expect(frame.locator('pl-attention-matrix')).toBeVisible();
  const { columns, rows, about } = await saved(page, 'attention');
  const weights = rows[1]!.slice(1).map(Number); // the second token is being written
  const best = columns.slice(1)[weights.indexOf(Math.max(...weights))]!;
  await expect(frame.locator('pl-guess-row p')).toContainText(`“${best}”`);
  await expect(frame.locator('pl-guess-row p')).toContainText(percent(Math.max(...weights), 0));
  expect(about).toMatchObject({ attention: 'cross' });
  await expect.poll(() => page.url()).toMatch(/looked=\d/);
});

test('guess first at tokens: the count is the vocabulary’s own, and a link brings the guess back', async ({
  page,
  native,
}) => {
  await visit(page, { text: texts.chinese2, at: 'duel', lang: 'en' });
  const { tokens } = await settled(page);
  const frame = await figure(page, 'duel');
  await frame.getByRole('button', { name: 'Guess first' }).click();
  await frame.locator('pl-guess-row').getByRole('button').last().click();
  const gpt2 = await native.call('zh-en', 'tokenize', { text: texts.chinese2, vocab: 'gpt2' });
  const [own, other] = [tokens!.tokens.length, gpt2.tokens.length];
  await expect(frame.locator('pl-guess-row p')).toContainText(
    `${other > 2 * own ? 'Right' : 'Not this time'}: ${other} tokens for GPT-2, ${own} for this model.`,
  );
  await expect.poll(() => page.url()).toContain('cuts=3');
});
