// Stage 2: embeddings, neighbours, the map of words, position encodings and the experiment with order, against the
// native engine.

import type { GenerateResult, MapResult, NeighboursResult } from '../../../wasm/bridge/protocol.gen.ts';
import { spaced } from '../../state/words.ts';
import { allNear, near, sameOutput } from './native.ts';
import {
  eventually,
  expect,
  figure,
  property,
  saved,
  settled,
  shown,
  tensor,
  onePage as test,
  texts,
  visit,
  written,
  write,
} from './support.ts';

const model = 'zh-en';

for (const [language, text] of [
  ['Chinese', texts.chinese],
  ['English', texts.english],
] as const) {
  test(`the embedding of each token, ${language}`, async ({ page, native }) => {
    await visit(page, { text });
    const { output, info } = await settled(page);
    const table = await saved(page, 'vectors');
    expect(info!.config.embed_scale).toBe(true);
    expect(table.about.multiplied_by_the_model).toBe(Math.sqrt(info!.config.width));
    const ids = output!.output.tokens.map((t) => t.id);
    const want = await native.call(model, 'forward', {
      input: { text, target_ids: ids },
      keep: ['encoder.hook_embed'],
    });
    const embed = tensor(want.tensors, 'encoder.hook_embed');
    expect(table.rows).toHaveLength(embed.shape[0]!);
    allNear(
      table.rows.flatMap((r) => r.slice(1) as number[]),
      embed.data.map((x) => x / Math.sqrt(info!.config.width)), // the model multiplies its rows by that
      'embedding',
    );
    // The number beside each strip is the dimension that the slider points at.
    const vectors = page.locator('pl-vector-table');
    await vectors.locator('input[type=range]').fill('7');
    const numbers = await vectors.locator('.table .num').allInnerTexts();
    expect(numbers).toEqual(table.rows.map((r) => written(r[8] as number, 3)));
  });
}

test('neighbours are nearest by cosine, and the baseline is that of random pairs', async ({ page, native }) => {
  await visit(page, { text: texts.chinese, source: 2 });
  const { tokens } = await settled(page);
  for (const index of [2, 0]) {
    await page.locator('pl-bench pl-token-strip').first().locator('[role=option]').nth(index).click();
    const id = tokens!.tokens[tokens!.groups[index]!.first]!.id;
    const want = await native.call(model, 'neighbours', { id, k: 24, centered: true });
    const list = (await figure(page, 'neighbours')).locator('pl-neighbour-list');
    await eventually(async () => expect((await property<NeighboursResult>(list, 'result')).of.id).toBe(id));
    const got = await property<NeighboursResult>(list, 'result');
    const cosines = new Map(want.neighbours.map((n) => [n.token.id, n.cosine]));
    expect(got.neighbours).toHaveLength(8);
    got.neighbours.forEach((n, i) => {
      near(n.cosine, cosines.get(n.token.id) ?? NaN, `cosine of neighbour ${n.token.id}`);
      near(n.cosine, want.neighbours[i]!.cosine, `cosine at rank ${i}`);
    });
    near(got.random_mean, want.random_mean, 'mean cosine of random pairs');
    near(got.random_sd, want.random_sd, 'their standard deviation');
    expect(got.random_n).toBe(want.random_n);
    await expect(list.locator('li .num').first()).toHaveText(written(got.neighbours[0]!.cosine));
  }
  // As they are, when the reader wants it; the link says so.
  await (await figure(page, 'neighbours')).getByRole('button', { name: 'raw' }).click();
  const id = tokens!.tokens[tokens!.groups[0]!.first]!.id;
  const raw = await native.call(model, 'neighbours', { id, k: 1 });
  await eventually(async () => {
    const { rows, about } = await saved(page, 'neighbours');
    expect(about.origin).toBe('zero');
    near(rows[0]![2] as number, raw.neighbours[0]!.cosine, 'raw cosine of the nearest');
  });
  await expect(page).toHaveURL(/origin=zero/);
});

