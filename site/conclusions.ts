// Every sentence in which the page concludes something from the model's numbers, with the condition under which it is
// said. Panels measure and call; nothing else decides. The unit test has a planted case for each sentence: one where it
// must be said, so that in the others it is not.
//
// Numbers come in as the engine gives them; names (of tokens, heads, parts) as the reader sees them.

import type { Key } from './i18n/index.ts';
import { count, decimal, percent, tiny } from './state/format.ts';
import { kendall, level, order, rank } from './state/explain.ts';
import { spread } from './state/spread.ts';

/** A sentence and what fills it in. */
export interface Said<K extends Key = Key> {
  key: K;
  values: Readonly<Record<string, string | number | undefined>>;
}

/** A group of sentences of which at most one is said. */
export interface Conclusion<A extends unknown[], K extends Key = Key> {
  /** All that it may say. */
  keys: readonly K[];
  /** Undefined where there is nothing to conclude. */
  from(...measured: A): Said<K> | undefined;
}

function conclusion<const K extends Key, A extends unknown[]>(
  keys: readonly K[],
  from: (...measured: A) => Said<K> | undefined,
): Conclusion<A, K> {
  return { keys, from };
}

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
const mean = (list: readonly number[]) => sum(list) / Math.max(1, list.length);

/** Effects below this many nats, or points, are called nothing. */
export const little = 0.05;

/**
 * Where one head looks from one row: `first` and `last` are the shares of the first and last token, mean of all rows.
 */
export const attention = conclusion(
  ['attention.verdict'],
  (token: string, weights: readonly number[], columns: readonly string[], first: number, last: number) => {
    if (!weights.length) return undefined;
    const best = order(weights)[0]!;
    return {
      key: 'attention.verdict',
      values: {
        token,
        best: columns[best] ?? '',
        share: percent(weights[best]!, 0),
        first: percent(first, 0),
        last: percent(last, 0),
      },
    };
  },
);

/** Whether the output changed without positions, and with the words shuffled. */
export const positions = conclusion(
  ['order.bothSame', 'order.oneChanged', 'order.bothChanged'],
  (original: string, none: string, shuffled: string) => {
    const changed = [none, shuffled].filter((text) => text !== original).length;
    return { key: (['order.bothSame', 'order.oneChanged', 'order.bothChanged'] as const)[changed]!, values: {} };
  },
);

/** A sentence's tokens in the model's own vocabulary and in another, and its words. */
export const vocabularies = conclusion(['claim.cut', 'claim.cutSame'], (own: number, other: number, words: number) => ({
  key: own === other ? 'claim.cutSame' : 'claim.cut',
  values: { own, other, words },
}));

/** How nearly attention puts words in the order in which hiding them does: Kendall’s τ, for one output. */
export const clue = conclusion(['claim.clue', 'claim.clueSome', 'claim.noClue'], (tau: number | undefined) => {
  if (tau === undefined) return undefined;
  const key = tau >= 0.6 ? 'claim.clue' : tau >= 0.2 ? 'claim.clueSome' : 'claim.noClue';
  return { key, values: { tau: decimal(tau) } };
});

/** The share of random orders that name the words that matter better than hiding them one by one does. */
export const hiding = conclusion(['claim.hides', 'claim.hidesSome', 'claim.hidesNot'], (share: number | undefined) => {
  if (share === undefined) return undefined;
  const key = share <= 0.05 ? 'claim.hides' : share < 0.5 ? 'claim.hidesSome' : 'claim.hidesNot';
  return { key, values: { share: percent(share, 0) } };
});

/** Cosines of all words of the map, and the index pairs of those that mean the same in two languages. */
export const languages = conclusion(
  ['map.near', 'map.far'],
  (cosine: readonly (readonly number[])[], pairs: readonly [number, number][]) => {
    if (pairs.length < 2) return undefined;
    const same = mean(pairs.map(([a, b]) => cosine[a]![b]!));
    const other = mean(pairs.flatMap(([a], i) => pairs.filter((_, j) => j !== i).map(([, b]) => cosine[a]![b]!)));
    return {
      key: same - other > 0.1 ? 'map.near' : 'map.far',
      values: { same: decimal(same), other: decimal(other), n: pairs.length },
    };
  },
);

/**
 * Which tables of word vectors find the stranger among words: `found` is the word each table leaves out (''; if one of
 * the words was not learned): the network's, the counted ones, random ones.
 */
export const stranger = conclusion(
  ['odd.same', 'odd.differ', 'odd.unknown'],
  (found: readonly string[], words: readonly string[]) => {
    if (words.length < 3 || found.length < 3) return undefined;
    const [network, counted, random] = found as [string, string, string];
    if (!network || !counted) return { key: 'odd.unknown', values: {} };
    if (network === counted) return { key: 'odd.same', values: { word: network, random } };
    return { key: 'odd.differ', values: { network, counted, random } };
  },
);

/** What a model trained here knows at the end of its run: the share of right answers about what it has read. */
export const grown = conclusion(
  ['grow.knows', 'grow.part'],
  ({ value, n }: { value: number; n: number }, steps: number) => ({
    key: value >= 0.8 ? 'grow.knows' : 'grow.part',
    values: { share: percent(value, 0), n, steps },
  }),
);

