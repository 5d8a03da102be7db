// When something breaks: the message says what and what to do, the reader's text stays, and the next action works.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { modelFolder, sameOutput } from './native.ts';
import { expect, settled, shown, test, texts, visit, write, long } from './support.ts';

const weights = '**/models/zh-en/weights.safetensors*';
const alert = (page: Page) => page.locator('pl-status-line [role=alert]');
const retry = (page: Page) => alert(page).getByRole('button', { name: 'Try again' });

test.describe('the model file', () => {
  test('is blocked', long, async ({ page, watch }) => {
    watch.messages.push(/Failed to load resource: net::ERR_FAILED/);
    await page.route(weights, (route) => route.abort());
    await visit(page, { text: texts.english });
    await settled(page, ['failed']);
    await expect(alert(page)).toContainText('The file weights.safetensors could not be loaded');
    await expect(page.locator('pl-sentence-field textarea')).toHaveValue(texts.english);
    await page.unroute(weights);
    await retry(page).click();
    expect((await settled(page)).output!.of).toBe(texts.english);
    await expect(alert(page)).toHaveCount(0);
  });

  test('is not there', long, async ({ page, watch }) => {
    watch.messages.push(/status of 404/);
    await page.route('**/models/zh-en/manifest.json', (route) => route.fulfill({ status: 404 }));
    await visit(page, { lang: 'zh' });
    await settled(page, ['failed']);
    await expect(alert(page)).toContainText('manifest.json');
    // The precomputed result stays on show meanwhile.
    await expect(page.locator('pl-bench .out')).not.toHaveText(/^\s*$/);
    await page.unrouteAll();
    await alert(page).getByRole('button').click();
    await settled(page);
  });

  test('is cut off', long, async ({ page }) => {
    const whole = readFileSync(join(modelFolder('zh-en'), 'weights.safetensors'));
    await page.route(weights, (route) =>
      route.fulfill({ body: whole.subarray(0, 100_000), contentType: 'application/octet-stream' }),
    );
    await visit(page, { text: texts.english });
    expect((await settled(page, ['failed'])).phase.error?.code).toBe('truncated');
    await expect(alert(page)).toContainText('did not arrive whole');
    await page.unroute(weights);
    await retry(page).click();
    await settled(page);
  });

  test('is another one', long, async ({ page }) => {
    const wrong = Buffer.from(readFileSync(join(modelFolder('zh-en'), 'weights.safetensors')));
    wrong[wrong.length - 1000]! ^= 1; // one bit
    await page.route(weights, (route) => route.fulfill({ body: wrong, contentType: 'application/octet-stream' }));
    await visit(page, { text: texts.english });
    expect((await settled(page, ['failed'])).phase.error?.code).toBe('wrong-file');
    await expect(alert(page)).toContainText('is not the one that was promised');
    await page.unroute(weights);
    await retry(page).click();
    await settled(page);
  });

  test('is a web page, as a careless host answers', long, async ({ page }) => {
    await page.route(weights, (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
    await visit(page, { text: texts.english });
    expect(['truncated', 'wrong-file', 'bad-model']).toContain((await settled(page, ['failed'])).phase.error?.code);
    await page.unroute(weights);
    await retry(page).click();
    await settled(page);
  });
});

test('the engine itself is blocked', long, async ({ page, watch }) => {
  watch.messages.push(/Failed to load resource: net::ERR_FAILED/);
  await page.route('**/engine-*.wasm', (route) => route.abort());
  await visit(page, { text: texts.english });
  expect((await settled(page, ['failed'])).phase.error?.code).toBe('network');
  await page.unrouteAll();
  await retry(page).click();
  await settled(page);
});

test('a vocabulary is blocked', long, async ({ page, watch }) => {
  watch.messages.push(/Failed to load resource: net::ERR_FAILED/);
  await page.route('**/vocab/gpt2.tiktoken', (route) => route.abort());
  await visit(page, { text: texts.chinese2 }); // of the sentences it opens with all is known
  await settled(page);
  const duel = page.locator('pl-vocab-duel');
  await duel.getByRole('button').first().click();
  await expect(duel.locator('.bad')).toContainText('gpt2.tiktoken');
  await page.unrouteAll();
  await duel.getByRole('button').first().click();
  await expect(duel.locator('.mini')).toHaveCount(2);
  await expect(duel.locator('.bad')).toHaveCount(0);
});

/** The worker that the engine runs in. */
async function engine(page: Page) {
  await expect.poll(() => page.workers().length).toBe(1);
  return page.workers()[0]!;
}

const text = '他昨天没有去学校，因为他病了，所以他的朋友今天去看他。';

test('the worker dies while it computes', long, async ({ page }) => {
  await visit(page);
  await settled(page);
  const worker = await engine(page);
  await worker.evaluate(() => {
    // Breaks at the next message from the page, in the midst of a call.
    const scope = globalThis as unknown as { onmessage: unknown };
    scope.onmessage = () => {
      throw new Error('killed by the test');
    };
  });
  await page.locator('pl-sentence-field textarea').fill(text);
  const failed = await settled(page, ['failed']);
  expect(failed.phase.error?.code).toBe('crashed');
  await expect(alert(page)).toContainText('Your sentence is still here');
  await expect(page.locator('pl-sentence-field textarea')).toHaveValue(text);
  await retry(page).click();
  expect((await settled(page)).output!.of).toBe(text);
});

test('the worker dies while it is idle: the next call starts another', long, async ({ page, native }) => {
  await visit(page);
  await settled(page);
  const worker = await engine(page);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by the test');
    });
  });
  await expect.poll(() => page.workers().length).toBe(0);
  const result = await write(page, texts.english);
  await sameOutput(native, 'zh-en', { text: texts.english }, result.output!);
});

