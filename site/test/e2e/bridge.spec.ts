import { test, expect, model } from './page.ts';
import { floatsFromBase64 } from '../../state/tensor.ts';
import type { First } from '../../state/first.ts';

test('opens a model, reports progress, and answers in numbers', async ({ blank, outside }) => {
  const seen = await blank.evaluate(async (model) => {
    const progress: { stage: string; loaded: number; total: number }[] = [];
    const m = await pellucid.open(`models/${model}/`, { onProgress: (p) => progress.push(p) });
    const [index] = await pellucid.models();
    const result = await m.forward({
      input: { text: '我喜欢猫。', target: 'I like' },
      keep: ['encoder.*.attn.hook_pattern'],
    });
    const first = result.tensors[0]!;
    const info = await m.call('info', {});
    m.close();
    return {
      progress,
      index,
      kind: m.config.kind,
      kernels: info.kernels,
      layers: info.config.encoder_layers,
      tensors: result.tensors.map((t) => t.name),
      axes: first.axes,
      shape: first.shape,
      typed: first.data instanceof Float32Array,
      row: first.data.slice(0, first.shape[2]).reduce((a, b) => a + b, 0),
    };
  }, model);
  expect(seen.index!.name).toBe(model);
  expect(seen.kind).toBe('encoder-decoder');
  expect(seen.kernels).toMatch(/simd|relaxed/i);
  expect(seen.tensors).toHaveLength(seen.layers);
  expect(seen.tensors[0]).toBe('encoder.0.attn.hook_pattern');
  expect(seen.axes).toEqual(['head', 'query', 'key']);
  expect(seen.typed).toBe(true);
  expect(seen.row).toBeCloseTo(1, 4);
  const last = seen.progress.filter((p) => p.stage === 'model').at(-1)!;
  expect(last.loaded).toBe(last.total);
  expect(last.total).toBe(seen.index!.bytes);
  expect(outside).toEqual([]);
});

test('the first result of the page is what the engine computes', async ({ blank, request }) => {
  const page = await (await request.get('./')).text();
  const file = /first-[A-Z0-9]{8}\.json/.exec(page)![0];
  const first = (await (await request.get(file)).json()) as First;
  const live = await blank.evaluate(
    async ([model, input, names, forced]) => {
      const m = await pellucid.open(`models/${model}/`);
      const generated = await m.generate({ input, top: 12 });
      const forward = await m.forward({ input: { ...input, target_ids: forced }, keep: names, top: 10 });
      const tokens = await m.tokenize({ text: input.text });
      const duel = await m.tokenize({ text: input.text, vocab: 'o200k' });
      m.close();
      return {
        generated,
        tokens,
        duel,
        top: forward.top,
        tensors: forward.tensors.map((t) => ({ name: t.name, data: [...t.data] })),
      };
    },
    [
      model,
      first.input,
      first.forward.tensors.map((t) => t.name),
      first.generate.output.tokens.map((t) => t.id).filter((id) => id !== first.info.config.end),
    ] as const,
  );
  expect(live.generated.text).toBe(first.generate.text);
  expect(live.tokens).toEqual(first.tokenize);
  expect(live.duel).toEqual(first.duel['o200k']);
  first.generate.steps.forEach((step, i) => expect(live.generated.steps[i]!.prob).toBeCloseTo(step.prob, 4));
  expect(live.tensors.length).toBeGreaterThan(8);
  live.tensors.forEach((tensor, i) => {
    const want = floatsFromBase64(first.forward.tensors[i]!.data as unknown as string);
    expect(tensor.name).toBe(first.forward.tensors[i]!.name);
    expect(tensor.data.length).toBe(want.length);
    const worst = tensor.data.reduce(
      (most, v, k) => (v === want[k] ? most : Math.max(most, Math.abs(v - want[k]!))),
      0,
    );
    expect(worst, tensor.name).toBeLessThan(1e-3);
  });
});

test('generate streams its tokens, and a cancelled call stops computing', async ({ blank }) => {
  const seen = await blank.evaluate(async (model) => {
    const m = await pellucid.open(`models/${model}/`);
    const steps: number[] = [];
    const whole = await m.generate(
      { input: { text: '今天天气很好。' }, sampling: { max_tokens: 8 } },
      { onProgress: (s) => steps.push(s.index) },
    );
    const control = new AbortController();
    let late = 0;
    const long = m.call(
      'beam',
      { input: { text: '我的猫喜欢睡在窗边。' }, width: 16, length_penalty: 0 },
      {
        signal: control.signal,
        onProgress: () => {
          if (control.signal.aborted) late++;
        },
      },
    );
    setTimeout(() => control.abort(), 30);
    const cancelled = await failure(long);
    const begun = performance.now();
    await m.tokenize({ text: '好' });
    const wait = performance.now() - begun;
    m.close();
    return { steps, whole: whole.steps.length, cancelled, late, wait };
  }, model);
  expect(seen.steps).toEqual(Array.from({ length: seen.whole }, (_, i) => i));
  expect(seen.cancelled?.name).toBe('AbortError');
  expect(seen.late).toBe(0);
  expect(seen.wait).toBeLessThan(500);
});

