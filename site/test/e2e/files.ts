// Model files that tests make: a small Hugging Face folder with random weights, and files that are broken or hostile.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Numbers that look like a normal distribution, the same every time (mulberry32, sum of uniforms). */
function* normals(seed: number): Generator<number, never> {
  const uniform = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (;;) yield uniform() + uniform() + uniform() + uniform() - 2;
}

/** A safetensors file of float32 tensors. */
export function safetensors(tensors: Record<string, { shape: number[]; data: Float32Array }>): Buffer {
  const header: Record<string, object> = {};
  let at = 0;
  for (const [name, { shape, data }] of Object.entries(tensors))
    header[name] = { dtype: 'F32', shape, data_offsets: [at, (at += data.byteLength)] };
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([
    size,
    padded,
    ...Object.values(tensors).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

/** GPT-2's printable names of the 256 bytes. */
function byteNames(): string[] {
  let extra = 256;
  return Array.from({ length: 256 }, (_, b) =>
    String.fromCodePoint((b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174 ? b : extra++),
  );
}

/** Makes a folder as Hugging Face has them: a GPT-2 of two small layers that reads bytes. Returns its path. */
export function huggingFaceFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pellucid-hf-'));
  const [vocab, width, context, layers, hidden] = [257, 48, 64, 2, 96];
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      vocab_size: vocab,
      n_positions: context,
      n_embd: width,
      n_layer: layers,
      n_head: 4,
      n_inner: hidden,
      activation_function: 'gelu_new',
      layer_norm_epsilon: 1e-5,
      bos_token_id: 256,
      eos_token_id: 256,
      tie_word_embeddings: true,
    }),
  );
  const names = byteNames();
  writeFileSync(
    join(folder, 'tokenizer.json'),
    JSON.stringify({
      version: '1.0',
      truncation: null,
      padding: null,
      normalizer: null,
      added_tokens: [
        {
          id: 256,
          content: '<|endoftext|>',
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        },
      ],
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
      post_processor: null,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(names.map((n, i) => [n, i])),
        merges: [],
      },
    }),
  );
  const random = normals(7);
  const fill = (shape: number[], mean = 0, scale = 0.25) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => mean + scale * random.next().value),
  });
  const tensors: Parameters<typeof safetensors>[0] = {
    'wte.weight': fill([vocab, width]),
    'wpe.weight': fill([context, width]),
    'ln_f.weight': fill([width], 1),
    'ln_f.bias': fill([width]),
  };
  for (let i = 0; i < layers; i++) {
    const layer = {
      'ln_1.weight': fill([width], 1),
      'ln_1.bias': fill([width]),
      'ln_2.weight': fill([width], 1),
      'ln_2.bias': fill([width]),
      'attn.c_attn.weight': fill([width, 3 * width]),
      'attn.c_attn.bias': fill([3 * width]),
      'attn.c_proj.weight': fill([width, width]),
      'attn.c_proj.bias': fill([width]),
      'mlp.c_fc.weight': fill([width, hidden]),
      'mlp.c_fc.bias': fill([hidden]),
      'mlp.c_proj.weight': fill([hidden, width]),
      'mlp.c_proj.bias': fill([width]),
    };
    for (const [name, value] of Object.entries(layer)) tensors[`h.${i}.${name}`] = value;
  }
  writeFileSync(join(folder, 'model.safetensors'), safetensors(tensors));
  return folder;
}