test('the worker vanishes without a word', long, async ({ page }) => {
  await visit(page);
  await settled(page);
  const worker = await engine(page);
  await worker.evaluate(() => (globalThis as unknown as { close(): void }).close());
  await page.locator('pl-sentence-field textarea').fill(text);
  const result = await settled(page, ['ready', 'failed']);
  await expect(page.locator('pl-sentence-field textarea')).toHaveValue(text);
  if (result.phase.kind === 'failed') await retry(page).click();
  expect((await settled(page)).output!.of).toBe(text);
});

/**
 * The engine's module with an upper limit to its memory, in pages of 64 KiB: what a device with too little of it does.
 */
function limited(module: Buffer, most: number): Buffer {
  let at = 8;
  const number = (): number => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = module[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
      shift += 7;
    }
  };
  const leb = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]);
  for (;;) {
    const start = at;
    const id = module[at++]!;
    const size = number();
    const body = at;
    if (id === 5) {
      expect(number()).toBe(1); // one memory …
      expect(module[at++]).toBe(0); // … without a limit
      const least = number();
      const section = [1, 1, ...leb(least), ...leb(least + most)];
      return Buffer.concat([
        module.subarray(0, start),
        Buffer.from([5, ...leb(section.length), ...section]),
        module.subarray(body + size),
      ]);
    }
    at = body + size;
  }
}

test('memory runs out', long, async ({ page }) => {
  await page.route('**/worker-*.js', async (route) => {
    if (route.request().resourceType() === 'fetch') return route.continue(); // the page holds it to its sum
    const response = await route.fetch();
    const body = (await response.text()).replace(/"[\w+/]{43}="/g, '""'); // no sum, no check
    await route.fulfill({ response, body });
  });
  await page.route('**/engine-*.wasm', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: limited(await response.body(), 64),
      headers: { 'content-type': 'application/wasm' },
    }); // four megabytes more than it starts with
  });
  await visit(page, { text: texts.english });
  const failed = await settled(page, ['failed']);
  expect(failed.phase.error?.code).toBe('out-of-memory');
  await expect(alert(page)).toContainText('There is not enough memory');
  await expect(page.locator('pl-sentence-field textarea')).toHaveValue(texts.english);
  await page.unrouteAll();
  await retry(page).click();
  await settled(page);
});

test('typing on while the engine computes: the newest text wins', long, async ({ page, native }) => {
  await visit(page);
  await settled(page);
  const area = page.locator('pl-sentence-field textarea');
  for (let i = 1; i <= text.length; i++) await area.fill(text.slice(0, i));
  const result = await settled(page);
  expect(result.output!.of).toBe(text);
  await sameOutput(native, 'zh-en', { text }, result.output!);
  expect((await shown(page)).phase.kind).toBe('ready');
});
