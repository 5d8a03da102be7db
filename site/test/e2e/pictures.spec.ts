// Every figure as a saved picture: whole, valid, with its title, where it comes from and what it says; and on paper.

import { readFile } from 'node:fs/promises';
import { doors, stages, type Place } from '../../stages.ts';
import { drawn, expect, figure, long, longest, onePage as test, settled, texts, tool, visit } from './support.ts';
import type { Locator, Page } from '@playwright/test';

const open = doors.map((_, d) => d + 1).filter((door) => doors[door - 1]!.stages.length);
const placesOf = (door: number) =>
  stages.filter((stage) => stage.door === door).flatMap((stage) => Object.keys(stage.figures)) as Place[];

/** What can be read in a figure, and how large it is with all that is scrolled out of sight. */
function content(frame: Locator): Promise<{ text: string; width: number; height: number }> {
  return frame.evaluate((element) => {
    const box = element.shadowRoot!.querySelector('figure')!;
    let [text, right, below] = ['', 0, 0];
    const walk = (node: Node): void => {
      if (node instanceof Text) {
        if (node.parentElement?.closest('option')) return;
        text += node.textContent;
      }
      if (node instanceof HTMLStyleElement || (node instanceof Element && node.matches('.foot, .more, .note, .sr')))
        return;
      // Slots and boxes of display: contents have no box of their own, but what is in them is seen.
      if (node instanceof Element && getComputedStyle(node).display !== 'contents' && !node.checkVisibility()) return;
      if (node instanceof HTMLSelectElement) text += node.selectedOptions[0]?.textContent ?? '';
      if (node instanceof HTMLInputElement && node.type !== 'range')
        text += node.type === 'checkbox' ? (node.checked ? '☑' : '☐') : node.value;
      if (node instanceof HTMLTextAreaElement) text += node.value;
      if (node instanceof Element) {
        const style = getComputedStyle(node);
        if (/auto|scroll/.test(style.overflowX)) right = Math.max(right, node.scrollWidth - node.clientWidth);
        if (/auto|scroll/.test(style.overflowY)) below += Math.max(0, node.scrollHeight - node.clientHeight);
      }
      if (node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement) return;
      const children =
        node instanceof HTMLSlotElement
          ? node.assignedNodes({ flatten: true })
          : (node as Element).shadowRoot
            ? (node as Element).shadowRoot!.childNodes
            : node.childNodes;
      for (const child of children) walk(child);
    };
    walk(box);
    const { width, height } = box.getBoundingClientRect();
    const foot = box.querySelector('.foot')?.getBoundingClientRect().height ?? 0;
    return { text: text.replace(/\s/g, ''), width: width + right, height: height - foot + below };
  });
}

async function download(page: Page, frame: Locator, button: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), (await tool(frame, button)).click()]);
  return readFile(await file.path());
}

/** What a saved drawing says of itself, read on a page of its own: the site's pages take no markup made of text. */
async function parsed(page: Page, svg: string) {
  const blank = await page.context().newPage();
  const got = await blank.evaluate((source) => {
    const document = new DOMParser().parseFromString(source, 'image/svg+xml');
    const root = document.documentElement;
    for (const about of document.querySelectorAll('foreignObject title')) about.remove(); // shown on pointing
    globalThis.document.body.append(globalThis.document.importNode(root, true));
    const parts = [...globalThis.document.querySelectorAll('foreignObject > * > *')];
    const [head, credit] = [parts[0]!, parts.at(-1)!].map((part) => part.getBoundingClientRect());
    const next = (node: Element): Element | null =>
      node.matches('foreignObject > *') ? null : (node.nextElementSibling ?? next(node.parentElement!));
    const spilt = [...globalThis.document.querySelectorAll('foreignObject table')].map((table) => {
      const [own, after] = [table.getBoundingClientRect(), next(table)?.getBoundingClientRect()];
      const beside = !after?.height || after.left >= own.right || after.right <= own.left;
      return beside ? 0 : own.bottom - after.top;
    });
    const below = Math.max(...parts.slice(0, -1).map((part) => part.getBoundingClientRect().bottom));
    return {
      head: head!.height,
      spilt: Math.max(0, ...spilt), // of a table over what follows it
      over: below - credit!.top, // of the drawing over the line of credit
      wide: root.querySelector('foreignObject > *')!.scrollWidth - Number(root.getAttribute('width')),
      cut: credit!.bottom > Number(root.getAttribute('height')) || parts.at(-1)!.scrollWidth > credit!.width + 1,
      error: document.querySelector('parsererror')?.textContent ?? '',
      width: Number(root.getAttribute('width')),
      height: Number(root.getAttribute('height')),
      title: root.querySelector(':scope > title')?.textContent ?? '',
      alt: root.querySelector(':scope > desc')?.textContent ?? '',
      credit: parts.at(-1)!.textContent,
      text: (root.querySelector('foreignObject')?.textContent ?? '').replace(/\s/g, ''),
    };
  }, svg);
  await blank.close();
  return got;
}

const looks = [
  ['desktop, light', texts.chinese, 1440, 'light'],
  ['phone, dark', texts.english, 360, 'dark'],
  ['desktop, dark', texts.english, 1440, 'dark'],
  ['phone, light', texts.chinese, 360, 'light'],
] as const;

