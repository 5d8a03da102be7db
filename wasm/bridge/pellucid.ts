// The public JavaScript interface, served as pellucid.js: open a transformer in any page, tokenize, run and look
// inside. What is documented here is stable under semantic versioning; params and results are described, field by
// field, in the type declarations (protocol.gen.ts, generated from the engine).
//
//     import { open } from './pellucid.js';
//     const model = await open('models/zh-en/');
//     const { text } = await model.generate({ text: '今天天气很好。' });

import { RemoteModel, type CallOptions, type OpenOptions } from './client.ts';
import { EngineError } from './errors.ts';
import { readAll, verify } from './download.ts';
import { readJSON, type Manifest, type ModelIndex } from './manifest.ts';
import type { Bytes, ModelFile, Source } from './messages.ts';
import { carried } from './protocol.gen.ts';
import type {
  Config,
  ForwardParams,
  ForwardResult,
  GenerateParams,
  GenerateResult,
  GenerateStep,
  Input,
  CallName,
  Calls,
  NeighboursParams,
  NeighboursResult,
  Progress,
  TokenizeParams,
  TokenizeResult,
  Vocabulary,
} from './protocol.gen.ts';

export { EngineError, errorCodes, type ErrorCode } from './errors.ts';
export { latest, isAbort } from './latest.ts';
export type * from './protocol.gen.ts';
export type { CallOptions, OpenOptions } from './client.ts';
export type { Bytes, EngineFiles, LoadProgress, ModelFile } from './messages.ts';
export type { Manifest, ManifestFile, ModelIndex } from './manifest.ts';

/** The published vocabularies that a text can be compared in. */
export const vocabularies = ['gpt2', 'cl100k', 'o200k'] as const satisfies Vocabulary[];

/** Options of {@link open}. */
export interface PellucidOptions extends OpenOptions {
  /** Where the folders models/ and vocab/ are; beside this script by default. */
  base?: string;
  /** Published vocabularies already in hand, by name, for pages that cannot fetch. */
  vocabularies?: Record<string, Bytes>;
}

/**
 * Opens a model.
 *
 * @param from the address of a model's folder (relative to the page), such as "models/zh-en/"; or the files of one,
 *   from a file input or in memory. Files never leave the machine.
 * @param options `onProgress` receives `{stage, loaded, total}` in bytes while engine and model load; `signal` gives
 * up.
 * @throws {EngineError} with a `code`: "network", "truncated", "wrong-file", "bad-model", "no-wasm", "engine-file"
 *
 * @example
 * const model = await open('models/zh-en/', { onProgress: ({ loaded, total }) => bar(loaded / total) });
 * const { tensors } = await model.forward({ input: { text: '你好' }, keep: ['encoder.*.attn.hook_pattern'] });
 * tensors[0].name;  // "encoder.0.attn.hook_pattern"
 * tensors[0].axes;  // ["head", "query", "key"]
 * tensors[0].data;  // Float32Array, row-major
 * model.close();
 */
export async function open(
  from: string | URL | Iterable<File | ModelFile>,
  options: PellucidOptions = {},
): Promise<PellucidModel> {
  const { base, vocabularies: inHand, ...rest } = options;
  const model = await RemoteModel.open(sourceOf(from), rest);
  return new PellucidModel(model, new URL(base ?? '.', base ? document.baseURI : import.meta.url).href, inHand ?? {});
}

function sourceOf(from: string | URL | Iterable<File | ModelFile>): Source {
  if (typeof from === 'string' || from instanceof URL) {
    const url = new URL(from, globalThis.document?.baseURI ?? globalThis.location?.href);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return { url: url.href };
  }
  return {
    files: [...from].map((file) =>
      file instanceof File ? { name: file.webkitRelativePath || file.name, data: file } : file,
    ),
  };
}

/**
 * The models on offer, each with its name, size, files and card.
 * @param url of an index; the one beside this script by default
 */
export async function models(url?: string | URL): Promise<Manifest[]> {
  const index = await readJSON<ModelIndex>(
    new URL(url ?? 'models/index.json', url ? document.baseURI : import.meta.url).href,
  );
  return index.models;
}

/** An open model and everything that can be asked of it. */
export class PellucidModel {
  readonly #model: RemoteModel;
  readonly #base: string;
  readonly #inHand: Record<string, Bytes>;
  #given = new Map<string, Promise<unknown>>();
  #givenTo: object | undefined;

