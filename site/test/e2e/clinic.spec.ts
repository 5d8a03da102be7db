// The layer clinic, the reader's own idea, one word over the layers, and its short form in door 1: numbers against the
// native engine where it is quick, and against each other where it is not.

import type { Page } from '@playwright/test';
import { asked, listsOf, presets } from '../../state/clinic.ts';
import { near } from './native.ts';
import { eventually, expect, figure, long, longest, onePage as test, saved, settled, texts, visit } from './support.ts';

const model = 'zh-en';
const cases = [
  { name: 'Chinese, light, desktop', text: texts.chinese, lang: 'zh', theme: 'light', width: 1440 },
  { name: 'English, dark, phone', text: texts.english, lang: 'en', theme: 'dark', width: 360 },
] as const;

/** What a figure saves. */
type File = Record<string, any>;

/** A figure's file once it has what is wanted; a figure that waits for its button is started. */
async function computed(page: Page, place: string, key: string): Promise<File> {
  const frame = await figure(page, place);
  let file: File = {};
  await eventually(async () => {
    const line = frame.locator('pl-work-line').first();
    if ((await line.count()) && (await line.evaluate((l) => (l as any).waiting && !(l as any).running)))
      await line.locator('button').first().click({ timeout: 2_000 });
    file = await saved<File>(page, place);
    expect(file[key], `${place}: ${key}`).toBeTruthy();
  });
  return file;
}

/** Nothing sticks out of the page. */
async function fits(page: Page): Promise<void> {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(client);
}

