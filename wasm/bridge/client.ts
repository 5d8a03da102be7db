// The page's side of the bridge: typed calls to a model, each of which can report progress and be given up. If the
// engine breaks, whatever was being computed fails with a clear error, and the next call starts a fresh one with the
// same model; nothing that the page holds is lost.

import { Connection, type CallOptions } from './connection.ts';
import { asEngineError, EngineError } from './errors.ts';
import type { EngineFiles, LoadProgress, Opened, Source } from './messages.ts';
import { Pool } from './pool.ts';
import { alters, carried, type Config, type CallName, type Calls } from './protocol.gen.ts';

export type { CallOptions } from './connection.ts';

/** How a model is opened. */
export interface OpenOptions extends CallOptions<LoadProgress> {
  /** Parts of the engine already in hand, for pages that cannot fetch. */
  engine?: EngineFiles;
  /** The worker's script: its address, or its text. "none" runs the engine on the page's own thread. */
  worker?: string | { text: string };
  /** How many engines may do a long call together, this one included; by default what the device has room for. */
  engines?: number;
}

/** An open model. */
export class RemoteModel {
  readonly #source: Source;
  readonly #options: OpenOptions;
  readonly #pool: Pool;
  #connection: Connection | undefined;
  #opened: Promise<Opened> | undefined;
  #isOpen = false;
  #closed = false;
  #config: Config | undefined;
  #card: unknown;
  /** Called when the engine has broken; a page can tell its reader. The next call starts a fresh engine. */
  onCrash: ((error: EngineError) => void) | undefined;
  /** Called while a fresh engine loads after a crash. */
  onReload: ((progress: LoadProgress) => void) | undefined;

  /** Use {@link RemoteModel.open}. */
  private constructor(source: Source, options: OpenOptions) {
    this.#source = source;
    this.#options = options;
    this.#pool = new Pool(source, options);
  }

  /** Starts an engine and opens a model in it. */
  static async open(source: Source, options: OpenOptions = {}): Promise<RemoteModel> {
    const { signal, onProgress, ...rest } = options;
    const model = new RemoteModel(source, rest);
    try {
      await model.#start({ ...(signal && { signal }), ...(onProgress && { onProgress }) });
    } catch (error) {
      model.close();
      throw error;
    }
    return model;
  }

  /** The architecture. */
  get config(): Config {
    return this.#config!;
  }

  /** The model card as it stands in card.json, or null. */
  get card(): unknown {
    return this.#card;
  }

  #start(options: CallOptions<LoadProgress>): Promise<Opened> {
    const connection = (this.#connection = new Connection(this.#options.worker));
    const onProgress = (progress: LoadProgress) => {
      if (progress.stage === 'model') this.#pool.weights = progress.total;
      options.onProgress?.(progress);
    };
    const opened = connection.request<Opened>(
      (id) => ({
        kind: 'open',
        id,
        source: this.#source,
        engine: this.#options.engine ?? {},
        keep: this.#pool.keeps,
      }),
      { ...options, onProgress } as CallOptions<never>,
    );
    this.#opened = opened;
    this.#isOpen = false;
    opened.then(
      ({ config, card }) => {
        this.#isOpen = connection === this.#connection;
        this.#config = config;
        this.#card = card;
      },
      (error) => connection.end(asEngineError(error)),
    );
    return opened;
  }

  /** A connection that works, made anew if the last one broke. */
  async #ready(): Promise<Connection> {
    if (this.#closed) throw new EngineError('closed', 'The model has been closed.');
    if (!this.#connection || this.#connection.ended) {
      void this.#start({ onProgress: (progress) => this.onReload?.(progress) });
    }
    const connection = this.#connection!;
    await this.#opened;
    return connection;
  }

  /**
   * Calls the engine. Calls, their params and their results are listed in protocol.gen.ts.
   * Tensors in a result carry their numbers as a Float32Array.
   */
  async call<M extends CallName>(
    method: M,
    params: Calls[M]['params'],
    options: CallOptions<Calls[M]['progress']> = {},
  ): Promise<Calls[M]['result']> {
    const { signal } = options;
    // An open model is asked before this function gives way, so that it computes while the page draws.
    const open = this.#isOpen && this.running && !this.#closed ? this.#connection : undefined;
    const connection = open ?? (await abortable(this.#ready(), signal));
    const call = { method, ...withoutBytes(method, params) };
    try {
      const result = await this.#pool.ask<Calls[M]['result']>(connection, call, options as CallOptions<never>);
      if (alters.includes(method)) connection.altered = true;
      return result;
    } catch (error) {
      if (connection.ended && error === connection.ended && connection === this.#connection && !this.#closed)
        this.#reportCrash(connection.ended);
      throw error;
    }
  }

  #reported: EngineError | undefined;

  #reportCrash(error: EngineError): void {
    if (this.#reported === error) return;
    this.#reported = error;
    this.onCrash?.(error);
  }

  /** Whether an engine is running with this model; after a crash it is not until the next call. */
  get running(): boolean {
    return this.#connection !== undefined && this.#connection.ended === undefined;
  }

  /** Identifies the running engine; changes after a crash. What was handed to an earlier one is gone. */
  get generation(): object | undefined {
    return this.running ? this.#connection : undefined;
  }

  /** How many engines would do a long call of this name together, as things are now. */
  engines(method: CallName): number {
    return this.#connection ? this.#pool.size(this.#connection, method) : 1;
  }

  /** How many engines have done a call together that gave this result, or whose result has this head. */
  sharedBy(result: object): number {
    return this.#pool.sharedBy.get(result) ?? 1;
  }

  /** Stops the engine and frees its memory. Calls under way fail with the code "closed". */
  close(): void {
    this.#closed = true;
    this.#pool.end();
    this.#connection?.end(new EngineError('closed', 'The model has been closed.'));
  }
}

/** The params as JSON, and the bytes that go beside them. */
function withoutBytes(method: CallName, params: object): { params: object; data?: Uint8Array } {
  const member = carried[method]?.bytes;
  if (!member) return { params };
  const { [member]: data, ...rest } = params as Record<string, unknown>;
  return data instanceof Uint8Array ? { params: rest, data } : { params: rest };
}

function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) {
    promise.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
