// Where files come from: the network, or, in a page that is one file, a table inside the page. Everything that the page
// or its worker reads goes through `request`, so that nothing else needs to know which of the two it is.

import { EngineError } from './errors.ts';

/** One file inside the page. */
export interface Enclosed {
  /** Its MIME type. */
  type: string;
  /** Whether its bytes are compressed by gzip. */
  gzip: boolean;
  base64: string;
}

/** Files by their names relative to `base`, an address that need not exist. */
export interface Enclosure {
  base: string;
  files: Record<string, Enclosed>;
}

let enclosure: Promise<Enclosure> | undefined;

/** From now on files come from a table. */
export function enclose(table: Promise<Enclosure> | Enclosure): void {
  enclosure = Promise.resolve(table);
}

/** The table, if there is one; a page hands it to its workers. */
export function enclosed(): Promise<Enclosure> | undefined {
  return enclosure;
}

/** What `fetch` does, from wherever files come. */
export async function request(url: string | URL, init?: RequestInit): Promise<Response> {
  if (!enclosure) return fetch(url, init);
  const { base, files } = await enclosure;
  init?.signal?.throwIfAborted();
  const { href } = new URL(url, base);
  const name = href.startsWith(base) ? href.slice(base.length).replace(/[?#].*$/, '') : href;
  const file = files[name];
  if (!file) throw new EngineError('left-out', `${name} is not in this file.`, { file: name });
  return new Response(await bytesOf(file), { headers: { 'Content-Type': file.type } });
}

/** The text of a file in the table. */
export async function textOf(file: Enclosed): Promise<string> {
  return new TextDecoder().decode(await bytesOf(file));
}

async function bytesOf(file: Enclosed): Promise<BufferSource> {
  const bytes = decode(file.base64);
  if (!file.gzip) return bytes;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (fromBase64) return fromBase64.call(Uint8Array, base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