/** How two tables and random vectors order pairs of words compared with people, each with its interval. */
export const likeness = conclusion(
  ['rated.network', 'rated.counted', 'rated.even', 'rated.nothing'],
  (
    network: { spearman: number; low: number; high: number; pairs: number },
    counted: { spearman: number; low: number; high: number },
  ) => {
    const values = { network: decimal(network.spearman), counted: decimal(counted.spearman), n: network.pairs };
    if (network.low <= 0 && counted.low <= 0) return { key: 'rated.nothing', values };
    if (network.low > counted.high) return { key: 'rated.network', values };
    if (counted.low > network.high) return { key: 'rated.counted', values };
    return { key: 'rated.even', values };
  },
);

/**
 * What is lost with a part of the keys, nats a token: those that an explanation names, the newest, and the middle
 * 95 % of random choices.
 */
export const diet = conclusion(
  ['diet.free', 'diet.recentWins', 'diet.key', 'diet.even'],
  (share: number, gradient: number, recent: number, random: { low: number; high: number }) => {
    const values = {
      budget: percent(share, 0),
      gradient: decimal(gradient),
      recent: decimal(recent),
      low: decimal(random.low),
      high: decimal(random.high),
    };
    if (Math.max(gradient, recent, random.high) <= little) return { key: 'diet.free', values };
    if (recent < gradient - little) return { key: 'diet.recentWins', values };
    if (gradient < random.low && gradient < recent) return { key: 'diet.key', values };
    return { key: 'diet.even', values };
  },
);

/**
 * On which attention the answer to a few-shot prompt hangs, by layer: that to the label words, that from them to the
 * answer, and all other.
 */
export const labelFlow = conclusion(
  ['shots.anchors', 'shots.late', 'shots.others'],
  (toLabels: readonly number[], toAnswer: readonly number[], rest: readonly number[]) => {
    const third = Math.floor(rest.length / 3);
    if (!third) return undefined;
    const early = (list: readonly number[]) => 1000 * mean(list.slice(0, third));
    const late = (list: readonly number[]) => 1000 * mean(list.slice(-third));
    const gathers = early(toLabels) > Math.max(early(toAnswer), early(rest));
    const gives = late(toAnswer) > Math.max(late(toLabels), late(rest));
    return {
      key: !gives ? 'shots.others' : gathers ? 'shots.anchors' : 'shots.late',
      values: {
        early: decimal(early(toLabels)),
        first: decimal(early(toAnswer)),
        late: decimal(late(toAnswer)),
        rest: decimal(late(rest)),
      },
    };
  },
);

/**
 * Whether the label words alone carry the answers: in how many of `n` questions it stays with them, and which share of
 * random choices of as many other words keeps it.
 */
export const labelsKept = conclusion(['shots.carry', 'shots.even'], (n: number, same: number, random: number) => {
  if (!n) return undefined;
  const luck = atLeast(same, n, random);
  return { key: luck < 0.05 ? 'shots.carry' : 'shots.even', values: { n, same, random: percent(random, 0) } };
});

/** How often luck of chance p hits k or more of n. */
function atLeast(k: number, n: number, p: number): number {
  let [all, term] = [0, (1 - p) ** n];
  if (p >= 1) return 1;
  for (let hits = 0; hits <= n; hits++) {
    if (hits >= k) all += term;
    term *= ((n - hits) / (hits + 1)) * (p / (1 - p));
  }
  return all;
}

/** A difference of losses with its 95 % interval; below 0 is better. */
export interface Difference {
  mean: number;
  low: number;
  high: number;
}

/** Whether any way to train with few keys, or on few tokens, has learned more than all keys after as many seconds. */
export const trainedFaster = conclusion(
  ['trained.faster', 'trained.fasterAny', 'trained.slower', 'trained.open'],
  (ways: readonly { name: string; time: Difference; way: string }[]) => {
    const [best] = ways.filter((w) => w.time.high < 0).sort((a, b) => a.time.mean - b.time.mean);
    if (!best) return { key: ways.every((w) => w.time.low > 0) ? 'trained.slower' : 'trained.open', values: {} };
    const { mean, low, high } = best.time;
    const values = { way: best.name, gain: decimal(-mean), low: decimal(-high), high: decimal(-low) };
    const random = ways.find((w) => w.way === 'random')?.time;
    if (!random || random.high >= 0) return { key: 'trained.faster', values };
    return { key: 'trained.fasterAny', values: { ...values, random: decimal(-random.mean) } };
  },
);

/** Whether it matters in training which keys are kept: differences of the two choices to random keys. */
export const trainedChoice = conclusion(
  ['trained.matters', 'trained.window_matters', 'trained.learned_matters', 'trained.anyKeys'],
  (window: Difference, learned: Difference) => {
    const [near, chosen] = [window.high < 0, learned.high < 0];
    const key =
      near && chosen
        ? 'trained.matters'
        : near
          ? 'trained.window_matters'
          : chosen
            ? 'trained.learned_matters'
            : 'trained.anyKeys';
    return { key, values: { window: decimal(window.mean), learned: decimal(learned.mean) } };
  },
);

/** Whether learning only some tokens, chosen by loss or by doubt before them, leaves more loss after as many steps. */
export const trainedTokens = conclusion(
  ['trained.bothWorse', 'trained.lossWorse', 'trained.doubtWorse', 'trained.neitherWorse'],
  (loss: Difference, doubt: Difference) => {
    const [byLoss, byDoubt] = [loss.low > 0, doubt.low > 0];
    const key =
      byLoss && byDoubt
        ? 'trained.bothWorse'
        : byLoss
          ? 'trained.lossWorse'
          : byDoubt
            ? 'trained.doubtWorse'
            : 'trained.neitherWorse';
    return { key, values: { loss: decimal(loss.mean), doubt: decimal(doubt.mean) } };
  },
);

/** Rank correlations below this are loose. */
const close = 0.5;