for (const [name, text, width, theme] of looks)
  for (const door of open)
    test(
      `every figure of door ${door} is saved whole: ${name}`,
      name === 'phone, dark' ? long : longest,
      async ({ page }) => {
        test.slow(); // a door has up to twenty figures, each saved twice
        await page.setViewportSize({ width, height: 900 });
        await visit(page, { text, door, theme, guess: -2 });
        await settled(page);
        for (const place of placesOf(door)) {
          const frame = await figure(page, place);
          await drawn(page);
          await expect
            .poll(
              () => frame.locator('pl-work-line').evaluateAll((list) => list.some((line) => (line as any).running)),
              {
                timeout: 90_000, // some train a model
              },
            )
            .toBe(false);
          // Prices come a moment after the figure.
          let want = await content(frame);
          await expect
            .poll(async () => want.text === (want = await content(frame)).text, { intervals: [400] })
            .toBe(true);
          const svg = (await download(page, frame, 'SVG')).toString('utf8');
          const got = await parsed(page, svg);
          expect(got.error, place).toBe('');
          expect(got.title, place).not.toBe('');
          expect(got.head, `${place}: its head, without tools`).toBeLessThan(90);
          expect(got.spilt, `${place}: a table lies over what follows`).toBeLessThanOrEqual(2);
          expect(got.over, `${place}: cut by ${got.over} pixels`).toBeLessThanOrEqual(4);
          expect(got.wide, `${place}: cut at the right`).toBeLessThanOrEqual(2);
          expect(got.cut, `${place}: its line of credit is cut`).toBe(false);
          expect(got.credit, place).toMatch(/^Pellucid 通透 · .+ · /); // and the model
          expect(got.credit, place).toContain(text.slice(0, 30));
          expect(got.alt, `${place}: what it says, in words`).not.toBe('');
          expect(got.text.replace(/Pellucid通透.*$/, ''), place).toBe(want.text);
          expect(got.width, place).toBeGreaterThanOrEqual(Math.floor(want.width));
          expect(got.width, place).toBeLessThanOrEqual(Math.ceil(want.width) + 2);
          expect(got.height, place).toBeGreaterThanOrEqual(Math.floor(want.height));
          const png = await download(page, frame, 'Save picture');
          expect([png.readUInt32BE(16), png.readUInt32BE(20)], place).toEqual([2 * got.width, 2 * got.height]);
        }
      },
    );

test('control characters and broken surrogates do not spoil a picture', async ({ page }) => {
  await visit(page, { text: 'a\u0001b\ud800c 猫' });
  await settled(page);
  const frame = await figure(page, 'tokens');
  const svg = (await download(page, frame, 'SVG')).toString('utf8');
  const { error } = await parsed(page, svg);
  expect(error).toBe('');
  expect((await download(page, frame, 'Save picture')).length).toBeGreaterThan(1000);
});

test(
  'on paper no drawing is cut off, no finding is parted from what it belongs to, nothing is folded, and a stage fits',
  long,
  async ({ page }) => {
    await visit(page, { text: 'The old man reads a book in the garden.', door: 1, depth: 'basic', lang: 'en' });
    await settled(page);
    await drawn(page);
    const printed = () =>
      page.evaluate(() => {
        const got = { cut: [] as string[], parted: [] as string[], findings: 0, folds: [] as string[] };
        const walk = (root: ParentNode, host: string, edge: number) =>
          root.querySelectorAll<HTMLElement>('*').forEach((e) => {
            if (!e.checkVisibility() || e.closest('.sr')) return;
            const figure = e.localName === 'pl-figure';
            const right = figure ? e.getBoundingClientRect().right : edge;
            const style = getComputedStyle(e);
            if (e.localName === 'svg' && e.getBoundingClientRect().right > edge + 1) got.cut.push(`${host} svg`);
            if (e.matches('.scroll') && style.maskImage !== 'none') got.cut.push(`${host} fades out`);
            if (e.matches('.verdict') && ++got.findings && style.breakInside !== 'avoid')
              got.parted.push(e.textContent!);
            if (e.matches('.fold') || (figure && e.matches('[folded]'))) got.folds.push(e.textContent!);
            if (e.shadowRoot) walk(e.shadowRoot, e.localName, right);
          });
        walk(document.querySelector('pl-playground')!.shadowRoot!, '', innerWidth);
        return got;
      });
    await page.setViewportSize({ width: 1920, height: 1080 }); // the screen, before the sheet
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 703, height: 1032 }); // A4 without its margins
    await expect.poll(async () => (await printed()).cut).toEqual([]);
    const { parted, findings, folds } = await printed();
    expect(parted).toEqual([]);
    expect(findings, 'findings').toBeGreaterThan(0);
    expect(folds, 'folded lines, which nobody can open').toEqual([]);
    // Each stage fits on a sheet, and the first one under the sentence.
    const ends = () =>
      page.evaluate(() => {
        const panels = [...document.querySelector('pl-playground')!.shadowRoot!.querySelectorAll('main > *')];
        const boxes = panels.map((panel) => [panel.localName, panel.getBoundingClientRect()] as const);
        const first = boxes.find(([name]) => name === 'pl-walk-panel')![1].bottom + scrollY;
        return { first, tall: boxes.filter(([, { height }]) => height > 1032).map(([name]) => name) };
      });
    await expect.poll(async () => (await ends()).first).toBeLessThanOrEqual(1032);
    expect((await ends()).tall).toEqual([]);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  },
);
