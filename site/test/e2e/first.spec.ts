// The first paint: a finished, true result before the engine has loaded, and the same numbers once it has.

import { allNear, sameOutput } from './native.ts';
import opening from '../../opening.json' with { type: 'json' };
import { eventually, expect, saved, settled, shown, test, visit, long } from './support.ts';

const figures = ['vectors', 'attention', 'heads', 'steps', 'generate', 'tokens', 'duel'] as const;

/** The numbers of the figures that are there from the start. */
async function numbers(page: import('@playwright/test').Page) {
  const all: Record<string, (string | number | null)[][]> = {};
  for (const place of figures) all[place] = (await saved(page, place)).rows;
  return all;
}

test('a true result is on the page before the engine has come, and the engine then gives the same', async ({
  page,
  native,
}) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await visit(page);
  await expect(page.locator('pl-bench .out')).not.toHaveText(/^\s*$/);
  const before = await shown(page);
  expect(before.precomputed).toBe(true);
  expect(before.phase.kind).toBe('loading');
  expect(before.tokens!.of).toBe(before.text);
  await expect(page.locator('pl-status-line')).toContainText('computed beforehand by the same engine');
  const input = { text: before.text };

  // It is the native engine's.
  expect(before.tokens!.tokens).toEqual((await native.call('zh-en', 'tokenize', input)).tokens);
  await sameOutput(native, 'zh-en', input, before.output!);
  const precomputed = await numbers(page);

  // And it is the page's own.
  release();
  const after = await settled(page);
  expect(after.precomputed).toBe(false);
  expect(after.output!.output.tokens.map((t) => t.id)).toEqual(before.output!.output.tokens.map((t) => t.id));
  allNear(
    after.output!.steps.map((s) => s.prob),
    before.output!.steps.map((s) => s.prob),
    'probabilities',
    1e-5,
  );
  expect(after.info!.hash).toBe(before.info!.hash);
  const computed = await numbers(page);
  for (const place of figures) {
    expect(computed[place]!.length, place).toBe(precomputed[place]!.length);
    computed[place]!.forEach((row, r) => {
      const [now, then] = [row, precomputed[place]![r]!];
      expect(
        now.filter((x) => typeof x === 'string'),
        `${place} row ${r}`,
      ).toEqual(then.filter((x) => typeof x === 'string'));
      allNear(
        now.filter((x) => typeof x === 'number'),
        then.filter((x) => typeof x === 'number') as number[],
        `${place} row ${r}`,
        1e-5,
      );
    });
  }
});

for (const [locale, lang] of [
  ['en-GB', 'en'],
  ['zh-CN', 'zh'],
  ['de-DE', 'zh'],
] as const)
  test(`a ${locale} reader without a link begins with a finished sentence of their language`, async ({
    browser,
    baseURL,
    native,
  }) => {
    const context = await browser.newContext({ locale, serviceWorkers: 'block' });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => /first-\w+\.json/.test(request.url()) && asked.push(request.url()));
    await page.route('**/*.wasm', () => undefined);
    await page.goto(baseURL!);
    await expect(page.locator('pl-bench .out')).not.toHaveText(/^\s*$/);
    const begun = await shown(page);
    expect(begun.precomputed).toBe(true);
    expect(begun.text).toBe(opening[lang].text);
    expect(new Set(asked).size, 'only the one result is fetched').toBe(1);
    await sameOutput(native, opening[lang].model, { text: begun.text }, begun.output!);
    expect(await page.evaluate(() => location.hash)).toBe('');
    await context.close();
  });

