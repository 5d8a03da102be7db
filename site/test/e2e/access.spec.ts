// For everyone: no violation that axe-core knows, everything by keyboard, no motion where none is wanted, a phone of
// 360 pixels without sideways scrolling, and targets that a finger can hit.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
  eventually,
  expect,
  figure,
  long,
  longest,
  onePage as test,
  settled,
  shown,
  texts,
  tool,
  visit,
} from './support.ts';

const doors = [1, 2, 3] as const;

/** Scrolls through the page, so that all figures are computed and drawn. */
async function throughPage(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A starved headless Chromium at times gives a page no further frames; what is not drawn by then is not judged.
    const drawn = () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(resolve));
        setTimeout(resolve, 2000);
      });
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
      scrollTo({ top: y, behavior: 'instant' });
      await drawn(); // here the page notices what is on the screen,
      await drawn(); // and here it draws that
    }
    scrollTo({ top: 0, behavior: 'instant' });
  });
  await eventually(async () =>
    expect(
      await page.evaluate(async () => {
        const panels = [
          ...document.querySelector('pl-playground')!.shadowRoot!.querySelectorAll('main > *'),
        ] as (Element & { updateComplete: Promise<unknown> })[];
        await Promise.all(panels.map((panel) => panel.updateComplete));
        const running: string[] = [];
        const walk = (root: ParentNode) =>
          root.querySelectorAll('*').forEach((e) => {
            if (e.localName === 'pl-work-line' && (e as any).running) running.push(e.localName);
            if (e.shadowRoot) walk(e.shadowRoot);
          });
        walk(document);
        return running.length;
      }),
    ).toBe(0),
  );
}

