// What goes between the page and the engine's host. The host is usually a worker; where a page's policy forbids
// workers it is the page itself, and then these messages cross a MessageChannel all the same.

import type { ErrorCode } from './errors.ts';
import type { Enclosure } from './origin.ts';
import type { Config, CallName } from './protocol.gen.ts';

/** Bytes that somebody else may fetch: the page, when it was opened from a file and cannot. */
export type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer> | Blob;

/** One file of a model, already in hand. */
export interface ModelFile {
  /** Its path inside the model's folder, such as "model.safetensors". */
  name: string;
  data: Bytes;
}

/** Where a model comes from: a folder on a host, or files. */
export type Source = { url: string } | { files: ModelFile[] };

/** Where the engine comes from; what is left out is fetched from beside the script. */
export interface EngineFiles {
  engine?: Bytes | string;
  kernels?: { relaxed?: Bytes | string; simd?: Bytes | string };
  /** Compiled already: nothing is fetched then. */
  modules?: EngineModules;
}

/** The engine and its kernels, compiled; null where the browser runs no kernels. */
export interface EngineModules {
  engine: WebAssembly.Module;
  kernel: WebAssembly.Module | null;
}

/** A call, with its bytes beside it. */
export interface Call {
  method: CallName;
  params: object;
  data?: Uint8Array;
}

/**
 * What one of several engines tells of a call that they do together (engine/share): in its loop of so many pieces it
 * has found this in a piece, or has come to the loop (piece −1).
 */
export interface Found {
  loop: number;
  pieces: number;
  piece: number;
  found: Uint8Array;
}

/** What it is told: what others have found in these pieces, and which it is to do next, −1 for none. */
export interface Given {
  loop: number;
  next: number;
  pieces: number[];
  found: Uint8Array[];
}

/** How much of the start is done: bytes of the engine or of the model's files. */
export interface LoadProgress {
  stage: 'engine' | 'model';
  loaded: number;
  total: number;
}

/** A failure as data. `code` is stable; `message` is an English sentence; `values` are its numbers and names. */
export interface Failure {
  code: ErrorCode;
  message: string;
  values?: Record<string, unknown>;
}

/** What an open model says of itself at once. */
export interface Opened {
  config: Config;
  card: unknown;
}

/** Page → host. */
export type Request =
  | { kind: 'files'; table: Enclosure }
  | { kind: 'open'; id: number; source: Source; engine: EngineFiles; keep?: boolean }
  | ({ kind: 'call'; id: number; share?: 'first' | 'other' } & Call)
  | ({ kind: 'share'; id: number } & Given)
  | { kind: 'cancel'; id: number }
  | { kind: 'ping' };

/** Host → page. After a crash the host answers nothing more; a worker is alive as long as it holds its lock. */
export type Reply =
  | { kind: 'alive'; lock: string }
  | { kind: 'pong' }
  | { kind: 'compiled'; modules: EngineModules }
  | { kind: 'kept'; files: ModelFile[] }
  | ({ kind: 'share'; id: number } & Found)
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: Failure }
  | { kind: 'crash'; error: Failure };

/** What a worker's global scope and a MessagePort have in common. */
export interface Port {
  postMessage(message: Reply, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
}
