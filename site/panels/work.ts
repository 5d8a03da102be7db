// A figure's own call to the engine, with everything a reader needs around a long one: progress, cancel, results
// that fill up while it runs, and what went wrong. The newest question wins; an answer already known is not asked
// again.

import type { ReactiveController } from 'lit';
import { asEngineError, type EngineError } from '../../wasm/bridge/errors.ts';
import { isAbort } from '../../wasm/bridge/latest.ts';
import type { OpenModel } from '../state/session.ts';
import type { Panel } from './panel.ts';

/** How much is done; a Work's `run` reports it, and passes partial results on by `show`. */
export interface Reporter<R> {
  signal: AbortSignal;
  progress(p: { done: number; total: number }): void;
  show(partial: R): void;
}

/**
 * `value` is the last whole result, or a part of the one under way (`partial`); `fresh` says that it answers the
 * question now asked.
 */
export class Work<R> implements ReactiveController {
  /** The last result, which stays on show until the next has come. */
  value: R | undefined;
  partial = false;
  error: EngineError | undefined;
  running = false;
  progress: { done: number; total: number } | undefined;
  /** The question now asked, as JSON ('': none), and the model that is idle and can be asked. */
  #key = '';
  #model: OpenModel | undefined;
  /** What the value answers, and who gave it. */
  #of: string | undefined;
  #by: OpenModel | undefined;
  #asked = '';
  #stopped = '';
  #abort: AbortController | undefined;
  readonly #host: Panel;
  readonly #args: () => unknown[] | undefined;
  readonly #run: (model: OpenModel, report: Reporter<R>) => Promise<R>;
  readonly #auto: () => boolean;

  /**
   * `args` of undefined: nothing to ask. Arguments are compared as JSON. Unless `auto` (now), the reader starts it with
   * `start`.
   */
  constructor(
    host: Panel,
    args: () => unknown[] | undefined,
    run: (model: OpenModel, report: Reporter<R>) => Promise<R>,
    auto: boolean | (() => boolean) = true,
  ) {
    [this.#host, this.#args, this.#run] = [host, args, run];
    this.#auto = typeof auto === 'function' ? auto : () => auto;
    host.addController(this);
  }

  /** The value answers the question now asked, whole. */
  get fresh(): boolean {
    return !this.partial && this.#answers;
  }

  /** The value, or the part of it that is there, if it belongs to the question now asked. */
  get current(): R | undefined {
    return this.#answers ? this.value : undefined;
  }

  /** While no model is idle, nothing speaks against the one that answered. */
  get #answers(): boolean {
    return this.#of === this.#key && (this.#model === undefined || this.#model === this.#by);
  }

  /** Nothing is under way and the reader may start it. */
  get waiting(): boolean {
    return !this.running && !this.fresh && this.#key !== '';
  }

  /** The reader asks for it. */
  start = (): void => {
    this.#asked = this.#key;
    this.#stopped = '';
    this.error = undefined;
    this.hostUpdated();
    this.#host.requestUpdate();
  };

  /** The reader gives it up. */
  cancel = (): void => {
    this.#stopped = this.#key;
    this.#asked = '';
    this.#give();
    this.#host.requestUpdate();
  };

  hostDisconnected(): void {
    this.#give();
  }

  hostUpdated(): void {
    const args = this.#args();
    const model = this.#host.idleModel;
    const key = args ? JSON.stringify(args) : '';
    const same = key === this.#key && model === this.#model;
    if (!same) {
      this.#give();
      [this.#key, this.#model, this.error] = [key, model, undefined];
      this.#host.requestUpdate();
    }
    if (!model || !key || this.running || this.error || this.fresh || this.#stopped === key) return;
    if (this.#asked === key || this.#auto()) void this.#go(model, key);
  }

  #give(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.running = false;
    this.progress = undefined;
  }

  async #go(model: OpenModel, key: string): Promise<void> {
    const { signal } = (this.#abort = new AbortController());
    this.running = true;
    this.#host.requestUpdate();
    const take = (value: R, partial: boolean) => {
      if (signal.aborted) return;
      [this.value, this.partial, this.#of, this.#by] = [value, partial, key, model];
      this.#host.requestUpdate();
    };
    try {
      take(
        await this.#run(model, {
          signal,
          progress: (p) => {
            if (signal.aborted) return;
            this.progress = p;
            this.#host.requestUpdate();
          },
          show: (partial) => take(partial, true),
        }),
        false,
      );
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.error = asEngineError(error);
    }
    if (signal.aborted) return;
    this.running = false;
    this.progress = undefined;
    this.#host.requestUpdate();
  }
}
