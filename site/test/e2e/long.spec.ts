// A text of any length: the page stays quick, says what is too long, keeps the whole text, and stays within its width.

import { expect, long, settled, shown, test, visit } from './support.ts';

const million = '我的猫 likes to sleep by the window。'.repeat(40_000).slice(0, 1_000_000);

test(
  'a million characters: an answer within two seconds, no long task of ours, the text whole',
  long,
  async ({ page }) => {
    await visit(page);
    await settled(page);
    const area = page.locator('pl-sentence-field textarea');
    const told = await area.evaluate(async (field: HTMLTextAreaElement, text) => {
      // What our scripts did in each long frame, less the layout they waited for: that of the field is the browser's.
      let longest = 0;
      const observer = new PerformanceObserver((list) => {
        for (const frame of list.getEntries() as unknown as { scripts: Record<string, number>[] }[])
          for (const script of frame.scripts)
            longest = Math.max(longest, script['duration']! - script['forcedStyleAndLayoutDuration']!);
      });
      observer.observe({ type: 'long-animation-frame', buffered: false });
      field.value = text;
      const begun = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      const { session } = (document.querySelector('pl-playground') as any).shadowRoot.querySelector('pl-bench').app;
      while (session.phase.kind !== 'failed') await new Promise((resolve) => setTimeout(resolve, 10));
      const answered = performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve, 3000));
      observer.disconnect();
      return { longest, answered, whole: field.value === text };
    }, million);
    test.info().annotations.push({ type: 'measured', description: JSON.stringify(told) });
    console.log(told);
    expect((await shown(page)).phase.error?.code).toBe('too-long');
    await expect(page.locator('pl-status-line [role=alert]')).toContainText('1000000');
    expect(told.whole).toBe(true);
    expect(told.longest).toBeLessThanOrEqual(200);
    expect(told.answered).toBeLessThanOrEqual(2000);
    // A reload does not cut it, and it can be taken back.
    await page.reload();
    await settled(page, ['failed']);
    expect(await area.evaluate((field: HTMLTextAreaElement, text) => field.value === text, million)).toBe(true);
    await area.fill('Hello there.');
    await expect.poll(async () => (await shown(page)).phase.kind).toBe('ready');
  },
);

test(
  'what fits into a link is cut into tokens, of which those are drawn that are near the chosen one',
  long,
  async ({ page }) => {
    test.slow();
    await visit(page);
    await settled(page);
    const cut = (text: string) =>
      page.evaluate((wanted) => {
        const bench = (document.querySelector('pl-playground') as any).shadowRoot.querySelector('pl-bench');
        const { results, phase } = bench.app.session;
        return results.tokens?.of === wanted ? phase.error?.code : 'on its way';
      }, text);
    for (const text of ['猫'.repeat(19_000), 'a'.repeat(19_000), 'a' + '\u0301'.repeat(15_000)]) {
      await page.locator('pl-sentence-field textarea').fill(text);
      await expect.poll(() => cut(text), { timeout: 90_000 }).toBe('too-long');
      const strip = page.locator('pl-bench pl-token-strip').first();
      expect(await strip.locator('.tok').count()).toBeLessThanOrEqual(302);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1440);
    }
    // The other pages of the strip are a click or a key away.
    await page.locator('pl-sentence-field textarea').fill('猫 '.repeat(900));
    const strip = page.locator('pl-bench pl-token-strip').first();
    await expect(strip.locator('.many')).toHaveCount(1);
    await strip.locator('.many').click();
    await expect(strip.locator('.many')).toHaveCount(2);
    await expect(strip.locator('[aria-selected=true]')).toHaveAttribute('data-index', '300');
  },
);
