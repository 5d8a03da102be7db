// Files over an unreliable network: streamed with progress, resumed where they broke off, and given up with a sentence
// that says how far it got. Contents are checked elsewhere, by the engine, against the model's manifest.

import { EngineError } from './errors.ts';
import type { Bytes } from './messages.ts';
import { request as ask } from './origin.ts';

/** How long a host may say nothing before a download counts as broken off, ms: silence is bounded, not duration. */
const silence = 20_000;

/** How often a broken download is taken up again, and how long the first pause is (each next one is twice as long). */
export const retries = 3;
const firstPause = 300;

/**
 * Yields a file chunk by chunk, from the byte `from` on. `size` is its length if known; `signal` gives up.
 * A failure on the way is retried from the byte reached; statuses such as 404 are not retried.
 */
export async function* download(
  url: string,
  size?: number,
  { from = 0, signal }: { from?: number; signal?: AbortSignal } = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let offset = from;
  for (let attempt = 0; ; attempt++) {
    const before = offset;
    try {
      for await (const chunk of request(url, offset, signal)) {
        offset += chunk.length;
        yield chunk;
      }
      if (size === undefined || offset >= size) return;
      throw new EngineError('truncated', `${name(url)} ended after ${offset} of ${size} bytes.`, {
        file: name(url),
        got: offset,
        want: size,
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (offset > before) attempt = 0;
      if (attempt >= retries || isFinal(error)) throw explain(error, url);
      await new Promise((resolve) => setTimeout(resolve, firstPause * 2 ** attempt));
    }
  }
}

/** Whether asking again would only cost time: the host says no, or has already been waited for. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return error.code === 'stalled' || error.code === 'left-out' || (error.code === 'network' && !!error.values['final']);
}

/** The bytes of one response from `offset` on, whether or not the host understands ranges. */
async function* request(url: string, offset: number, signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const patience = new Patience(url, signal);
  const range = offset > 0 ? { headers: { Range: `bytes=${offset}-` } } : {};
  const response = await patience.with(ask(url, { ...range, signal: patience.signal }));
  if (!response.ok || !response.body) {
    const final = response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429;
    throw new EngineError('network', `${name(url)} could not be loaded: the server answered ${response.status}.`, {
      file: name(url),
      status: response.status,
      final,
    });
  }
  let skip = response.status === 206 ? 0 : offset;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await patience.with(reader.read());
      if (done) return;
      if (skip < value.length) yield skip > 0 ? value.subarray(skip) : value;
      skip = Math.max(0, skip - value.length);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Waits for a host as long as it says something from time to time. */
export class Patience {
  readonly #url: string;
  readonly #control = new AbortController();
  /** Ends the request when the host has been silent for too long. */
  readonly signal = this.#control.signal;

  /** `outer` ends the request too. */
  constructor(url: string, outer?: AbortSignal) {
    this.#url = url;
    outer?.throwIfAborted();
    outer?.addEventListener('abort', () => this.#control.abort(outer.reason), { signal: this.#control.signal });
  }

  /** The promise, or an error if it is not settled in time. */
  async with<T>(promise: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const [file, seconds] = [name(this.#url), silence / 1000];
        const error = new EngineError('stalled', `Nothing more of ${file} came for ${seconds} s.`, { file, seconds });
        reject(error);
        this.#control.abort(error);
      }, silence);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Holds bytes to the SHA-256 sum (base64) that the build wrote for them. Without a secure context browsers compute no
 * sums; then a file is taken as it comes.
 */
export async function verify<B extends BufferSource>(bytes: B, sum: string | undefined, file: string): Promise<B> {
  if (!sum || !globalThis.crypto?.subtle) return bytes;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (btoa(String.fromCharCode(...digest)) === sum) return bytes;
  throw new EngineError('wrong-file', `${file} is not the file that was promised.`, { file });
}

function explain(error: unknown, url: string): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError(
    'network',
    `${name(url)} could not be loaded. Check the connection and try again.`,
    { file: name(url) },
    { cause: error },
  );
}

/** The last part of a URL's path. */
export function name(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').pop() || url);
}

/** A whole file, wherever it is. */
export async function readAll(
  source: Bytes | string,
  onBytes: (count: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of stream(source)) {
    chunks.push(chunk);
    onBytes(chunk.length);
  }
  return joined(chunks);
}

/** Chunks in one piece. */
export function joined(chunks: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const piece = 1 << 20;

/** A file in pieces of at most about a megabyte, wherever it is. */
export async function* stream(source: Bytes | string, size?: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (typeof source === 'string') {
    yield* download(source, size);
    return;
  }
  if (source instanceof Blob) {
    for (let at = 0; at < source.size; at += piece)
      yield new Uint8Array(await source.slice(at, at + piece).arrayBuffer());
    return;
  }
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

/** The length of a file in hand. */
export function sizeOf(source: Bytes): number {
  return source instanceof Blob ? source.size : source.byteLength;
}