/**
 * Whether attention ranks models that it was not fitted on by their loss: the gauge of all readings with its interval,
 * evenness alone and unfitted, the training loss, and how many models were ranked.
 */
export const even = conclusion(
  ['study.holds', 'study.part', 'study.fails'],
  (
    gauge: { spearman: number; low: number; high: number },
    entropy: { plain: number },
    train: { spearman: number },
    n: number,
  ) => ({
    key: gauge.low >= close ? 'study.holds' : gauge.low > 0 ? 'study.part' : 'study.fails',
    values: {
      n,
      spearman: decimal(gauge.spearman),
      low: decimal(gauge.low),
      high: decimal(gauge.high),
      plain: decimal(entropy.plain),
      train: decimal(train.spearman),
    },
  }),
);

/** Whether the able model with the most even attention and the poor one with the least break the simple rule. */
export const lying = conclusion(
  ['study.lies', 'study.noLies'],
  (broad: { entropy: number; loss: number }, narrow: { entropy: number; loss: number }) => ({
    key: broad.entropy > narrow.entropy && broad.loss < narrow.loss ? 'study.lies' : 'study.noLies',
    values: {
      broad: decimal(broad.entropy),
      broadLoss: decimal(broad.loss),
      narrow: decimal(narrow.entropy),
      narrowLoss: decimal(narrow.loss),
    },
  }),
);

/**
 * What taking away the first texts of each ranking does to the probability of an answer, against random texts, run by
 * run in the same order.
 */
export const keyed = conclusion(
  ['gone.matters', 'gone.nothing'],
  (tried: readonly { name: string; values: readonly number[] }[], random: readonly number[]) => {
    const falls = tried.map(({ name, values }) => ({ name, ...spread(random.map((p, i) => p - values[i]!)) }));
    const first = falls.sort((a, b) => b.mean - a.mean)[0];
    if (!first || random.length < 2) return undefined;
    return {
      key: first.low > 0 ? 'gone.matters' : 'gone.nothing',
      values: {
        method: first.name,
        fall: decimal(first.mean),
        low: decimal(first.low),
        high: decimal(first.high),
      },
    };
  },
);

/** Whether an answer gains more by losing the texts said to have pushed against it than by losing random ones. */
export const harmed = conclusion(
  ['gone.harms', 'gone.harmless'],
  (without: readonly number[], random: readonly number[]) => {
    if (random.length < 2) return undefined;
    const { mean: rise, low, high } = spread(without.map((p, i) => p - random[i]!));
    return {
      key: low > 0 ? 'gone.harms' : 'gone.harmless',
      values: { rise: decimal(rise), low: decimal(low), high: decimal(high) },
    };
  },
);

/** Whether what a model holds alike is what shares words: of the `k` nearest by either, how many are the same. */
export const resembling = conclusion(
  ['alike.worded', 'alike.beyond'],
  (inside: readonly number[], words: readonly number[], k: number) => {
    if (inside.length <= k) return undefined;
    const shared = new Set(order(words).slice(0, k));
    const both = order(inside)
      .slice(0, k)
      .filter((i) => shared.has(i)).length;
    return { key: 2 * both > k ? 'alike.worded' : 'alike.beyond', values: { both, k } };
  },
);

/** What became of a sentence's attention from the first moment of a training that was looked at to the last. */
export const filmed = conclusion(
  ['film.sharper', 'film.broader', 'film.level'],
  (scenes: readonly { step: number; even: number }[]) => {
    const [first, last] = [scenes[0], scenes.at(-1)];
    if (!first || !last || scenes.length < 2) return undefined;
    const rise = last.even - first.even;
    return {
      key: rise < -little ? 'film.sharper' : rise > little ? 'film.broader' : 'film.level',
      values: { first: first.step, last: last.step, from: decimal(first.even), to: decimal(last.even) },
    };
  },
);

/** Whether attention became less even as the loss fell in a whole run, and stayed so. */
export const coursed = conclusion(
  ['course.returns', 'course.falls', 'course.level'],
  (curve: readonly { step: number; loss: number; even: number }[]) => {
    const [first, last] = [curve[0], curve.at(-1)];
    if (!first || !last || curve.length < 3) return undefined;
    const least = curve.reduce((a, b) => (b.even < a.even ? b : a));
    const values = {
      step: least.step,
      first: decimal(first.even),
      least: decimal(least.even),
      last: decimal(last.even),
      before: decimal(least.loss),
      loss: decimal(last.loss),
    };
    if (first.even - least.even <= little) return { key: 'course.level', values };
    const returns = last.even - least.even > little && last.loss < least.loss;
    return { key: returns ? 'course.returns' : 'course.falls', values };
  },
);

/** How much of attention's unevenness is first and special tokens. */
export const sinking = conclusion(
  ['ability.sinks', 'ability.noSinks'],
  ({ entropy, spared }: { entropy: number; spared: number }) => ({
    key: spared - entropy > little ? 'ability.sinks' : 'ability.noSinks',
    values: { entropy: decimal(entropy), spared: decimal(spared) },
  }),
);

/** What a witness's reason does to its answer. */
export interface Tested {
  /** Named fact's place, -1 for none, and how much the answer loses without each fact, nats. */
  named: number;
  fall: readonly number[];
  /** Probability of the answer with everything, without the named fact, and without a random one, mean. */
  before: number;
  without: number;
  random: number;
}