test('links mean the same to readers of both languages', long, async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.route('**/*.wasm', () => undefined);
  await visit(page, { door: 2 }); // as written before there was an English opening
  await expect.poll(async () => (await shown(page)).text).toBe(opening.zh.text);
  await page.locator('pl-site-header').getByRole('link').first().click();
  await expect.poll(async () => (await shown(page)).state.door).toBe(1);
  expect((await shown(page)).text, 'the first door does not change the sentence').toBe(opening.zh.text);
  await page.getByRole('button', { name: 'Share' }).click();
  // Never the bare address, which opens another sentence for other readers.
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain('#');
  const link = await copied();
  await page.goto('about:blank');
  await page.goto(link);
  await eventually(async () => expect((await shown(page)).text).toBe(opening.zh.text)); // once the page is there
  await visit(page);
  await expect.poll(async () => (await shown(page)).text).toBe(opening.en.text);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('the finished first result of each language can be read', async ({ page, native }) => {
    await page.goto('./');
    for (const lang of ['zh', 'en'] as const) {
      const section = page.locator(lang === 'zh' ? '#still [lang=zh-Hans]' : '#still [lang=en]');
      const { text, steps } = await native.call(opening[lang].model, 'generate', {
        input: { text: opening[lang].text },
      });
      await expect(section.locator('.sentence').first()).toHaveText(opening[lang].text);
      await expect(section.locator('.out')).toHaveText(text);
      await expect(section.locator('li').first()).toHaveText(
        `${steps[0]!.token.text.trim()} ${Math.round(steps[0]!.prob * 100)}%`,
      );
      await expect(section).toBeVisible();
    }
  });
});

for (const { locale, theme, tag, other } of [
  { locale: 'en-US', theme: 'dark', tag: 'en', other: 'zh-Hans' },
  { locale: 'zh-CN', theme: 'light', tag: 'zh-Hans', other: 'en' },
] as const) {
  test.describe(`a ${theme} device in ${locale}`, () => {
    test.use({ locale, colorScheme: theme });
    test('shows the first result of its language before any script file has come', async ({ page }) => {
      await page.route('**/*.js', () => undefined); // never answered
      const root = page.locator('html');
      await page.goto('./', { waitUntil: 'commit' });
      await expect(page.locator(`#still [lang=${tag}] .out`)).toBeVisible();
      await expect(page.locator(`#still [lang=${other}] .out`)).toBeHidden();
      expect(await root.evaluate((e: HTMLElement) => [e.lang, e.dataset['theme']])).toEqual([tag, theme]);
      const paper = { light: 'rgb(251, 250, 246)', dark: 'rgb(20, 23, 26)' }[theme];
      await expect(page.locator('body')).toHaveCSS('background-color', paper);
      // What a link asks for may be something else.
      await page.goto('about:blank');
      await page.goto('./#text=hello', { waitUntil: 'commit' });
      await expect(root).not.toHaveAttribute('data-opens');
      await page.unrouteAll();
    });
  });
}

test('where the scripts fail, the first results stand there with a way to try again', async ({ page, watch }) => {
  watch.messages.push(/ERR_FAILED/);
  await page.route('**/*.js', (route) => route.abort());
  await page.goto('./');
  await expect(page.locator('#still [lang=en] .out')).toBeVisible();
  await expect(page.locator('#late a').first()).toBeVisible({ timeout: 15_000 });
});

test('a link to something else does not show the precomputed result', async ({ page }) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await visit(page, { text: '你好' });
  await expect(page.locator('pl-status-line')).toBeVisible();
  expect((await shown(page)).output).toBeUndefined();
  await page.unrouteAll();
});

test('nothing on the page moves when the engine takes over from the first result', long, async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: { value: number; what: string[] }[] = ((globalThis as any).shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as any[]) {
        if (entry.hadRecentInput) continue;
        const name = (node: Element | null) =>
          node ? `${(node.getRootNode() as ShadowRoot).host?.localName ?? ''} ${node.localName}.${node.className}` : '';
        shifts.push({
          value: entry.value,
          what: entry.sources.map(
            (s: any) => `${name(s.node)} ${Math.round(s.previousRect.y)}→${Math.round(s.currentRect.y)}`,
          ),
        });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await visit(page);
  await settled(page);
  const shifts = await page.evaluate(() => (globalThis as any).shifts as { value: number; what: string[] }[]);
  const sum = shifts.reduce((total, s) => total + s.value, 0);
  expect(sum, JSON.stringify(shifts, null, 1)).toBeLessThan(0.1); // Core Web Vitals: good
});
