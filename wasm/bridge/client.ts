// The page's side of the bridge: typed calls to a model, each of which can report progress and be given up. If the
// engine breaks, whatever was being computed fails with a clear error, and the next call starts a fresh one with the
// same model; nothing that the page holds is lost.

import { verify } from './download.ts';
import { asEngineError, EngineError } from './errors.ts';
import { carried, type Config, type CallName, type Calls } from './protocol.gen.ts';
import type { EngineFiles, LoadProgress, Opened, Reply, Request, Source } from './messages.ts';
import { enclosed, textOf, type Enclosure } from './origin.ts';
import { trusted } from './trusted.ts';

/** What may accompany a call. */
export interface CallOptions<P> {
  /** Gives the call up: it rejects with the signal's reason, and the engine stops computing. */
  signal?: AbortSignal;
  /** Receives partial results, or how much is done. */
  onProgress?: (value: P) => void;
}

/** How a model is opened. */
export interface OpenOptions extends CallOptions<LoadProgress> {
  /** Parts of the engine already in hand, for pages that cannot fetch. */
  engine?: EngineFiles;
  /** The worker's script: its address, or its text. "none" runs the engine on the page's own thread. */
  worker?: string | { text: string };
}

/** The other end: a worker, or a port to a host on this thread. */
interface Line {
  post(message: Request): void;
  end(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onProgress: ((value: never) => void) | undefined;
}

/** One engine with one model, as long as it runs. */
class Connection {
  readonly #pending = new Map<number, Pending>();
  #line: Promise<Line>;
  /** The line once it stands: messages then go out at once, before anything else that waits on this thread. */
  #standing: Line | undefined;
  #next = 1;
  /** Why it ended, once it has. */
  ended: EngineError | undefined;

  constructor(options: OpenOptions) {
    this.#line = connect(
      options.worker ?? WORKER_FILE,
      (reply) => this.#receive(reply),
      (error) => this.end(error),
    );
    this.#line.then(
      (line) => (this.#standing = line),
      (error) => this.end(asEngineError(error)),
    );
  }

  #post(message: Request): void {
    if (this.#standing) this.#standing.post(message);
    else
      this.#line.then(
        (line) => line.post(message),
        () => undefined,
      );
  }

  request<T>(make: (id: number) => Request, options: CallOptions<never>): Promise<T> {
    const { signal, onProgress } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.ended) return Promise.reject(this.ended);
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      const giveUp = () => {
        if (!this.#pending.delete(id)) return;
        this.#post({ kind: 'cancel', id });
        reject(signal?.reason);
      };
      const settle = () => signal?.removeEventListener('abort', giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value as T)),
        reject: (error) => (settle(), reject(error)),
        onProgress,
      });
      this.#post(make(id));
    });
  }

  #receive(reply: Reply): void {
    if (reply.kind === 'crash') return this.end(EngineError.from(reply.error));
    if (reply.kind === 'alive' || reply.kind === 'pong') return;
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (reply.kind === 'progress') return pending.onProgress?.(reply.value as never);
    this.#pending.delete(reply.id);
    if (reply.kind === 'result') pending.resolve(reply.value);
    else pending.reject(EngineError.from(reply.error));
  }

  /** Stops the engine; everything unanswered fails with the error. */
  end(error: EngineError): void {
    if (this.ended) return;
    this.ended = error;
    this.#line.then(
      (line) => line.end(),
      () => undefined,
    );
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}

/** How often a worker without a lock is asked whether it is there, and how long it may say nothing, ms. */
const [pingEvery, longestSilence] = [5_000, 60_000];

async function connect(
  worker: string | { text: string },
  receive: (reply: Reply) => void,
  failed: (error: EngineError) => void,
): Promise<Line> {
  if (worker === 'none') return onThisThread(receive);
  const table = await enclosed();
  let thread: Worker;
  const policy = new Policy();
  try {
    thread = table ? await enclosedWorker(table) : await makeWorker(worker);
  } catch {
    policy.stop();
    return onThisThread(receive);
  }
  const ended = new AbortController();
  if (!table && typeof worker === 'string') held(worker, ended.signal).catch(failed);
  /** What was sent before the worker was heard: where a policy forbids it, another host gets that. */
  let unheard: Request[] | undefined = [];
  let instead: Promise<Line> | undefined;
  let heard = performance.now();
  let [asked, locked] = [heard, false];
  const gone = () => failed(new EngineError('crashed', 'The browser ended the engine’s worker.', { detail: 'worker' }));
  // Where there are no locks, a worker that has vanished is one that does not answer any more. Its engine comes back to
  // the event loop every few milliseconds; a page that was asleep itself starts counting anew.
  const watch = setInterval(() => {
    const now = performance.now();
    if (locked) return clearInterval(watch);
    if (now - asked > 2 * pingEvery) heard = now;
    asked = now;
    if (now - heard > longestSilence) gone();
    else thread.postMessage({ kind: 'ping' });
  }, pingEvery);
  const stop = () => {
    ended.abort();
    clearInterval(watch);
    policy.stop();
    thread.terminate();
  };
  thread.onmessage = ({ data }: MessageEvent<Reply>) => {
    heard = performance.now();
    unheard = undefined;
    policy.stop();
    if (data.kind === 'alive') locked = true;
    if (data.kind === 'alive')
      void navigator.locks.request(data.lock, { signal: ended.signal }, gone).catch(() => undefined);
    else receive(data);
  };
  thread.onmessageerror = () =>
    failed(new EngineError('crashed', 'A message from the engine could not be read.', { detail: 'message' }));
  thread.onerror = async (event) => {
    event.preventDefault?.();
    if (unheard && !event.message && (await policy.forbids())) {
      const sent = unheard;
      stop();
      instead = onThisThread(receive);
      return instead.then((line) => sent.forEach((message) => line.post(message)));
    }
    failed(
      new EngineError('crashed', `The engine's worker failed${event.message ? `: ${event.message}` : ' to start'}.`, {
        detail: event.message ?? '',
      }),
    );
  };
  return {
    post: (message) => {
      if (instead) return void instead.then((line) => line.post(message));
      unheard?.push(message);
      thread.postMessage(message);
    },
    end: () => {
      stop();
      void instead?.then((line) => line.end());
    },
  };
}

