// The doors draw what the table of stages says, in its order and with its numbers.

import { doors, stages } from '../../stages.ts';
import { expect, onePage as test, settled, visit } from './support.ts';

doors.forEach((door, d) => {
  if (!door.stages.length) return;
  test(`door ${d + 1} has the stages and figures of the table`, async ({ page }) => {
    await visit(page, { door: d + 1 });
    await settled(page);
    const drawn = () =>
      page.locator('main > :not(pl-bench, pl-promise)').evaluateAll((panels) =>
        panels.map((panel) => ({
          element: panel.localName,
          number: panel.shadowRoot?.querySelector('pl-stage')?.number.split(' · ')[0],
          figures: [...(panel.shadowRoot?.querySelectorAll('pl-figure') ?? [])].map((f) => f.place),
        })),
      );
    const want = stages
      .filter((stage) => stage.door === d + 1)
      .map(({ element, number, figures }) => ({ element, number: String(number), figures: Object.keys(figures) }));
    await expect.poll(drawn).toEqual(want);
  });
});