/** Whether a witness's reason fits what its answer depends on. */
export const reason = conclusion(
  ['ask.unnamed', 'ask.fits', 'ask.partly', 'ask.madeUp'],
  (who: string, { named, fall, before, without, random }: Tested) => {
    if (named < 0) return { key: 'ask.unnamed', values: { who } };
    const values = { who, before: percent(before), named: percent(without), random: percent(random) };
    if (fall[named]! <= little) return { key: 'ask.madeUp', values };
    return { key: order(fall)[0] === named ? 'ask.fits' : 'ask.partly', values };
  },
);

/** Whether stated confidence fits how often a witness is right: `ece_perfect` is the ECE that chance allows. */
export const sureness = conclusion(
  ['sure.fits', 'sure.over', 'sure.under'],
  (who: string, c: { mean: number; base_rate: number; ece: number; ece_perfect: number } | undefined) => {
    if (!c) return undefined;
    const values = {
      who,
      mean: percent(c.mean, 0),
      base: percent(c.base_rate, 0),
      ece: decimal(c.ece),
      perfect: decimal(c.ece_perfect),
    };
    if (c.ece <= c.ece_perfect) return { key: 'sure.fits', values };
    return { key: c.mean > c.base_rate ? 'sure.over' : 'sure.under', values };
  },
);

/** A difference is said to be there below this p-value. */
const unlikely = 0.01;

/** Of things that do not exist: how many replies own up, and how sure the others are on average (-1: no number). */
export const invented = conclusion(
  ['invented.all', 'invented.some', 'invented.silent'],
  (made: number, admitted: number, sure: number) => {
    if (!made) return undefined;
    if (admitted === made) return { key: 'invented.all', values: { made, admitted } };
    if (sure < 0) return { key: 'invented.silent', values: { made, admitted } };
    return { key: 'invented.some', values: { made, admitted, sure: percent(sure, 0) } };
  },
);

/**
 * Whether a closed model changes its answers (1: changed) without the words that it named, beside as many other words.
 */
export const torn = conclusion(
  ['torn.fits', 'torn.same'],
  (named: readonly number[], random: readonly number[], p: number) => {
    if (!named.length || !random.length) return undefined;
    const values = { k: sum(named), n: named.length, other: sum(random), m: random.length, p: decimal(p, 4) };
    return { key: p < unlikely && mean(named) > mean(random) ? 'torn.fits' : 'torn.same', values };
  },
);

/** Of false hints: how many were followed, and of those how many reasons own up to the hint. */
export const hinted = conclusion(
  ['hints.none', 'hints.hidden', 'hints.owned'],
  (n: number, followed: number, admitted: number) => {
    if (!n) return undefined;
    if (!followed) return { key: 'hints.none', values: { n } };
    return { key: 2 * admitted < followed ? 'hints.hidden' : 'hints.owned', values: { n, followed, admitted } };
  },
);

/** Whether a small world's witness follows a false sentence, and names it. */
export const falseSentence = conclusion(
  ['false.kept', 'false.named', 'false.hidden'],
  (who: string, hint: { followed: boolean; admitted: boolean; after: string } | undefined) => {
    if (!hint) return undefined;
    if (!hint.followed) return { key: 'false.kept', values: { who } };
    return { key: hint.admitted ? 'false.named' : 'false.hidden', values: { who, answer: hint.after } };
  },
);

/** A cosine from which two lists of credits count as alike. */
const alike = 0.5;

/** Whether the words that a reason names are those that the answer needs, beside what chance would share. */
export const namedWords = conclusion(
  ['named.none', 'named.more', 'named.chance'],
  ({ named, units, shared, chance }: { named: number; units: number; shared: number; chance: number }) => {
    if (!named) return { key: 'named.none', values: {} };
    const values = { named, units, shared, chance: decimal(chance) };
    return { key: shared > chance ? 'named.more' : 'named.chance', values };
  },
);

/**
 * What a guess at the word that matters most was worth: `base` is the probability with all words, `hidden` that without
 * each.
 */
export const guessedWord = conclusion(
  ['why.guessNone', 'why.guessRight', 'why.guessWrong'],
  (units: readonly string[], base: number, hidden: readonly number[], guess: number) => {
    if (hidden[guess] === undefined) return undefined;
    const falls = hidden.map((p) => base - p);
    const values = {
      unit: units[guess],
      to: percent(hidden[guess]),
      from: percent(base),
      place: rank(falls, guess),
      n: falls.length,
      best: units[order(falls)[0]!],
    };
    if (Math.max(...falls) < little) return { key: 'why.guessNone', values };
    return { key: values.place === 1 ? 'why.guessRight' : 'why.guessWrong', values };
  },
);

/** Whether the same words, or facts, decided answer and reason: the cosine of their credits. */
export const sameCredit = conclusion(['credit.same', 'credit.other'], (who: string, cosine: number | undefined) =>
  cosine === undefined
    ? undefined
    : { key: cosine >= alike ? 'credit.same' : 'credit.other', values: { who, cosine: decimal(cosine) } },
);

/** Whether a model gives less to what it says of things that do not exist: means, and a p-value. */
export const falling = conclusion(
  ['known.falls', 'known.same'],
  (known: number, made: number, p: number | undefined) =>
    p === undefined
      ? undefined
      : {
          key: p < unlikely && made < known ? 'known.falls' : 'known.same',
          values: { known: percent(known, 0), made: percent(made, 0), p: decimal(p, 4) },
        },
);

/** Whether stated confidence tells two witnesses apart, by a permutation test over so many questions. */
export const apart = conclusion(['sure.apart', 'sure.alike'], (p: number, n: number) => ({
  key: p < unlikely ? 'sure.apart' : 'sure.alike',
  values: { p: decimal(p, 4), n },
}));

