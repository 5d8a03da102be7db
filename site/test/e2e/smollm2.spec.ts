// A chat model as people download it (SmolLM2-135M-Instruct, Q4_1), opened by the page’s file field: its text is the
// reference’s, and every figure of doors 1 to 3 draws it or says why it cannot. The file is not in the repository.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { doors } from '../../stages.ts';
import { dataFile } from './native.ts';
import { expect, settled, shown, test, visit } from './support.ts';

const name = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const file = dataFile(`models/smollm2-135m-instruct/${name}`);
const reference = dataFile('models/smollm2-135m-instruct/reference.json');

/** A prompt with the reference's greedy continuation, and how far each best logit stood above the second. */
interface Prompt {
  name: string;
  text: string;
  ids: number[];
  greedy_ids: number[];
  greedy_margin: number[];
}

/** Below this margin programs that round differently may choose the other token: the file's README. */
const close = 0.25;

/** Chooses the file as a reader does. */
async function open(page: Page): Promise<void> {
  await page
    .locator('pl-bench')
    .getByRole('button', { name: /^Model .* change$/ })
    .click();
  const dialog = page.getByRole('dialog');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose files' }).click(),
  ]);
  await chooser.setFiles([file!]);
  await expect.poll(async () => (await shown(page)).own, { timeout: 120_000 }).toBe(name);
}

test('a chat model from a GGUF file: its text is the reference’s, and all figures of doors 1 to 3 draw it', async ({
  page,
}) => {
  test.skip(!file || !reference, `skipped: there is no ${name} with its reference in the data folder (PELLUCID_DATA)`);
  test.setTimeout(900_000);
  const { prompts } = JSON.parse(readFileSync(reference!, 'utf8')) as { prompts: Prompt[] };
  const prompt = prompts.find((p) => p.name === 'repeat')!;
  await visit(page, { text: prompt.text });
  await settled(page);
  await open(page);
  const result = await settled(page);
  expect(result.tokens!.tokens.map((t) => t.id)).toEqual(prompt.ids);
  const ids = result.output!.output.tokens.map((t) => t.id);
  const parted = ids.findIndex((id, i) => id !== prompt.greedy_ids[i]);
  if (parted >= 0) expect(prompt.greedy_margin[parted], `the text parts at token ${parted}`).toBeLessThanOrEqual(close);
  // What the page says is the opened model's, never the offer's.
  const bench = page.locator('pl-bench');
  await expect(bench).toContainText('30 layers');
  await expect(bench).toContainText('134.5 million parameters');
  await expect(bench).toContainText(/ 9\d\.\d MB/);
  for (const [d, door] of doors.entries()) {
    for (const { element } of door.stages) {
      await test.step(`door ${d + 1}, ${element}`, async () => {
        await visit(page, { text: prompt.text, door: d + 1 });
        await drawn(page, element);
      });
    }
  }
});

/** Has a panel draw and compute all it has, what the reader must ask for too, and looks for what went wrong. */
async function drawn(page: Page, element: string): Promise<void> {
  const panel = page.locator(element);
  await panel.scrollIntoViewIfNeeded();
  await settled(page);
  const whole = () => panel.evaluate((p) => (p as any).whole() as Promise<void>);
  await whole();
  for (let asked = 0; asked < 8; asked++) {
    const started = await panel.evaluate((p) => {
      const line = [...p.shadowRoot!.querySelectorAll('pl-work-line')].find((l) => l.waiting && !l.running);
      line?.dispatchEvent(new CustomEvent('start', { bubbles: true, composed: true }));
      return Boolean(line);
    });
    if (!started) break;
    await whole();
  }
  const wrong = await panel.evaluate((p) =>
    [...p.shadowRoot!.querySelectorAll('pl-work-line')].map((l) => `${l.error} ${l.detail}`.trim()).filter(Boolean),
  );
  expect(wrong, element).toEqual([]);
  const figures = await panel.evaluate((p) =>
    [...p.shadowRoot!.querySelectorAll('pl-figure')].map((f) => {
      const table = f.table?.();
      const numbers = table?.rows.flat().filter((x) => typeof x === 'number') ?? [];
      return {
        place: f.place,
        note: f.note,
        rows: table?.rows.length,
        bad: numbers.filter((x) => !isFinite(x)).length,
      };
    }),
  );
  for (const { place, rows, bad } of figures) {
    expect.soft(rows ?? 1, `rows of ${place}`).toBeGreaterThan(0);
    expect.soft(bad, `numbers of ${place} that are not finite`).toBe(0);
  }
}
