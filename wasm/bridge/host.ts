// The engine's side of the bridge: starts Go and the kernels, feeds Go a model's files, and passes calls on. One host
// holds one model for as long as it lives. It runs in a worker (worker.ts) or, where that is forbidden, on the page.
//
// Go is single-threaded here: while it computes, this thread reads no messages. It therefore comes back to the event
// loop every few milliseconds, which is when a cancel gets through; calls made meanwhile are answered in between.

import { stream, readAll, sizeOf } from './download.ts';
import { startEngine, type Dispatch } from './engine.ts';
import { asEngineError, EngineError } from './errors.ts';
import type { Bytes, EngineFiles, LoadProgress, Opened, Port, Reply, Request, Source } from './messages.ts';
import { readJSON, type Manifest } from './manifest.ts';

/** Answers the requests that arrive at a port. */
export function serve(port: Port): void {
  const host = new Host((message, transfer = []) => port.postMessage(message, transfer));
  port.onmessage = (event) => void host.handle(event.data);
}

/** One model file: where it is, and how long. */
interface Part {
  name: string;
  source: Bytes | string;
  bytes: number;
}

const isWeights = (name: string) => /\.(safetensors|gguf)$/.test(name);

class Host {
  readonly #post: (message: Reply, transfer?: Transferable[]) => void;
  #dispatch: Promise<Dispatch> | undefined;

  constructor(post: (message: Reply, transfer?: Transferable[]) => void) {
    this.#post = post;
    globalThis.addEventListener?.('error', (event) => this.#crash(asEngineError((event as ErrorEvent).error ?? event, 'crashed')));
  }

  async handle(request: Request): Promise<void> {
    try {
      if (request.kind === 'open') await this.#open(request.id, request.source, request.engine);
      else if (request.kind === 'call') await this.#call(request);
      else (await this.#dispatch)?.({ op: 'cancel', id: request.id });
    } catch (error) {
      if (request.kind !== 'cancel') this.#post({ kind: 'error', id: request.id, error: asEngineError(error).toJSON() });
    }
  }

  #crash(error: EngineError): void {
    this.#post({ kind: 'crash', error: error.toJSON() });
  }

  /** Engine and small files come at the same time; the weights follow, straight into Go. */
  async #open(id: number, source: Source, engine: EngineFiles): Promise<void> {
    const report = (stage: LoadProgress['stage'], loaded: number, total: number) =>
      this.#post({ kind: 'progress', id, value: { stage, loaded, total } satisfies LoadProgress });
    this.#dispatch = startEngine(engine, (loaded, total) => report('engine', loaded, total), (error) => this.#crash(error));
    this.#dispatch.catch(() => undefined);
    const { parts, manifest } = await locate(source);
    const total = parts.reduce((sum, part) => sum + part.bytes, 0);
    let loaded = 0;
    const count = (bytes: number) => report('model', (loaded += bytes), total);
    const weights = parts.find((part) => isWeights(part.name));
    if (!weights) throw new EngineError('bad-model', 'There is no weights file (.safetensors or .gguf) among the files of this model.');
    const small: Record<string, Uint8Array> = {};
    await Promise.all(
      parts.filter((part) => part !== weights).map(async (part) => (small[part.name] = await readAll(part.source, count))),
    );
    const opened = await feed(await this.#dispatch, id, manifest, small, weights, count);
    this.#post({ kind: 'result', id, value: opened });
  }

  async #call(request: Request & { kind: 'call' }): Promise<void> {
    if (!this.#dispatch) throw new EngineError('closed', 'No model is open.');
    const dispatch = await this.#dispatch;
    const { id, method, params, data } = request;
    dispatch({
      op: 'call',
      id,
      method,
      params: JSON.stringify(params),
      ...(data ? { data } : {}),
      reply: (kind, head, tail) => {
        const value = JSON.parse(head) as unknown;
        if (kind === 'error') this.#post({ kind, id, error: value as never });
        else this.#post({ kind, id, value: attach(value, tail) }, tail.map((bytes) => bytes.buffer));
      },
    });
  }
}

/** The files of a source; a folder on a host is described by its manifest. */
async function locate(source: Source): Promise<{ parts: Part[]; manifest: Manifest | null }> {
  if ('files' in source) {
    return { parts: source.files.map((file) => ({ name: file.name, source: file.data, bytes: sizeOf(file.data) })), manifest: null };
  }
  const manifest = await readJSON<Manifest>(new URL('manifest.json', source.url).href);
  const parts = manifest.files.map((file) => {
    const url = new URL(file.name, source.url);
    url.searchParams.set('v', file.sha256.slice(0, 16));
    return { name: file.name, source: url.href, bytes: file.bytes };
  });
  return { parts, manifest };
}

/** Gives Go a model: the small files whole, the weights in pieces as fast as Go takes them. */
async function feed(
  dispatch: Dispatch,
  id: number,
  manifest: Manifest | null,
  files: Record<string, Uint8Array>,
  weights: Part,
  count: (bytes: number) => void,
): Promise<Opened> {
  let settled = false;
  const opened = new Promise<Opened>((resolve, reject) => {
    const reply = (kind: string, head: string) => {
      settled = true;
      if (kind === 'error') reject(EngineError.from(JSON.parse(head)));
      else resolve(JSON.parse(head) as Opened);
    };
    dispatch({ op: 'open', id, manifest: JSON.stringify(manifest), files, weights: weights.name, size: weights.bytes, reply });
  });
  opened.catch(() => undefined);
  const push = (data: Uint8Array | null, failure = '') =>
    new Promise<void>((resolve) => dispatch({ op: 'weights', data, failure, reply: () => resolve() }));
  try {
    for await (const chunk of stream(weights.source, weights.bytes)) {
      if (settled) break;
      await push(chunk);
      count(chunk.length);
    }
    await push(null);
  } catch (error) {
    await push(null, asEngineError(error).message);
    throw error;
  }
  return opened;
}

/** Puts the numbers of a result's tensors in their places: `data` is an index into the tail until then. */
function attach(value: unknown, tail: Uint8Array<ArrayBuffer>[]): unknown {
  if (tail.length === 0 || typeof value !== 'object' || value === null) return value;
  const object = value as Record<string, unknown>;
  if (Array.isArray(object['axes']) && typeof object['data'] === 'number') {
    object['data'] = new Float32Array(tail[object['data']]!.buffer);
    return object;
  }
  for (const member of Object.values(object)) attach(member, tail);
  return object;
}