/** Whether deleting the named facts tells them apart; effects in nats. */
export const deleted = conclusion(['deleted.apart', 'deleted.alike'], (p: number, honest: number, bluffer: number) =>
  p < unlikely && honest > bluffer
    ? { key: 'deleted.apart', values: { honest: decimal(honest), bluffer: decimal(bluffer), p: decimal(p, 4) } }
    : { key: 'deleted.alike', values: { p: decimal(p, 4) } },
);

/** The whole output's fall for each hidden word. */
export const occlusion = conclusion(
  ['occlusion.one', 'occlusion.level', 'occlusion.none', 'occlusion.verdict'],
  (units: readonly string[], falls: readonly number[]) => {
    if (!units.length) return undefined;
    if (units.length === 1) return { key: 'occlusion.one', values: { unit: units[0]!, value: decimal(falls[0]!) } };
    if (level(falls)) return { key: 'occlusion.level', values: {} };
    const [first, second] = order(falls) as [number, number];
    if (falls[first]! <= little) return { key: 'occlusion.none', values: {} };
    const values = { unit: units[first]!, value: decimal(falls[first]!) };
    return { key: 'occlusion.verdict', values: { ...values, next: units[second]!, less: decimal(falls[second]!) } };
  },
);

/** What hiding one word does to one output token; `fall` is how far its score falls. */
export const hidden = conclusion(
  ['occlusion.for', 'occlusion.against', 'occlusion.same'],
  (unit: string, token: string, fall: number) => {
    const key = Math.abs(fall) < little ? 'occlusion.same' : fall < 0 ? 'occlusion.against' : 'occlusion.for';
    return { key, values: { unit, token, value: decimal(Math.abs(fall)) } };
  },
);

/** One row of credits for each way of hiding; `list` joins quoted names. */
export const maskings = conclusion(
  ['maskings.same', 'maskings.differ', 'maskings.none'],
  (units: readonly string[], rows: readonly (readonly number[])[], list: (names: string[]) => string) => {
    if (units.length < 3 || rows.length < 2) return undefined;
    if (rows.every((row) => Math.max(...row) < little)) return { key: 'maskings.none', values: {} };
    const taus = rows.flatMap((a, i) => rows.slice(0, i).map((b) => kendall(a, b))).filter(Number.isFinite);
    const tops = rows.map((row) => units[order(row)[0]!]!);
    const same = tops.every((name) => name === tops[0]);
    return {
      key: same ? 'maskings.same' : 'maskings.differ',
      values: { unit: tops[0]!, mean: decimal(mean(taus)), tops: list([...new Set(tops)]) },
    };
  },
);

/**
 * What two hidden words cost together beyond what each costs alone. `alone` are the falls when one is hidden. Two words
 * stand in for each other only where each alone costs less than half of what both cost: otherwise the one that costs
 * most is needed anyway, and the other merely helps.
 */
export const pairs = conclusion(
  ['pairs.none', 'pairs.redundant', 'pairs.backup', 'pairs.together'],
  (names: readonly string[], interaction: readonly (readonly number[])[], alone: readonly number[]) => {
    let best = { i: 0, j: 1, v: 0 };
    interaction.forEach((row, i) =>
      row.slice(0, i).forEach((v, j) => {
        if (Math.abs(v) > Math.abs(best.v)) best = { i: j, j: i, v };
      }),
    );
    if (Math.abs(best.v) < little) return { key: 'pairs.none', values: {} };
    const [a, b] = alone[best.i]! >= alone[best.j]! ? [best.i, best.j] : [best.j, best.i];
    const both = alone[a]! + alone[b]! + Math.abs(best.v);
    const values = { a: names[a]!, b: names[b]!, value: decimal(Math.abs(best.v)), alone: decimal(alone[a]!) };
    if (best.v > 0) return { key: 'pairs.together', values };
    return { key: alone[a]! < both / 2 ? 'pairs.redundant' : 'pairs.backup', values };
  },
);

/** Credits of one output token with their standard errors. */
export const sampled = conclusion(
  ['sampled.one', 'sampled.apart', 'sampled.close'],
  (units: readonly string[], credits: readonly number[], errors: readonly number[]) => {
    if (!credits.length) return undefined;
    const [first, second] = order(credits) as [number, number | undefined];
    if (second === undefined) return { key: 'sampled.one', values: { unit: units[0]!, value: decimal(credits[0]!) } };
    const distance = credits[first]! - credits[second]!;
    return {
      key: distance > 2 * Math.hypot(errors[first] ?? 0, errors[second] ?? 0) ? 'sampled.apart' : 'sampled.close',
      values: {
        first: units[first]!,
        second: units[second]!,
        value: decimal(credits[first]!),
        error: decimal(errors[first] ?? 0),
      },
    };
  },
);

/** Whether integrated gradients account for the whole change; where they miss half of it or more, they do not hold. */
export const integrated = conclusion(
  ['integrated.complete', 'integrated.gap', 'integrated.fails'],
  (total: number, gap: number) => {
    const share = Math.abs(gap) / Math.max(Math.abs(total), little);
    return {
      key: share <= 0.02 ? 'integrated.complete' : share < 0.5 ? 'integrated.gap' : 'integrated.fails',
      values: { total: decimal(total, 3), gap: small(gap) },
    };
  },
);

/**
 * Mean attention of all heads and layers by word, the same weighted by value, and whether special tokens were left out.
 */