for (const [i, { name, text, lang, theme, width }] of cases.entries()) {
  test.describe(name, i ? longest : {}, () => {
    test.beforeEach(async ({ page }) => page.setViewportSize({ width, height: 900 }));

    test(
      'each layer’s probe stands beside its rivals, and the sentence follows from the intervals',
      long,
      async ({ page }) => {
        await visit(page, { text, theme, lang, door: 3, task: 'pos' });
        await settled(page);
        const { table, sites, bank_sentences } = await computed(page, 'clinic', 'table');
        expect(bank_sentences).toBeGreaterThan(300);
        expect(table.rows).toHaveLength(sites.length);
        for (const row of table.rows) {
          near(row.selectivity.value, row.accuracy.value - row.control.value, 'selectivity', 1e-9);
          near(row.over_memoriser.value, row.accuracy.value - table.memoriser.value, 'over the memoriser', 1e-9);
          near(row.over_random.value, row.accuracy.value - row.random.value, 'over random weights', 1e-9);
          expect(row.accuracy.low).toBeGreaterThan(table.majority.high);
          expect(row.bits).toBeGreaterThan(0);
        }
        const verdict = (await figure(page, 'clinic')).locator('.verdict');
        const sure = table.rows.filter((row: any) => row.over_memoriser.low > 0 && row.over_random.low > 0).length;
        if (sure) await expect(verdict).toContainText(lang === 'zh' ? `${sure} 个` : `${sure} of ${sites.length}`);
        else await expect(verdict).not.toContainText(lang === 'zh' ? '同时胜过' : 'surely beats both');
        await fits(page);
      },
    );

    test(
      'the treebank’s probes read what the bank has no labels for, and only of words it is about',
      long,
      async ({ page }) => {
        await visit(page, { text, theme, lang, door: 3, task: 'pos' });
        await settled(page);
        await computed(page, 'tags', 'tasks');
        const tags = await figure(page, 'tags');
        await tags.getByRole('button', { name: lang === 'zh' ? '树库' : 'treebank' }).click();
        const task = lang === 'zh' ? 'aspect' : 'tense';
        const choice = tags.locator('select').first();
        await expect(choice.locator(`option[value=${task}]`)).toHaveCount(1);
        await choice.selectOption(task);
        let file: File = {};
        await eventually(async () => {
          file = await saved<File>(page, 'tags');
          expect(file.tasks[0].task).toBe(task);
        });
        const [told, pos] = file.tasks.map((x: any) => x.top.at(-1).map((guess: any) => guess[0].class));
        const about = pos.map((part: string) => part === 'VERB' || (task === 'tense' && part === 'AUX'));
        expect(about).toContain(true);
        const shown = await tags.locator('pl-value-grid').evaluate((grid: any) => grid.texts[0]);
        expect(shown.map(Boolean)).toEqual(about);
        expect(told).toHaveLength(shown.length);
        await fits(page);
      },
    );

    test('the tree and a probe stand side by side on the same sentences', async ({ page }) => {
      await visit(page, { text, theme, lang, door: 2 });
      await settled(page);
      let file: File = {};
      await eventually(async () => {
        file = await saved<File>(page, 'tree');
        expect(file.probe?.probe?.length).toBeGreaterThan(1);
      });
      expect(file.probe.held).toBe(file.held);
      near(file.probe.tree.value, file.right, 'the tree, by its own figure', 1e-9);
      const over = file.probe.over_tree.at(-1);
      const words =
        lang === 'zh'
          ? ['探针确实更好', '树确实更好', '说不准谁更好']
          : ['the probe is surely', 'is surely better (', 'do not say which'];
      const verdict = (await figure(page, 'tree')).locator('.verdict').last();
      await expect(verdict).toContainText(words[over.low > 0 ? 0 : over.high < 0 ? 1 : 2]!);
      await fits(page);
    });

    test('tags and trees of the reader’s own sentence', async ({ page }) => {
      await visit(page, { text, theme, lang, door: 3, task: 'pos' });
      await settled(page);
      const { words, tasks, sites } = await computed(page, 'tags', 'tasks');
      expect(words.map((w: any) => w.text).join('')).toBe(text.replaceAll(' ', ''));
      const last = tasks[0].top.at(-1);
      expect(last.at(-1)[0].class).toBe('PUNCT');
      const noun = words.findIndex((w: any) => w.text === '猫' || w.text === 'girl');
      expect(last[noun][0].class).toBe('NOUN');
      const { trees, table } = await computed(page, 'trees', 'trees');
      expect(trees).toHaveLength(sites.length);
      const marks = words.filter((w: any) => w.mark).length;
      for (const edges of trees) expect(edges).toHaveLength(words.length - marks - 1);
      for (const row of table.rows) expect(row.uuas.value).toBeGreaterThan(table.random.value);
      await expect((await figure(page, 'trees')).locator('pl-tree-arcs svg')).toHaveCount(trees.length);
      await fits(page);
    });

    test('what a probe reads is taken out, and the output is compared with random subspaces', async ({ page }) => {
      await visit(page, { text, theme, lang, door: 3, task: 'pos' });
      const state = await settled(page);
      await computed(page, 'tags', 'tasks');
      const file = await computed(page, 'erased', 'probe');
      expect(file.random_divergence).toHaveLength(10);
      expect(file.probe.before.value).toBeGreaterThan(file.probe.after.value + 0.2);
      expect(file.probe.after.value).toBeLessThan(file.probe.random.value);
      expect(file.text).toBe(state.output!.text);
      const used = file.divergence > Math.max(...file.random_divergence);
      const words = lang === 'zh' ? ['看来模型用到了它', '看不出模型用到了它'] : ['seems to use', 'nothing here shows'];
      await expect((await figure(page, 'erased')).locator('.verdict')).toContainText(words[used ? 0 : 1]!);
      await fits(page);
    });

    test('the reader’s own lists, word by word as the native engine', async ({ page, native }) => {
      const lists = presets[lang][0];
      const want = native.call(model, 'probe_own', { lists: asked(listsOf(lists)), seed: 1 });
      await visit(page, { text, theme, lang, door: 3 });
      await settled(page);
      const file = await computed(page, 'idea', 'layers');
      const { layers } = await want;
      expect(file.layers).toHaveLength(layers.length);
      let [same, all] = [0, 0];
      layers.forEach((layer, l) =>
        layer.right.forEach((right, w) => {
          all++;
          if (file.layers[l].right[w] === right) same++;
        }),
      );
      expect(same / all, 'words told as natively').toBeGreaterThan(0.9); // a word on the border may fall to either side
      await expect((await figure(page, 'idea')).locator('.verdict')).toContainText(
        lang === 'zh' ? /分得开|分不开/ : /can be told apart|no telling/, // what it says when: conclusions.test.ts
      );
      await page.locator('pl-idea-panel pl-text-field textarea').fill('a b c d\ne f');
      await page.locator('pl-idea-panel pl-text-field textarea').blur();
      await expect((await figure(page, 'idea')).getByRole('status').first()).toContainText(
        lang === 'zh' ? '第 2 列只有 2 个词' : 'List 2 has 2 words',
      );
      await fits(page);
    });

    test('one word in several sentences over the layers', long, async ({ page, native }) => {
      await visit(page, { text, theme, lang, door: 3 });
      await settled(page);
      const file = await computed(page, 'senses', 'layers');
      expect(file.bank.length).toBeGreaterThanOrEqual(30);
      expect(file.uses.length).toBeGreaterThanOrEqual(2);
      const want = await native.call(model, 'over_layers', { source: { language: lang }, uses: file.uses });
      want.layers.forEach((view, l) => {
        view.cosine
          .flat()
          .forEach((x, i) => near(file.layers[l].cosine.flat()[i], x, `cosine ${i} at layer ${l}`, 0.02));
        near(file.layers[l].random_mean, view.random_mean, `random pairs at layer ${l}`, 0.02);
      });
      const { cka } = await computed(page, 'cka', 'cka');
      cka.forEach((row: number[], i: number) => {
        expect(row[i]).toBe(1);
        row.forEach((x, j) => near(x, want.cka[i]![j]!, `CKA ${i} ${j}`, 0.02));
      });
      await fits(page);
    });

    test('door 1 offers only words whose meanings stand apart here', async ({ page }) => {
      await visit(page, { text, theme, lang, door: 1 });
      await settled(page);
      const file = await computed(page, 'context', 'layers');
      const offered = await (await figure(page, 'context')).locator('.chips button').allInnerTexts();
      expect(offered.map((w) => w.trim())).toContain(file.word);
      const { bank } = await (async () => {
        await visit(page, { text, theme, lang, door: 3 });
        await settled(page);
        return computed(page, 'senses', 'layers');
      })();
      for (const word of offered) {
        const known = bank.find((w: any) => w.word === word.trim());
        expect(known.chance.at(-1), word).toBeLessThan(0.05);
      }
      await fits(page);
    });
  });
}

test('the decoder’s layers stand beside the encoder’s', long, async ({ page }) => {
  await visit(page, { text: texts.chinese, lang: 'zh', door: 3, task: 'pos' });
  await settled(page);
  const encoder = await computed(page, 'clinic', 'table');
  const frame = await figure(page, 'clinic');
  await frame.getByRole('button', { name: '解码器（写）' }).click();
  let file: File = {};
  await eventually(async () => {
    file = await computed(page, 'clinic', 'table');
    expect(file.sites[0]).toMatch(/^decoder/);
  });
  expect(file.table.rows).toHaveLength(file.sites.length);
  const series = await frame.locator('pl-line-chart').evaluate((chart: any) => chart.series);
  expect(series[1].values).toEqual(encoder.table.rows.map((row: any) => row.accuracy.value));
});
