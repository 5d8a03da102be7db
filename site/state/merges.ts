// How a vocabulary really joined the pieces of a word, read from the steps themselves. Pure.

import type { MergesResult, MergeStep } from '../../wasm/bridge/protocol.gen.ts';

/** What the steps of a word are like. */
export interface Joining {
  /**
   * The order of joining is that of the tokens' ids: the lower the id, the earlier. Otherwise it is a list of its own.
   */
  byID: boolean;
  /** Some step joins more than two pieces: what it makes stands whole in the vocabulary. */
  whole: boolean;
}

/** How many pieces a step joined. */
export function joinedBy(step: MergeStep, before: MergeStep): number {
  return before.pieces.length - step.pieces.length + 1;
}

/** What the steps of a word are like; of a single byte, which nothing joins, as of a list of merges. */
export function joining({ steps }: MergesResult): Joining {
  const made = steps.slice(1);
  return {
    byID: made.length > 0 && made.every((step) => step.pieces[step.at]?.id === step.rank),
    whole: made.some((step, i) => joinedBy(step, steps[i]!) > 2),
  };
}
