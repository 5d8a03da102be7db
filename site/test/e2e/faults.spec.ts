// The fault matrix: every kind of file of the site × everything that can happen to it on its way × two visits to a page
// that was kept whole before. One row a case and the state it must reach: none is a blank page, an endless wait or a
// wrong number. Each tenth case runs in `make test`, all of them with PELLUCID_ALL=1 (`make test-all`).

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Page } from '@playwright/test';
import { faults, host, type Host } from './hosts.ts';
import { dist, sameOutput } from './native.ts';
import { expect, settled, shown, test, texts } from './support.ts';

test.use({ serviceWorkers: 'allow' });
test.setTimeout(240_000); // silence is waited for

/** What the reader sees in the end: an answer, a message of the page, or the sentence that stands in the HTML. */
type State = 'ready' | 'failed' | 'late';

/** The kinds of files. */
const kinds: { name: string; file: RegExp }[] = [
  { name: 'page script', file: /^playground-\w+\.js$/ },
  { name: 'script chunk', file: /^chunk-\w+\.js$/ },
  { name: 'worker script', file: /^worker-\w+\.js$/ },
  { name: 'engine', file: /^engine-\w+\.wasm$/ },
  { name: 'kernels', file: /^kernel\.relaxed-\w+\.wasm$/ },
  { name: 'first result', file: /^first-\w+\.json$/ },
  { name: 'list of models', file: /^models\/index\.json$/ },
  { name: 'manifest', file: /^models\/zh-en\/manifest\.json$/ },
  { name: 'weights', file: /^models\/zh-en\/weights\.safetensors$/ },
  { name: 'vocabulary header', file: /^models\/zh-en\/vocab\.json$/ },
  { name: 'vocabulary', file: /^models\/zh-en\/vocab\.tiktoken$/ },
  { name: 'card', file: /^models\/zh-en\/card\.json$/ },
  { name: 'published vocabulary', file: /^vocab\/gpt2\.tiktoken$/ },
  { name: 'service worker', file: /^sw\.js$/ },
];

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
  .filter((name) => !/\.(br|gz)$/.test(name));

const visits = ['controlled page', 'second deployment'] as const;
const cases = kinds.flatMap((kind) => visits.flatMap((visit) => faults.map((fault) => ({ kind, visit, fault }))));
const all = !!process.env['PELLUCID_ALL'];

let site: Host;
test.beforeEach(async ({ watch }) => {
  site = await host(dist, '/a/');
  watch.origins.push(site.origin);
  watch.messages.push(/./); // browsers report what they could not load
});
test.afterEach(() => site.close());

/** The names that every kind of file has in this build; chunks that only some figures need are left out. */
async function namesOf(file: RegExp): Promise<string[]> {
  const html = await (await fetch(site.url)).text();
  const found = files.filter((name) => file.test(name));
  return file.source.startsWith('^chunk') ? found.filter((name) => html.includes(name)) : found;
}

async function reached(page: Page): Promise<State> {
  let state: State | undefined;
  await expect
    .poll(
      async () => {
        if (await page.locator('#late').isVisible()) return (state = 'late');
        const kind = await shown(page).then(
          (result) => (result as typeof result | undefined)?.phase.kind,
          () => 'none',
        );
        state = kind === 'ready' || kind === 'failed' ? kind : undefined;
        return state;
      },
      { timeout: 100_000 },
    )
    .toBeTruthy();
  return state!;
}

async function kept(page: Page): Promise<void> {
  await page.goto(site.url);
  await settled(page);
  await expect
    .poll(() => page.evaluate(async () => (await (await caches.open(`pellucid ${location.href} files`)).keys()).length))
    .toBeGreaterThanOrEqual(4);
}

/** Another version of the site: only the service worker's number differs. */
async function deploy(): Promise<void> {
  const text = await (await fetch(`${site.url}sw.js`)).text();
  site.replaced.set('sw.js', text.replace(/(const version ?= ?)"[0-9a-f]+"/, '$1"0123456789abcdef"'));
}

for (const [i, { kind, visit, fault }] of cases.entries()) {
  if (!all && i % 10 !== 3) continue;
  test(`${kind.name} · ${fault} · ${visit}`, async ({ page, native }) => {
    const names = await namesOf(kind.file);
    expect(names.length, 'files of this kind').toBeGreaterThan(0);
    const damage = () => site.faults.set(names[0]!, fault);
    await kept(page);
    if (visit === 'second deployment') await deploy();
    damage();
    const update = () => navigator.serviceWorker.getRegistration().then((r) => r?.update().catch(() => undefined));
    if (visit === 'second deployment' && fault !== 'stalled') await page.evaluate(update);
    const { url } = site;
    await page.goto(url, { waitUntil: 'commit' });
    // What was kept is whole and stays in use.
    expect(await reached(page)).toBe('ready');
    if (await page.locator('pl-status-line [role=alert]').count())
      await expect(page.locator('pl-status-line [role=alert] button')).toBeVisible(); // a way on
    site.faults.clear();
    await page.goto(`${url}#text=${encodeURIComponent(texts.english)}`, { waitUntil: 'commit' });
    await page.reload({ waitUntil: 'commit' });
    const result = await settled(page);
    await sameOutput(native, 'zh-en', { text: result.output!.of }, result.output!);
  });
}
