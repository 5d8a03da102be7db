// Models by name, against a server that imitates a hub; and what the page keeps on the device.

import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { huggingFaceFolder } from './files.ts';
import { host, type Host } from './hosts.ts';
import { imitateHub, pageKnowing, pointer, type FakeHub } from './hub.ts';
import { dist } from './native.ts';
import { expect, openOwn, picker, settled, shown, test as base, visit, long } from './support.ts';

const name = 'someone/tiny-gpt2';

const test = base.extend<{ hub: FakeHub; folder: string; site: Host }>({
  folder: async ({}, use) => {
    const folder = huggingFaceFolder();
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  hub: async ({ folder }, use) => {
    const hub = await imitateHub(name, folder);
    await use(hub);
    await hub.close();
  },
  // Not by rewriting answers on their way: a page that came from nowhere may not ask this machine.
  site: async ({ hub, watch, page }, use) => {
    const site = await host(dist);
    site.replaced.set('index.html', pageKnowing(readFileSync(join(dist, 'index.html'), 'utf8'), hub));
    watch.origins.push(site.origin, hub.origin, hub.contents);
    watch.messages.push(/Failed to load resource/, /blocked by CORS policy/);
    await use(site);
    await page.goto('about:blank');
    await site.close();
  },
});

/** The page with the imitated hub, its list of models on show. */
async function open(page: Page, site: Host): Promise<void> {
  await visit(page, { model: 'stories', text: 'Once' }, site.url);
  await settled(page);
  await picker(page);
}

const finder = (page: Page) => page.locator('pl-hub');
const list = (page: Page) => page.locator('pl-kept');

/** Types a name and presses the button. */
async function lookUp(page: Page, what = name): Promise<void> {
  await finder(page).getByRole('textbox').fill(what);
  await finder(page).getByRole('button', { name: 'Look it up' }).first().click();
}

/** Waits until the model is open under its name. */
async function opened(page: Page): Promise<void> {
  await expect.poll(async () => (await shown(page)).own).toBe(name);
  const { info } = await settled(page);
  expect(info!.config.decoder_layers).toBe(2);
}

test(
  'by name: nothing before the click, sizes first, broken off, resumed, opened offline, removed',
  long,
  async ({ page, hub, folder, site }) => {
    test.slow();
    await open(page, site);
    const size = readFileSync(join(folder, 'model.safetensors')).length;
    expect(hub.asked).toEqual([]);
    await expect(finder(page)).toContainText('Qwen2.5-0.5B-Instruct-GGUF');
    await expect(list(page)).toContainText('Nothing yet');
    await lookUp(page);
    await expect(finder(page)).toContainText(`${name} · licence: mit`);
    await expect(finder(page)).toContainText('of memory');
    expect(hub.asked.filter((path) => !path.startsWith('GET /api/'))).toEqual([]);
    // The line is slow and is stopped half-way; then the page is loaded again, and goes on where it was.
    hub.speed = size / 10;
    await finder(page).getByRole('button', { name: 'Fetch and keep' }).click();
    await expect
      .poll(() =>
        finder(page)
          .locator('progress')
          .evaluate((bar) => (bar as HTMLProgressElement).value),
      )
      .toBeGreaterThan(0.3);
    await finder(page).getByRole('button', { name: 'Stop' }).click();
    await expect(finder(page)).toContainText('What has come is kept');
    hub.speed = 0;
    await page.reload();
    await settled(page);
    await picker(page);
    await expect(list(page)).toContainText('so far');
    hub.asked.length = 0;
    hub.breakAfter = 20_000; // and once more by itself
    await list(page).getByRole('button', { name: 'Go on' }).click();
    await opened(page);
    const ranges = hub.asked.map((line) => /^GET \/model\.safetensors bytes=(\d+)-$/.exec(line)?.[1]).filter(Boolean);
    // Never from the start; from the same place where a connection broke before anything of it had come.
    expect(ranges.map(Number).every((from, i, all) => from >= (all[i - 1] ?? 1) && from < size)).toBe(true);
    expect(ranges.length).toBeGreaterThanOrEqual(2);
    // Without the hub, after a reload.
    hub.down = true;
    hub.asked.length = 0;
    await page.reload();
    await settled(page);
    await picker(page);
    await expect(list(page)).toContainText('mit');
    await list(page).getByRole('button', { name: 'Open' }).click();
    await opened(page);
    expect(hub.asked).toEqual([]);
    await picker(page);
    await list(page)
      .getByRole('button', { name: `Remove ${name}` })
      .click();
    await expect(list(page)).toContainText('Nothing yet');
    await page.reload();
    await settled(page);
    await picker(page);
    await expect(list(page)).toContainText('Nothing yet');
  },
);

test(
  'forged files are refused: weights, a small file, and a pointer in their place',
  long,
  async ({ page, hub, folder, site }) => {
    await open(page, site);
    await lookUp(page);
    const weights = readFileSync(join(folder, 'model.safetensors'));
    const wrong = Buffer.from(weights);
    wrong[wrong.length >> 1]! ^= 1;
    const config = readFileSync(join(folder, 'config.json'));
    const forgeries: [string, Buffer][] = [
      ['model.safetensors', wrong],
      ['model.safetensors', pointer(weights)],
      ['config.json', Buffer.from(config.toString().replace('gelu_new', 'gelu_old'))],
    ];
    for (const [file, content] of forgeries) {
      hub.forged.set(file, content);
      await finder(page)
        .getByRole('button', { name: /^(Fetch and keep|Go on)/ })
        .first()
        .click();
      await expect(finder(page).getByRole('alert')).toContainText(
        content.length < weights.length && file !== 'config.json'
          ? 'did not arrive whole'
          : `${file} is not the one that was promised`,
      );
      expect((await shown(page)).own).toBe('');
      await list(page).getByRole('button', { name: 'Remove' }).first().click();
      hub.forged.clear();
    }
    await finder(page).getByRole('button', { name: 'Fetch and keep' }).click();
    await opened(page);
  },
);

test('a hub that says no, in a sentence each', long, async ({ page, hub, site }) => {
  await open(page, site);
  const alert = finder(page).getByRole('alert');
  await lookUp(page, 'gpt2');
  await expect(alert).toContainText('is no name of a model');
  expect(hub.asked).toEqual([]);
  await lookUp(page, 'someone/else');
  await expect(alert).toContainText('has no someone/else');
  const said: [number, string][] = [
    [401, 'does not give someone/tiny-gpt2 to everybody'],
    [403, 'does not give someone/tiny-gpt2 to everybody'],
    [404, 'has no someone/tiny-gpt2'],
    [429, 'too many questions'],
    [500, 'does not understand'],
  ];
  for (const [status, sentence] of said) {
    hub.status = status;
    await lookUp(page);
    await expect(alert).toContainText(sentence);
  }
  hub.status = 0;
  hub.open = false;
  await lookUp(page);
  await expect(alert).toContainText('does not let other sites read');
  hub.open = true;
  await lookUp(page);
  await expect(finder(page)).toContainText('licence: mit');
});

test(
  'a line of 50 kB/s finishes, without ranges too; nothing is kept where storage is forbidden',
  long,
  async ({ page, hub, site }) => {
    await page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined }));
    await open(page, site);
    await expect(list(page)).toContainText('lets the page keep nothing');
    await lookUp(page);
    hub.speed = 50_000;
    hub.refuseRanges = true;
    hub.breakAfter = 100_000;
    await finder(page)
      .getByRole('button', { name: /^Fetch · / })
      .click();
    await opened(page);
  },
);

test(
  'files from the disk are kept when the reader says so; everything can be cleared',
  long,
  async ({ page, folder }) => {
    await visit(page, { model: 'stories', text: 'Once' });
    await settled(page);
    await openOwn(page, folder);
    await settled(page);
    let dialog = await picker(page);
    await expect(list(page)).toContainText('Nothing yet');
    await dialog.getByLabel('Keep on this device').check();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: 'Choose a folder' }).click(),
    ]);
    await chooser.setFiles(folder);
    await expect(dialog).toBeHidden();
    await picker(page);
    await expect(list(page).getByRole('button', { name: 'Open' })).toBeVisible(); // once it is kept
    await page.evaluate(() => localStorage.setItem('pellucid.answers.note', '[]'));
    await page.reload();
    await settled(page);
    dialog = await picker(page);
    await expect(list(page)).toContainText('Answers to lessons (1)');
    await list(page).getByRole('button', { name: 'Open' }).click();
    await expect.poll(async () => (await shown(page)).own).toBe(basename(folder));
    await settled(page);
    await picker(page);
    await list(page).getByRole('button', { name: 'Clear everything' }).click();
    await expect(list(page)).toContainText('Nothing yet');
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('answers')))).toEqual([]);
  },
);