test('the map of words in two languages', async ({ page, native }) => {
  const words = ['猫', 'cat', '狗', 'dog', '水', 'water', '红', 'red'];
  await visit(page, { words: words.join(' ') });
  await settled(page);
  const map = (await figure(page, 'map')).locator('pl-word-map');
  await eventually(async () =>
    expect((await property<MapResult>(map, 'result')).points.map((p) => p.word)).toEqual(words),
  );
  const got = await property<MapResult>(map, 'result');
  const want = await native.call(model, 'map', { words: words.map(spaced) });
  allNear(got.cosine.flat(), want.cosine.flat(), 'cosines between the words');
  allNear(got.explained, want.explained, 'explained variance');
  // The direction of a principal component is free.
  for (const axis of ['x', 'y'] as const)
    allNear(
      got.points.map((p) => Math.abs(p[axis])),
      want.points.map((p) => Math.abs(p[axis])),
      axis,
      0.01,
    );
  // The sentence below says the mean cosine of the pairs and of all others.
  const pairs = words.length / 2;
  const cosine = (a: number, b: number) => want.cosine[2 * a]![2 * b + 1]!;
  const all = Array.from({ length: pairs }, (_, a) =>
    Array.from({ length: pairs }, (_, b) => ({ same: a === b, value: cosine(a, b) })),
  ).flat();
  const mean = (same: boolean) => {
    const list = all.filter((x) => x.same === same);
    return list.reduce((s, x) => s + x.value, 0) / list.length;
  };
  await expect((await figure(page, 'map')).locator('.verdict')).toContainText(written(mean(true)).replace(/.$/, ''));
  // Other words, typed by the reader.
  const field = (await figure(page, 'map')).locator('textarea');
  await field.fill('书 book 火 fire');
  await field.blur();
  await eventually(async () =>
    expect((await property<MapResult>(map, 'result')).points.map((p) => p.word)).toEqual(['书', 'book', '火', 'fire']),
  );
});

test('position encodings of every kind', async ({ page, native }) => {
  await visit(page);
  const { info } = await settled(page);
  const frame = await figure(page, 'positions');
  await expect(frame.locator('pl-position-map')).toHaveCount(3);
  for (const [i, kind] of (['', 'rotary'] as const).entries()) {
    await frame
      .locator('.kinds button')
      .nth(2 * i)
      .click();
    const want = await native.call(model, 'positions', {
      length: Math.min(64, info!.config.context),
      ...(kind && { kind }),
    });
    const size = want.tensors[0]!.shape;
    await eventually(async () => expect((await saved(page, 'positions')).about.kind).toBe(want.kind));
    const table = await saved(page, 'positions');
    expect([table.rows.length, table.rows[0]!.length - 1]).toEqual(size);
    allNear(
      table.rows.flatMap((r) => r.slice(1) as number[]),
      want.tensors[0]!.data,
      `${want.kind} positions`,
    );
  }
  // Learned ones are the story writer's real table, whichever model is open.
  await frame.locator('.kinds button').nth(1).click();
  await eventually(async () => expect((await saved(page, 'positions')).about).toMatchObject({ whose: 'stories' }));
  const want = await native.call('stories', 'positions', { length: 64 });
  allNear(
    (await saved(page, 'positions')).rows.flatMap((r) => r.slice(1) as number[]),
    want.tensors[0]!.data,
    'learned positions',
  );
});

test('removing positions and shuffling the words', async ({ page, native }) => {
  await visit(page, { text: texts.chinese2, seed: 5 });
  await settled(page);
  const frame = await figure(page, 'order');
  const experiment = frame.locator('pl-order-experiment');
  const results = async () => ({
    plain: await property<GenerateResult>(experiment, 'original'),
    none: await property<GenerateResult>(experiment, 'none'),
    shuffled: await property<GenerateResult>(experiment, 'shuffled'),
  });
  const compare = async (seed: number) => {
    await eventually(async () => {
      expect(await property(experiment, 'pending')).toBe(false);
      expect(await property(experiment, 'seed')).toBe(seed);
    });
    const got = await results();
    await sameOutput(native, model, { text: texts.chinese2, seed }, got.plain);
    await sameOutput(native, model, { text: texts.chinese2, positions: 'none', seed }, got.none);
    await sameOutput(native, model, { text: texts.chinese2, positions: 'shuffled', seed }, got.shuffled);
    return got;
  };
  const before = await compare(5);
  expect(before.plain.text).toBe((await shown(page)).output!.text);
  const sorted = (r: GenerateResult) => r.source.tokens.map((t) => t.id).sort((a, b) => a - b);
  expect(sorted(before.shuffled)).toEqual(sorted(before.plain)); // not a word is missing
  await frame.getByRole('button', { name: 'Shuffle again (seed 5)' }).click();
  await expect(frame.getByRole('button', { name: 'Shuffle again (seed 6)' })).toBeVisible();
  await eventually(async () =>
    expect((await property<GenerateResult>(experiment, 'shuffled')).source.tokens.map((t) => t.id)).not.toEqual(
      before.shuffled.source.tokens.map((t) => t.id),
    ),
  );
  await compare(6);
  await write(page, texts.english);
});
