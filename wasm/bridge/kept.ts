// The files of a model as they came, for further engines with the same model: nothing is fetched twice. They lie in
// blobs, which browsers keep outside the page's memory, on disk if they are large.

import type { ModelFile } from './messages.ts';

/** How many bytes are put into a blob at once. */
const most = 4 << 20;

/** One file while it comes. */
export class Keeper {
  readonly #name: string;
  readonly #size: number;
  #blobs: Blob[] = [];
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #held = 0;

  constructor(name: string, size: number) {
    this.#name = name;
    this.#size = size;
  }

  add(chunk: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held >= most) this.#flush();
  }

  /** The file; undefined if not all of it has come: then nobody read it. */
  get file(): ModelFile | undefined {
    this.#flush();
    const data = new Blob(this.#blobs);
    return data.size === this.#size ? { name: this.#name, data } : undefined;
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#chunks));
    [this.#chunks, this.#held] = [[], 0];
  }
}
