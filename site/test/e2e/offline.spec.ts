// The service worker: after the first visit the page works without a network, and never mixes files of two versions.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { host, type Host } from './hosts.ts';
import { dist, sameOutput } from './native.ts';
import { expect, settled, test, texts, visit, write } from './support.ts';

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
          (await (await caches.open('pellucid-models')).keys())
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

/** Makes the host serve another version: every script says so, and the page too. */
function publish(to: Host, version: string): void {
  const text = (name: string) => readFileSync(join(dist, name), 'utf8');
  const html = text('index.html');
  const entry = /<script type="module" src="([^"]+)"/.exec(html)![1]!;
  const renamed = `playground-${version}.js`;
  to.replaced.set('index.html', html.replace(entry, renamed).replace('<html', `<html data-version="${version}"`));
  to.replaced.set(entry, null); // a host keeps no old versions
  to.replaced.set(renamed, `globalThis.scriptVersion = "${version}";\n${text(entry)}`);
  to.replaced.set(
    'sw.js',
    text('sw.js')
      .replaceAll(entry, renamed)
      .replace(/(const version ?= ?)"[0-9a-f]+"/, `$1"${version}"`),
  );
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

test('a new version waits until the old one is closed, and no page gets a mix', async ({ page, context }) => {
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
  expect(caches).toEqual(['pellucid-models', 'pellucid-two']);
});
