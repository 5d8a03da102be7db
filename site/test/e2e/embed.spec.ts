// A blog of another origin that embeds figures: elements and sandboxed frames, on a desktop and a phone, before and
// after its reader touches them, and without scripts.

import AxeBuilder from '@axe-core/playwright';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FrameLocator, Locator, Page } from '@playwright/test';
import { attribute, frameOf, pageOf, snippet, tagOf } from '../../state/snippet.ts';
import { initial, type State } from '../../state/url.ts';
import type { Place } from '../../stages.ts';
import { host, type Host } from './hosts.ts';
import { dist, root } from './native.ts';
import { expect, figure, long, settled, test, texts, tool, visit } from './support.ts';

const shown: Place[] = ['attention', 'duel', 'why', 'parameters', 'generate'];
const picture =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><rect width="600" height="300"/></svg>',
  );

let blog: Host;
let site: Host;

test.beforeEach(async ({ watch }) => {
  [blog, site] = [await host(fileURLToPath(new URL('.', import.meta.url))), await host(dist, '/pellucid/', true)];
  watch.origins.push(blog.origin, site.origin, 'null');
});

test.afterEach(async ({ page }) => {
  await page.goto('about:blank');
  await blog.close();
  await site.close();
});

const state = (part: Partial<State>): State => ({ ...initial, ...part });

