// The service worker: after the first visit the page works without a network, and never mixes files of two versions.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { host, type Host } from './hosts.ts';
import { dist, sameOutput } from './native.ts';
import { expect, picker, settled, test, texts, visit, write, long } from './support.ts';

test.use({ serviceWorkers: 'allow' });

let site: Host;
test.beforeEach(async ({ watch }) => {
  site = await host(dist, '/lessons/pellucid/');
  watch.origins.push(site.origin);
  watch.messages.push(/Failed to load resource/, /ServiceWorker/); // the network is taken away below
});
test.afterEach(() => site.close());

/** Waits until the page is served by a service worker that holds the model too. */
async function kept(page: Page): Promise<void> {
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect
    .poll(
      () =>
        page.evaluate(async () =>
          (await (await caches.open(`pellucid ${new URL('.', location.href)} files`)).keys())
            .map((r) => new URL(r.url).pathname.split('/').pop())
            .sort(),
        ),
      { timeout: 60_000 },
    )
    .toEqual(expect.arrayContaining(['vocab.json', 'vocab.tiktoken', 'weights.safetensors']));
}

test('works without a network after the first visit', async ({ page, native, context }) => {
  await visit(page, {}, site.url);
  await kept(page);
  site.down = true;
  await page.goto('about:blank');
  const again = await context.newPage();
  await visit(again, { text: texts.english }, site.url);
  const result = await settled(again);
  await sameOutput(native, 'zh-en', { text: texts.english }, result.output!);
  await write(again, texts.chinese2);
  await again.reload();
  await settled(again);
});

test(
  'another model is kept for offline by choice, opens without a network, and goes when it is told to',
  long,
  async ({ page }) => {
    await page.goto(site.url);
    await kept(page);
    await page.reload(); // from now on the service worker serves the page
    await settled(page);
    const dialog = await picker(page);
    const stories = dialog.locator('article', { has: page.getByRole('heading', { name: /^Story writer/ }) });
    const own = dialog.locator('article.on');
    await expect(own.locator('.offline')).toHaveText('On this device: opens without a network.');
    await stories.getByRole('button', { name: /^Keep for offline · \d/ }).click();
    await expect(stories.locator('.offline')).toHaveText('On this device: opens without a network.');
    site.down = true;
    await page.goto('about:blank');
    await visit(page, { model: 'stories', text: 'Once upon a time' }, site.url);
    await settled(page);

    await picker(page);
    const shelf = page.locator('pl-kept'); // it stands in a slot of the dialog
    await expect(shelf.locator('li b')).toHaveText([/translator/, /Story writer/]);
    await shelf.getByRole('button', { name: /^Remove Story writer/ }).click();
    await expect(shelf.locator('li b')).toHaveText([/translator/]);
    const names = () =>
      page.evaluate(async () =>
        (await (await caches.open(`pellucid ${new URL('.', location.href)} files`)).keys()).map((r) => r.url).join(' '),
      );
    expect(await names()).not.toContain('models/stories/');
    await shelf.getByRole('button', { name: 'Clear everything' }).click();
    await expect(shelf.locator('li')).toHaveCount(0);
    expect(await names()).not.toContain('models/');
  },
);

const sum = (content: string) => createHash('sha256').update(content).digest('base64');

/** Makes the host serve another version: every script says so, and the page too. */
function publish(to: Host, version: string): void {
  const text = (name: string) => readFileSync(join(dist, name), 'utf8');
  const built = text('index.html').replace(/ integrity="[^"]*"/g, '');
  const entry = /<script type="module" src="([^"]+)"/.exec(built)![1]!;
  const renamed = `playground-${version}.js`;
  const html = built.replace(entry, renamed).replace('<html', `<html data-version="${version}"`);
  const script = `globalThis.scriptVersion = "${version}";\n${text(entry)}`;
  to.replaced.set('index.html', html);
  to.replaced.set(entry, null); // a host keeps no old versions
  to.replaced.set(renamed, script);
  const sums = (_: string, list: string) => {
    const { [entry]: _old, ...rest } = JSON.parse(list) as Record<string, string>;
    return `const shell = absolute(${JSON.stringify({ ...rest, './': sum(html), [renamed]: sum(script) })})`;
  };
  const worker = text('sw.js').replace(/const shell = absolute\((\{[^)]*\})\)/, sums);
  to.replaced.set('sw.js', worker.replace(/(const version ?= ?)"[0-9a-f]+"/, `$1"${version}"`));
}

