// Another site's page that uses nothing but pellucid.js: from another origin, as a blog would.

import { fileURLToPath } from 'node:url';
import { host, type Host } from './hosts.ts';
import { allNear, dist, near } from './native.ts';
import { expect, tensor, test, texts } from './support.ts';

let blog: Host;
let site: Host;

test.beforeEach(async ({ page, watch }) => {
  [blog, site] = [await host(fileURLToPath(new URL('.', import.meta.url))), await host(dist, '/pellucid/', true)];
  watch.origins.push(blog.origin, site.origin);
  blog.replaced.set(
    'post.html',
    `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,"><p id="out"></p>
<script type="module">
    import * as pellucid from ${JSON.stringify(`${site.url}pellucid.js`)};
    globalThis.pellucid = pellucid;
  </script>`,
  );
  await page.goto(`${blog.url}post.html`);
  await page.waitForFunction(() => 'pellucid' in globalThis);
});

test.afterEach(async () => {
  await blog.close();
  await site.close();
});

test('open, tokenize, forward, generate, neighbours, models and close', async ({ page, native }) => {
  const [chinese, english] = [texts.chinese, texts.english];
  const got = await page.evaluate(
    async ([base, zh, en]) => {
      const { open, models, EngineError } = pellucid;
      const progress: string[] = [];
      const model = await open(`${base}models/zh-en/`, {
        onProgress: ({ stage, loaded, total }) => {
          if (loaded === total) progress.push(stage);
        },
      });
      const streamed: string[] = [];
      const result = {
        kind: model.config.kind,
        card: model.card !== undefined,
        progress,
        names: (await models()).map((m) => m.name),
        tokens: await model.tokenize({ text: zh }),
        gpt2: await model.tokenize({ text: zh, vocab: 'gpt2' }),
        forward: await model.forward({
          input: { text: en, target: '你好' },
          keep: ['encoder.*.attn.hook_pattern'],
          top: 3,
        }),
        edited: await model.forward({
          input: { text: en, target: '你好' },
          edits: [{ site: 'encoder.0.attn.hook_z', op: 'zero', at: [null, [0]] }],
          top: 1,
        }),
        generated: await model.generate({ text: zh }, { onProgress: (step) => streamed.push(step.text) }),
        neighbours: await model.neighbours({ text: '猫', k: 5 }),
        streamed,
        typed: false,
        codes: [] as string[],
      };
      result.typed = result.forward.tensors.every((t) => t.data instanceof Float32Array);
      result.forward.tensors = result.forward.tensors.map((t) => ({
        ...t,
        data: [...t.data] as unknown as Float32Array,
      }));
      for (const call of [
        () => model.generate({ text: '' }),
        () => model.forward({ input: { text: en }, keep: ['nowhere'] }),
      ]) {
        await call().catch((e) => {
          if (e instanceof EngineError) result.codes.push(e.code);
        });
      }
      model.close();
      await model.tokenize({ text: zh }).catch((e) => result.codes.push(e.code));
      return result;
    },
    [site.url, chinese, english] as const,
  );
  expect(got.kind).toBe('encoder-decoder');
  expect(got.card).toBe(true);
  expect(new Set(got.progress)).toEqual(new Set(['engine', 'model']));
  expect(got.names).toContain('zh-en');
  expect(got.typed).toBe(true);
  expect(got.tokens).toEqual(await native.call('zh-en', 'tokenize', { text: chinese }));
  expect(got.gpt2).toEqual(await native.call('zh-en', 'tokenize', { text: chinese, vocab: 'gpt2' }));
  const forward = await native.call('zh-en', 'forward', {
    input: { text: english, target: '你好' },
    keep: ['encoder.*.attn.hook_pattern'],
    top: 3,
  });
  expect(got.forward.tensors.map((t) => t.name)).toEqual(forward.tensors.map((t) => t.name));
  for (const t of forward.tensors) {
    const other = tensor(got.forward.tensors, t.name);
    expect(other.shape).toEqual(t.shape);
    expect(other.axes).toEqual(['head', 'query', 'key']);
    allNear(other.data, t.data, t.name);
  }
  allNear(got.forward.log_prob!, forward.log_prob!, 'log-probabilities', 0.03);
  const edited = await native.call('zh-en', 'forward', {
    input: { text: english, target: '你好' },
    edits: [{ site: 'encoder.0.attn.hook_z', op: 'zero', at: [null, [0]] }],
    top: 1,
  });
  allNear(got.edited.log_prob!, edited.log_prob!, 'with a head switched off', 0.03);
  expect(got.streamed.at(-1)).toBe(got.generated.steps.at(-1)!.text);
  expect(got.streamed).toHaveLength(got.generated.steps.length);
  const neighbours = await native.call('zh-en', 'neighbours', { text: '猫', k: 20 });
  const cosines = new Map(neighbours.neighbours.map((n) => [n.token.id, n.cosine]));
  for (const n of got.neighbours.neighbours) near(n.cosine, cosines.get(n.token.id) ?? NaN, `cosine of ${n.token.id}`);
  expect(got.codes).toEqual(['empty', 'bad-site', 'closed']);
});

test('a call, and the opening of a model, can be given up', async ({ page }) => {
  const got = await page.evaluate(
    async ([base, text]) => {
      const { open } = pellucid;
      const stopped = new AbortController();
      const opening = open(`${base}models/zh-en/`, { signal: stopped.signal }).then(
        () => 'opened',
        (e) => e.name as string,
      );
      stopped.abort();
      const model = await open(`${base}models/zh-en/`);
      const control = new AbortController();
      let steps = 0;
      const call = model
        .call('beam', { input: { text }, width: 8 }, { signal: control.signal, onProgress: () => steps++ })
        .then(
          () => 'finished',
          (e) => e.name as string,
        );
      control.abort();
      const after = (await model.tokenize({ text })).tokens.length;
      const result = [await opening, await call, after > 0];
      model.close();
      return result;
    },
    [site.url, texts.english] as const,
  );
  expect(got).toEqual(['AbortError', 'AbortError', true]);
});
