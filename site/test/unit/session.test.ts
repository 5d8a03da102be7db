import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../../wasm/bridge/errors.ts';
import { samplingOf } from '../../state/input.ts';
import { Session, type OpenModel } from '../../state/session.ts';
import { Store } from '../../state/store.ts';
import { initial } from '../../state/url.ts';
import opening from '../../opening.json' with { type: 'json' };
import { tokensOf } from '../gallery/fixture.ts';

const config = { kind: 'encoder-decoder', encoder_layers: 1, decoder_layers: 1, heads: 1, end: 9, begin: 8 };

/** A model that answers from a table and remembers what it was asked; `wait` holds an answer back. */
function fakeModel(options: { fail?: string; wait?: (method: string) => Promise<void> } = {}) {
  const asked: [string, Record<string, unknown>][] = [];
  const model: OpenModel = {
    card: null,
    onCrash: undefined,
    onReload: undefined,
    engines: () => 1,
    sharedBy: () => 1,
    close() {},
    async call(method, params, more) {
      asked.push([method, params as Record<string, unknown>]);
      await options.wait?.(method);
      more?.signal?.throwIfAborted();
      if (options.fail === method) throw new EngineError('too-long', 'too long', { got: 9, limit: 4 });
      const text =
        (params as { text?: string; input?: { text: string } }).text ??
        (params as { input?: { text: string } }).input?.text ??
        '';
      const answers: Record<string, unknown> = {
        info: {
          name: 'fake',
          config,
          sites: ['encoder.0.attn.hook_pattern', 'decoder.0.cross_attn.hook_pattern', 'other'].map((site) => ({
            site,
          })),
          hash: 'h',
          parameters: {},
        },
        tokenize: { ...tokensOf([...text]), vocab: '', size: 10 },
        generate: {
          source: tokensOf([]),
          output: { tokens: [{ id: 4 }, { id: 9 }], groups: [] },
          steps: [],
          text: `out of ${text}`,
          stop: 'end',
        },
        forward: { source: tokensOf([...text]), target: tokensOf(['<s>', 'a']), tensors: [] },
      };
      return answers[method] as never;
    },
  };
  return { model, asked };
}

