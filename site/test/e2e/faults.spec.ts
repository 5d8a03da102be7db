// The fault matrix: every kind of file of the site × everything that can happen to it on its way × three visits: the
// first, one to a page that was kept whole before, and one after a second deployment. One row a case and the states
// that it may reach: none is a blank page, an endless wait or a wrong number. The kinds are held to the build: a file
// of no kind fails. A page that was kept whole meets all faults in turn, a row each. A tenth of the
// rows runs in `make test`, a third in `make test-all`, the others in `make test-longest`.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { faults, host, type Fault, type Host } from './hosts.ts';
import { dist, sameOutput, type Native } from './native.ts';
import { expect, glimpsed, long, longest, settled, test, texts } from './support.ts';

test.use({ serviceWorkers: 'allow' });
test.describe.configure({ mode: 'parallel' }); // a row goes to whichever worker is free: the file takes longest of all
test.setTimeout(600_000); // silence is waited for

/** What the reader sees in the end: an answer, a message of the page, or the sentence that stands in the HTML. */
type State = 'ready' | 'failed' | 'late';

interface Kind {
  name: string;
  file: RegExp;
  /** What a first visit may reach. */
  first: State[];
}

/** The kinds of files. */
const kinds: Kind[] = [
  { name: 'page script', file: /^playground-\w+\.js$/, first: ['late'] },
  { name: 'script chunk', file: /^chunk-\w+\.js$/, first: ['late'] },
  // A browser holds no worker to a sum; the page does, where it may, and one that runs all the same must be right.
  { name: 'worker script', file: /^worker-\w+\.js$/, first: ['failed', 'ready'] },
  { name: 'engine', file: /^engine-\w+\.wasm$/, first: ['failed'] },
  // They speed everything up fourfold, so the page asks for another try rather than go without.
  { name: 'kernels', file: /^kernel\.relaxed-\w+\.wasm$/, first: ['failed'] },
  { name: 'first result', file: /^first-\w+\.json$/, first: ['ready'] },
  { name: 'list of models', file: /^models\/index\.json$/, first: ['ready'] },
  { name: 'manifest', file: /^models\/zh-en\/manifest\.json$/, first: ['failed'] },
  { name: 'weights', file: /^models\/zh-en\/weights\.safetensors$/, first: ['failed'] },
  { name: 'vocabulary header', file: /^models\/zh-en\/vocab\.json$/, first: ['failed'] },
  { name: 'vocabulary', file: /^models\/zh-en\/vocab\.tiktoken$/, first: ['failed'] },
  { name: 'card', file: /^models\/zh-en\/card\.json$/, first: ['failed'] },
  { name: 'published vocabulary', file: /^vocab\/gpt2\.tiktoken$/, first: ['ready'] },
  { name: 'service worker', file: /^sw\.js$/, first: ['ready'] },
  { name: 'word list', file: /^words\/.*\.txt$/, first: ['ready'] },
  // A stalled one holds up the scripts behind it.
  { name: 'first paint', file: /^first-paint-\w+\.js$/, first: ['ready', 'late'] },
];

/** Files that a visit to the page does not load, or that are of a kind above. */
const others = new RegExp(
  `^(${[
    String.raw`index\.html`,
    String.raw`LICENSE`,
    String.raw`NOTICES\.txt`,
    String.raw`pellucid.*`,
    String.raw`gallery\/.*`,
    String.raw`.*\.LEGAL\.txt`,
    String.raw`.*\.css`,
    String.raw`kernel\.(simd|signed)-.*`,
    String.raw`models\/.*`,
    String.raw`vocab\/.*`,
    String.raw`learned\/.*`,
    String.raw`bank\/.*`,
    String.raw`probes\/.*`,
    String.raw`lessons\/.*`,
    String.raw`types\/.*`,
    String.raw`questions\/.*`,
    String.raw`studies\/.*`,
    String.raw`films\/.*`,
    String.raw`(embed|frame)[-.].*`,
    String.raw`app\.webmanifest`,
    String.raw`icons\/.*`,
    String.raw`share\.json`,
  ].join('|')})$`,
);

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
  .filter((name) => !/\.(br|gz)$/.test(name));

