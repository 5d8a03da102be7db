// What the engine has computed for the reader's sentence. One Session per playground: it opens models, runs
// tokenize → generate → forward whenever the sentence or a setting changes (the newest run wins, older ones are given
// up), and keeps the last good results on show while new ones come or after something failed.

import { EngineError, asEngineError } from '../../wasm/bridge/errors.ts';
import { isAbort } from '../../wasm/bridge/latest.ts';
import type { LoadProgress } from '../../wasm/bridge/messages.ts';
import type { CallOptions } from '../../wasm/bridge/client.ts';
import type {
  ForwardResult,
  GenerateResult,
  InfoResult,
  Input,
  CallName,
  Calls,
  TokenizeResult,
} from '../../wasm/bridge/protocol.gen.ts';
import { keep, longText } from './anatomy.ts';
import { deviceMemory, forecast, noteSpeed, openingSpeed, weightBytes, type Forecast } from './forecast.ts';
import type { First } from './first.ts';
import { inputOf, samplingOf, writtenIds } from './input.ts';
import type { Store } from './store.ts';
import { shownGuesses } from './masked.ts';
import { longestText, openingOf, type State } from './url.ts';

/** An open model, as the public interface gives it. */
export interface OpenModel {
  card: unknown;
  call<M extends CallName>(
    method: M,
    params: Calls[M]['params'],
    options?: CallOptions<Calls[M]['progress']>,
  ): Promise<Calls[M]['result']>;
  /** How many engines would do a long call together, and how many have given a result, or one with this head. */
  engines(method: CallName): number;
  sharedBy(result: object): number;
  close(): void;
  onCrash: ((error: EngineError) => void) | undefined;
  onReload: ((progress: LoadProgress) => void) | undefined;
}

/** Opens a model by the name of its folder, or from the reader's own files. */
export type Opener = (
  from: string | File[],
  options: { onProgress: (p: LoadProgress) => void; signal: AbortSignal },
) => Promise<OpenModel>;

/** What the page can show. Every result names the text it belongs to, so that a figure can tell old from new. */
export interface Results {
  info?: InfoResult;
  tokens?: TokenizeResult & { of: string };
  output?: GenerateResult & { of: string };
  /** The output so far, while that of a new sentence is being written. */
  writing?: string | undefined;
  forward?: ForwardResult & { of: string };
  /** Milliseconds of the last whole run. */
  took?: number;
}

/** Where the session is. */
export type Phase =
  | { kind: 'loading'; progress?: LoadProgress }
  | { kind: 'running' }
  | { kind: 'ready' }
  | { kind: 'empty' }
  | { kind: 'failed'; error: EngineError; during: 'open' | 'run' };

/** Milliseconds after which the page shows that it waits for tokens. */
const lateMs = 100;

/** Sends `change` when results or phase change. */
export class Session extends EventTarget {
  results: Results = {};
  phase: Phase = { kind: 'loading' };
  /** Everything on show comes from the precomputed first run. */
  precomputed = false;
  /** The open model, once there is one. */
  model: OpenModel | undefined;
  /** Name of the files a reader opened, if it is not a model on offer. */
  own = '';
  /** What the files that are being opened will take. */
  needs: Forecast | undefined;
  /** Bytes a second of the last opening of files. */
  #speed: number | undefined;
  #opening: AbortController | undefined;
  #run: AbortController | undefined;
  #retry: () => void = () => {};
  /** The name of the model that is open, "" for the reader's own files. */
  #name = '';
  readonly #store: Store;
  readonly #open: Opener;

