// The walk: the whole machine moment by moment, its numbers against the native engine's.

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { near } from './native.ts';
import { expect, figure, long, property, settled, texts, onePage as test, tool, visit } from './support.ts';
import type { Moment, Scene } from '../../state/walk.ts';

const cases = [
  { model: 'zh-en', name: 'Chinese', text: texts.chinese, lang: 'zh', width: 1440 },
  { model: 'zh-en', name: 'English', text: texts.english, lang: 'en', width: 360 },
  { model: 'stories', name: 'decoder only', text: 'Once upon a time', lang: 'en', width: 1920 },
] as const;

interface Shown {
  frame: Locator;
  picture: Locator;
  scene: Scene;
}

/** The walk once its own pass has come. */
async function open(page: Page, state: Record<string, string | number>): Promise<Shown> {
  await visit(page, { ...state, at: 'walk' });
  await settled(page);
  const frame = await figure(page, 'walk');
  const picture = frame.locator('pl-walk-scene');
  const last = async () => (await property<Scene>(picture, 'scene'))?.towers.at(-1)?.lanes.at(-1);
  await expect.poll(async () => Boolean((await last())?.values ?? (await last())?.kind !== 'final')).toBe(true);
  return { frame, picture, scene: await property<Scene>(picture, 'scene') };
}

for (const { model, name, text, lang, width } of cases) {
  test(`every moment of the walk, ${name} at ${width} pixels`, lang === 'zh' ? {} : long, async ({ page, native }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const { frame, picture, scene } = await open(page, { model, text, lang, moment: 0 });
    const said = frame.locator('.say');
    const seen = new Set<string>();
    const next = frame.getByRole('button', { name: lang === 'zh' ? '下一步' : 'Next' });
    for (let i = 0; i < Math.min(scene.moments.length, 16); i++) {
      const moment = scene.moments[i]!;
      await expect.poll(async () => (await property<Moment>(picture, 'moment')).act).toBe(moment.act);
      seen.add(await said.innerText());
      await expect(said).not.toContainText(/[{}…]|undefined|NaN/);
      if (i + 1 < scene.moments.length) await next.click();
    }
    expect(seen.size, 'each moment says something of its own').toBeGreaterThan(8);

    // The candidates of the first round are the native engine's, and so is what it looks at.
    const race = scene.moments.findIndex((m) => m.act === 'race');
    await visit(page, { model, text, lang, at: 'walk', moment: race });
    const expected = await native.call(model, 'generate', { input: { text }, top: 5 });
    const first = expected.steps[0]!;
    await expect(picture.locator('.racer.first')).toHaveText(first.token.text.trim());
    near(scene.steps[0]!.prob, first.prob, 'probability of the first token');
    await expect(picture.locator('.share').first()).toHaveText(`${(first.candidates[0]!.prob * 100).toFixed(1)}%`);
    const attend = scene.towers[0]!.lanes.find((l) => l.kind === 'attend')!;
    const site = model === 'zh-en' ? 'encoder.0.attn.hook_pattern' : 'blocks.0.attn.hook_pattern';
    const pass = await native.call(model, 'forward', { input: { text }, keep: [site] });
    const [heads, , keys] = pass.tensors[0]!.shape as [number, number, number];
    const rows = pass.tensors[0]!.shape[1]!;
    for (let key = 0; key < keys; key++) {
      let mean = 0;
      for (let head = 0; head < heads; head++) mean += pass.tensors[0]!.data[(head * rows + 1) * keys + key]! / heads;
      const { data, offset, stride } = attend.weights!;
      near(Object.values(data)[offset + stride + key]!, mean, `row 1, key ${key}`);
    }
  });
}

test('keys, the scrubber and a swipe move through the walk; a link carries the moment', async ({ page }) => {
  const { frame, picture, scene } = await open(page, { text: texts.chinese, moment: 3 });
  const act = async () => (await property<Moment>(picture, 'moment')).act;
  await expect.poll(act).toBe('places');
  const scrubber = frame.getByRole('slider');
  await scrubber.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(act).toBe('attend');
  await page.keyboard.press('End');
  await expect.poll(act).toBe(scene.moments.at(-1)!.act);
  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  await expect(frame.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(act).not.toBe('text');
  await page.keyboard.press(' ');
  await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible();
  await page.keyboard.press('Home');
  await expect.poll(act).toBe('text');
  const swipe = (from: number, to: number) =>
    picture.evaluate(
      (element, [x0, x1]) => {
        const touch = { pointerType: 'touch', bubbles: true, composed: true, clientY: 300 };
        element.dispatchEvent(new PointerEvent('pointerdown', { ...touch, clientX: x0! }));
        element.dispatchEvent(new PointerEvent('pointerup', { ...touch, clientX: x1! }));
      },
      [from, to],
    );
  await swipe(300, 100);
  await expect.poll(act).toBe('tokens');
  await swipe(100, 300);
  await expect.poll(act).toBe('text');
  await expect.poll(() => page.url()).not.toContain('moment=');
});

test('a sentence too long to draw says so', async ({ page }) => {
  await visit(page, { text: '猫'.repeat(60), at: 'walk' });
  await settled(page);
  await expect((await figure(page, 'walk')).locator('.wait')).toContainText('48');
});

test('the moving picture holds every moment, as XML that any program reads', async ({ page }) => {
  const { frame, scene } = await open(page, { text: texts.one, moment: 2 });
  const coming = page.waitForEvent('download');
  await (await tool(frame, 'Save as moving picture')).click();
  const svg = await readFile((await (await coming).path())!, 'utf8');
  const blank = await page.context().newPage(); // the site's own pages let no style be written into them
  const read = await blank.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      error: root.querySelector('parsererror')?.textContent ?? '',
      frames: root.querySelectorAll('.moment').length,
      captions: [...root.querySelectorAll('.caption')].map((c) => c.textContent),
      images: root.querySelectorAll('image').length,
    };
  }, svg);
  await blank.close();
  expect(read.error).toBe('');
  expect(read.frames).toBe(scene.moments.length);
  expect(new Set(read.captions).size).toBeGreaterThan(5);
  expect(read.images).toBeGreaterThan(scene.moments.length);
  expect(svg).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});
