// A figure's own call to the engine: runs when its arguments change and the model is idle, gives up the call before,
// keeps the last good value on show meanwhile, and does not ask again what it already knows.

import { Task } from '@lit/task';
import { asEngineError, type EngineError } from '../../wasm/bridge/errors.ts';
import { isAbort } from '../../wasm/bridge/latest.ts';
import type { OpenModel } from '../state/session.ts';
import type { Panel } from './panel.ts';

/** `value` is the last result, `error` what went wrong since. */
export class EngineTask<R> {
  value: R | undefined;
  error: EngineError | undefined;
  #key = '';
  #model: OpenModel | undefined;

  /** `args` of undefined means that there is nothing to ask. Arguments are compared as JSON. */
  constructor(
    host: Panel,
    args: () => unknown[] | undefined,
    run: (model: OpenModel, signal: AbortSignal) => Promise<R>,
  ) {
    new Task(host, {
      args: () => [host.idleModel, JSON.stringify(args() ?? null)] as const,
      task: async ([model, key], { signal }) => {
        if (!model || key === 'null' || (key === this.#key && model === this.#model && !this.error)) return;
        try {
          const value = await run(model, signal);
          if (signal.aborted) return;
          [this.value, this.error, this.#key, this.#model] = [value, undefined, key, model];
        } catch (error) {
          if (!isAbort(error) && !signal.aborted) this.error = asEngineError(error);
        }
      },
    });
  }
}