/** Makes a folder with a BERT of one layer, which guesses masked words out of a few. Returns its path. */
export function bertFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pellucid-bert-'));
  const words = '[PAD] [UNK] [CLS] [SEP] [MASK] . , the a cat dog fox bird saw sees sleeps here there on mat'.split(
    ' ',
  );
  const [vocab, width, context, hidden] = [words.length, 24, 32, 48];
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      architectures: ['BertForMaskedLM'],
      model_type: 'bert',
      vocab_size: vocab,
      hidden_size: width,
      intermediate_size: hidden,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      max_position_embeddings: context,
      type_vocab_size: 2,
      hidden_act: 'gelu',
      layer_norm_eps: 1e-12,
      pad_token_id: 0,
      tie_word_embeddings: true,
    }),
  );
  writeFileSync(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
  const random = normals(11);
  const tensors: Parameters<typeof safetensors>[0] = {};
  const add = (name: string, shape: number[], mean = 0) =>
    (tensors[name] = {
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => mean + 0.6 * random.next().value),
    });
  const pair = (name: string, shape: number[]) => (add(`${name}.weight`, shape), add(`${name}.bias`, [shape[0]!]));
  const norm = (name: string) => (add(`${name}.weight`, [width], 1), add(`${name}.bias`, [width]));
  const layer = 'bert.encoder.layer.0';
  add('bert.embeddings.word_embeddings.weight', [vocab, width]);
  add('bert.embeddings.position_embeddings.weight', [context, width]);
  add('bert.embeddings.token_type_embeddings.weight', [2, width]);
  for (const part of ['query', 'key', 'value']) pair(`${layer}.attention.self.${part}`, [width, width]);
  pair(`${layer}.attention.output.dense`, [width, width]);
  pair(`${layer}.intermediate.dense`, [hidden, width]);
  pair(`${layer}.output.dense`, [width, hidden]);
  pair('cls.predictions.transform.dense', [width, width]);
  add('cls.predictions.bias', [vocab]);
  for (const place of [`${layer}.attention.output`, `${layer}.output`, 'bert.embeddings', 'cls.predictions.transform'])
    norm(`${place}.LayerNorm`);
  writeFileSync(join(folder, 'model.safetensors'), safetensors(tensors));
  return folder;
}

/** A file in a folder of its own. */
export function fileOf(name: string, content: Buffer | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pellucid-file-'));
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** Files that no model is in, from merely wrong to malicious: each as a list of paths to choose together. */
export function brokenModels(pack: string): Record<string, string[]> {
  const weights = readFileSync(join(pack, 'weights.safetensors'));
  const beside = (content: Buffer) => {
    const folder = mkdtempSync(join(tmpdir(), 'pellucid-broken-'));
    mkdirSync(folder, { recursive: true });
    const paths = ['vocab.json', 'vocab.tiktoken'].map((name) => {
      writeFileSync(join(folder, name), readFileSync(join(pack, name)));
      return join(folder, name);
    });
    writeFileSync(join(folder, 'weights.safetensors'), content);
    return [...paths, join(folder, 'weights.safetensors')];
  };
  const huge = Buffer.from(weights.subarray(0, 4096));
  huge.writeBigUInt64LE(2n ** 62n);
  const gguf = Buffer.alloc(64);
  gguf.write('GGUF');
  gguf.writeUInt32LE(3, 4);
  gguf.writeBigUInt64LE(2n ** 60n, 8); // tensors
  gguf.writeBigUInt64LE(2n ** 60n, 16); // settings
  const flipped = Buffer.from(weights);
  const length = Number(weights.readBigUInt64LE());
  flipped.fill(0x7b, 8, 8 + Math.min(64, length));
  return {
    'a picture': [fileOf('cat.gguf', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))],
    'an empty file': [fileOf('empty.gguf', '')],
    'a text': [fileOf('notes.txt', 'This is no model.')],
    'a header of 2^62 bytes': beside(huge),
    'a GGUF of 2^60 tensors': [fileOf('hostile.gguf', gguf)],
    'a pack cut off in the middle': beside(weights.subarray(0, weights.length >> 1)),
    'a pack with a damaged header': beside(flipped),
    'settings that ask for terabytes': [
      fileOf(
        'config.json',
        JSON.stringify({
          architectures: ['GPT2LMHeadModel'],
          model_type: 'gpt2',
          vocab_size: 2 ** 30,
          n_positions: 2 ** 30,
          n_embd: 2 ** 20,
          n_layer: 10000,
          n_head: 16,
        }),
      ),
    ],
  };
}