const versions = (page: Page) =>
  page.evaluate(() => [
    document.documentElement.dataset.version,
    (globalThis as { scriptVersion?: string }).scriptVersion,
  ]);

async function openFresh(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await settled(page);
  return page;
}

test('a new version waits until the old one is closed, and no page gets a mix', long, async ({ page, context }) => {
  publish(site, 'one');
  await page.goto(site.url);
  await kept(page);
  expect(await versions(page)).toEqual(['one', 'one']);
  site.replaced.clear();
  publish(site, 'two');
  // While a page is open, reloads and new tabs get version one, whole, although the host has it no more.
  await page.reload();
  await settled(page);
  expect(await versions(page)).toEqual(['one', 'one']);
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r!.update()));
  await expect
    .poll(() => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting))
    .toBe(true);
  const second = await openFresh(context, site.url);
  expect(await versions(second)).toEqual(['one', 'one']);
  // Once all are closed, the next visit is version two, whole, and the model is not fetched again.
  await second.close();
  await page.goto('about:blank');
  site.asked.length = 0;
  await expect(async () => {
    const next = await openFresh(context, site.url);
    const seen = await versions(next);
    await next.close();
    expect(seen).toEqual(['two', 'two']);
  }).toPass({ timeout: 60_000 });
  expect(site.asked.filter((p) => p.endsWith('weights.safetensors'))).toEqual([]);
  const caches = await (async () => {
    const p = await openFresh(context, site.url);
    return p.evaluate(async () => (await globalThis.caches.keys()).sort());
  })();
  expect(caches).toEqual([`pellucid ${site.url} files`, `pellucid ${site.url} two`]);
});

test('what comes damaged is not kept: neither the page nor the model', long, async ({ page, context }) => {
  const weights = 'models/zh-en/weights.safetensors';
  const manifest = 'models/zh-en/manifest.json';
  site.replaced.set(manifest, '<!doctype html><title>Please log in</title>'); // with status 200
  await page.goto(site.url);
  await settled(page, ['failed']);
  const shells = () => page.evaluate(async () => (await caches.keys()).filter((name) => !name.endsWith(' files')));
  await expect.poll(shells).toEqual([]); // the version that came was not whole
  site.replaced.delete(manifest);
  const whole = readFileSync(join(dist, weights));
  const flipped = Buffer.from(whole);
  flipped[whole.length >> 1]! ^= 4;
  site.replaced.set(weights, flipped);
  await page.reload();
  expect((await settled(page, ['failed'])).phase.error?.code).toBe('wrong-file');
  site.replaced.delete(weights);
  await page.locator('pl-status-line').getByRole('button', { name: 'Try again' }).click();
  await kept(page);
  site.down = true;
  const again = await context.newPage();
  await visit(again, { text: texts.english }, site.url);
  await settled(again);
});

test('a neighbour on the same origin keeps its caches', long, async ({ page }) => {
  await page.goto(site.url);
  await page.evaluate(() => caches.open('pellucid https://neighbour/ 1').then(() => caches.open('other app')));
  await kept(page);
  const names = await page.evaluate(() => caches.keys());
  expect(names).toEqual(expect.arrayContaining(['pellucid https://neighbour/ 1', 'other app']));
});

test('a new version is offered, and the sentence stays', long, async ({ page }) => {
  publish(site, 'one');
  await page.goto(site.url);
  await kept(page);
  await write(page, texts.english);
  publish(site, 'two');
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r!.update()));
  await page.getByRole('button', { name: 'Use it now' }).click();
  await expect.poll(() => versions(page).catch(() => [])).toEqual(['two', 'two']);
  await settled(page);
  await expect(page.locator('pl-sentence-field textarea')).toHaveValue(texts.english);
});

test('a worker that switches itself off leaves nothing behind', long, async ({ page }) => {
  await page.goto(site.url);
  await kept(page);
  site.replaced.set('sw.js', readFileSync(join(dist, '../../build/site/serviceworker-off.js'), 'utf8'));
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r!.update()));
  await expect.poll(() => page.evaluate(() => caches.keys()).catch(() => ['busy'])).toEqual([]);
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length).catch(() => -1))
    .toBe(0);
});
