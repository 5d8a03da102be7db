// Key training data, in an engine of its own: a model of a small world is trained for a while, reads the texts in which
// facts are planted, has them ranked for one fact, and is trained again without some of them.

import type {
  KeyDataResult,
  KeyRankResult,
  KeyRemoveProgress,
  Method,
  WorldBeginParams,
} from '../../../wasm/bridge/protocol.gen.ts';
import { asEngineError, type EngineError } from '../../../wasm/bridge/errors.ts';
import { isAbort } from '../../../wasm/bridge/latest.ts';
import type { OpenModel } from '../../state/session.ts';

/** Steps before the planting, steps between two looks at the clock, texts taken away, orders of the texts. */
export const tracing = { base: 300, each: 10, texts: 3, orders: 5 } as const;

/** What is taken away: nothing, the first texts by a method, or those that pushed most against the answer. */
export type Removal = 'all' | 'harmful' | Method;

/** Sends `change` whenever there is something new to draw. */
export class Tracer extends EventTarget {
  planted: KeyDataResult | undefined;
  fact = 0;
  ranked: KeyRankResult | undefined;
  /** Probabilities of the answer, by what was taken away and then by order of the texts. */
  runs = new Map<Removal, number[]>();
  /** What all these trainings took, milliseconds; 0 while they run. */
  took = 0;
  progress: { done: number; total: number } | undefined;
  running = false;
  error: EngineError | undefined;
  #model: OpenModel | undefined;
  #abort: AbortController | undefined;
  readonly #open: () => Promise<OpenModel>;
  readonly #params: WorldBeginParams;

  constructor(open: () => Promise<OpenModel>, params: WorldBeginParams) {
    super();
    [this.#open, this.#params] = [open, params];
  }

  /** Trains, plants, and ranks the texts for the fact that was learned best. */
  plant(): Promise<void> {
    return this.#do(async (signal) => {
      const model = (this.#model ??= await this.#open());
      let { step } = await model.call('world_begin', this.#params, { signal });
      while (step < tracing.base) {
        const { run } = await model.call(
          'world_steps',
          { steps: Math.min(tracing.each, tracing.base - step) },
          { signal },
        );
        step = run.step;
        this.#report({ done: step, total: tracing.base });
      }
      const planted = await model.call('key_data', { seed: this.#params.seed }, { signal, onProgress: this.#report });
      const rise = planted.facts.map((f) => f.after - f.before);
      this.fact = rise.indexOf(Math.max(...rise));
      this.planted = planted;
      await this.#rank(signal);
    });
  }

  /** Ranks the texts for another fact. */
  choose(fact: number): Promise<void> {
    this.fact = fact;
    this.ranked = undefined;
    this.runs.clear();
    return this.#do((signal) => this.#rank(signal));
  }

  /** The texts that pushed against the answer by TracIn, the strongest first. */
  get harmful(): number[] {
    const pulls = this.ranked?.rankings.find((r) => r.method === 'tracin');
    return (pulls?.texts ?? []).filter((_, i) => pulls!.scores[i]! < 0).reverse();
  }

  /** Trains again without the first texts of each method, without those against the answer, and with all. */
  remove(): Promise<void> {
    return this.#do(async (signal) => {
      this.runs.clear();
      this.took = 0;
      const seeds = Array.from({ length: tracing.orders }, (_, i) => this.#params.seed + i);
      const rankings = this.ranked!.rankings;
      const away: [Removal, number[]][] = [
        ['all', []],
        ...rankings.map((r): [Removal, number[]] => [r.method, r.texts]),
      ];
      if (this.harmful.length >= tracing.texts) away.push(['harmful', this.harmful]);
      const named = away.map(([of]) => of);
      const removals = away.map(([, texts]) => texts.slice(0, tracing.texts));
      const total = removals.length * seeds.length;
      const onProgress = (run: KeyRemoveProgress) => {
        const of = named[run.removal]!;
        this.runs.set(of, [...(this.runs.get(of) ?? []), run.prob]);
        const done = [...this.runs.values()].reduce((n, list) => n + list.length, 0);
        this.#report({ done, total });
      };
      const params = { fact: this.fact, removals, seeds };
      const { probs, millis } = await this.#model!.call('key_remove', params, { signal, onProgress });
      this.runs = new Map(named.map((of, i) => [of, probs[i]!]));
      this.took = millis;
    });
  }

  cancel = (): void => this.#abort?.abort();

  /** Ends its engine. */
  close(): void {
    this.cancel();
    this.#model?.close();
    this.#model = undefined;
  }

  async #rank(signal: AbortSignal): Promise<void> {
    const options = { signal, onProgress: this.#report };
    this.ranked = await this.#model!.call('key_rank', { fact: this.fact, most: this.planted!.texts.length }, options);
  }

  async #do(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.cancel();
    const abort = (this.#abort = new AbortController());
    [this.running, this.error, this.progress] = [true, undefined, undefined];
    this.#tell();
    try {
      await work(abort.signal);
    } catch (error) {
      if (!isAbort(error) && this.#abort === abort) this.error = asEngineError(error);
    }
    if (this.#abort === abort) this.running = false;
    this.#tell();
  }

  #report = (progress: { done: number; total: number }): void => {
    this.progress = progress;
    this.#tell();
  };

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