test('latest wins', async ({ blank }) => {
  const seen = await blank.evaluate(async (model) => {
    const m = await pellucid.open(`models/${model}/`);
    const ask = pellucid.latest((signal, text: string) => m.tokenize({ text }, { signal }));
    const first = ask('one');
    const second = ask('二');
    const outcome = [await first.catch((e) => pellucid.isAbort(e)), (await second).groups.map((g) => g.text)];
    m.close();
    return outcome;
  }, model);
  expect(seen).toEqual([true, ['二']]);
});

test('a bad question gets a code and a sentence', async ({ blank }) => {
  const seen = await blank.evaluate(async (model) => {
    const m = await pellucid.open(`models/${model}/`);
    const failures = [
      await failure(m.forward({ input: { text: 'word '.repeat(500) } })),
      await failure(m.generate({ text: '' })),
      await failure(m.forward({ input: { text: 'a' }, keep: ['no.such.site'] })),
      await failure(m.call('nothing' as 'info', {})),
    ];
    const after = await m.tokenize({ text: 'still here' });
    m.close();
    return { failures, after: after.tokens.length, closed: await failure(m.tokenize({ text: 'a' })) };
  }, model);
  expect(seen.failures.map((f) => f?.code)).toEqual(['too-long', 'empty', 'bad-site', 'unknown-method']);
  expect(seen.after).toBeGreaterThan(0);
  expect(seen.closed?.code).toBe('closed');
});

test('texts of every kind are tokenized without loss', async ({ blank }) => {
  const texts = [
    '',
    '猫',
    '我喜欢 Python！',
    '👨‍👩‍👧‍👦 是一家人',
    '𠮷野家',
    '<b onclick="x">粗体</b>',
    'word '.repeat(500),
    'e\u0301\u0301',
  ];
  const joined = await blank.evaluate(
    async ([model, texts]) => {
      const m = await pellucid.open(`models/${model}/`);
      const results = [];
      for (const text of texts)
        for (const vocab of ['', 'gpt2', 'cl100k', 'o200k'] as const)
          results.push((await m.tokenize({ text, ...(vocab && { vocab }) })).groups.map((g) => g.text).join(''));
      m.close();
      return results;
    },
    [model, texts] as const,
  );
  // The model's own reading drops spaces beside Han characters: they belong to no token of it.
  const solid = (text: string, i: number) => (i % 4 ? text : text.replace(/\s/g, ''));
  expect(joined.map(solid)).toEqual(texts.flatMap((text) => [text, text, text, text]).map(solid));
});

test('after a crash the next call starts a fresh engine', async ({ blank }) => {
  const seen = await blank.evaluate(async (model) => {
    const made: Worker[] = [];
    const Real = Worker;
    globalThis.Worker = class extends Real {
      constructor(...a: ConstructorParameters<typeof Worker>) {
        super(...a);
        made.push(this);
      }
    };
    const m = await pellucid.open(`models/${model}/`);
    let told = '';
    m.onCrash = (e) => (told = e.code);
    const running = failure(m.call('beam', { input: { text: '我的猫喜欢睡在窗边。' }, width: 16 }));
    made[0]!.dispatchEvent(new ErrorEvent('error', { message: 'killed' }));
    const lost = await running;
    const again = await m.generate({ input: { text: '猫' }, sampling: { max_tokens: 2 } });
    m.close();
    return { lost, told, again: again.steps.length, workers: made.length };
  }, model);
  expect(seen.lost?.code).toBe('crashed');
  expect(seen.told).toBe('crashed');
  expect(seen.again).toBeGreaterThan(0);
  expect(seen.workers).toBe(2);
});