/** Listens whether a content security policy forbids a worker: the browser says so by an event, not by an exception. */
class Policy {
  #forbids = false;
  readonly #listen = (event: Event) => {
    this.#forbids ||= (event as SecurityPolicyViolationEvent).effectiveDirective === 'worker-src';
  };

  constructor() {
    globalThis.addEventListener('securitypolicyviolation', this.#listen);
  }

  /** Whether it does; asked when a worker did not start. The event may come just after the worker's own. */
  async forbids(): Promise<boolean> {
    if (!this.#forbids) await new Promise((resolve) => setTimeout(resolve, 100));
    return this.#forbids;
  }

  stop(): void {
    globalThis.removeEventListener('securitypolicyviolation', this.#listen);
  }
}

/**
 * A page may not make a worker from another origin's script, but a script of its own may import it. In a sandboxed
 * frame every origin is another, and browsers start no module from a text: there the script, which imports nothing, is
 * the text of a classic worker.
 */
async function makeWorker(worker: string | { text: string }): Promise<Worker> {
  const start = (url: string, type: WorkerType = 'module') => new Worker(trusted(url), { type });
  if (typeof worker !== 'string') return start(blobURL(worker.text));
  const url = new URL(worker, import.meta.url);
  if (url.origin === globalThis.origin) return start(url.href);
  if (globalThis.origin !== 'null') return start(blobURL(`import ${JSON.stringify(url.href)};`));
  const text = await (await fetch(url)).text();
  return start(blobURL(text.replaceAll('import.meta.url', JSON.stringify(url.href))), 'classic');
}

/**
 * Browsers hold no worker to a sum, and a script with a wrong bit may do nothing, without an error: this fetches it
 * once more, as a rule from the browser's cache, and fails if it is not the build's own.
 */
async function held(worker: string, signal: AbortSignal): Promise<void> {
  if (worker !== WORKER_FILE) return;
  const response = await fetch(new URL(worker, import.meta.url), { signal }).catch(() => undefined);
  if (!response?.ok) return; // the worker itself will say so
  const bytes = await response.arrayBuffer().catch(() => undefined);
  if (bytes) await verify(bytes, WORKER_SUM, worker);
}

/** The worker of a page that is one file: a classic script, which gets the page's files before anything else. */
async function enclosedWorker(table: Enclosure): Promise<Worker> {
  const base = `globalThis.pellucidBase = ${JSON.stringify(table.base)};\n`;
  const thread = new Worker(trusted(blobURL(base + (await textOf(table.files[WORKER_FILE]!)))));
  thread.postMessage({ kind: 'files', table } satisfies Request);
  return thread;
}

const blobURL = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

async function onThisThread(receive: (reply: Reply) => void): Promise<Line> {
  const { serve } = await import('./host.ts');
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = (event: MessageEvent<Reply>) => receive(event.data);
  serve(port2, false);
  return { post: (message) => port1.postMessage(message), end: () => port1.close() };
}

/** An open model. */
export class RemoteModel {
  readonly #source: Source;
  readonly #options: OpenOptions;
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
    const connection = (this.#connection = new Connection(this.#options));
    const opened = connection.request<Opened>(
      (id) => ({ kind: 'open', id, source: this.#source, engine: this.#options.engine ?? {} }),
      options as CallOptions<never>,
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
    const beside = withoutBytes(method, params);
    try {
      return await connection.request<Calls[M]['result']>(
        (id) => ({ kind: 'call', id, method, ...beside }),
        options as CallOptions<never>,
      );
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

  /** Stops the engine and frees its memory. Calls under way fail with the code "closed". */
  close(): void {
    this.#closed = true;
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
