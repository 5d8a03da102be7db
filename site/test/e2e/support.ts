// What all end-to-end tests share: a page that is watched (no request leaves the origin, no console error or warning,
// no uncaught error), the native engine, and how a test waits for and reads what the page shows.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  expect,
  test as base,
  type BrowserContext,
  type ConsoleMessage,
  type Locator,
  type Page,
  type Request,
  type WebError,
} from '@playwright/test';
import type {
  ForwardResult,
  GenerateResult,
  InfoResult,
  Tensor,
  TokenizeResult,
} from '../../../wasm/bridge/protocol.gen.ts';
import type { State } from '../../state/url.ts';
import { useWords } from '../../state/words.ts';
import { Native, root } from './native.ts';

// The page's words are cut by the same list.
useWords(readFileSync(join(root, 'assets/words/zh.txt'), 'utf8'));

export { expect };

/** What a test lets pass, because it causes it: messages of the console, and further origins of its own. */
export interface Watch {
  messages: RegExp[];
  origins: string[];
}

export const test = base.extend<{ watch: Watch }, { native: Native }>({
  native: [
    async ({}, use) => {
      const native = new Native();
      await use(native);
      native.close();
    },
    { scope: 'worker' },
  ],
  watch: [
    async ({ context, baseURL }, use) => {
      const allowed: Watch = {
        messages: [/Service Worker registration blocked by Playwright/],
        origins: [new URL(baseURL!).origin],
      };
      const seen = watch(context);
      await context.addInitScript(forTests);
      await use(allowed);
      seen.stop();
      expect(
        seen.messages.filter((text) => !allowed.messages.some((m) => m.test(text))),
        'messages of the console',
      ).toEqual([]);
      expect(
        seen.urls.filter((url) => /^(https?|wss?):/.test(url) && !allowed.origins.includes(new URL(url).origin)),
        'requests to other origins',
      ).toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * The same with one page for many tests, as a reader keeps one: the engine loads once, and each test asks for its state
 * by the address. For tests that leave nothing behind in the page; a model opened from files, or a failure, has it
 * loaded anew.
 */
export const onePage = test.extend<object, { kept: Page }>({
  kept: [
    async ({ browser }, use) => {
      const context = await browser.newContext({
        baseURL: `http://localhost:${process.env['PELLUCID_TEST_PORT']}/`,
        locale: 'en-US',
        colorScheme: 'light',
        viewport: { width: 1440, height: 900 },
        serviceWorkers: 'block',
      });
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  context: async ({ kept }, use) => use(kept.context()),
  page: async ({ kept }, use, info) => {
    // No test meets what another one has opened.
    if ((await glimpsed(kept))?.own) await kept.goto('about:blank');
    // Nothing that a reader before chose for themselves.
    if (kept.url() !== 'about:blank') {
      await kept.evaluate(() => localStorage.clear());
      await kept.evaluate(forTests);
    }
    await kept.bringToFront(); // a tab that another one hid may be given no frames, and waits for ever for a wheel
    await kept.setViewportSize({ width: 1440, height: 900 });
    await kept.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
    await use(kept);
    if (info.status !== info.expectedStatus) console.log(`${info.title}: ${await signsOfLife(kept)}`);
  },
});

/**
 * Whether a page answers and is given frames, told where a test fails: without frames a click waits for ever, and only
 * the browser can say why.
 */
const signsOfLife = async (page: Page): Promise<string> => {
  const frames = () =>
    new Promise<string>((done) => {
      const told = (what: string) => done(`${what}, ${document.visibilityState}, focus ${document.hasFocus()}`);
      setTimeout(() => told('no frame in 3 s'), 3_000);
      requestAnimationFrame(() => requestAnimationFrame(() => told('frames')));
    });
  const silence = new Promise<string>((done) => setTimeout(() => done('no answer in 6 s'), 6_000));
  const answered = Promise.race([page.evaluate(frames), silence]);
  const said = await answered.catch((e: Error) => e.message);
  return `the page has ${said}; ${page.context().pages().length} in its context`;
};

/**
 * Tests see every figure, unless the address or the reader chooses another depth. Two tests run at a time on two cores,
 * so each page is told of one; pool.spec.ts asks for more engines by itself.
 */
const forTests = () => {
  Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 1, configurable: true });
  try {
    localStorage['pellucid.depth'] ??= 'expert';
  } catch {
    // A page without storage.
  }
};

/** Notes everything that a context's pages and workers request and complain about. */
export function watch(context: BrowserContext): { messages: string[]; urls: string[]; stop(): void } {
  const seen = { messages: [] as string[], urls: [] as string[] };
  const request = (r: Request) => seen.urls.push(r.url());
  const message = (m: ConsoleMessage) => {
    if (m.type() === 'error' || m.type() === 'warning')
      seen.messages.push(`${m.type()}: ${m.text()} (${m.location().url})`);
  };
  const uncaught = (e: WebError) => seen.messages.push(`uncaught: ${e.error().stack ?? e.error().message}`);
  context.on('request', request).on('console', message).on('weberror', uncaught);
  return { ...seen, stop: () => context.off('request', request).off('console', message).off('weberror', uncaught) };
}

/** Sentences of every kind that a reader may type. No test depends on what a model makes of them. */
export const texts = {
  chinese: '我的猫喜欢睡在窗边。',
  chinese2: '他昨天没有去学校，因为他病了。',
  english: 'The little girl is reading a book.',
  mixed: '我 love 北京 in 2024!',
  family: '一家人👨‍👩‍👧‍👦回家。', // one grapheme of seven code points
  rare: '𰻞𰻞面很好吃。', // a Han character of four bytes
  one: '好',
};

/**
 * Opens the page in a state, given as the hash's fields; on a page that is open already, as a reader who edits the
 * address.
 */
export async function visit(page: Page, state: Record<string, string | number> = {}, path = './'): Promise<void> {
  const hash = new URLSearchParams(Object.entries(state).map(([k, v]) => [k, String(v)])).toString();
  if (path === './' && (await retyped(page, hash))) return;
  await page.goto(path + (hash ? `#${hash}` : page.url() === 'about:blank' ? '' : '#'));
}

/**
 * Changes the hash of a page that is open and waits until the page has heard of it; false where there is nothing to
 * change.
 */
function retyped(page: Page, hash: string): Promise<boolean> {
  return page.evaluate(
    (next) =>
      new Promise<boolean>((done) => {
        if (!document.querySelector('pl-playground') || location.hash.slice(1) === next) return done(false);
        addEventListener('hashchange', () => done(true), { once: true });
        location.hash = next;
      }),
    hash,
  );
}

/** The session behind the page: its phase and results, as plain data without tensors. */
export interface Shown {
  phase: { kind: string; error?: { code: string; message: string } };
  precomputed: boolean;
  fresh: boolean;
  text: string;
  state: State;
  own: string;
  info?: InfoResult;
  tokens?: TokenizeResult & { of: string };
  output?: GenerateResult & { of: string };
  forward?: Pick<ForwardResult, 'source' | 'target' | 'log_prob' | 'top'> & { of: string };
}

const readShown = () => {
  const bench = (document.querySelector('pl-playground') as any)?.shadowRoot?.querySelector('pl-bench');
  if (!bench?.app) return undefined;
  const { session, store } = bench.app;
  const { info, tokens, output, forward } = session.results;
  const { error } = session.phase;
  // Which question the last whole result answered: after a change the old one stays on show until the new one has come.
  const state = store.get();
  const question = JSON.stringify([
    state.text,
    state.to,
    state.model,
    state.forced,
    state.temperature,
    state.topk,
    state.topp,
    state.temperature ? state.seed : 0,
    session.own,
  ]);
  const known = ((globalThis as any).e2e ??= {});
  if (forward !== known.forward) Object.assign(known, { forward, question });
  return {
    fresh: !forward || known.question === question,
    state,
    phase: { kind: session.phase.kind, ...(error && { error: { code: error.code, message: error.message } }) },
    precomputed: session.precomputed,
    text: store.get().text,
    own: session.own,
    info,
    tokens,
    output,
    forward: forward && {
      source: forward.source,
      target: forward.target,
      log_prob: forward.log_prob,
      top: forward.top,
      of: forward.of,
    },
  };
};

/** What the page shows now, if its scripts have come. */
export const glimpsed = (page: Page): Promise<Shown | undefined> => page.evaluate(readShown);

/** What the page shows, as soon as its scripts have come. */
export async function shown(page: Page): Promise<Shown> {
  let last: Shown | undefined;
  await expect.poll(async () => Boolean((last = await glimpsed(page))), { intervals: [20, 50, 100] }).toBe(true);
  return last!;
}

/** Waits until the engine has computed the reader's sentence, and returns what the page then shows. */
export async function settled(page: Page, kinds: string[] = ['ready', 'empty']): Promise<Shown> {
  let last: Shown | undefined;
  await expect
    .poll(
      async () => {
        last = await glimpsed(page);
        if (!last) return 'no page yet';
        if (last.phase.kind === 'failed' && !kinds.includes('failed'))
          return `failed: ${last.phase.error?.code} ${last.phase.error?.message}`;
        const written = last.info?.config.kind === 'encoder' || last.output?.of === last.text; // or writes nothing
        const whole =
          last.phase.kind !== 'ready' || (written && last.forward?.of === last.text && last.fresh && !last.precomputed);
        return kinds.includes(last.phase.kind) && whole
          ? 'settled'
          : `${last.phase.kind}${whole ? '' : ', old results'}`;
      },
      { timeout: 90_000, intervals: [50, 100, 200] },
    )
    .toBe('settled');
  return last!;
}

/** Puts a sentence into the bench as a reader would, and waits for its results. */
export async function write(page: Page, text: string, kinds?: string[]): Promise<Shown> {
  await page.locator('pl-sentence-field textarea').fill(text);
  await expect.poll(async () => (await shown(page)).text).toBe(text);
  return settled(page, kinds);
}

/** Opens the list of models. */
export async function picker(page: Page): Promise<Locator> {
  await page
    .locator('pl-bench')
    .getByRole('button', { name: /^Model .* change$/ })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Chooses files or a folder of one's own, as a reader would. */
export async function openOwn(page: Page, paths: string[] | string): Promise<void> {
  const dialog = await picker(page);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: typeof paths === 'string' ? 'Choose a folder' : 'Choose files' }).click(),
  ]);
  await chooser.setFiles(paths);
  await expect(dialog).toBeHidden();
}

/** Tests with this tag run in `make test-all` alone: more of what a test of the same kind does in `make test`. */
export const long = { tag: '@long' };

/** Tests with this tag run in `make test-longest` alone: an hour and more of what `make test-all` has some of. */
export const longest = { tag: '@longest' };

/** A figure of the page, scrolled to so that it computes, and drawn. */
export async function figure(page: Page, place: string): Promise<Locator> {
  const frame = page.locator(`pl-figure[place="${place}"]`);
  await frame.scrollIntoViewIfNeeded();
  await frame.evaluate(
    async (element) => void (await ((element.getRootNode() as ShadowRoot).host as any).updateComplete),
  );
  return frame;
}

/** Draws everything that stands open, and waits until nothing is being computed. */
export const drawn = (page: Page) =>
  page.evaluate(async () => {
    const panels = [...document.querySelector('pl-playground')!.shadowRoot!.querySelectorAll('main > *')] as any[];
    await Promise.all(panels.map((panel) => panel.whole?.()));
  });

/** What the "JSON" button of a figure saves: `about` and a table. */
export interface Saved {
  about: Record<string, any>;
  columns: string[];
  rows: (string | number | null)[][];
}

/** One of a figure's tools, once its menu is out. */
export async function tool(frame: Locator, name: string): Promise<Locator> {
  const more = frame.locator('.more');
  if ((await more.getAttribute('aria-expanded')) === 'false') await more.click();
  return frame.getByRole('button', { name, exact: true });
}

/** A figure's numbers, as a reader saves them. */
export async function saved<T = Saved>(page: Page, place: string): Promise<T> {
  const frame = await figure(page, place);
  const [file] = await Promise.all([page.waitForEvent('download'), (await tool(frame, 'JSON')).click()]);
  expect(file.suggestedFilename()).toBe(`pellucid-${place}.json`);
  return JSON.parse(await readFile(await file.path(), 'utf8')) as T;
}

/** What a method's JSON has: the file's `json`, with where it comes from. */
export type Computed = Record<string, any>;

/**
 * Makes a figure compute, by its button if it waits for one, and returns the file it saves once it has all of `keys`.
 */
export async function computed(page: Page, place: string, ...keys: string[]): Promise<Computed> {
  const frame = await figure(page, place);
  let file: Computed = {};
  await eventually(async () => {
    const start = frame.locator('pl-work-line').last().locator('button').first();
    if (
      (await start.count()) &&
      (await frame
        .locator('pl-work-line')
        .last()
        .evaluate((line) => (line as any).waiting && !(line as any).running))
    )
      await start.click({ timeout: 2_000 }); // it may begin by itself just now
    expect(
      await frame.locator('pl-work-line').evaluateAll((list) => list.some((line) => (line as any).running)),
      `${place} is computing`,
    ).toBe(false);
    file = await saved<Computed>(page, place);
    for (const key of keys) expect(file[key], `${place}: ${key}`).toBeTruthy();
  });
  expect(file.weights_sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(file.forward_passes).toBeGreaterThan(0);
  return file;
}

/** A property of an element of the page. */
export function property<T>(locator: Locator, name: string): Promise<T> {
  return locator.evaluate((element, key) => (element as any)[key] as T, name);
}

/** A tensor among many. */
export function tensor(list: readonly Tensor[], name: string): Tensor {
  const found = list.find((t) => t.name === name);
  expect(found, `the tensor ${name}`).toBeDefined();
  return found!;
}

/** Writes a number as the page does, with a true minus sign. */
export function written(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Waits until a figure's drawing satisfies a check; the drawing may still be on its way when the sentence is ready. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  await expect(check).toPass({ timeout: 100_000, intervals: [100, 250, 500] });
}
