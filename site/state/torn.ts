// The second sheet for a closed model: who changed its answer without the words that it had named, and without as many
// others. Pure code.

import type { Replied, Torn } from '../../wasm/bridge/protocol.gen.ts';

/** One question asked again: its letters before and after, -1 where none could be read. */
export interface Again extends Torn {
  before: number;
  after: number;
}

/** The answers to the second sheet beside those to the first. */
export function again(first: readonly Replied[], second: readonly Replied[], of: readonly Torn[]): Again[] {
  return of.map((torn, i) => ({ ...torn, before: first[torn.of]!.letter, after: second[i]!.letter }));
}

/** 1 for each answer that changed, 0 for each that did not; what could not be read is left out. */
export function changes(all: readonly Again[], random: boolean): number[] {
  return all.filter((a) => a.random === random && a.after >= 0).map((a) => Number(a.after !== a.before));
}
