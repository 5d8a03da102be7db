// Choosing a model: those on offer, and a reader's own files, good and bad.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Manifest } from '../../../wasm/bridge/manifest.ts';
import { judgeOf, maskingOf } from '../../state/explain.ts';
import { bertFolder, brokenModels, huggingFaceFolder } from './files.ts';
import { allNear, dataFile, modelFolder, sameOutput } from './native.ts';
import {
  eventually,
  expect,
  figure,
  openOwn,
  picker,
  saved,
  settled,
  shown,
  tensor,
  test,
  texts,
  long,
} from './support.ts';
import { visit, write } from './support.ts';

test(
  'the models on offer, with sizes and cards; a decoder-only model drops the encoder',
  long,
  async ({ page, native, request }) => {
    await visit(page);
    await settled(page);
    const { models } = (await (await request.get('models/index.json')).json()) as { models: Manifest[] };
    expect(models.map((m) => m.name).slice(0, 1)).toEqual(['zh-en']);
    expect(models.map((m) => m.name)).toContain('stories');
    let dialog = await picker(page);
    await expect(dialog.locator('article')).toHaveCount(models.length + 1);
    for (const [i, m] of models.entries()) {
      const article = dialog.locator('article').nth(i);
      await expect(article).toContainText(`${(m.bytes / 1e6).toFixed(1)} MB`);
      const licence = (m.card as { licence?: string } | null)?.licence;
      if (licence) await expect(article).toContainText('Licence:');
    }
    await expect(dialog.locator('article').first()).toContainText('in use');
    // Nothing of the other model has been loaded yet.
    const requested: string[] = [];
    page.on('request', (r) => requested.push(new URL(r.url()).pathname));
    await dialog
      .locator('article')
      .nth(models.findIndex((m) => m.name === 'stories'))
      .getByRole('button')
      .click();
    await expect(dialog).toBeHidden();
    await expect.poll(async () => (await shown(page)).info?.config.kind, { timeout: 90_000 }).toBe('decoder');
    await settled(page);
    expect(requested).toContain('/models/stories/weights.safetensors');
    const text = 'One day, a little girl';
    const story = await write(page, text);
    await sameOutput(native, 'stories', { text }, story.output!);
    await expect(page.locator('pl-bench')).toContainText('The model goes on, token by token');
    await expect(page.locator('pl-flow-diagram .enc')).toHaveCount(0);
    // No choice of encoder and cross-attention.
    await expect((await figure(page, 'attention')).locator('.controls .segments')).toHaveCount(1);
    const table = await saved(page, 'attention');
    const ids = story.output!.output.tokens.map((t) => t.id).filter((id) => id !== story.info!.config.end);
    const { tensors } = await native.call('stories', 'forward', {
      input: { text, target_ids: ids },
      keep: ['blocks.*.attn.hook_pattern'],
    });
    const pattern = tensor(tensors, `blocks.${table.about.layer}.attn.hook_pattern`);
    const rows = pattern.shape[1]!;
    allNear(
      table.rows.flatMap((r) => r.slice(1) as number[]),
      pattern.data.subarray(table.about.head * rows * rows, (table.about.head + 1) * rows * rows),
      'attention',
    );
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('model=stories');
    // And back.
    dialog = await picker(page);
    await dialog.locator('article').first().getByRole('button').click();
    await expect.poll(async () => (await shown(page)).info?.config.kind, { timeout: 90_000 }).toBe('encoder-decoder');
    await settled(page);
  },
);

test('a pack from disk is read on this machine and sent nowhere', long, async ({ page, native }) => {
  await visit(page);
  await settled(page);
  const requests: string[] = [];
  page.on('request', (r) => {
    if (!r.url().endsWith('.wasm') && !r.url().includes('worker')) requests.push(`${r.method()} ${r.url()}`);
  });
  const folder = modelFolder('zh-en');
  await openOwn(
    page,
    ['weights.safetensors', 'vocab.json', 'vocab.tiktoken'].map((n) => join(folder, n)),
  );
  await expect.poll(async () => (await shown(page)).own, { timeout: 90_000 }).toContain('weights.safetensors');
  const result = await write(page, texts.english);
  await sameOutput(native, 'zh-en', { text: texts.english }, result.output!);
  expect(requests.filter((r) => !r.includes('/chunk-') && !r.includes('blob:'))).toEqual([]);
});