/** Scripts of the gallery's pages, which are there for tests. */
const ofGallery = new Set(
  files
    .filter((name) => /^gallery\/.*\.html$/.test(name))
    .flatMap((name) => [...readFileSync(join(dist, name), 'utf8').matchAll(/src="\.\.\/([^"]+)"/g)].map((m) => m[1]!)),
);

let site: Host;
/** What became of the page's requests, to be told where a test fails. */
let trail: string[];
test.beforeEach(async ({ page, watch }) => {
  site = await host(dist, '/a/');
  watch.origins.push(site.origin);
  watch.messages.push(/./); // browsers report what they could not load
  trail = [];
  const note = (what: string, request: Request) =>
    trail.push(`${what} ${request.url().slice(site.url.length)} ${request.failure()?.errorText ?? ''}`);
  page.on('request', (request) => note('asked', request));
  page.on('requestfinished', (request) => note('came', request));
  page.on('requestfailed', (request) => note('failed', request));
  page.on('framenavigated', () => trail.push('a new page'));
});
test.afterEach(async ({ page }, { status, expectedStatus }) => {
  if (status !== expectedStatus) {
    const caches = await page.evaluate(() => globalThis.caches.keys()).catch(() => []);
    console.log([...trail.slice(-120), ...caches, 'the host was asked for', ...site.asked.slice(-80)].join('\n'));
  }
  await site.close();
});

/** The names that every kind of file has in this build; chunks that only some figures need are left out. */
async function namesOf(file: RegExp): Promise<string[]> {
  const html = await (await fetch(site.url)).text();
  const found = files.filter((name) => file.test(name));
  return file.source.startsWith('^chunk') ? found.filter((name) => html.includes(name)) : found;
}

/** Waits for one of some states. On a slow machine the sentence of the HTML may show before the page does. */
async function reached(page: Page, wanted: readonly State[]): Promise<State> {
  let state: State | undefined;
  await expect
    .poll(
      async () => {
        const kind = await glimpsed(page).then(
          (result) => result?.phase.kind,
          () => undefined,
        );
        const late = kind === undefined && (await page.locator('#late').isVisible());
        state = late ? 'late' : kind === 'ready' || kind === 'failed' ? kind : undefined;
        return state && wanted.includes(state) ? 'reached' : (state ?? 'on its way');
      },
      { timeout: 120_000 },
    )
    .toBe('reached');
  return state!;
}

async function kept(page: Page): Promise<void> {
  await page.goto(site.url);
  await settled(page);
  await expect
    .poll(() => page.evaluate(async () => (await (await caches.open(`pellucid ${location.href} files`)).keys()).length))
    .toBeGreaterThanOrEqual(4);
}

/** One more version of the site: only the service worker's number differs. */
function deploy(number: number): void {
  const text = readFileSync(join(dist, 'sw.js'), 'utf8');
  const version = `"${number.toString(16).padStart(8, '0')}"`;
  site.replaced.set('sw.js', text.replace(/(const version ?= ?)"[0-9a-f]+"/, `$1${version}`));
}

test('every file of the build is of a kind', async () => {
  const unknown = files.filter(
    (name) => !others.test(name) && !ofGallery.has(name) && !kinds.some(({ file }) => file.test(name)),
  );
  expect(unknown).toEqual([]);
  for (const kind of kinds) expect((await namesOf(kind.file)).length, kind.name).toBeGreaterThan(0);
});

/** A first visit: the page says what is wrong, and once the file comes, its own way on leads to the right answer. */
async function firstVisit(page: Page, name: string, kind: Kind, fault: Fault): Promise<void> {
  site.faults.set(name, fault);
  await page.goto(site.url, { waitUntil: 'commit' });
  const state = await reached(page, kind.first);
  site.faults.clear();
  if (state === 'late') {
    const again = page.waitForEvent('framenavigated');
    await page.locator('#late a').first().click({ noWaitAfter: true });
    await again;
  }
  if (state === 'failed') await page.locator('pl-status-line [role=alert] button').click();
}

/** The engine's answer to what the page shows is the native one. */
async function right(page: Page, native: Native): Promise<void> {
  const { output } = await settled(page);
  await sameOutput(native, 'zh-en', { text: output!.of }, output!);
}

/** A visit to a page that was kept whole: what was kept stays in use, whatever comes instead of the file. */
async function laterVisit(page: Page, name: string, second: boolean, fault: Fault): Promise<void> {
  if (second) deploy(faults.indexOf(fault) + 1);
  site.faults.set(name, fault);
  const update = () => navigator.serviceWorker.getRegistration().then((r) => r?.update().catch(() => undefined));
  if (second && fault !== 'stalled') await page.evaluate(update);
  await page.goto(site.url, { waitUntil: 'commit' });
  expect(await reached(page, ['ready', 'failed'])).toBe('ready');
  if (await page.locator('pl-status-line [role=alert]').count())
    await expect(page.locator('pl-status-line [role=alert] button')).toBeVisible(); // a way on
}

/** One of so many tests is in `make test`. A page that was kept meets a fault in less time than a first visit. */
const tier = (i: number, among: number) => (i % among === 3 ? {} : i % 3 === 1 ? long : longest);

const firsts = kinds.flatMap((kind) => faults.map((fault) => ({ kind, fault })));
for (const [i, { kind, fault }] of firsts.entries())
  test(`first visit · ${kind.name} · ${fault}`, tier(i, 18), async ({ page, native }) => {
    const [name] = await namesOf(kind.file);
    await firstVisit(page, name!, kind, fault);
    await right(page, native);
  });

// A worker that waits for a stalled file holds up the installing of the next one, so this fault comes last.
const inTurn = [...faults.filter((fault) => fault !== 'stalled'), 'stalled' as const];
const laters = (['controlled page', 'second deployment'] as const).flatMap((visit) =>
  kinds.map((kind) => ({ kind, visit })),
);
for (const [i, { kind, visit }] of laters.entries())
  test(`${visit} · ${kind.name} · ${inTurn.join(', ')}`, tier(i, 8), async ({ page, native }) => {
    const [name] = await namesOf(kind.file);
    await kept(page);
    for (const fault of inTurn)
      await test.step(fault, async () => {
        await laterVisit(page, name!, visit === 'second deployment', fault);
        await right(page, native);
      });
    site.faults.clear();
    await page.goto(`${site.url}#text=${encodeURIComponent(texts.english)}`, { waitUntil: 'commit' });
    await page.reload({ waitUntil: 'commit' });
    await right(page, native);
  });
