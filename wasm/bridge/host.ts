// The engine's side of the bridge: starts Go and the kernels, feeds Go a model's files, and passes calls on. One host
// holds one model for as long as it lives. It runs in a worker (worker.ts) or, where that is forbidden, on the page.
//
// Go is single-threaded here: while it computes, this thread reads no messages. It therefore comes back to the event
// loop every few milliseconds, which is when a cancel gets through; calls made meanwhile are answered in between.

import { stream, sizeOf } from './download.ts';
import { startEngine, type Dispatch, type GoFile, type NextPiece } from './engine.ts';
import { asEngineError, EngineError } from './errors.ts';
import type { Bytes, EngineModules, Failure, Found, LoadProgress, Port, Reply, Request, Source } from './messages.ts';
import { Keeper } from './kept.ts';
import { readManifest } from './manifest.ts';
import { carried, type CallName, type Tensor } from './protocol.gen.ts';
import { fileURL } from './offline.ts';
import { enclose } from './origin.ts';

/** Answers the requests that arrive at a port. */
export function serve(port: Port, alone: boolean): void {
  const host = new Host((message, transfer = []) => port.postMessage(message, transfer), alone);
  port.onmessage = (event) => {
    if (event.data.kind === 'ping') port.postMessage({ kind: 'pong' }, []);
    else if (event.data.kind === 'files') enclose(event.data.table);
    else void host.handle(event.data);
  };
}

/** One model file and where it is. */
interface Part extends GoFile {
  source: Bytes | string;
}

/** How often the page is told how much has come, ms: not with each of hundreds of pieces. */
const reportEvery = 100;

/** What an answer is. */
type AnswerKind = 'result' | 'progress' | 'error' | 'share';
/** The arrays that follow an answer's JSON. */
type Tail = Uint8Array<ArrayBuffer>[];

class Host {
  readonly #post: (message: Reply, transfer?: Transferable[]) => void;
  #dispatch: Promise<Dispatch> | undefined;

  /** `alone`: nothing else runs on this thread, so that every error on it is the engine's. */
  constructor(post: (message: Reply, transfer?: Transferable[]) => void, alone: boolean) {
    this.#post = post;
    if (!alone) return;
    globalThis.addEventListener?.('error', (event) =>
      this.#crash(asEngineError((event as ErrorEvent).error ?? event, 'crashed')),
    );
  }

  async handle(request: Exclude<Request, { kind: 'ping' | 'files' }>): Promise<void> {
    try {
      if (request.kind === 'open') await this.#open(request);
      else if (request.kind === 'call') await this.#call(request);
      else if (request.kind === 'share') {
        const { id, loop, next, pieces, found } = request;
        (await this.#dispatch)?.({ op: 'share', id, loop, next, pieces, found });
      } else (await this.#dispatch)?.({ op: 'cancel', id: request.id });
    } catch (error) {
      if (request.kind !== 'cancel' && request.kind !== 'share')
        this.#post({ kind: 'error', id: request.id, error: asEngineError(error).toJSON() });
    }
  }

  #crash(error: EngineError): void {
    this.#post({ kind: 'crash', error: error.toJSON() });
  }

  /** Another engine starts faster with what this one has compiled, where browsers let that go from thread to thread. */
  #compiled(modules: EngineModules): void {
    try {
      this.#post({ kind: 'compiled', modules });
    } catch {
      // it fetches and compiles the files itself
    }
  }