test(
  'a Hugging Face folder from disk, an older copy inside: the root’s files are read, and named',
  long,
  async ({ page, native }) => {
    const folder = huggingFaceFolder();
    mkdirSync(join(folder, 'checkpoint-10'));
    writeFileSync(join(folder, 'checkpoint-10', 'config.json'), '{}');
    await visit(page);
    await settled(page);
    await openOwn(page, folder);
    await expect.poll(async () => (await shown(page)).info?.config.kind, { timeout: 90_000 }).toBe('decoder');
    const text = 'Hi 你!';
    const result = await write(page, text);
    const chips = page.locator('pl-bench .chips').first();
    await expect(chips).toContainText(`Model ${basename(folder)}`);
    await expect(chips).toContainText('read: config.json, model.safetensors');
    await expect(chips).not.toContainText('checkpoint');
    expect(result.tokens!.tokens.map((t) => t.id)).toHaveLength(7);
    expect(result.tokens!.groups.map((g) => g.text)).toContain('你');
    await sameOutput(native, folder, { text }, result.output!);
    // Its files name a begin token and put none before a text; the reader may, and the link says so.
    const first = async () => (await shown(page)).forward?.target.tokens[0]?.id;
    expect(await first()).toBe(result.tokens!.tokens[0]!.id);
    const around = page.locator('pl-bench').getByLabel('as the model’s files say');
    await around.selectOption('with');
    await expect.poll(first).toBe(256);
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('around=with');
    await around.selectOption('without');
    await expect.poll(first).toBe(result.tokens!.tokens[0]!.id);
    rmSync(folder, { recursive: true });
  },
);

test('a GGUF from disk', long, async ({ page, native }) => {
  const gguf = dataFile('models/stories260K/stories260K.gguf');
  test.skip(!gguf, 'skipped: there is no models/stories260K/stories260K.gguf in the data folder (PELLUCID_DATA)');
  const alone = join(mkdtempSync(join(tmpdir(), 'pellucid-gguf-')), basename(gguf!));
  copyFileSync(gguf!, alone);
  await visit(page, { text: 'Once upon a time' });
  await settled(page);
  await openOwn(page, [alone]);
  await expect.poll(async () => (await shown(page)).info?.config.position, { timeout: 90_000 }).toBe('rotary');
  const result = await settled(page);
  await sameOutput(native, alone, { text: 'Once upon a time' }, result.output!);
  expect(result.output!.text).toContain(','); // a trained model: "… there was a little girl named Lily. She loved …"
  // Positions are angles here.
  const want = await native.call(alone, 'positions', { length: Math.min(64, result.info!.config.context) });
  await eventually(async () =>
    allNear(
      (await saved(page, 'positions')).rows.flatMap((r) => r.slice(1) as number[]),
      want.tensors[0]!.data,
      'angles',
    ),
  );
  rmSync(dirname(alone), { recursive: true });
});

test('files that are no model, or a hostile one, get a clear message and a way on', long, async ({ page }) => {
  await visit(page, { text: texts.english });
  await settled(page);
  const broken = brokenModels(modelFolder('zh-en'));
  for (const [name, paths] of Object.entries(broken)) {
    await test.step(name, async () => {
      expect(paths.every((p) => existsSync(p))).toBe(true);
      await openOwn(page, paths);
      const failed = await settled(page, ['failed']);
      expect(failed.phase.error?.code, name).toBe('bad-model');
      const alert = page.locator('pl-status-line [role=alert]');
      await expect(alert).toContainText('This model file cannot be read');
      // The engine's own words, with what was wanted and what was there.
      await expect(alert.locator('.detail')).not.toBeEmpty();
      await expect(page.locator('pl-sentence-field textarea')).toHaveValue(texts.english);
    });
  }
  // The model that was open before goes on answering.
  expect((await write(page, texts.chinese)).phase.kind).toBe('ready');
});

