// One engine with one model: a worker, or, where that is forbidden, a host on this thread. It lives until it breaks or
// is ended.

import { verify } from './download.ts';
import { asEngineError, EngineError } from './errors.ts';
import type { EngineModules, Found, ModelFile, Reply, Request } from './messages.ts';
import { enclosed, textOf, type Enclosure } from './origin.ts';
import { trusted } from './trusted.ts';

/** What may accompany a call. */
export interface CallOptions<P> {
  /** Gives the call up: it rejects with the signal's reason, and the engine stops computing. */
  signal?: AbortSignal;
  /** Receives partial results, or how much is done. */
  onProgress?: (value: P) => void;
}

/** A call under way. */
export interface Asked<T> {
  id: number;
  answer: Promise<T>;
}

/** The other end: a worker, or a port to a host on this thread. */
interface Line {
  /** Whether the host has a thread of its own. */
  readonly alone: boolean;
  post(message: Request): void;
  end(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onProgress: ((value: never) => void) | undefined;
  onFound: ((found: Found) => void) | undefined;
}

/** One engine with one model, as long as it runs. */
export class Connection {
  readonly #pending = new Map<number, Pending>();
  #line: Promise<Line>;
  /** The line once it stands: messages then go out at once, before anything else that waits on this thread. */
  #standing: Line | undefined;
  #next = 1;
  /** Why it ended, once it has. */
  ended: EngineError | undefined;
  /** The engine and its kernels, compiled, once they are: another engine starts faster with them. */
  modules: EngineModules | undefined;
  /** The files of the model as they came, if they were to be kept. */
  files: ModelFile[] | undefined;
  /** Whether a call has changed what other engines with this model would compute otherwise. */
  altered = false;

  constructor(worker: string | { text: string } = WORKER_FILE) {
    this.#line = connect(
      worker,
      (reply) => this.#receive(reply),
      (error) => this.end(error),
    );
    this.#line.then(
      (line) => (this.#standing = line),
      (error) => this.end(asEngineError(error)),
    );
  }

  /** Whether the engine has a thread of its own, as far as is known. */
  get alone(): boolean {
    return this.#standing?.alone ?? true;
  }

  /** Sends what needs no answer. */
  post(message: Request): void {
    if (this.#standing) this.#standing.post(message);
    else
      this.#line.then(
        (line) => line.post(message),
        () => undefined,
      );
  }

  request<T>(make: (id: number) => Request, options: CallOptions<never>): Promise<T> {
    return this.ask<T>(make, options).answer;
  }

  /** Like `request`, for calls that engines do together: what this one finds on the way is shown. */
  ask<T>(make: (id: number) => Request, options: CallOptions<never>, onFound?: (found: Found) => void): Asked<T> {
    const { signal, onProgress } = options;
    const id = this.#next++;
    if (signal?.aborted) return { id, answer: Promise.reject(signal.reason) };
    if (this.ended) return { id, answer: Promise.reject(this.ended) };
    const answer = new Promise<T>((resolve, reject) => {
      const giveUp = () => {
        if (!this.#pending.delete(id)) return;
        this.post({ kind: 'cancel', id });
        reject(signal?.reason);
      };
      const settle = () => signal?.removeEventListener('abort', giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value as T)),
        reject: (error) => (settle(), reject(error)),
        onProgress,
        onFound,
      });
      this.post(make(id));
    });
    return { id, answer };
  }

  #receive(reply: Reply): void {
    if (reply.kind === 'crash') return this.end(EngineError.from(reply.error));
    if (reply.kind === 'alive' || reply.kind === 'pong') return;
    if (reply.kind === 'compiled') return void (this.modules = reply.modules);
    if (reply.kind === 'kept') return void (this.files = reply.files);
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (reply.kind === 'progress') return pending.onProgress?.(reply.value as never);
    if (reply.kind === 'share') return pending.onFound?.(reply);
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
    get alone() {
      return !instead;
    },
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
  return { alone: false, post: (message) => port1.postMessage(message), end: () => port1.close() };
}