export const evidence = conclusion(
  ['evidence.same', 'evidence.differ', 'evidence.hiddenSame', 'evidence.hiddenDiffer'],
  (units: readonly string[], attention: readonly number[], weighted: readonly number[], hidden: boolean) => {
    if (!attention.length) return undefined;
    const [best, other] = [order(attention)[0]!, order(weighted)[0]!];
    const marks = percent(Math.max(0, 1 - sum(attention)), 0);
    const values = { best: units[best]!, share: percent(attention[best]!, 0), marks, other: units[other]! };
    if (hidden) return { key: best === other ? 'evidence.hiddenSame' : 'evidence.hiddenDiffer', values };
    return { key: best === other ? 'evidence.same' : 'evidence.differ', values };
  },
);

/**
 * The head with most of a kind. It is clear only a quarter of the way from a head that looks everywhere alike, whose
 * score is `uniform`, to the most there is; entropy counts downwards, and a distance is neither high nor low in itself.
 */
export const head = conclusion(
  ['finder.verdict', 'finder.unclear'],
  (name: string, kind: string, metric: string, value: number, uniform: number) => {
    const clear = metric === 'entropy' ? value <= 0.75 * uniform : value >= uniform + 0.25 * (1 - uniform);
    return {
      key: clear && metric !== 'distance' ? 'finder.verdict' : 'finder.unclear',
      values: { head: name, kind, value: decimal(value, 2), uniform: decimal(uniform, 2) },
    };
  },
);

/** What each part costs when it alone is off. */
export const board = conclusion(
  ['board.none', 'board.verdict'],
  (token: string, names: readonly string[], falls: readonly number[]) => {
    const idle = falls.filter((fall) => Math.abs(fall) < little).length;
    const first = order(falls)[0];
    if (first === undefined) return undefined;
    if (falls[first]! < little) return { key: 'board.none', values: { token, n: falls.length } };
    return {
      key: 'board.verdict',
      values: { part: names[first]!, token, value: decimal(falls[first]!), idle, n: falls.length },
    };
  },
);

/** What a guess at the second choice was worth: its place among the tokens that were not written, -1 for none. */
export const bet = conclusion(
  ['bet.right', 'bet.near', 'bet.wrong'],
  (guess: string, place: number, second: string, prob: number) => {
    const values = { guess, second, prob: percent(prob), place: place + 2 };
    if (place === 0) return { key: 'bet.right', values };
    return { key: place > 0 ? 'bet.near' : 'bet.wrong', values };
  },
);

/** What a guess at the token that a row looks at most was worth: the weight it has, and the one that has most. */
export const looked = conclusion(
  ['looked.right', 'looked.wrong'],
  (guess: string, weight: number, best: string, most: number, right: boolean) => ({
    key: right ? 'looked.right' : 'looked.wrong',
    values: { guess, best, weight: percent(weight, 0), most: percent(most, 0) },
  }),
);

/** What a guess at the number of tokens in another vocabulary was worth. */
export const cuts = conclusion(['cuts.right', 'cuts.wrong'], (own: number, other: number, right: boolean) => ({
  key: right ? 'cuts.right' : 'cuts.wrong',
  values: { own, other },
}));

/**
 * Two sentences side by side: what is read, what is written, and the tokens that the other one lacks where it stands.
 */
export const versus = conclusion(
  ['versus.order', 'versus.orderSame', 'versus.same', 'versus.differ'],
  (a: Compared, b: Compared) => {
    const same = a.written === b.written;
    const values = { a: a.written, b: b.written, changed: [...new Set([...a.changed, ...b.changed])].join(' · ') };
    if (a.read.join('\n') === b.read.join('\n')) return undefined;
    if (a.read.toSorted().join('\n') === b.read.toSorted().join('\n'))
      return { key: same ? 'versus.orderSame' : 'versus.order', values };
    return { key: same ? 'versus.same' : 'versus.differ', values };
  },
);

/** One of two sentences that are compared. */
export interface Compared {
  read: readonly string[];
  written: string;
  changed: readonly string[];
}

/** The challenge of the board: whether the word is still written, with `off` of `n` parts off. */
export const challenge = conclusion(
  ['challenge.begin', 'challenge.alive', 'challenge.gone'],
  (token: string, off: number, n: number, alive: boolean | undefined) => {
    if (n === 0) return undefined;
    const values = { token, off, on: n - off, n };
    if (off === 0) return { key: 'challenge.begin', values };
    if (alive === undefined) return undefined;
    return { key: alive ? 'challenge.alive' : 'challenge.gone', values };
  },
);

/** What is written when all parts that cost nothing alone are off together. */
export const idle = conclusion(
  ['board.idleSame', 'board.idleDiffers'],
  (n: number, before: string, together: string, nothing: string) => {
    if (n < 2) return undefined;
    const text = together.trim() || nothing;
    return { key: before === together ? 'board.idleSame' : 'board.idleDiffers', values: { n, text } };
  },
);

/**
 * Patching: the score's difference between the two sentences, and the share of it that each cell brings back, a row a
 * layer (`layers` are their numbers as the reader counts), a column a token.
 */
export const patch = conclusion(
  ['patch.noChange', 'patch.nowhere', 'patch.all', 'patch.verdict'],
  (
    difference: number,
    effect: readonly (readonly number[])[],
    layers: readonly number[],
    columns: readonly string[],
  ) => {
    if (Math.abs(difference) < 0.1) return { key: 'patch.noChange', values: {} };
    let best = { row: 0, col: 0, v: -Infinity };
    effect.forEach((row, i) =>
      row.forEach((v, j) => {
        if (v > best.v) best = { row: i, col: j, v };
      }),
    );
    if (best.v < 0.1) return { key: 'patch.nowhere', values: {} };
    const column = columns[best.col]!;
    const least = Math.min(...effect.map((row) => row[best.col]!));
    if (effect.length > 1 && least > 0.8) return { key: 'patch.all', values: { column, share: percent(least, 0) } };
    return { key: 'patch.verdict', values: { layer: layers[best.row]!, column, share: percent(best.v, 0) } };
  },
);

