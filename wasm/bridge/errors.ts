// One error class for everything that can go wrong between a page and the engine, so that a page can tell its reader
// in the reader's language: the code picks the sentence, the values fill it.

import type { Failure } from './messages.ts';
import { codes, type Code } from './protocol.gen.ts';

/** The codes of the bridge's own errors, each with the values that always come with it. */
export const bridgeCodes = {
  network: ['file'], // it did not come
  truncated: ['file', 'got', 'want'], // it came short
  stalled: ['file', 'seconds'], // nothing more of it came for so long
  'left-out': ['file'], // the page is one file, and this one is not in it
  'no-wasm': [],
  'engine-file': ['detail'], // the engine itself is broken or cannot load
  crashed: ['detail'],
  'out-of-memory': [],
  'hub-name': ['name'], // what was typed names no model
  'hub-silent': ['hub'], // no answer, or one that the browser keeps from the page
  'hub-locked': ['hub', 'name'], // 401 and 403: not there, or not for everybody
  'hub-missing': ['hub', 'name'],
  'hub-busy': ['hub'], // 429
  'hub-odd': ['hub'], // any other answer
  'hub-nothing': ['name'], // a model without a file that can be opened
  'hub-broken': ['hub', 'name'], // a download that broke off, however often it was taken up
  'storage-full': [],
  'storage-failed': [],
} as const satisfies Record<string, readonly string[]>;

/** Every code that an error can have. */
export type ErrorCode = Code | keyof typeof bridgeCodes;

/** Every code with the values that always come with it. */
export const errorCodes: Record<ErrorCode, readonly string[]> = { ...codes, ...bridgeCodes };

/** An error from the engine or from getting it going. {@link errorCodes} lists the codes. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly values: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, values: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
    this.values = values;
  }

  static from(failure: Failure): EngineError {
    return new EngineError(failure.code, failure.message, failure.values);
  }

  toJSON(): Failure {
    return { code: this.code, message: this.message, values: this.values };
  }
}

/** Any thrown value as an EngineError; one without a code says what happened in its value `detail`. */
export function asEngineError(error: unknown, code: 'failed' | 'crashed' = 'failed'): EngineError {
  if (error instanceof EngineError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new EngineError(code, detail, { detail }, { cause: error });
}