/** Opens a blog post with this in it. */
async function post(page: Page, body: string): Promise<void> {
  blog.replaced.set(
    'post.html',
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A blog</title><link rel="icon" href="data:,"><body style="margin:0">
<main><h1>A post</h1><h2>Figures</h2>${body}</main>`,
  );
  await page.goto(`${blog.url}post.html`);
}

const elements = (text: string) =>
  `<script type="module" src="${site.url}embed.js"></script>` +
  shown
    .map(
      (place, i) =>
        `<${tagOf(place)} text="${text}" lang="en" theme="${place === 'generate' ? 'dark' : 'light'}">` +
        (i
          ? ''
          : `<a href="${pageOf(site.url, place, state({ text }))}"><img src="${picture}" alt="Attention of a sentence"
width="600" height="300" style="max-width:100%;height:auto"></a>`) +
        `</${tagOf(place)}>`,
    )
    .join('\n');

const frames = (text: string, hash = '') =>
  `<script type="module" src="${site.url}embed.js"></script>` +
  shown
    .map(
      (place) =>
        `<iframe title="${place}" sandbox="allow-scripts" width="100%" height="400"
src="${attribute(frameOf(site.url, place, state({ text, lang: 'en' })))}${hash}"></iframe>`,
    )
    .join('\n');

/** What was fetched of the site's scripts and pages, in bytes as a host with brotli sends them, each file once. */
function fetched(): number {
  const files = new Set(site.asked.map((path) => path.slice('/pellucid/'.length)));
  return [...files].reduce((sum, file) => {
    const packed = statSync(join(dist, `${file}.br`), { throwIfNoEntry: false });
    return sum + (packed ?? statSync(join(dist, file))).size;
  }, 0);
}

const engines = () => site.asked.filter((path) => /engine-.*\.wasm$/.test(path)).length;

/** In the page: how bright a canvas is on the whole, 0 to 255; what it leaves clear counts as nothing. */
function brightness(canvas: SVGElement | HTMLElement): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) [sum, count] = [sum + data[i + 1]!, count + 1];
  return sum / Math.max(1, count);
}

/** The figure's own drawing is there, and the engine has answered. */
async function computed(at: Locator | FrameLocator): Promise<void> {
  await expect(at.locator('pl-status-line')).toContainText(/Computed just now|刚刚在本页算完/, { timeout: 90_000 });
  await expect(at.locator('pl-figure figure')).toBeVisible();
}

for (const width of [1440, 360])
  test(
    `five elements on a page ${width} px wide: nothing large before the touch, one engine after it`,
    long,
    async ({ page, native }) => {
      test.slow();
      await page.setViewportSize({ width, height: 900 });
      await post(page, elements(texts.chinese));
      for (const place of shown)
        await expect(page.locator(tagOf(place)).getByRole('button', { name: 'Try it here' })).toBeVisible();
      await expect(page.getByAltText('Attention of a sentence')).toBeVisible();
      await page.waitForLoadState('networkidle');
      console.log(`before the touch: ${fetched()} bytes`);
      expect(fetched()).toBeLessThanOrEqual(60_000);
      expect(page.workers()).toHaveLength(0);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

      // A touch of the picture is enough, and its link is not followed.
      await page.getByAltText('Attention of a sentence').click();
      const first = page.locator(tagOf('attention'));
      await computed(first);
      const { text } = await native.call('zh-en', 'generate', { input: { text: texts.chinese }, sampling: {} });
      await expect(first.locator('.out')).toHaveText(text);
      for (const place of shown.slice(1)) {
        await page.locator(tagOf(place)).getByRole('button', { name: 'Try it here' }).click();
        await computed(page.locator(tagOf(place)));
      }
      expect(page.workers()).toHaveLength(1);
      expect(engines()).toBe(1);
      for (const place of shown) await expect(page.locator(tagOf(place)).locator('pl-figure')).toHaveCount(1);

      // Each has a sentence of its own.
      await first.locator('textarea').fill(texts.english);
      await expect(page.locator(tagOf('why')).locator('textarea').first()).toHaveValue(texts.chinese);
      const other = await native.call('zh-en', 'generate', { input: { text: texts.english }, sampling: {} });
      await expect(first.locator('.out')).toHaveText(other.text);
      // Drawn anew, its canvas still has its own theme, not that of the one touched last.
      const painted = first.locator('pl-attention-matrix canvas');
      expect(await painted.evaluate(brightness)).toBeGreaterThan(128);
      const dark = page.locator(tagOf('generate')).locator('pl-figure figure');
      expect(await dark.evaluate((e) => getComputedStyle(e).backgroundColor)).not.toBe(
        await first.locator('pl-figure figure').evaluate((e) => getComputedStyle(e).backgroundColor),
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    },
  );

for (const width of [1440, 360])
  test(
    `five sandboxed frames on a page ${width} px wide: at most one computes, heights as asked for`,
    long,
    async ({ page, native }) => {
      test.slow();
      await page.setViewportSize({ width, height: 900 });
      await page.addInitScript(() => {
        (globalThis as any).told = [];
        addEventListener('message', (e) => (globalThis as any).told.push(e.data));
      });
      await post(page, frames(texts.english, '#?secret=aBc123'));
      const frame = (place: Place) => page.frameLocator(`iframe[title=${place}]`);
      for (const place of shown) await expect(frame(place).getByRole('button', { name: 'Try it here' })).toBeVisible();
      expect(fetched()).toBeLessThanOrEqual(60_000);
      await frame('attention').getByRole('button', { name: 'Try it here' }).click();
      await computed(frame('attention'));
      const { text } = await native.call('zh-en', 'generate', { input: { text: texts.english }, sampling: {} });
      await expect(frame('attention').locator('.out')).toHaveText(text);
      await frame('duel').getByRole('button', { name: 'Try it here' }).click();
      await computed(frame('duel'));
      await expect(frame('attention').getByRole('button', { name: 'Go on here' })).toBeVisible();
      await expect(frame('attention').locator('pl-figure')).toHaveCount(0);
      expect(page.workers()).toHaveLength(1);
      // No frame scrolls: each is as high as what is in it.
      for (const place of shown) {
        const inner = await page.locator(`iframe[title=${place}]`).elementHandle();
        const content = (await inner!.contentFrame())!;
        await expect
          .poll(() => content.evaluate(() => document.documentElement.scrollHeight - innerHeight), { message: place })
          .toBeLessThanOrEqual(0);
        expect(
          await content.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          place,
        ).toBeLessThanOrEqual(0);
      }
      const told = await page.evaluate(() => (globalThis as any).told as { message?: string; secret?: string }[]);
      expect(told.filter(({ message }) => message === 'height').every(({ secret }) => secret === 'aBc123')).toBe(true);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    },
  );

test(
  'the snippets of a figure carry the sentence, its picture and a link, and work without scripts',
  long,
  async ({ page, browser }) => {
    await visit(page, { text: texts.chinese, lang: 'en' });
    await settled(page);
    const frame = await figure(page, 'attention');
    await (await tool(frame, 'Embed')).click();
    const area = frame.locator('pl-embed-code textarea');
    const code: Record<string, string> = {};
    for (const name of ['Live, an element', 'Live, a frame', 'Picture with link']) {
      await frame.locator('pl-embed-code').getByRole('button', { name }).click();
      await expect(area).toHaveValue(/data:image\//);
      code[name] = await area.inputValue();
      console.log(`${name}: ${code[name]!.length} bytes`);
      expect(code[name]!.length).toBeLessThan(200_000);
    }
    const here = new URL('./', page.url()).href;
    await expect(frame.locator('pl-embed-code p')).toContainText('press “Save picture”, upload the file');
    const all = Object.values(code).join('\n').replaceAll(here, site.url);
    const context = await browser.newContext({ javaScriptEnabled: false });
    const silent = await context.newPage();
    await post(silent, all);
    const pictures = silent.locator('img[alt*="Pellucid"]');
    await expect(pictures).toHaveCount(3);
    for (const img of await pictures.all()) {
      await expect(img).toBeVisible();
      expect((await img.boundingBox())!.height).toBeGreaterThan(50);
      const href = (await img.locator('..').getAttribute('href'))!;
      expect(new URLSearchParams(new URL(href).hash.slice(1)).get('at')).toBe('attention');
    }
    // Five figures in one post, each its picture and its link.
    const made = (place: Place) =>
      snippet('element', {
        base: site.url,
        place,
        state: state({ text: texts.chinese }),
        title: place,
        alt: `${place}, Pellucid`,
        picture,
        width: 600,
        height: 300,
      });
    await post(silent, shown.map(made).join('\n'));
    for (const place of shown) {
      await expect(silent.getByAltText(`${place}, Pellucid`)).toBeVisible();
      await expect(silent.locator(tagOf(place)).locator('a')).toHaveAttribute(
        'href',
        pageOf(site.url, place, state({ text: texts.chinese })),
      );
    }
    await context.close();
    // With scripts the same snippet is live.
    await post(page, code['Live, an element']!.replaceAll(here, site.url));
    await page.locator('pellucid-attention').getByRole('button', { name: 'Try it here' }).click();
    await computed(page.locator('pellucid-attention'));
    await expect(page.locator('pellucid-attention textarea').first()).toHaveValue(texts.chinese);
  },
);

test(
  'figures of another model send the first to sleep; unknown figures and hosts without a right say so',
  long,
  async ({ page, watch }) => {
    await post(
      page,
      `<script type="module" src="${site.url}embed.js"></script>
<pellucid-attention text="${texts.english}" lang="en"></pellucid-attention>
<pellucid-figure figure="attention" model="stories" text="Once upon a time" lang="en"></pellucid-figure>
<pellucid-figure figure="nothing" lang="en"></pellucid-figure>`,
    );
    await expect(page.locator('[figure=nothing]')).toContainText('There is no figure “nothing”.');
    const [first, second] = [page.locator('pellucid-attention'), page.locator('[model=stories]')];
    await first.getByRole('button', { name: 'Try it here' }).click();
    await computed(first);
    await second.getByRole('button', { name: 'Try it here' }).click();
    await computed(second);
    await expect(first.getByRole('button', { name: 'Go on here' })).toBeVisible();
    expect(page.workers()).toHaveLength(1);

    const shut = await host(dist, '/');
    watch.origins.push(shut.origin);
    watch.messages.push(/CORS policy|net::ERR_FAILED/);
    await post(
      page,
      `<script type="module" src="${shut.url}embed.js"></script>
<pellucid-attention><a href="${site.url}"><img src="${picture}" alt="A picture"></a></pellucid-attention>`,
    );
    await expect(page.getByAltText('A picture')).toBeVisible();
    await shut.close();
  },
);

for (const file of ['README.md', 'README.zh.md'])
  test(`the recipe in ${file} works as it is pasted`, file === 'README.md' ? {} : long, async ({ page }) => {
    const text = readFileSync(join(root, file), 'utf8');
    const recipe =
      /```html\n(<script type="module" src="https:\/\/[^"]*embed\.js"><\/script>\n<pellucid-[^\n]*)\n```/.exec(text);
    expect(recipe, 'a recipe of two lines').not.toBeNull();
    const tag = /<(pellucid-[a-z]+)/.exec(recipe![1]!)![1]!;
    await post(page, recipe![1]!.replace(/https:\/\/[^"]*\//, site.url));
    await page.locator(tag).getByRole('button').click();
    await computed(page.locator(tag));
  });