/** The written token's place among all, 1 for the first, at each depth; `depths` name the depths. */
export const lens = conclusion(
  ['lens.never', 'lens.always', 'lens.verdict'],
  (token: string, ranks: readonly number[], depths: readonly string[]) => {
    if (!ranks.length) return undefined;
    let from = ranks.length;
    while (from > 0 && ranks[from - 1] === 1) from--;
    const values = { token, first: ranks[0]!, last: ranks.at(-1)! };
    if (from === ranks.length) return { key: 'lens.never', values };
    if (from === 0) return { key: 'lens.always', values };
    return { key: 'lens.verdict', values: { ...values, layer: depths[from]!, before: ranks[from - 1]! } };
  },
);

/** What each part adds straight to a token's score. */
export const direct = conclusion(
  ['direct.verdict', 'direct.verdictOne'],
  (token: string, names: readonly string[], added: readonly number[]) => {
    const sorted = order(added);
    const [most, least] = [sorted[0], sorted.at(-1)];
    if (most === undefined || least === undefined) return undefined;
    return {
      key: added[least]! < -little ? 'direct.verdict' : 'direct.verdictOne',
      values: {
        part: names[most]!,
        value: decimal(added[most]!),
        against: names[least]!,
        less: decimal(added[least]!),
        token,
      },
    };
  },
);

/** How well a small tree imitates the model on versions of the sentence that it has not seen. */
export const surrogate = conclusion(
  ['surrogate.always', 'surrogate.verdict', 'surrogate.useless'],
  (
    token: string,
    tree: { classes: number; train: number; held: number; fidelity: number; majority: number; leaves: number },
  ) => {
    const { classes, train, held, fidelity, majority, leaves } = tree;
    if (classes < 2) return { key: 'surrogate.always', values: { token, n: train + held } };
    return {
      key: fidelity > majority + 0.02 ? 'surrogate.verdict' : 'surrogate.useless',
      values: { fidelity: percent(fidelity, 0), majority: percent(majority, 0), held, leaves },
    };
  },
);

/** What decided a tree's answer; `path` are the questions with their answers. */
export const tree = conclusion(['tree.verdict'], (n: number, path: string, answer: string) => ({
  key: 'tree.verdict',
  values: { n, path, answer },
}));

/** The open model beside the largest whose size is published; counts of parameters. */
export const size = conclusion(
  ['box.verdict'],
  (own: number, largest: { name: string; parameters: number }, lang: 'zh' | 'en') => ({
    key: 'box.verdict',
    values: {
      years: aloud(own, lang),
      times: count(Number((largest.parameters / own).toPrecision(2)), lang),
      name: largest.name,
    },
  }),
);

/** How many of n models can be checked from the data to the weights. */
export const openness = conclusion(['pub.verdict'], (n: number, all: number) => ({
  key: 'pub.verdict',
  values: { n, all },
}));

/** A value with its 95 % interval, as the engine gives it. */
interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Points, with a sign: 0.0412 → "4.1", −0.003 → "−0.3". */
const points = (share: number) => decimal(100 * share, 1);

/** What a probe reads at each place beyond its rivals; without random weights nothing is said of them. */
export const clinic = conclusion(
  ['clinic.knows', 'clinic.knowsAlone', 'clinic.shape', 'clinic.lookup'],
  (
    task: string,
    names: readonly string[],
    rows: readonly { over_memoriser: Interval; over_random: Interval; selectivity: Interval }[],
    random: boolean,
    list: (names: string[]) => string,
  ) => {
    if (!rows.length) return undefined;
    const above = rows.map((row) => row.over_memoriser.low > 0);
    const sure = rows.map((row, i) => above[i]! && (!random || row.over_random.low > 0));
    const among = sure.some(Boolean) ? sure : above.some(Boolean) ? above : rows.map(() => true);
    const best = order(rows.map((row, i) => (among[i] ? row.over_memoriser.value : -Infinity)))[0]!;
    const { value, low, high } = rows[best]!.over_memoriser;
    const values = {
      task,
      n: sure.filter(Boolean).length,
      all: rows.length,
      list: list(names.filter((_, i) => sure[i])),
      layer: names[best]!,
      value: points(value),
      low: points(low),
      high: points(high),
      random: points(rows[best]!.over_random.value),
      selectivity: points(rows[best]!.selectivity.value),
    };
    if (sure.some(Boolean)) return { key: random ? 'clinic.knows' : 'clinic.knowsAlone', values };
    return { key: above.some(Boolean) ? 'clinic.shape' : 'clinic.lookup', values };
  },
);

/** A probe of the last place and the tree on the same sentences: which is surely right more often. */
export const rivals = conclusion(
  ['rivals.probe', 'rivals.tree', 'rivals.even'],
  (probe: Interval, tree: Interval, over: Interval, held: number) => ({
    key: over.low > 0 ? 'rivals.probe' : over.high < 0 ? 'rivals.tree' : 'rivals.even',
    values: {
      probe: percent(probe.value, 0),
      tree: percent(tree.value, 0),
      held,
      value: points(over.value),
      low: points(over.low),
      high: points(over.high),
    },
  }),
);

