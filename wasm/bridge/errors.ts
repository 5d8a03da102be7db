// One error class for everything that can go wrong between a page and the engine, so that a page can tell its reader
// in the reader's language: the code picks the sentence, the values fill it.

import type { Failure } from './messages.ts';

/**
 * An error from the engine or from getting it going.
 *
 * Codes of the bridge: `network` (a file did not come), `truncated` (it came short), `wrong-file` (its contents are not
 * those that the model's manifest promises), `no-wasm`, `engine-file` (the engine itself is broken or cannot load),
 * `crashed`, `out-of-memory`, `closed`. Codes of the engine are listed in engine/api/errors.go.
 */
export class EngineError extends Error {
  readonly code: string;
  readonly values: Record<string, unknown>;

  constructor(code: string, message: string, values: Record<string, unknown> = {}, options?: ErrorOptions) {
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

/** Any thrown value as an EngineError. */
export function asEngineError(error: unknown, code = 'failed'): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError(code, error instanceof Error ? error.message : String(error), {}, { cause: error });
}
