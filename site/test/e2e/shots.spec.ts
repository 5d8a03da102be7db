// Label words: the flow and the answers are the native engine's, the page concludes from them, and the reader's own
// examples are asked.

import { proposedShots, shotsOf } from '../../state/shots.ts';
import { allNear } from './native.ts';
import { expect, onePage as test, saved, settled, visit } from './support.ts';

const text = 'One day, a little girl named Lily';

test('the answer to examples, by their label words alone, with the native engine’s numbers', async ({
  page,
  native,
}) => {
  await visit(page, { lang: 'en', at: 'shots', door: 4, model: 'stories', text, seed: 2 });
  await settled(page);
  const panel = page.locator('pl-shots-panel');
  await panel.getByRole('button', { name: 'Ask all 8 questions' }).click();
  await expect(panel.locator('.verdict')).toHaveCount(2, { timeout: 60_000 });
  const { about, rows } = await saved(page, 'shots');
  const want = await native.call('stories', 'label_words', { ...shotsOf(proposedShots('en')), seed: 2, draws: 10 });
  for (const sort of ['to_labels', 'to_answer', 'rest'] as const)
    allNear(about.flow[sort], want.flow[sort], `flow ${sort}`);
  allNear(
    rows.map((row) => row[5] as number),
    want.answers.map((a) => a.same),
    'share of draws that stay',
  );
  // The reader's own examples, kept in the link; a question without its label is not asked.
  const field = panel.locator('textarea');
  await field.fill('red apple = fruit\nold dog = animal\n\nblack cat = plant');
  await field.blur();
  await expect(panel.getByText('Wanted: at least two examples')).toBeVisible();
  await field.fill('red apple = fruit\nold dog = animal\n\nblack cat = animal');
  await field.blur();
  await panel.getByRole('button', { name: 'Ask the question' }).click();
  const answers = panel.getByRole('group', { name: 'The answer to each question' });
  await expect(answers.locator('tr')).toHaveCount(2, { timeout: 60_000 });
  await expect.poll(() => page.url()).toContain('shots=');
  await panel.getByRole('button', { name: 'Back to the proposed examples' }).click();
  await expect(field).toHaveValue(proposedShots('en'));
});
