// How long what an engine is doing will yet take, from what it says of how much is done.

/** Progress of less than this says little, ms. */
const tooShort = 100;

export class Pace {
  readonly #now: () => number;
  #began = 0;
  #from = 0;
  #last: { done: number; total: number } | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Hears a progress; what does not say how much of how much is done is left aside. */
  heard(value: object): void {
    if (!('done' in value && 'total' in value)) return;
    const { done, total } = value as { done: number; total: number };
    const last = this.#last;
    // Another part of the work counts anew.
    if (!last || done < last.done || total !== last.total) [this.#began, this.#from] = [this.#now(), done];
    this.#last = { done, total };
  }

  /** How long the part in work will take to its end, ms; 0 until that can be told. */
  left(): number {
    const { done, total } = this.#last ?? { done: 0, total: 0 };
    const taken = this.#now() - this.#began;
    if (done <= this.#from || taken < tooShort) return 0;
    return (taken / (done - this.#from)) * (total - done);
  }
}