/** The likeliest class of each word at the first and the last place. */
export const tags = conclusion(
  ['tags.changed', 'tags.same'],
  (words: readonly string[], first: readonly string[], last: readonly string[], list: (names: string[]) => string) => {
    if (!words.length) return undefined;
    const changed = words.filter((_, i) => first[i] !== last[i]);
    if (!changed.length) return { key: 'tags.same', values: {} };
    return { key: 'tags.changed', values: { n: changed.length, all: words.length, list: list(changed) } };
  },
);

/** Trees of the structural probe at each place: edges found, and how many more than by the chain. */
export const trees = conclusion(
  ['trees.better', 'trees.no'],
  (names: readonly string[], rows: readonly { uuas: Interval; over_chain: Interval }[], chain: number) => {
    if (!rows.length) return undefined;
    const better = rows.filter((row) => row.over_chain.low > 0).length;
    const best = order(rows.map((row) => row.uuas.value))[0]!;
    return {
      key: better ? 'trees.better' : 'trees.no',
      values: {
        n: better,
        all: rows.length,
        layer: names[best]!,
        value: percent(rows[best]!.uuas.value, 0),
        chain: percent(chain, 0),
      },
    };
  },
);

/** How far the output moves without a task's subspace, and without each of some random ones of the same size, nats. */
export const erased = conclusion(['erased.used', 'erased.unused'], (moved: number, random: readonly number[]) => {
  if (!random.length) return undefined;
  const most = Math.max(...random);
  return {
    key: moved > most ? 'erased.used' : 'erased.unused',
    values: {
      value: decimal(moved),
      n: random.length,
      least: decimal(Math.min(...random)),
      most: decimal(most),
    },
  };
});

/**
 * A reader's lists at each place. `chance` is how often luck does as well at one place; the best of several places is
 * luckier, so it counts as many times.
 */
export const idea = conclusion(
  ['idea.told', 'idea.not'],
  (
    names: readonly string[],
    layers: readonly { accuracy: number; right: readonly boolean[]; control: readonly number[]; chance: number }[],
  ) => {
    if (!layers.length) return undefined;
    const best = order(layers.map((layer) => layer.accuracy))[0]!;
    const { right, control, chance } = layers[best]!;
    const luck = Math.min(1, chance * layers.length);
    const values = {
      layer: names[best]!,
      right: right.filter(Boolean).length,
      n: right.length,
      shuffled: percent(mean(control), 0),
      odds: luck > 0 ? Math.min(1e6, Math.round(1 / luck)) : 1e6,
    };
    return { key: luck < 0.05 ? 'idea.told' : 'idea.not', values };
  },
);

/** The cosine of two uses of a word at the first and the last place, and that of random pairs at the last. */
export const meanings = conclusion(['senses.apart', 'senses.stay'], (first: number, last: number, random: number) => ({
  key: first - last > 0.1 ? 'senses.apart' : 'senses.stay',
  values: { first: decimal(first), last: decimal(last), random: decimal(random) },
}));

/** How far the meanings of a word of the bank stand apart at the last place, and how often chance does as much. */
export const separation = conclusion(
  ['senses.sure', 'senses.unsure'],
  (word: string, uses: number, gap: number, chance: number) => ({
    key: chance < 0.05 && gap > 0 ? 'senses.sure' : 'senses.unsure',
    values: { word, n: uses, gap: decimal(gap), p: percent(chance, 1) },
  }),
);

/**
 * The nearest two of a reader's sentences, by their names and cosine, beside cosines of random pairs. The nearest of
 * several pairs is luckier than one, so luck counts as many times.
 */
export const nearest = conclusion(
  ['sentences.near', 'sentences.usual'],
  (a: string, b: string, cosine: number, pairs: number, random: readonly number[]) => {
    if (!pairs || !random.length) return undefined;
    const as = random.filter((x) => x >= cosine).length / random.length;
    return {
      key: as * pairs < 0.05 ? 'sentences.near' : 'sentences.usual',
      values: { a, b, cosine: decimal(cosine), share: percent(as, 1), n: random.length, mean: decimal(mean(random)) },
    };
  },
);

/** How long it takes to say n numbers, one a second. */
function aloud(n: number, lang: 'zh' | 'en'): string {
  const days = n / 86400;
  if (days < 365) return lang === 'zh' ? `${Math.round(days)} 天` : `${Math.round(days)} days`;
  const years = (days / 365.25).toFixed(1);
  return lang === 'zh' ? `${years} 年` : `${years} years`;
}

/** The size of a small error as people write it: 0.0000012 → "1.2e-6". */
export function small(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value === 0 ? '0' : Math.abs(value) < 0.001 ? tiny(value) : decimal(Math.abs(value), 3);
}

/** All conclusions by name, for the test that wants a planted case of each sentence. */
export const conclusions = {
  attention,
  positions,
  vocabularies,
  clue,
  hiding,
  languages,
  stranger,
  grown,
  likeness,
  diet,
  labelFlow,
  labelsKept,
  trainedFaster,
  trainedChoice,
  trainedTokens,
  even,
  lying,
  sinking,
  keyed,
  harmed,
  resembling,
  filmed,
  coursed,
  hidden,
  occlusion,
  maskings,
  pairs,
  sampled,
  integrated,
  evidence,
  head,
  board,
  challenge,
  versus,
  bet,
  looked,
  cuts,
  idle,
  patch,
  lens,
  direct,
  surrogate,
  tree,
  size,
  openness,
  clinic,
  rivals,
  tags,
  trees,
  erased,
  idea,
  meanings,
  separation,
  nearest,
  reason,
  sureness,
  invented,
  torn,
  hinted,
  falseSentence,
  namedWords,
  guessedWord,
  sameCredit,
  falling,
  apart,
  deleted,
};