test('a masked word is explained: the why-card and occlusion of an encoder-only model', async ({ page, native }) => {
  const folder = bertFolder();
  await visit(page, { text: 'The cat saw the [MASK] on the [MASK].', lang: 'en', guess: -2, target: 1 });
  await settled(page);
  await openOwn(page, folder);
  await expect.poll(async () => (await shown(page)).info?.config.kind, { timeout: 60_000 }).toBe('encoder');
  const { state } = await settled(page);
  const bench = page.locator('pl-bench');
  await expect(bench.locator('ol.guesses')).toHaveCount(2);
  await bench.getByRole('button', { name: 'Which words led it to this guess?' }).click();
  const why = await figure(page, 'why');
  await eventually(async () => expect((await saved<Record<string, any>>(page, 'why'))['conclusion']).toBeTruthy());
  const card = await saved<Record<string, any>>(page, 'why');
  const explained = { input: { text: state.text }, units: 'word' as const };
  const asked = { explained, output: 1, masking: maskingOf(state), evaluate: judgeOf(state), seed: state.seed };
  const want = await native.call(folder, 'why', asked);
  expect(card['input_tokens']).toEqual(['The', 'cat', 'saw', 'the', 'on', 'the', '.']);
  expect(card['input_tokens']).toEqual(want.head.units.map((u) => u.text));
  expect(card['target'].token.text).toBe(want.head.written.tokens[1]!.text);
  for (const row of want.rows) allNear(card['seq_attr'][row.method], row.credit, row.method);
  allNear(card['hidden_prob'], want.hidden_prob, 'probability with each word hidden');
  await expect(why.locator('.verdict')).toHaveText(want.conclusion.en);
  await figure(page, 'occlusion');
  await eventually(async () =>
    expect((await saved<Record<string, any>>(page, 'occlusion'))['token_attr']).toBeTruthy(),
  );
  const matrix = await saved<Record<string, any>>(page, 'occlusion');
  const credit = await native.call(folder, 'attribute', { explained, method: 'occlusion', masking: maskingOf(state) });
  allNear(matrix['token_attr'].flat(), credit.token_attr.flat(), 'occlusion');
  // Without a mask there is no guess, and both languages say what to do.
  for (const [lang, said] of [
    ['en', 'Put [MASK] in the place of a word'],
    ['zh', '把一个词换成 [MASK]'],
  ] as const) {
    await page.evaluate(
      (value) =>
        (document.querySelector('pl-playground') as any).shadowRoot
          .querySelector('pl-bench')
          .app.store.set({ lang: value }),
      lang,
    );
    await page.locator('pl-sentence-field textarea').fill('The cat sleeps here.');
    await expect(why.locator('.wait')).toContainText(said);
  }
});

test(
  'before a reader’s own file is opened the page says what it needs, and whether the device has it',
  long,
  async ({ page }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'deviceMemory', { value: 0.1 }));
    await visit(page);
    await settled(page);
    const dialog = await picker(page);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: 'Choose a folder' }).click(),
    ]);
    const folder = huggingFaceFolder();
    await chooser.setFiles(folder);
    const memory = 1.3 * statSync(join(folder, 'model.safetensors')).size + 60e6;
    await expect(dialog).toContainText(
      `needs about ${(memory / 1e6).toFixed(1)} MB of memory, more than half of the 100.0 MB that this device says`,
    );
    expect((await shown(page)).own, 'nothing is opened before the reader says so').toBe('');
    await dialog.getByRole('button', { name: 'Open it anyway' }).click();
    await expect.poll(async () => (await shown(page)).own, { timeout: 60_000 }).not.toBe('');
  },
);

test('an encoder-only model guesses masked words', long, async ({ page, native }) => {
  const folder = dataFile('goldens/families/bert');
  test.skip(!folder, 'skipped: there is no goldens/families/bert in the data folder (PELLUCID_DATA)');
  await visit(page, { text: 'a [MASK] b' });
  await settled(page);
  await openOwn(page, folder!);
  await expect.poll(async () => (await shown(page)).info?.config.kind, { timeout: 90_000 }).toBe('encoder');
  const bench = page.locator('pl-bench');
  await expect(bench.locator('ol.guesses')).toHaveCount(1);
  const want = await native.call(folder!, 'forward', { input: { text: 'a [MASK] b' }, top: 5 });
  const at = want.target.tokens.findIndex((t) => t.text === '[MASK]');
  const words = await bench.locator('ol.guesses li').allTextContents();
  expect(words).toHaveLength(5);
  want.top![at]!.forEach(({ token }, i) => expect(words[i]).toContain(token.text.trim()));
});