  /** Use {@link open}. */
  constructor(model: RemoteModel, base: string, vocabularies: Record<string, Bytes>) {
    this.#model = model;
    this.#base = base;
    this.#inHand = vocabularies;
  }

  /** The architecture: layers, heads, widths, kinds of norm and position. */
  get config(): Config {
    return this.#model.config;
  }

  /** The model card: licence, training facts, scores and limits; null if it has none. */
  get card(): unknown {
    return this.#model.card;
  }

  /** Called if the engine breaks. The calls under way fail; the next one starts a fresh engine with the same model. */
  set onCrash(listener: ((error: EngineError) => void) | undefined) {
    this.#model.onCrash = listener;
  }

  /** Called with the loading progress of the fresh engine after a crash. */
  set onReload(listener: RemoteModel['onReload']) {
    this.#model.onReload = listener;
  }

  /**
   * Any call by name, including those without a method of their own here: see `Calls`.
   * @param options `signal` gives the call up and stops the computation; `onProgress` receives partial results, and
   * before them, while a published vocabulary is fetched, {done: bytes so far, total: 0}
   */
  async call<M extends CallName>(
    method: M,
    params: Calls[M]['params'],
    options?: CallOptions<Calls[M]['progress']>,
  ): Promise<Calls[M]['result']> {
    const member = carried[method]?.vocabulary;
    const vocab = member && (params as Record<string, Vocabulary | undefined>)[member];
    if (vocab)
      await this.#give(
        vocab,
        (done) =>
          !options?.signal?.aborted &&
          (options?.onProgress as ((p: Progress) => void) | undefined)?.({ done, total: 0 }),
      );
    return this.#model.call(method, params, options);
  }

  /** The tokens of a text and the grapheme groups they form, in the model's own vocabulary or a published one. */
  tokenize(params: TokenizeParams, options?: CallOptions<Progress>): Promise<TokenizeResult> {
    return this.call('tokenize', params, options);
  }

  /**
   * Runs the model once; the kept sites come back as named tensors with axes.
   * Edits change activations on the way: `{site: "encoder.0.attn.hook_z", op: "zero", at: [null, [3]]}` switches head 3
   * off.
   */
  forward(params: ForwardParams, options?: CallOptions<Progress>): Promise<ForwardResult> {
    return this.call('forward', params, options);
  }

  /**
   * Translates or continues a text; every chosen token is sent to `onProgress` with its probability. Greedy unless told
   * otherwise.
   */
  generate(params: GenerateParams | Input, options?: CallOptions<GenerateStep>): Promise<GenerateResult> {
    return this.call('generate', 'input' in params ? params : { input: params }, options);
  }

  /** The tokens whose embeddings point most nearly the same way, with what random pairs have. */
  neighbours(params: NeighboursParams, options?: CallOptions<Progress>): Promise<NeighboursResult> {
    return this.call('neighbours', params, options);
  }

  /** How many engines would do a long call of this name together, as things are now: cores that can help. */
  engines(method: CallName): number {
    return this.#model.engines(method);
  }

  /** How many engines have done a call together that gave this result, or whose result has this head. */
  sharedBy(result: object): number {
    return this.#model.sharedBy(result);
  }

  /** Stops the engine and frees its memory. */
  close(): void {
    this.#model.close();
  }

  /** Hands a published vocabulary to the engine, once for each engine. */
  async #give(name: Vocabulary, onBytes: (sum: number) => void): Promise<void> {
    if (this.#givenTo !== this.#model.generation || this.#givenTo === undefined) {
      this.#given.clear();
      await this.#model.call('info', {});
      this.#givenTo = this.#model.generation;
    }
    let given = this.#given.get(name);
    if (!given) {
      const [inHand, file] = [this.#inHand[name], `${name}.tiktoken`];
      let sum = 0;
      given = readAll(inHand ?? new URL(`vocab/${file}`, this.#base).href, (count) => onBytes((sum += count)))
        .then((data) => (inHand ? data : verify(data, VOCABULARY_SUMS[name], file)))
        .then((data) => this.#model.call('vocab', { name, data }));
      given.catch(() => this.#given.delete(name));
      this.#given.set(name, given);
    }
    await given;
  }
}
