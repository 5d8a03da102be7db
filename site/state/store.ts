// The reader's choices, one Store per playground or embed (never module-level, so that two can live on one page).

import type { State } from './url.ts';

/** Holds a State; `change` events carry the set of fields that changed. */
export class Store extends EventTarget {
  #value: State;

  constructor(value: State) {
    super();
    this.#value = value;
  }

  get(): State {
    return this.#value;
  }

  /** Replaces the given fields; nothing is sent if none of them differs. */
  set(part: Partial<State>): void {
    const changed = (Object.keys(part) as (keyof State)[]).filter((k) => !same(part[k], this.#value[k]));
    if (changed.length === 0) return;
    this.#value = { ...this.#value, ...part };
    this.dispatchEvent(new CustomEvent('change', { detail: new Set(changed) }));
  }
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => x === b[i]);
  return Object.is(a, b);
}