/** What axe-core finds serious, a line a rule. */
async function serious(page: Page, narrow: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // Places are worked out for violations only: for all that passes, too, it takes as long again.
  const { violations } = await narrow(new AxeBuilder({ page }).options({ resultTypes: ['violations'] })).analyze();
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${v.id}: ${v.nodes
          .slice(0, 4)
          .map((n) => `${n.target.flat().join(' ')} (${n.any[0]?.message ?? n.failureSummary})`)
          .join('; ')}`,
    );
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const everything = (axe: AxeBuilder) => axe.withTags(tags);
const colours = (axe: AxeBuilder) => axe.withRules(['color-contrast', 'link-in-text-block']);

// All rules for both languages, and for the phone, where other elements are on show. The dark theme has the same
// elements in the same places and is asked for its colours.
const looks = [
  { theme: 'light', width: 1440, lang: 'en', rules: everything },
  { theme: 'dark', width: 360, lang: 'zh', rules: colours },
  { theme: 'light', width: 1440, lang: 'zh', rules: everything },
  { theme: 'light', width: 360, lang: 'en', rules: everything },
  { theme: 'dark', width: 1440, lang: 'en', rules: colours },
];
for (const { theme, width, lang, rules } of looks) {
  test(
    `axe-core finds nothing serious: ${theme}, ${width} pixels, ${lang}`,
    theme === 'dark' ? long : longest,
    async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ reducedMotion: 'reduce' }); // colours are judged as they are, not on their way
      for (const door of doors) {
        await visit(page, { theme, lang, door, guess: -2, text: lang === 'zh' ? texts.chinese : texts.english });
        await settled(page);
        await throughPage(page);
        expect(await serious(page, rules), `door ${door}`).toEqual([]);
      }
    },
  );
}

test('the list of models passes too, and gives the focus back', long, async ({ page }) => {
  await visit(page);
  await settled(page);
  const opener = page.locator('pl-bench').getByRole('button', { name: /^Model .* change$/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await serious(page, everything)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(opener).toBeFocused();
});

test('every control of the first door can be reached with the Tab key, and shows it', long, async ({ page }) => {
  await visit(page, { text: texts.one });
  await settled(page);
  await throughPage(page);
  await page.evaluate(() => {
    (globalThis as any).reached = new Set<Element>();
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  let rounds = 0;
  const missing = () =>
    page.evaluate(() => {
      const reached = (globalThis as any).reached as Set<Element>;
      const list: string[] = [];
      const walk = (root: ParentNode) =>
        root.querySelectorAll<HTMLElement>('*').forEach((e) => {
          const control = e.matches(
            'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, ' +
              'summary, [tabindex]',
          );
          if (
            control &&
            e.tabIndex >= 0 &&
            e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
            !reached.has(e)
          )
            list.push(
              `${
                (e.getRootNode() as ShadowRoot).host?.localName ?? ''
              } ${e.localName}.${e.className} ${e.innerText?.slice(0, 20) ?? ''}`,
            );
          if (e.shadowRoot) walk(e.shadowRoot);
        });
      walk(document);
      return list;
    });
  const unmarked: string[] = [];
  let ends = 0; // times that Tab left the page: it may begin anywhere, so the second time all have been visited
  while (ends < 2 && rounds++ < 600) {
    await page.keyboard.press('Tab');
    const state = await page.evaluate(() => {
      let e: Element | null = document.activeElement;
      while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
      if (!e || e === document.body) return undefined;
      ((globalThis as any).reached as Set<Element>).add(e);
      const style = getComputedStyle(e);
      const marked =
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) ||
        e.matches('textarea, .skip') ||
        parseFloat(style.borderBottomWidth) >= 3;
      return { marked, what: `${e.localName}.${e.className}` };
    });
    if (!state) ends++;
    else if (!state.marked) unmarked.push(state.what);
  }
  // The line that repeats the bench comes and goes with the scroll position, a frame late; at the top it is gone.
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(missing).toEqual([]);
  expect(unmarked, 'controls without a visible focus').toEqual([]);
  expect(rounds).toBeGreaterThan(60);
});

test('the first door is operated by keyboard alone', async ({ page }) => {
  await visit(page, { text: texts.chinese });
  await settled(page);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  // The skip link is first and leads to the sentence.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('pl-sentence-field textarea')).toBeFocused();
  await press('Control+A');
  await page.keyboard.type('A cat');
  await expect.poll(async () => (await shown(page)).text).toBe('A cat');
  await settled(page);
  // The strip: one stop, arrows within.
  await press('Tab');
  const strip = page.locator('pl-bench pl-token-strip').first();
  await expect(strip.locator('[role=option]:focus')).toHaveCount(1);
  await press('Home', 'ArrowRight');
  await expect(strip.locator('[role=option]').nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(strip.locator('[role=option]').nth(1)).toBeFocused();
  await press('End', 'ArrowLeft');
  // A vocabulary, the steps of the merges, a select, the matrix, a head, a candidate, sampling.
  const merges = (await figure(page, 'merges')).locator('pl-steps');
  await merges.getByRole('button').nth(2).focus();
  await press('ArrowLeft');
  const attention = await figure(page, 'attention');
  await attention.getByLabel('Head').focus();
  await press('ArrowDown');
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('head=1');
  await attention.locator('.box').focus();
  await press('ArrowRight', 'ArrowDown');
  await expect(attention.locator('pl-attention-matrix .said')).toContainText('%');
  await attention.getByRole('button', { name: 'lines' }).focus();
  await press('Enter');
  const arcs = attention.locator('pl-attention-arcs g[role=button]').first();
  await arcs.focus();
  await press('Space');
  await expect(arcs).toHaveAttribute('aria-pressed', 'true');
  const head = page.locator('pl-head-grid button').first();
  await head.focus();
  await press('Enter');
  await expect(head).toHaveAttribute('aria-pressed', 'true');
  const generate = await figure(page, 'generate');
  const { output } = await shown(page);
  if (output!.steps.length > 1) {
    await generate.getByRole('button', { name: 'Back' }).focus();
    await press('ArrowLeft');
    await expect(generate.locator('pl-steps .num')).toHaveText(/^0 \//);
  }
  await generate.locator('pl-candidate-bars button').nth(1).focus();
  await press('Enter');
  await expect(page.getByRole('button', { name: 'Back to the model’s own choice' })).toBeVisible();
  await settled(page);
  await page.getByRole('button', { name: 'Back to the model’s own choice' }).focus();
  await press('Enter');
  await settled(page);
  const how = await tool(generate, 'How it was computed');
  await how.focus();
  await press('Space');
  await expect(how).toHaveAttribute('aria-expanded', 'true');
});

test('nothing moves where reduced motion is asked for', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await visit(page, { text: texts.english });
  await settled(page);
  await throughPage(page);
  const moving = () =>
    page.evaluate(() => {
      const list: string[] = [];
      const walk = (root: ParentNode) =>
        root.querySelectorAll('*').forEach((e) => {
          const style = getComputedStyle(e);
          const seconds = (text: string) => Math.max(...text.split(',').map(parseFloat));
          if (
            seconds(style.transitionDuration) > 0 ||
            (style.animationName !== 'none' && seconds(style.animationDuration) > 0)
          )
            list.push(`${e.localName}.${e.className}`);
          if (e.shadowRoot) walk(e.shadowRoot);
        });
      walk(document);
      return [
        ...list,
        ...document.getAnimations().map((a) => (a as any).animationName ?? 'animation'),
        ...(getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? ['smooth scrolling'] : []),
      ];
    });
  expect(await moving()).toEqual([]);
  await (await figure(page, 'generate')).getByRole('button', { name: 'Back' }).click();
  expect(await moving()).toEqual([]);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
});

test('in forced colours what is chosen differs by more than a colour, and numbers keep theirs', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await visit(page, { text: texts.english, guess: -2 });
  await settled(page);
  await throughPage(page);
  const got = await page.evaluate(() => {
    const states = ['aria-pressed', 'aria-current', 'aria-selected', 'aria-checked'];
    const off = (value: string | null) => value === null || value === 'false';
    // Everything that can be seen of a state, but colours.
    const look = (e: Element) => {
      const own = getComputedStyle(e);
      const list = [own.outlineStyle, own.outlineWidth, own.borderWidth, own.borderStyle, own.fontWeight];
      return [...list, own.textDecorationLine, own.opacity].join(' ');
    };
    const seen = { same: [] as string[], states: 0, lost: [] as string[], cells: 0 };
    const walk = (root: ParentNode) => {
      const all = [...root.querySelectorAll<HTMLElement>('*')].filter((e) => e.checkVisibility());
      for (const e of all) {
        if (e.style.backgroundColor || e.localName === 'canvas') {
          seen.cells++;
          if (getComputedStyle(e).forcedColorAdjust !== 'none') seen.lost.push(`${e.localName}.${e.className}`);
        }
        const state = states.find((name) => !off(e.getAttribute(name)));
        const peers = [...(e.parentElement?.children ?? []), ...all];
        const other = state && peers.find((o) => o.localName === e.localName && off(o.getAttribute(state)));
        if (!other) continue;
        seen.states++;
        if (look(e) === look(other)) seen.same.push(`${e.localName}.${e.className} “${e.textContent?.trim()}”`);
      }
      for (const e of all) if (e.shadowRoot) walk(e.shadowRoot);
    };
    walk(document);
    return seen;
  });
  expect(got.same).toEqual([]);
  expect(got.lost).toEqual([]);
  expect(got.states, 'chosen').toBeGreaterThan(5);
  expect(got.cells, 'cells').toBeGreaterThan(20);
  await page.emulateMedia({ forcedColors: 'none' });
});

/** How wide the page is, and what makes it so: elements beyond the window's right edge that no element clips. */
function wide(page: Page): Promise<{ list: string[]; page: number }> {
  return page.evaluate(() => {
    const list: string[] = [];
    const inside = (e: Element): boolean => {
      for (
        let p: Node | null = e;
        p;
        p = (p as Element).assignedSlot ?? (p as Element).parentNode ?? (p as ShadowRoot).host ?? null
      ) {
        if (p instanceof Element && p !== e && /auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX))
          return true;
      }
      return false;
    };
    const walk = (root: ParentNode) =>
      root.querySelectorAll('*').forEach((e) => {
        const { right, width } = e.getBoundingClientRect();
        if (width > 0 && right > innerWidth + 1 && e.checkVisibility({ visibilityProperty: true }) && !inside(e))
          list.push(
            `${
              (e.getRootNode() as ShadowRoot).host?.localName ?? ''
            } ${e.localName}.${e.getAttribute('class') ?? ''} to ${Math.round(right)}`,
          );
        if (e.shadowRoot) walk(e.shadowRoot);
      });
    walk(document);
    return { list: list.slice(0, 5), page: document.documentElement.scrollWidth };
  });
}

const longWords = 'Antidisestablishmentarianism and floccinaucinihilipilification are very long words indeed.';
for (const [lang, text] of [
  ['zh', longWords],
  ['en', texts.chinese2],
  ['zh', texts.chinese2],
  ['en', longWords],
] as const)
  test(
    `360 pixels, ${lang}, “${text}”: no sideways scrolling, wide figures scroll inside themselves`,
    long,
    async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      for (const door of doors) {
        await visit(page, { lang, text, door, guess: -2 });
        await settled(page);
        await throughPage(page);
        const got = await wide(page);
        expect(got.page, `door ${door}: ${got.list.join('; ')}`).toBeLessThanOrEqual(360);
      }
    },
  );

for (const width of [360, 1440]) {
  test(`targets are at least 40 pixels, at ${width}`, long, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const door of doors) {
      await visit(page, { text: texts.mixed, door, guess: -2 });
      await settled(page);
      await throughPage(page);
      await page.evaluate(() => scrollTo({ top: 1500, behavior: 'instant' })); // past the bench
      await expect(page.locator('pl-bench-line')).toBeVisible(); // the condensed bench
      const small = await page.evaluate(() => {
        const list: string[] = [];
        const walk = (root: ParentNode) =>
          root.querySelectorAll('*').forEach((e) => {
            if (
              // A term inside a sentence is as tall as its line (WCAG 2.5.8 leaves such targets out).
              e.matches(
                'button:not(.term), select, [role=button], input:not([type=file]):not([type=checkbox]), ' +
                  'nav a[href], summary',
              ) &&
              !e.matches('.term') && // a word in a sentence, as WCAG 2.5.8 lets it be
              e.checkVisibility({ visibilityProperty: true })
            ) {
              const { width: w, height: h } = e.getBoundingClientRect();
              if (w > 0 && (w < 39.5 || h < 39.5))
                list.push(
                  `${
                    (e.getRootNode() as ShadowRoot).host?.localName ?? ''
                  } ${e.localName}.${e.getAttribute('class') ?? ''} “${(e.textContent ?? '')
                    .trim()
                    .slice(0, 16)}” ${Math.round(w)}×${Math.round(h)}`,
                );
            }
            if (e.shadowRoot) walk(e.shadowRoot);
          });
        walk(document);
        return [...new Set(list)];
      });
      expect(small, `door ${door}`).toEqual([]);
    }
  });
}
