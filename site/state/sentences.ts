// Sentences as vectors: the mean of the last layer's outputs over all tokens, and how alike two of them are, beside
// pairs of sentences that have nothing to do with each other.

import type { InfoResult, Language } from '../../wasm/bridge/protocol.gen.ts';
import { bankTexts } from './bank.ts';
import type { OpenModel } from './session.ts';
import { matrix, row, type Matrix } from './tensor.ts';

/** How many sentences can be compared. */
export const mostSentences = 8;

/** A reader's sentences, one a line, none twice. */
export const sentencesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** Sentences to begin with: the first two say the same. */
export const proposed: Readonly<Record<Language, string>> = {
  en: 'The child is sleeping in her bed.\nA little girl lies in bed asleep.\nWe bought three tickets for the train.',
  zh: '孩子在床上睡着了。\n小女孩躺在床上睡觉。\n我们买了三张火车票。',
};

/** The last layer's output in the stack that reads: after the last norm of the model, if it ends with one. */
export function lastOutput(info: Pick<InfoResult, 'sites'>): string {
  const points = ['hook_resid_post', 'ln2.hook_normalized', 'ln_final.hook_normalized'];
  return info.sites.findLast((s) => s.stack !== 'decoder' && points.includes(s.point))?.site ?? '';
}

/** The mean of rows. */
export function meanRow(x: Matrix): Float64Array {
  const mean = new Float64Array(x.cols);
  for (let r = 0; r < x.rows; r++) row(x, r).forEach((value, i) => (mean[i]! += value / x.rows));
  return mean;
}

/** The cosine of every two vectors. */
export function cosines(vectors: readonly Float64Array[]): number[][] {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const lengths = vectors.map((v) => Math.sqrt(dot(v, v)));
  return vectors.map((a, i) =>
    vectors.map((b, j) => (i === j ? 1 : dot(a, b) / (lengths[i]! * lengths[j]! || Number.MIN_VALUE))),
  );
}

/** Entries of a symmetric matrix, each pair once. */
export const pairsOf = (square: readonly (readonly number[])[]): number[] =>
  square.flatMap((row, i) => row.slice(i + 1));

/** What a model makes of sentences. */
export interface Compared {
  sentences: string[];
  cosine: number[][];
  /** Cosines of all pairs of so many of the bank's sentences. */
  random: number[];
  bank: number;
  width: number;
  site: string;
  millis: number;
}

const known = new WeakMap<OpenModel, Map<string, number[]>>();

/** Compares sentences with each other, and `bank` sentences of the bank likewise. */
export async function compared(
  model: OpenModel,
  info: InfoResult,
  sentences: string[],
  language: Language,
  bank: number,
  options: { signal?: AbortSignal; onProgress?: (p: { done: number; total: number }) => void } = {},
): Promise<Compared> {
  const began = performance.now();
  const site = lastOutput(info);
  const { signal } = options;
  const random = known.get(model) ?? new Map<string, number[]>();
  known.set(model, random);
  const key = `${language} ${bank}`;
  const total = sentences.length + (random.has(key) ? 0 : bank);
  let done = 0;
  const vectors = async (texts: readonly string[]) => {
    const list: Float64Array[] = [];
    for (const text of texts) {
      const { tensors } = await model.call('forward', { input: { text }, keep: [site] }, { ...(signal && { signal }) });
      list.push(meanRow(matrix(tensors[0]!)));
      options.onProgress?.({ done: ++done, total });
    }
    return list;
  };
  const own = await vectors(sentences);
  if (!random.has(key)) random.set(key, pairsOf(cosines(await vectors(evenly(await bankTexts(language), bank)))));
  return {
    sentences,
    cosine: cosines(own),
    random: random.get(key)!,
    bank,
    width: own[0]?.length ?? 0,
    site,
    millis: performance.now() - began,
  };
}

/** So many of a list, from its beginning to its end. */
function evenly<T>(list: readonly T[], most: number): T[] {
  return Array.from({ length: Math.min(most, list.length) }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}

/** The value below which so large a share of a list lies. */
export function quantile(list: readonly number[], share: number): number {
  return list.toSorted((a, b) => a - b)[Math.round(share * (list.length - 1))] ?? NaN;
}
