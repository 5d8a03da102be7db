// A reader's own model walked through the doors, figure by figure: each shows numbers, or a sentence that says why it
// has none for such a model. The files are not in the repository.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { asked, listsOf, presets } from '../../state/clinic.ts';
import { stages, type Place } from '../../stages.ts';
import { dataFile, near } from './native.ts';
import { expect, figure, long, longest, openOwn, saved, settled, shown, test, visit } from './support.ts';

const name = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const chat = dataFile(`models/smollm2-135m-instruct/${name}`);
const families = ['bert', 'roberta', 'distilbert'] as const;
const folderOf = (family: string) => dataFile(`goldens/families/${family}`);
const missing = (what: string) => `skipped: there is no ${what} in the data folder (PELLUCID_DATA)`;

/** What a figure shows: how many rows its file has, sentences in place of numbers, and what went wrong. */
interface Told {
  busy: boolean;
  rows: number;
  error: string;
  why: string;
}

/** Starts what waits for its button, and tells what the figure shows. */
const look = (page: Page, place: Place): Promise<Told> =>
  page.locator(`pl-figure[place="${place}"]`).evaluate((frame: any) => {
    const lines = [...frame.querySelectorAll('pl-work-line')] as any[];
    const line = lines.find((l) => l.waiting && !l.running && !l.error);
    if (line && !lines.some((l) => l.running)) line.renderRoot.querySelector('button')?.click();
    const words = (selector: string) =>
      [...frame.querySelectorAll(selector)].map((e) => (e as HTMLElement).innerText.trim()).join(' ');
    return {
      busy: Boolean(line) || lines.some((l) => l.running),
      rows: frame.table?.().rows.length ?? 0,
      error: lines.map((l) => l.error).join(''),
      why: words('.wait') || words('.said'),
    };
  });

/** What a figure shows once nothing is being computed in it. */
async function told(page: Page, place: Place): Promise<Told> {
  await figure(page, place);
  const limit = Date.now() + 600_000;
  for (let still = 0; ;) {
    const last = await look(page, place);
    still = last.busy ? 0 : still + 1;
    if (still > 2 || Date.now() > limit) return last;
    await page.waitForTimeout(300);
  }
}

/** Opens files as a reader does, and waits for the model's first answer. */
async function own(page: Page, files: string | string[]): Promise<void> {
  await openOwn(page, files);
  await expect.poll(async () => (await shown(page)).own, { timeout: 120_000 }).not.toBe('');
  await settled(page);
}

/** Every figure of a stage has numbers, or says what there is instead. */
async function walk(page: Page, stage: (typeof stages)[number]): Promise<void> {
  for (const place of Object.keys(stage.figures) as Place[]) {
    const began = Date.now();
    const { busy, rows, error, why } = await told(page, place);
    console.log(`${place}: ${((Date.now() - began) / 1000).toFixed(0)} s, ${rows} rows ${rows ? '' : why}`);
    expect(error, place).toBe('');
    expect(busy, `${place} is still being computed`).toBe(false);
    if (rows) continue;
    expect(why, `${place} is empty and says nothing`).not.toBe('');
    expect(why, place).not.toContain('as soon as the engine is here');
  }
}

/** This stage is about replies of another model, which the reader pastes. */
const pasted = 'pl-paste-panel';

for (const [model, files, what, text] of [
  ['SmolLM2', chat && [chat], name, 'The capital of France is'],
  ['BERT', folderOf('bert'), 'goldens/families/bert', 'The fox saw the [MASK].'],
] as const)
  for (const door of [1, 2, 3])
    test(`${model} in every stage of door ${door}`, door === 2 ? long : longest, async ({ page }) => {
      test.skip(!files, missing(what));
      test.setTimeout(1_200_000);
      await visit(page, { text, door, lang: 'en', guess: -2 });
      await settled(page);
      await own(page, typeof files === 'string' ? files : [...files!]);
      for (const stage of stages.filter((one) => one.door === door && one.element !== pasted))
        await test.step(stage.element, () => walk(page, stage));
    });

/** What transformers makes of a sentence. */
interface Golden {
  cases: { text: string; mean_vector: number[] }[];
}

for (const family of families)
  test(`${family} in the clinic: the bank’s probes, an idea, sentences`, long, async ({ page, native }) => {
    const folder = folderOf(family);
    test.skip(!folder, missing(`goldens/families/${family}`));
    const text = 'The cat is sleeping here.';
    const lists = presets.en[0];
    await visit(page, { text, door: 3, lang: 'en', lists });
    await settled(page);
    await own(page, folder!);
    const about = { model: family, weights_sha256: (await shown(page)).info!.hash };
    for (const place of ['clinic', 'tags', 'trees', 'erased', 'senses', 'cka'] as const)
      expect((await told(page, place)).rows, place).toBeGreaterThan(0);
    const { table, sites, ...rest } = await saved<Record<string, any>>(page, 'clinic');
    expect(rest).toMatchObject({ ...about, bank_sentences: expect.any(Number), random_models: 3 });
    expect(table.rows).toHaveLength(sites.length);
    await expect((await figure(page, 'clinic')).locator('.verdict')).toContainText('memoriser');
    // It writes nothing, so there is only the probe's fall to be seen.
    const out = await saved<Record<string, any>>(page, 'erased');
    expect(out['probe'].before.value).toBeGreaterThan(out['probe'].after.value);
    await expect(await figure(page, 'erased')).toContainText('This model writes nothing');
    // The reader's lists, as natively.
    await told(page, 'idea');
    const { layers } = await native.call(folder!, 'probe_own', { lists: asked(listsOf(lists)), seed: 1 });
    const idea = await saved<Record<string, any>>(page, 'idea');
    layers.forEach((layer, i) => near(idea['layers'][i].accuracy, layer.accuracy, `layer ${i}`, 0.1));
    // Sentences, as transformers has them.
    const { cases } = JSON.parse(readFileSync(join(folder!, 'reference.json'), 'utf8')) as Golden;
    const field = page.locator('pl-figure[place=sentences] pl-text-field textarea');
    await field.fill(
      cases
        .slice(0, 3)
        .map((c) => c.text)
        .join('\n'),
    );
    await field.blur();
    await expect.poll(async () => (await told(page, 'sentences')).rows).toBe(9);
    const { cosine, random } = await saved<Record<string, any>>(page, 'sentences');
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const vectors = cases.map((c) => c.mean_vector);
    for (const i of [0, 1, 2])
      for (const j of [0, 1, 2]) {
        const [a, b] = [vectors[i]!, vectors[j]!];
        near(cosine[i][j], dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), `cosine ${i} ${j}`, 1e-4);
      }
    expect(random).toHaveLength((40 * 39) / 2);
    await expect((await figure(page, 'sentences')).locator('.verdict')).toContainText(/stand out|do not show/);
    await field.fill('One.');
    await field.blur();
    await expect((await figure(page, 'sentences')).locator('p[role=status]')).toContainText('at least two sentences');
    // Nothing is masked, so there is no guess to explain.
    for (const place of ['why', 'agreement', 'measures'] as const)
      expect((await told(page, place)).why, place).toContain(
        `Put ${family === 'roberta' ? '<mask>' : '[MASK]'} in the place of a word`,
      );
  });