async function opened(options: Parameters<typeof fakeModel>[0] = {}) {
  const { model, asked } = fakeModel(options);
  const store = new Store(initial);
  const session = new Session(store, async () => model);
  await session.open('fake');
  return { store, session, asked, model };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('opening runs the sentence: tokens, output, forward pass over the output without its end token', async () => {
  const { session, asked } = await opened();
  assert.deepEqual(
    asked.map(([m]) => m),
    ['info', 'tokenize', 'generate', 'forward'],
  );
  assert.equal(session.phase.kind, 'ready');
  assert.deepEqual((asked[3]![1].input as { target_ids: number[] }).target_ids, [4]);
  assert.deepEqual(asked[3]![1].keep, ['encoder.0.attn.hook_pattern', 'decoder.0.cross_attn.hook_pattern']);
});

test('a newer sentence wins over an older one that answers later', async () => {
  let hold: (() => void) | undefined;
  let first = true;
  const { store, session } = await opened({
    wait: async (method) => {
      if (method === 'generate' && store?.get().text === 'old' && first) {
        first = false;
        await new Promise<void>((r) => (hold = r));
      }
    },
  });
  store.set({ text: 'old' });
  await settled();
  store.set({ text: 'new' });
  await settled();
  hold!();
  await settled();
  assert.equal(session.results.output?.text, 'out of new');
  assert.equal(session.results.tokens?.of, 'new');
  assert.equal(session.phase.kind, 'ready');
});

test('the output is asked for before the tokens have come, and figures are told to wait at once', async () => {
  let release = () => {};
  const gate: { held?: Promise<void> } = {};
  const { store, session, asked } = await opened({
    wait: async (method) => {
      if (method === 'tokenize') await gate.held;
    },
  });
  asked.length = 0;
  gate.held = new Promise((resolve) => (release = resolve));
  store.set({ text: 'new' });
  assert.deepEqual(
    asked.map(([m]) => m),
    ['tokenize', 'generate'],
  );
  assert.equal(session.phase.kind, 'running');
  release();
  await settled();
  assert.equal(session.results.forward?.of, 'new');
});

test('a new sentence is told with its tokens, or after a tenth of a second without them', async () => {
  let release = () => {};
  const gate: { held?: Promise<void> } = {};
  const { store, session } = await opened({
    wait: async (method) => {
      if (method === 'tokenize') await gate.held;
    },
  });
  const told: string[] = [];
  session.addEventListener('change', () => told.push(`${session.phase.kind} ${session.results.tokens?.of}`));
  store.set({ text: 'soon' });
  assert.deepEqual([session.phase.kind, told], ['running', []]);
  await settled();
  assert.equal(told[0], 'running soon');
  told.length = 0;
  gate.held = new Promise((resolve) => (release = resolve));
  store.set({ text: 'late' });
  await settled();
  assert.deepEqual(told, []);
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual(told, ['running soon']);
  release();
  await settled();
  assert.deepEqual([told[1], told.at(-1)], ['running late', 'ready late']);
});

test('an empty text clears the output and is no error', async () => {
  const { store, session, asked } = await opened();
  asked.length = 0;
  store.set({ text: ' ' });
  await settled();
  assert.equal(session.phase.kind, 'empty');
  assert.equal(session.results.output, undefined);
  assert.deepEqual(
    asked.map(([m]) => m),
    ['tokenize'],
  );
});

test('an error keeps the last good results on show and says when it happened', async () => {
  const { session, store } = await opened({ fail: 'generate' });
  assert.equal(session.phase.kind, 'failed');
  assert.equal(session.phase.kind === 'failed' && session.phase.error.code, 'too-long');
  assert.equal(session.phase.kind === 'failed' && session.phase.during, 'run');
  assert.equal(session.results.tokens?.of, store.get().text);
});

test('changing the seed runs nothing while the choice is greedy', async () => {
  const { store, asked } = await opened();
  asked.length = 0;
  store.set({ seed: 5, layer: 0, head: 0, lang: 'en' });
  await settled();
  assert.equal(asked.length, 0);
  store.set({ temperature: 1 });
  await settled();
  assert.deepEqual(
    asked.map(([m]) => m),
    ['tokenize', 'generate', 'forward'],
  );
  assert.deepEqual(asked[1]![1].sampling, { temperature: 1, seed: 5 });
});

test('a precomputed run is shown only for the link it was computed for', () => {
  const first = {
    input: { text: initial.text },
    model: { name: initial.model },
    info: { hash: 'h' },
    tokenize: tokensOf(['a']),
    duel: {},
    generate: { text: 'x' },
    forward: { tensors: [] },
  };
  for (const [part, shown] of [
    [{}, true],
    [{ text: 'b' }, false],
    [{ temperature: 1 }, false],
    [{ text: opening.en.text }, false],
    [{ lang: 'en', layer: 1 }, true],
    [{ model: 'other' }, false],
  ] as const) {
    const session = new Session(new Store({ ...initial, ...part }), async () => fakeModel().model);
    session.showFirst(first as never);
    assert.equal(session.precomputed, shown, JSON.stringify(part));
  }
});

test('greedy sampling is the empty setting', () => {
  assert.deepEqual(samplingOf({ temperature: 0, topk: 5, topp: 0.9, seed: 3 }), {});
  assert.deepEqual(samplingOf({ temperature: 0.7, topk: 5, topp: 0, seed: 3 }), {
    temperature: 0.7,
    top_k: 5,
    seed: 3,
  });
});

test('a text that is too long is refused at once, and no call is made', async () => {
  const { store, session, asked } = await opened();
  await settled();
  asked.length = 0;
  store.set({ text: '长'.repeat(1_000_000) });
  await settled();
  assert.equal(session.phase.kind === 'failed' && session.phase.error.code, 'too-long');
  assert.deepEqual(asked, []);
  store.set({ text: 'short' });
  await settled();
  assert.equal(session.phase.kind, 'ready');
});

test('a model that does not come leaves the bench with the one that is there, whole', async () => {
  const { model } = fakeModel();
  const store = new Store(initial);
  const session = new Session(store, async (from) => {
    if (from !== initial.model) throw new EngineError('truncated', 'broken off', {});
    return model;
  });
  await session.open(initial.model);
  const before = session.results;
  store.set({ model: 'stories' });
  await session.open('stories');
  await settled();
  assert.equal(session.phase.kind === 'failed' && session.phase.error.code, 'truncated');
  assert.equal(session.model, model);
  assert.equal(store.get().model, initial.model, 'the address names the model that computes');
  assert.deepEqual(session.results, before);
  store.set({ text: 'b' });
  await settled();
  assert.equal(session.phase.kind, 'ready');
  assert.equal(session.results.output?.text, 'out of b');
});

test('of a reader’s own models one is open at a time; after a failure the page’s own comes back', async () => {
  let alive = 0;
  let most = 0;
  const session = new Session(new Store(initial), async (from) => {
    if (typeof from !== 'string' && from[0]!.name === 'broken.gguf') throw new EngineError('bad-model', 'no model', {});
    if (typeof from !== 'string') most = Math.max(most, ++alive);
    return { ...fakeModel().model, close: () => void (typeof from !== 'string' && alive--) };
  });
  const file = (name: string) => [{ name, size: 1000 } as File];
  await session.open('fake');
  await session.open(file('a.gguf'));
  assert.equal(session.own, 'a.gguf');
  await session.open(file('b.gguf'));
  assert.equal(session.own, 'b.gguf');
  assert.deepEqual([alive, most], [1, 1]);
  await session.open(file('broken.gguf'));
  await settled();
  assert.equal(session.own, '');
  assert.equal(alive, 0);
  assert.ok(session.model);
  assert.equal(session.phase.kind === 'failed' && session.phase.error.code, 'bad-model');
});
