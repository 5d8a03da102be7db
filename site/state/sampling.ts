// What temperature, top-k and top-p do to a row of logits: the same arithmetic as the engine's, on the page, so that a
// slider acts without a run of the model.

export interface SamplingChoice {
  temperature: number; // 0 is greedy
  topk: number; // 0 is all
  topp: number; // 0 is all
}

/** One token of a distribution; `kept` says whether the cut-offs leave it in, `prob` is 0 if not. */
export interface Share {
  id: number;
  logit: number;
  before: number; // softmax at temperature 1, nothing cut off
  prob: number; // after temperature and cut-offs; sums to 1 over the kept
  kept: boolean;
}

/** softmax(logits / temperature), computed from the largest logit down so that nothing overflows. */
export function softmax(logits: ArrayLike<number>, temperature = 1): Float64Array {
  let top = -Infinity;
  for (let i = 0; i < logits.length; i++) top = Math.max(top, logits[i]!);
  const out = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += out[i] = Math.exp((logits[i]! - top) / temperature);
  for (let i = 0; i < out.length; i++) out[i]! /= sum;
  return out;
}

/** Entropy of a distribution in nats. */
export function entropy(probs: ArrayLike<number>): number {
  let h = 0;
  for (let i = 0; i < probs.length; i++) if (probs[i]! > 0) h -= probs[i]! * Math.log(probs[i]!);
  return h;
}

/**
 * The distribution the next token is drawn from: temperature first, then the k most probable, then the smallest set
 * whose probability reaches p, then normalised. Greedy (temperature 0) keeps one token. Returns the `most` most
 * probable, in order.
 */
export function nextToken(logits: ArrayLike<number>, choice: SamplingChoice, most = 12): Share[] {
  const order = topIndices(logits, choice.topp > 0 && choice.topp < 1 ? logits.length : Math.max(most, choice.topk));
  const before = softmax(logits);
  const heated = choice.temperature > 0 && choice.temperature !== 1 ? softmax(logits, choice.temperature) : before;
  const kept = keptCount(order, heated, choice);
  let sum = 0;
  if (kept === Infinity) sum = 1;
  else for (let i = 0; i < kept; i++) sum += heated[order[i]!]!;
  return order.slice(0, most).map((id, i) => ({
    id,
    logit: logits[id]!,
    before: before[id]!,
    kept: i < kept,
    prob: i >= kept ? 0 : choice.temperature > 0 ? heated[id]! / sum : 1,
  }));
}

function keptCount(order: number[], probs: Float64Array, { temperature, topk, topp }: SamplingChoice): number {
  if (temperature === 0) return 1;
  const count = topk > 0 ? Math.min(topk, probs.length) : Infinity;
  if (!(topp > 0 && topp < 1)) return count;
  // The threshold is a share of what top-k left.
  let total = 0;
  for (let i = 0; i < Math.min(count, order.length); i++) total += probs[order[i]!]!;
  let sum = 0;
  for (let i = 0; i < Math.min(count, order.length); i++) {
    sum += probs[order[i]!]!;
    if (sum >= topp * total) return i + 1;
  }
  return count;
}

/** Indices of the `count` largest values, largest first; equal values in index order. */
export function topIndices(values: ArrayLike<number>, count: number): number[] {
  const by = (a: number, b: number) => values[b]! - values[a]! || a - b;
  if (count * 8 > values.length)
    return Array.from({ length: values.length }, (_, i) => i)
      .sort(by)
      .slice(0, count);
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === count && by(i, best[count - 1]!) > 0) continue;
    let at = best.length;
    while (at > 0 && by(i, best[at - 1]!) < 0) at--;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