  /** Go asks for the files' pieces as it needs them, so that weights go straight to their places. */
  async #open({ id, source, engine, keep }: Request & { kind: 'open' }): Promise<void> {
    let reported = 0;
    const report = (stage: LoadProgress['stage'], loaded: number, total: number) => {
      const now = performance.now();
      if (now - reported < reportEvery && loaded < total) return;
      reported = now;
      this.#post({ kind: 'progress', id, value: { stage, loaded, total } satisfies LoadProgress });
    };
    this.#dispatch = startEngine(
      engine,
      (loaded, total) => report('engine', loaded, total),
      (error) => this.#crash(error),
      (modules) => this.#compiled(modules),
    );
    this.#dispatch.catch(() => undefined);
    const parts = await locate(source);
    const total = parts.reduce((sum, part) => sum + part.size, 0);
    let loaded = 0;
    const count = (bytes: number) => report('model', (loaded += bytes), total);
    const keepers = keep && 'url' in source ? parts.map(({ name, size }) => new Keeper(name, size)) : [];
    const first = new Map(parts.map((part, i) => [part.name, pieces(part, count, keepers[i])]));
    const read = (name: string) => {
      const reader =
        first.get(name) ??
        pieces(
          parts.find((part) => part.name === name)!,
          () => undefined,
        );
      first.delete(name);
      return reader;
    };
    const dispatch = await this.#dispatch;
    dispatch({
      op: 'open',
      id,
      files: parts.map(({ source: _, ...file }) => file),
      read,
      reply: (kind, head) => {
        if (kind === 'result' && keepers.length)
          this.#post({ kind: 'kept', files: keepers.flatMap((keeper) => keeper.file ?? []) });
        this.#answer(id, undefined, kind, head, []);
      },
    });
  }

  #answer(id: number, method: CallName | undefined, kind: AnswerKind, head: string, tail: Tail): void {
    const value = JSON.parse(head) as unknown;
    if (kind === 'share') {
      const found = tail[0]!;
      return this.#post({ kind, id, ...(value as Omit<Found, 'found'>), found }, [found.buffer]);
    }
    if (kind === 'error') return this.#post({ kind, id, error: value as Failure });
    const member = kind === 'result' && method && carried[method]?.tensors;
    if (member) attach((value as Record<string, Tensor[]>)[member]!, tail);
    this.#post(
      { kind, id, value },
      tail.map((bytes) => bytes.buffer),
    );
  }

  async #call(request: Request & { kind: 'call' }): Promise<void> {
    if (!this.#dispatch) throw new EngineError('closed', 'No model is open.');
    const dispatch = await this.#dispatch;
    const { id, method, params, data, share } = request;
    dispatch({
      op: 'call',
      id,
      method,
      params: JSON.stringify(params),
      ...(data ? { data } : {}),
      ...(share ? { share } : {}),
      reply: (kind, head, tail) => this.#answer(id, method, kind, head, tail),
    });
  }
}

/** The files of a source; a folder on a host is described by its manifest. */
async function locate(source: Source): Promise<Part[]> {
  if ('files' in source) return source.files.map(({ name, data }) => ({ name, source: data, size: sizeOf(data) }));
  const manifest = await readManifest(source.url);
  return manifest.files.map((file) => ({
    name: file.name,
    source: fileURL(source.url, file),
    size: file.bytes,
    sha256: file.sha256,
  }));
}

/** How much of a file is fetched before Go asks for it, so that files and engine come at the same time. */
const ahead = 8 << 20;

/** Hands a file over piece by piece: it is read up to `ahead` bytes in advance, and then as fast as Go takes it. */
function pieces(part: Part, count: (bytes: number) => void, keeper?: Keeper): NextPiece {
  const iterator = stream(part.source, part.size);
  const queue: Promise<IteratorResult<Uint8Array<ArrayBuffer>>>[] = [];
  let held = 0; // bytes that have come and not been taken
  const next = () => {
    const piece = iterator.next();
    piece.then(
      ({ done, value }) => {
        if (done) return;
        count(value.length);
        keeper?.add(value);
      },
      () => undefined,
    );
    return piece;
  };
  const fill = async () => {
    for (let size = 0; size >= 0 && held < ahead; held += Math.max(size, 0)) {
      const piece = next();
      queue.push(piece);
      // At the end, or failed: whoever takes this entry sees which.
      size = await piece.then(
        ({ done, value }) => (done ? -1 : value.length),
        () => -1,
      );
    }
  };
  void fill();
  return (callback) => {
    (queue.shift() ?? next()).then(
      ({ done, value }) => {
        if (done) return callback(null, null);
        held -= value.length;
        callback(value, null);
      },
      (error) => callback(null, asEngineError(error).toJSON()),
    );
  };
}

/** Puts the numbers of tensors in their places: `data` is an index into the tail until then. */
function attach(tensors: Tensor[], tail: Tail): void {
  for (const tensor of tensors) tensor.data = new Float32Array(tail[tensor.data as unknown as number]!.buffer);
}