test.describe('model files that do not come right', () => {
  const open = (model: string) => failure(pellucid.open(`models/${model}/`));

  test('blocked', async ({ blank }) => {
    await blank.route('**/weights.safetensors*', (route) => route.abort());
    expect((await blank.evaluate(open, model))?.code).toBe('network');
  });

  test('missing', async ({ blank }) => {
    const seen = await blank.evaluate(open, 'nobody');
    expect(seen?.code).toBe('network');
    expect(seen?.message).toContain('404');
  });

  test('truncated', async ({ blank, request }) => {
    const body = await (await request.get(`models/${model}/weights.safetensors`)).body();
    await blank.route('**/weights.safetensors*', (route) => route.fulfill({ body: body.subarray(0, 100_000) }));
    expect((await blank.evaluate(open, model))?.code).toBe('truncated');
  });

  test('wrong', async ({ blank, request }) => {
    const body = Buffer.from(await (await request.get(`models/${model}/weights.safetensors`)).body());
    body[body.length - 1]! ^= 1;
    await blank.route('**/weights.safetensors*', (route) => route.fulfill({ body }));
    expect((await blank.evaluate(open, model))?.code).toBe('wrong-file');
  });

  test('a page instead of a manifest', async ({ blank }) => {
    await blank.route('**/manifest.json', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Welcome' }));
    expect((await blank.evaluate(open, model))?.code).toBe('wrong-file');
  });

  test('a hostile manifest: nothing outside the folder is asked for, and no depth harms', async ({
    blank,
    request,
  }) => {
    const honest = await (await request.get(`models/${model}/manifest.json`)).json();
    const file = (name: string) => ({ name, bytes: 1, sha256: '0'.repeat(64) });
    const deep = '['.repeat(9000) + ']'.repeat(9000);
    const asked: string[] = [];
    blank.on('request', (r) => asked.push(r.url()));
    const answer = async (text: string) => {
      await blank.unrouteAll();
      await blank.route('**/models/elsewhere/**', (route) =>
        route.request().url().endsWith('/manifest.json')
          ? route.fulfill({ contentType: 'application/json', body: text })
          : route.continue({ url: route.request().url().replace('/elsewhere/', `/${model}/`) }),
      );
      return (await blank.evaluate(open, 'elsewhere'))?.code;
    };
    for (const files of [
      Array.from({ length: 20_000 }, (_, i) => file(`part-${i}`)),
      [file(`../${model}/weights.safetensors`)],
      [file('https://elsewhere.example/weights.safetensors')],
      [file('//elsewhere.example/weights.safetensors')],
      [file('weights.safetensors'), { ...file('vocab.json'), bytes: -1 }],
    ])
      expect(await answer(JSON.stringify({ ...honest, files })), files[0]!.name).toBe('wrong-file');
    expect(asked.filter((url) => !url.includes('/models/elsewhere/') && /weights|vocab\./.test(url))).toEqual([]);
    expect(await answer(JSON.stringify({ ...honest, card: 0 }).replace('"card":0', `"card":${deep}`))).toBeUndefined();
  });

  test('broken off once, then whole', async ({ blank, request }) => {
    const body = await (await request.get(`models/${model}/weights.safetensors`)).body();
    let answered = 0;
    await blank.route('**/weights.safetensors*', (route) => {
      answered++;
      if (answered === 1) return route.fulfill({ body: body.subarray(0, 1_000_000) });
      const from = Number(/bytes=(\d+)-/.exec(route.request().headers()['range'] ?? '')?.[1] ?? 0);
      return route.fulfill({ status: 206, body: body.subarray(from) });
    });
    expect(await blank.evaluate(open, model)).toBeNull();
    expect(answered).toBe(2);
  });
});

test('opens files from disk, which go nowhere', async ({ blank, request, outside }) => {
  const names = ['weights.safetensors', 'vocab.json', 'vocab.tiktoken'];
  const files = [];
  for (const name of names)
    files.push({
      name,
      mimeType: '',
      buffer: Buffer.from(await (await request.get(`models/${model}/${name}`)).body()),
    });
  await blank.setContent('<input type="file" multiple>');
  await blank.setInputFiles('input', files);
  const asked: string[] = [];
  blank.on('request', (r) => asked.push(r.url()));
  const groups = await blank.evaluate(async () => {
    const m = await pellucid.open(document.querySelector('input')!.files!);
    const result = await m.tokenize({ text: '猫' });
    m.close();
    return result.groups.map((g) => g.text);
  });
  expect(groups).toEqual(['猫']);
  expect(asked.filter((url) => url.includes('/models/'))).toEqual([]);
  expect(outside).toEqual([]);
});

test("works from bytes alone and on the page's own thread", async ({ blank }) => {
  const seen = await blank.evaluate(async (model) => {
    const bytes = async (url: string) => (await fetch(url)).arrayBuffer();
    const files = await Promise.all(
      ['weights.safetensors', 'vocab.json', 'vocab.tiktoken'].map(async (name) => ({
        name,
        data: await bytes(`models/${model}/${name}`),
      })),
    );
    const m = await pellucid.open(files, { worker: 'none' });
    const result = await m.generate({ input: { text: '猫' }, sampling: { max_tokens: 3 } });
    m.close();
    return result.steps.length;
  }, model);
  expect(seen).toBeGreaterThan(0);
});

test('the engine is sent compressed and with its type', async ({ request }) => {
  const engine = /engine-[A-Z0-9]{8}\.wasm/.exec(await (await request.get('sw.js')).text())![0];
  const headers = (await request.get(engine, { headers: { 'accept-encoding': 'br' } })).headers();
  expect(headers['content-type']).toBe('application/wasm');
  expect(headers['content-encoding']).toBe('br');
  expect(headers['cache-control']).toContain('immutable');
});
