// How the model in the page answers the questions of lessons. Each measure computes with the reader's own sentence,
// says what it found in a sentence of conclusions.ts, and what that means for the claim: nothing is stored beforehand.

import * as say from '../conclusions.ts';
import type { Said } from '../conclusions.ts';
import type { WhyResult } from '../../wasm/bridge/protocol.gen.ts';
import { chosenOutput, explainedOf, judgeOf, maskingOf, wordSpans } from './explain.ts';
import { inputOf } from './input.ts';
import type { Mark, MeasureName } from './lesson.ts';
import { written } from './selection.ts';
import type { OpenModel, Results } from './session.ts';
import { defaultWords, type State } from './url.ts';
import { meaningPairs, spaced, splitWords } from './words.ts';

/** What a measure found: the answer in the form of the step's question, and a sentence. */
export interface Found {
  answer: string;
  said?: Said | undefined;
}

/** What a measure has at hand. */
export interface Bench {
  model: OpenModel;
  results: Results;
  state: State;
  signal: AbortSignal;
}

export type Measure = (bench: Bench) => Promise<Found | undefined>;

/** A mark by the sentence that is said; nothing said, nothing marked. */
function marked<K extends string>(said: Said | undefined, mark: Record<K, Mark>): Found | undefined {
  const found = said && mark[said.key as unknown as K];
  return found && { answer: found, said };
}

/** The cards of one output word: hiding words, and where attention looked. */
async function card({ model, results, state, signal }: Bench): Promise<WhyResult | undefined> {
  const explained = explainedOf(results, state);
  if (!explained) return undefined;
  const how = { masking: maskingOf(state), evaluate: judgeOf(state), seed: state.seed };
  const output = chosenOutput(results, state);
  return model.call('why', { explained, output, methods: ['occlusion', 'attention'], ...how }, { signal });
}

export const measures: Readonly<Record<MeasureName, Measure>> = {
  /** The sentence in the model's own vocabulary, in a published one, and in words. */
  async vocabularies({ model, state, signal }) {
    const own = await model.call('tokenize', { text: state.text }, { signal });
    const other = await model.call('tokenize', { text: state.text, vocab: 'gpt2' }, { signal });
    const said = say.vocabularies.from(own.tokens.length, other.tokens.length, wordSpans(state.text).length);
    return marked(said, { 'claim.cut': 'holds', 'claim.cutSame': 'part' });
  },
  /** Whether words of one meaning are nearer each other than other words. */
  async near({ model, signal }) {
    const words = splitWords(defaultWords);
    const { cosine } = await model.call('map', { words: words.map(spaced) }, { signal });
    return marked(say.languages.from(cosine, meaningPairs(words)), { 'map.near': 'holds', 'map.far': 'fails' });
  },
  /** The output without positions, and of shuffled words. */
  async order({ model, state, signal }) {
    const run = async (positions?: 'none' | 'shuffled') =>
      (
        await model.call(
          'generate',
          { input: { ...inputOf(state), ...(positions && { positions }), seed: state.seed } },
          { signal },
        )
      ).text;
    const said = say.positions.from(await run(), await run('none'), await run('shuffled'));
    return marked(said, { 'order.bothChanged': 'holds', 'order.oneChanged': 'part', 'order.bothSame': 'fails' });
  },
  /** Whether attention puts the words in the order in which hiding them does. */
  async clue(bench) {
    const why = await card(bench);
    const tau = why && !why.too_short ? why.kendall[0]?.[1] : undefined;
    return marked(say.clue.from(tau), { 'claim.clue': 'holds', 'claim.clueSome': 'part', 'claim.noClue': 'fails' });
  },
  /** Whether the words that hiding names are key: against random orders, judged by another way of hiding. */
  async hiding(bench) {
    const why = await card(bench);
    const share = why && !why.too_short ? why.rows[0]?.curves?.share : undefined;
    return marked(say.hiding.from(share), {
      'claim.hides': 'holds',
      'claim.hidesSome': 'part',
      'claim.hidesNot': 'fails',
    });
  },
  /** The word whose hiding costs the chosen output most. */
  async decisive(bench) {
    const why = await card(bench);
    if (!why) return undefined;
    const { credit } = why.rows[0]!;
    const units = why.head.units.map((u) => u.text.trim());
    const best = credit.indexOf(Math.max(...credit));
    return { answer: units[best] ?? '', said: say.occlusion.from(units, credit) };
  },
  /** The token that the model writes at the chosen place. */
  async next({ results, state }) {
    const token = written(results).tokens[chosenOutput(results, state)];
    return token && { answer: token.text.trim() };
  },
  /** How many tokens the sentence has. */
  async count({ model, state, signal }) {
    const { tokens } = await model.call('tokenize', { text: state.text }, { signal });
    return { answer: String(tokens.length) };
  },
};