  constructor(store: Store, open: Opener) {
    super();
    this.#store = store;
    this.#open = open;
    store.addEventListener('change', (event) => this.#changed((event as CustomEvent<Set<keyof State>>).detail));
  }

  /** Shows the precomputed run if it is what the reader's link asks for. */
  showFirst(first: First): void {
    const state = this.#store.get();
    const asked = openingOf(state) && first.model.name === state.model && first.input.text === state.text;
    if (!asked || this.results.info) return;
    const of = state.text;
    this.precomputed = true;
    this.results = {
      info: first.info,
      tokens: { ...first.tokenize, of },
      output: { ...first.generate, of },
      forward: { ...first.forward, of },
    };
    this.#tell();
  }

  /** Opens a model and runs the reader's sentence through it; `title` is what files are called. */
  async open(from: string | File[], title = ''): Promise<void> {
    this.#opening?.abort();
    this.#run?.abort();
    const { signal } = (this.#opening = new AbortController());
    this.#retry = () => void this.open(from, title);
    this.needs = typeof from === 'string' ? undefined : forecast(from, deviceMemory(), this.#speed ?? openingSpeed());
    this.#set({ kind: 'loading' });
    // A reader's own model can be large: it goes before the next one comes, so that there is never room for two needed.
    if (this.own) this.#drop();
    const begun = performance.now();
    try {
      const model = await this.#open(from, {
        signal,
        onProgress: (progress) => !signal.aborted && this.#set({ kind: 'loading', progress }),
      });
      if (signal.aborted) return model.close();
      const info = await model.call('info', {}, { signal });
      if (typeof from !== 'string') noteSpeed((this.#speed = (1000 * weightBytes(from)) / (performance.now() - begun)));
      this.model?.close();
      this.model = model;
      this.own = typeof from === 'string' ? '' : title || titleOf(from);
      this.#name = typeof from === 'string' ? from : '';
      if (this.#name) this.#store.set({ model: this.#name });
      model.onCrash = (error) => {
        this.#retry = () => void this.run();
        this.#set({ kind: 'failed', error, during: 'run' });
      };
      // A figure's own call may be what woke the fresh engine: the sentence goes through it again, so that all agree.
      model.onReload = (progress) => {
        if (this.phase.kind === 'ready') void this.run();
        this.#set({ kind: 'loading', progress });
      };
      const other = this.results.info && this.results.info.hash !== info.hash;
      this.results = { ...(other ? {} : this.results), info };
      await this.run();
    } catch (error) {
      this.#failed(error, signal, 'open');
      if (!this.model && typeof from !== 'string' && !signal.aborted) return void this.#comeBack();
      // The bench goes on with the model that is there, under its own name.
      if (this.#name && !signal.aborted) this.#store.set({ model: this.#name });
    }
  }

  /** Lets go of the open model. */
  #drop(): void {
    this.model?.close();
    [this.model, this.own] = [undefined, ''];
  }

  /** After files that could not be opened, and with no model left, the page's own is opened again; the error stays. */
  async #comeBack(): Promise<void> {
    const failed = this.phase;
    await this.open(this.#store.get().model);
    if (failed.kind === 'failed' && this.phase.kind === 'ready') this.#set(failed);
  }

  /** Gives up whatever is under way, and lets go of the model. */
  close(): void {
    this.#opening?.abort();
    this.#run?.abort();
    this.#drop();
  }

  /** A model on offer, or one in files, in an engine of its own, beside the open one. */
  another(from: string | File[], signal = new AbortController().signal): Promise<OpenModel> {
    return this.#open(from, { onProgress: () => undefined, signal });
  }

  /** Says what else went wrong with the open model, which goes on. */
  fail(error: unknown): void {
    this.#retry = () => void this.run();
    this.#set({ kind: 'failed', error: asEngineError(error), during: 'run' });
  }

  /** Tries again whatever failed last. */
  retry(): void {
    this.#retry();
  }

  /** Runs the reader's sentence; a later call gives this one up. */
  async run(): Promise<void> {
    const { model } = this;
    const { info } = this.results;
    if (!model || !info) return;
    this.#run?.abort();
    const { signal } = (this.#run = new AbortController());
    this.#retry = () => void this.run();
    const state = this.#store.get();
    const begun = performance.now();
    const got = state.text.length;
    if (got > longestText) {
      const values = { what: 'text', unit: 'characters', got, limit: longestText };
      const error = new EngineError('too-long', `The text has ${got} characters, at most ${longestText}.`, values);
      return this.#set({ kind: 'failed', error, during: 'run' });
    }
    const empty = state.text.trim() === '';
    // Every question is put before its predecessor's answer is drawn, so that the engine works while the page does.
    const encoder = info.config.kind === 'encoder';
    const special = state.special === 1 || encoder;
    const tokenizing = model.call('tokenize', { text: state.text, ...(special && { special }) }, { signal });
    const generating = empty ? undefined : this.#generate(model, info, state, signal);
    generating?.catch(() => undefined); // if there are no tokens either, the first error is told
    // Figures with calls of their own wait from here on. An error stays on show until the engine has answered.
    if (!empty && this.phase.kind !== 'failed') this.phase = { kind: 'running' };
    // Told with the tokens, so that a keystroke is drawn once, unless they are late.
    const late = setTimeout(() => this.#tell(), lateMs);
    try {
      const tokens = await tokenizing.finally(() => clearTimeout(late));
      this.#result({ tokens: { ...tokens, of: state.text } });
      if (!generating) return this.#clear();
      if (this.phase.kind === 'failed') this.#set({ kind: 'running' });
      const output = await generating;
      const forced = writtenIds(output, info);
      const count = tokens.tokens.length + forced.length;
      const input: Input = { ...inputOf(state), ...(output && { target_ids: forced }) };
      const forwarding = model.call(
        'forward',
        {
          input,
          keep: keep(info, state, count),
          ...(output && count <= longText && { logits: 'all', top: 10 }),
          ...(encoder && info.mask_token && { top: shownGuesses }),
        },
        { signal },
      );
      if (output) this.#result({ output: { ...output, of: state.text }, writing: undefined });
      const forward = await forwarding;
      this.precomputed = false;
      this.#result({ forward: { ...forward, of: state.text }, took: performance.now() - begun });
      this.#set({ kind: 'ready' });
    } catch (error) {
      this.#failed(error, signal, 'run');
    }
  }

  /** Writes the output, shown token by token as it comes; an encoder writes none. */
  async #generate(
    model: OpenModel,
    info: InfoResult,
    state: State,
    signal: AbortSignal,
  ): Promise<GenerateResult | undefined> {
    if (info.config.kind === 'encoder') return undefined;
    // An unfinished output of a new sentence is worth seeing; one of the same sentence would only flicker.
    const fresh = this.results.output?.of !== state.text;
    return model.call(
      'generate',
      { input: inputOf(state), sampling: samplingOf(state), forced: [...state.forced], top: 12 },
      {
        signal,
        onProgress: (step) => fresh && !signal.aborted && this.#result({ writing: step.text }),
      },
    );
  }

  #clear(): void {
    const { info, tokens } = this.results;
    this.results = { ...(info && { info }), ...(tokens && { tokens }) };
    this.#set({ kind: 'empty' });
  }

  #changed(fields: Set<keyof State>): void {
    const state = this.#store.get();
    if (fields.has('model') && !this.own && state.model !== this.#name) return void this.open(state.model);
    if (fields.has('model') && this.phase.kind === 'loading' && this.model) {
      this.#opening?.abort();
      return void this.run();
    }
    const asked = ['text', 'to', 'special', 'around', 'forced', 'temperature', 'topk', 'topp', 'seed'] as const;
    const computed = asked.some((f) => fields.has(f) && (f !== 'seed' || state.temperature > 0));
    const tokens = this.results.forward
      ? this.results.forward.source.tokens.length + this.results.forward.target.tokens.length
      : 0;
    if (computed || (tokens > longText && (fields.has('stack') || fields.has('layer')))) void this.run();
  }

  #result(part: Partial<Results>): void {
    this.results = { ...this.results, ...part };
    this.#tell();
  }

  #set(phase: Phase): void {
    this.phase = phase;
    this.#tell();
  }

  #failed(error: unknown, signal: AbortSignal, during: 'open' | 'run'): void {
    if (isAbort(error) || signal.aborted) return;
    const known = asEngineError(error);
    if (known.code === 'cancelled' || (known.code === 'closed' && during === 'run')) return;
    this.#set({ kind: 'failed', error: known, during });
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** What a reader's own files are called: the folder they came in, else their names. */
function titleOf(files: readonly File[]): string {
  const [folder, ...rest] = (files[0]?.webkitRelativePath ?? '').split('/');
  return folder && rest.length ? folder : files.map((f) => f.name).join(', ');
}
