// The first thing to do, and the map of a door.

import { doors, stages } from '../../stages.ts';
import { eventually, expect, property, settled, onePage as test, texts, visit, long } from './support.ts';

test('the promise says what to do first, and leads to the walk', long, async ({ page }) => {
  await visit(page, { text: texts.chinese });
  await settled(page);
  const promise = page.locator('pl-promise');
  await expect(promise).toContainText('small language model');
  await promise.getByRole('button').click();
  await expect(page.locator('pl-walk-panel pl-figure')).toBeInViewport();
  await expect.poll(() => page.url()).toContain('at=walk');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.url()).toContain('moment=1');
});

for (const [index] of doors.entries()) {
  const own = stages.filter((stage) => stage.door === index + 1);
  test(
    `the map of door ${index + 1} has its stages, says where the reader is, and jumps`,
    index ? long : {},
    async ({ page }) => {
      test.skip(own.length < 2, 'a door with one stage has no map');
      await visit(page, { text: texts.chinese, door: index + 1 });
      await settled(page);
      const map = page.locator('pl-door-map');
      await expect.poll(() => property<string[]>(map, 'stages')).toHaveLength(own.length);
      await page.mouse.move(700, 500);
      // As a reader does: a link to a figure that is still held lets go. A page that is still short is tried again, and
      // one whose bench grows back into sight, where the map gives way to it.
      const last = map.locator('.chip').last();
      await eventually(async () => {
        await page.mouse.wheel(0, 900);
        await last.click({ timeout: 2_000 });
      });
      await expect(page.locator(own.at(-1)!.element)).toBeInViewport();
      await expect(last).toHaveAttribute('aria-current', 'location');
      await expect(map.locator('[aria-current]')).toHaveCount(1);
      await last.focus();
      await page.keyboard.press('Home');
      await expect(map.locator('.chip').first()).toBeFocused();
      await expect(map.locator('.chip[tabindex="0"]')).toHaveCount(1);
    },
  );
}
