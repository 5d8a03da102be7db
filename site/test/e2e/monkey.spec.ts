// A monkey at the page: seeded clicks, keys, texts, doors, models and ways back. No page error, no message of the
// console, and at the end the page still computes what the engine computes. PELLUCID_SEED is the seed.

import type { Page } from '@playwright/test';
import hubs from '../../../build/site/hubs.json' with { type: 'json' };
import { sameOutput } from './native.ts';
import { expect, long, longest, settled, test, texts, visit, write } from './support.ts';

const seed = Number(process.env['PELLUCID_SEED'] ?? 1);

/** Numbers in [0, 1), always the same: mulberry32. */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Does something to one of the things that can be clicked or set; says what it did. */
const poke = ([where, how]: [number, number]): string => {
  const found: HTMLElement[] = [];
  const walk = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.matches('button, select, input, summary, [tabindex], a[href^="#"]') && element.checkVisibility())
        found.push(element);
    }
  };
  walk(document);
  const element = found[Math.floor(where * found.length)]!;
  const said = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  const name = `${element.localName} ${said.slice(0, 40)}`;
  // Printing opens a window of the browser; files are chosen in another.
  if (element.matches('[type=file]') || (element.localName === 'button' && /^(Print|打印)/.test(name.slice(7))))
    return `left ${name}`;
  if (element instanceof HTMLSelectElement) {
    element.selectedIndex = Math.floor(how * element.options.length);
    element.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  } else if (element instanceof HTMLInputElement && !/checkbox|radio/.test(element.type)) {
    const { min, max, type } = element;
    element.value = type === 'range' || type === 'number' ? String(+min + how * (+max - +min || 9)) : `猫 ${how}`;
    for (const kind of ['input', 'change']) element.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
  } else if (how > 0.85) {
    element.focus();
    const key = ['ArrowRight', 'ArrowLeft', 'Home', 'End', 'Enter', 'Escape'][Math.floor(how * 1000) % 6]!;
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
  } else {
    // An SVG element has no click().
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));
  }
  return name;
};

const samples = [...Object.values(texts), '', ' ', '。', 'a'.repeat(3000), '\u0000\ud800', '<b>&amp;</b>'];

async function act(page: Page, next: () => number): Promise<string> {
  const kind = next();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  if (kind < 0.12) {
    const text = pick(samples);
    await page.locator('pl-sentence-field textarea').fill(text);
    return `text ${JSON.stringify(text.slice(0, 20))}`;
  }
  if (kind < 0.18) {
    const to = { door: pick(['1', '2', '3', '4']), model: pick(['zh-en', 'stories']) };
    await page.evaluate((hash) => (location.hash = hash), new URLSearchParams(to).toString());
    return JSON.stringify(to);
  }
  if (kind < 0.21) {
    await page.evaluate(
      (step) => {
        const to = navigation.entries()[navigation.currentEntry!.index + step];
        if (to?.sameDocument) history.go(step); // else it leads away from the page
      },
      next() < 0.5 ? -1 : 1,
    );
    return 'history';
  }
  if (kind < 0.24) {
    await page.setViewportSize(pick([{ width: 360, height: 740 }, { width: 1440, height: 900 }])); // prettier-ignore
    return 'size';
  }
  if (kind < 0.34) {
    await page.evaluate((part) => scrollTo({ top: part * document.body.scrollHeight }), next());
    return 'scroll';
  }
  if (kind < 0.38) {
    await page.waitForTimeout(next() * 1500);
    return 'wait';
  }
  return page.evaluate(poke, [next(), next()] as [number, number]);
}

for (const actions of [60, 2000])
  test(
    `${actions} actions of seed ${seed}`,
    actions > 60 ? longest : long,
    async ({ page, native, watch, baseURL }) => {
      test.setTimeout(60_000 + actions * 1500);
      watch.messages.push(/Download/); // a saved file that a test does not fetch
      // Whoever looks a model up asks another host; here none answers, and the page says so.
      for (const { url } of hubs) {
        watch.origins.push(url);
        watch.messages.push(new RegExp(`Failed to load resource.*${url}`));
        await page.route(`${url}/**`, (route) => route.abort());
      }
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(`${error.stack ?? error.message}`));
      page.on('dialog', (dialog) => void dialog.dismiss());
      await page.addInitScript(() => (globalThis.print = () => undefined));
      await visit(page, { text: texts.english });
      await settled(page);
      const next = random(seed);
      const done: string[] = [];
      for (let i = 0; i < actions; i++) {
        done.push(await act(page, next));
        if (errors.length) break;
      }
      expect(errors, `after ${done.slice(-6).join(' | ')}`).toEqual([]);
      await page.goto('about:blank');
      await page.goto(`${baseURL}#door=1&model=zh-en&lang=en`);
      await settled(page);
      const result = await write(page, texts.english);
      await sameOutput(native, 'zh-en', { text: texts.english }, result.output!);
      expect(errors).toEqual([]);
    },
  );
