// Files over an unreliable network: streamed with progress, resumed where they broke off, and given up with a sentence
// that says how far it got. Contents are checked elsewhere, by the engine, against the model's manifest.

import { EngineError } from './errors.ts';
import type { Bytes } from './messages.ts';

/** How often a broken download is taken up again, and how long the first pause is (each next one is twice as long). */
export const retries = 3;
const firstPause = 300;

/**
 * Yields a file chunk by chunk. `size` is its length if known.
 * A failure on the way is retried from the byte reached; statuses such as 404 are not retried.
 */
export async function* download(url: string, size?: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let offset = 0;
  for (let attempt = 0; ; attempt++) {
    const before = offset;
    try {
      for await (const chunk of request(url, offset)) {
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
      if (offset > before) attempt = 0;
      if (attempt >= retries || (error instanceof EngineError && error.code === 'network' && error.values['final']))
        throw explain(error, url);
      await new Promise((resolve) => setTimeout(resolve, firstPause * 2 ** attempt));
    }
  }
}

/** The bytes of one response from `offset` on, whether or not the host understands ranges. */
async function* request(url: string, offset: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, offset > 0 ? { headers: { Range: `bytes=${offset}-` } } : {});
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
      const { done, value } = await reader.read();
      if (done) return;
      if (skip < value.length) yield skip > 0 ? value.subarray(skip) : value;
      skip = Math.max(0, skip - value.length);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
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
