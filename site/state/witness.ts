// The small world's two witnesses as the stage "Ask it" deals and compares them. Pure code.

import type { AskWorldResult, Sort, Witness, WorldQuizResult } from '../../wasm/bridge/protocol.gen.ts';
import type { Tested } from '../conclusions.ts';

/** Kinds of questions of the first experiment. */
export const kinds = ['item', 'rule', 'chance'] as const satisfies readonly string[];
export type Kind = (typeof kinds)[number];

/** The engine's name of each kind. */
export const sortOf: Readonly<Record<Kind, Sort>> = { item: 'item', rule: 'rule, item', chance: 'chance' };

/** Mixtures of many questions: half of them only likely; or about two animals. */
export const mixes = { likely: ['chance', 'item', 'chance', 'rule, item'], hard: ['hard'] } as const satisfies Readonly<
  Record<string, readonly Sort[]>
>;
export type Mix = keyof typeof mixes;

/** Questions that each witness is asked. */
export const quizSize = 200;

/** What the witnesses are called before the reader has guessed. */
export const masks = { en: ['A', 'B'], zh: ['甲', '乙'] } as const;

/** The witnesses in the order in which a question shows them: a coin tossed by its seed. */
export function dealt(seed: number): [Witness, Witness] {
  return (Math.imul(seed + 1, 0x9e3779b1) >>> 16) & 1 ? ['<bluffer>', '<honest>'] : ['<honest>', '<bluffer>'];
}

/** What the tests of an answer's reason found. */
export function tested({ asked, fall, deletion }: AskWorldResult): Tested {
  const { before, named: without, random } = deletion;
  const sum = random.reduce((a, b) => a + b, 0);
  return { named: asked.named, fall, before, without, random: sum / Math.max(1, random.length) };
}

/** Both witnesses on the same questions, and by chance of which size their differences come about. */
export interface Compared {
  honest: WorldQuizResult;
  bluffer: WorldQuizResult;
  /** p-values of the deletion's effects and of stated confidence less right. */
  deletion: number;
  sureness: number;
}
