// A planted case for each sentence that the page concludes with: numbers for which it must be said. What is said there
// is said of nothing else in its group, so each case is also one where the others must not be said.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as say from '../../conclusions.ts';
import { translator } from '../../i18n/index.ts';
import type { Said } from '../../conclusions.ts';

const names = ['我', '的', '猫', '睡'];
const list = (tops: string[]) => tops.join('、');
const tree = { classes: 2, train: 300, held: 100, fidelity: 0.8, majority: 0.6, leaves: 4 };
const cosine = (same: number) => [
  [1, same, 0.1, 0.1],
  [same, 1, 0.1, 0.1],
  [0.1, 0.1, 1, same],
  [0.1, 0.1, same, 1],
];
const pair = (v: number) => [
  [0, v],
  [v, 0],
];

/** A value with an interval of five points to each side. */
const within = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });

/** A place's row of a probe that is so much over the memoriser and over random weights. */
const probed = (memoriser: number, random: number) => ({
  over_memoriser: within(memoriser),
  over_random: within(random),
  selectivity: within(0.1),
});

/** A place at which so many of 16 words are put where they belong. */
const told = (right: number, chance: number) => ({
  accuracy: right / 16,
  right: Array.from({ length: 16 }, (_, i) => i < right),
  control: [0.4, 0.6],
  chance,
});

/** The conclusion, what it must say (undefined: nothing), values that must be in it, and what was measured. */
const cases: [string, Said | undefined, string | undefined, Said['values']?][] = [
  [
    'the largest weight of a row',
    say.attention.from('cat', [0.1, 0.2, 0.6, 0.1], names, 0.3, 0.04),
    'attention.verdict',
    { best: '猫', share: '60%', first: '30%', last: '4%' },
  ],
  ['a row that is not there', say.attention.from('cat', [], names, 0, 0), undefined],
  ['order that changes nothing', say.positions.from('a b', 'a b', 'a b'), 'order.bothSame'],
  ['order of which one change matters', say.positions.from('a b', 'a b', 'b a'), 'order.oneChanged'],
  ['order that matters', say.positions.from('a b', 'a', 'b a'), 'order.bothChanged'],
  [
    'words of one meaning side by side',
    say.languages.from(cosine(0.5), [
      [0, 1],
      [2, 3],
    ]),
    'map.near',
    { same: '0.50', other: '0.10', n: 2 },
  ],
  [
    'words of one meaning as far as any',
    say.languages.from(cosine(0.15), [
      [0, 1],
      [2, 3],
    ]),
    'map.far',
  ],
  ['vocabularies that cut differently', say.vocabularies.from(9, 20, 6), 'claim.cut', { own: 9, other: 20, words: 6 }],
  ['vocabularies that happen to agree', say.vocabularies.from(9, 9, 8), 'claim.cutSame'],
  ['attention in the order of hiding', say.clue.from(0.6), 'claim.clue', { tau: '0.60' }],
  ['attention partly in that order', say.clue.from(0.59), 'claim.clueSome'],
  ['attention in another order', say.clue.from(0.19), 'claim.noClue'],
  ['too few words to be ordered', say.clue.from(undefined), undefined],
  ['hiding that beats random orders', say.hiding.from(0.05), 'claim.hides', { share: '5%' }],
  ['hiding that beats most of them', say.hiding.from(0.06), 'claim.hidesSome'],
  ['hiding that is no better than chance', say.hiding.from(0.5), 'claim.hidesNot', { share: '50%' }],
  ['too few words to be hidden', say.hiding.from(undefined), undefined],
  ['one pair has nothing to be compared with', say.languages.from(cosine(0.5), [[0, 1]]), undefined],
  [
    'two tables that find the same stranger',
    say.stranger.from(['noodles', 'noodles', 'red', ''], ['red', 'blue', 'noodles']),
    'odd.same',
    { word: 'noodles', random: 'red' },
  ],
  [
    'two tables that find different ones',
    say.stranger.from(['noodles', 'blue', 'red', 'red'], ['red', 'blue', 'noodles']),
    'odd.differ',
    { network: 'noodles', counted: 'blue' },
  ],
  ['a word that was not learned', say.stranger.from(['', '', '', 'x'], ['red', 'blue', 'x']), 'odd.unknown'],
  [
    'a run that learned its world',
    say.grown.from({ value: 0.8, n: 72 }, 1400),
    'grow.knows',
    { share: '80%', n: 72, steps: 1400 },
  ],
  ['a run that did not', say.grown.from({ value: 0.79, n: 72 }, 700), 'grow.part', { share: '79%', n: 72, steps: 700 }],
  ['two words have no stranger', say.stranger.from(['', '', '', ''], ['red', 'blue']), undefined],
  [
    'learning nearer to people, intervals apart',
    say.likeness.from({ spearman: 0.7, low: 0.6, high: 0.8, pairs: 50 }, { spearman: 0.3, low: 0.1, high: 0.5 }),
    'rated.network',
    { network: '0.70', counted: '0.30', n: 50 },
  ],
  [
    'counting nearer to people, intervals apart',
    say.likeness.from({ spearman: 0.3, low: 0.1, high: 0.5, pairs: 50 }, { spearman: 0.7, low: 0.6, high: 0.8 }),
    'rated.counted',
  ],
  [
    'intervals that overlap',
    say.likeness.from({ spearman: 0.5, low: 0.3, high: 0.65, pairs: 50 }, { spearman: 0.7, low: 0.6, high: 0.8 }),
    'rated.even',
  ],
  [
    'neither above chance',
    say.likeness.from({ spearman: 0.1, low: -0.2, high: 0.4, pairs: 12 }, { spearman: 0.2, low: -0.1, high: 0.4 }),
    'rated.nothing',
  ],
  ['a text that needs none of its prompt', say.diet.from(0.25, 0.01, 0.03, { low: 0, high: 0.04 }), 'diet.free'],
  ['the newest keys lose least', say.diet.from(0.25, 0.6, 0.2, { low: 0.3, high: 1 }), 'diet.recentWins'],
  [
    'named keys lose less than the newest and random ones',
    say.diet.from(0.25, 0.2, 0.5, { low: 0.3, high: 1 }),
    'diet.key',
    { budget: '25%', gradient: '0.20', recent: '0.50', low: '0.30' },
  ],
  ['named keys within what random ones lose', say.diet.from(0.25, 0.5, 0.5, { low: 0.3, high: 1 }), 'diet.even'],
  [
    'what stands before flows into label words early, and these into the answer late',
    say.labelFlow.from([0.02, 0.01, 0], [0.001, 0.05, 0.12], [0.002, 0.001, 0.0002]),
    'shots.anchors',
    { early: '20.00', first: '1.00', late: '120.00', rest: '0.20' },
  ],
  [
    'the answer draws on other words late',
    say.labelFlow.from([0.02, 0.01, 0], [0, 0, 0.001], [0, 0, 0.01]),
    'shots.others',
  ],
  ['label words draw on nothing early', say.labelFlow.from([0.001, 0, 0], [0.01, 0, 0.1], [0, 0, 0]), 'shots.late'],
  ['two layers have no thirds', say.labelFlow.from([1, 0], [0, 1], [0, 0]), undefined],
  ['label words carry all eight', say.labelsKept.from(8, 8, 0.25), 'shots.carry', { same: 8, n: 8, random: '25%' }],
  ['seven of eight where random words keep five', say.labelsKept.from(8, 7, 0.62), 'shots.even'],
  ['no word is needed', say.labelsKept.from(8, 8, 1), 'shots.even'],
  [
    'one way to train has learned more after as many seconds, and only that is named',
    say.trainedFaster.from([
      { way: 'window', name: 'the newest', time: { mean: -0.3, low: -0.4, high: -0.2 } },
      { way: 'random', name: 'any', time: { mean: -0.5, low: -1.2, high: 0.2 } },
    ]),
    'trained.faster',
    { way: 'the newest', gain: '0.30', low: '0.20', high: '0.40' },
  ],
  [
    'random keys have learned more after as many seconds, too',
    say.trainedFaster.from([
      { way: 'window', name: 'the newest', time: { mean: -0.3, low: -0.4, high: -0.2 } },
      { way: 'random', name: 'any', time: { mean: -0.2, low: -0.3, high: -0.1 } },
    ]),
    'trained.fasterAny',
    { way: 'the newest', gain: '0.30', random: '0.20' },
  ],
  [
    'all ways to train have learned less after as many seconds',
    say.trainedFaster.from([{ way: 'window', name: 'the newest', time: { mean: 0.3, low: 0.2, high: 0.4 } }]),
    'trained.slower',
  ],
  [
    'a gain in training that may be chance',
    say.trainedFaster.from([{ way: 'window', name: 'the newest', time: { mean: -0.3, low: -0.7, high: 0.1 } }]),
    'trained.open',
  ],
  [
    'both choices of keys train better than random ones',
    say.trainedChoice.from({ mean: -0.3, low: -0.4, high: -0.2 }, { mean: -0.2, low: -0.3, high: -0.1 }),
    'trained.matters',
    { window: '−0.30', learned: '−0.20' },
  ],
  [
    'only a window trains better than random keys',
    say.trainedChoice.from({ mean: -0.3, low: -0.4, high: -0.2 }, { mean: -0.2, low: -0.5, high: 0.1 }),
    'trained.window_matters',
  ],
  [
    'only learned keys train better than random ones',
    say.trainedChoice.from({ mean: 0.3, low: 0.2, high: 0.4 }, { mean: -0.2, low: -0.3, high: -0.1 }),
    'trained.learned_matters',
  ],
  [
    'no choice of keys is shown to train better than a random one',
    say.trainedChoice.from({ mean: 0.3, low: 0.2, high: 0.4 }, { mean: -0.2, low: -0.5, high: 0.1 }),
    'trained.anyKeys',
  ],
  [
    'learning some tokens leaves a higher loss, however they are chosen',
    say.trainedTokens.from({ mean: 1.3, low: 1.1, high: 1.5 }, { mean: 0.3, low: 0.1, high: 0.5 }),
    'trained.bothWorse',
    { loss: '1.30', doubt: '0.30' },
  ],
  [
    'only tokens chosen by loss mislead',
    say.trainedTokens.from({ mean: 1.3, low: 1.1, high: 1.5 }, { mean: 0.1, low: -0.1, high: 0.3 }),
    'trained.lossWorse',
  ],
  [
    'only tokens chosen by doubt mislead',
    say.trainedTokens.from({ mean: -0.3, low: -0.5, high: -0.1 }, { mean: 0.3, low: 0.1, high: 0.5 }),
    'trained.doubtWorse',
  ],
  [
    'learning some tokens is not shown to do harm',
    say.trainedTokens.from({ mean: 0.3, low: -0.1, high: 0.7 }, { mean: -0.1, low: -0.3, high: 0.1 }),
    'trained.neitherWorse',
  ],
  [
    'attention that ranks models closely',
    say.even.from({ spearman: 0.9, low: 0.5, high: 0.97 }, { plain: -0.2 }, { spearman: 0.8 }, 18),
    'study.holds',
    { n: 18, spearman: '0.90', low: '0.50', high: '0.97', plain: '−0.20', train: '0.80' },
  ],
  [
    'attention that ranks models loosely',
    say.even.from({ spearman: 0.6, low: 0.1, high: 0.8 }, { plain: 0.2 }, { spearman: 0.8 }, 18),
    'study.part',
  ],
  [
    'attention that may rank models by chance',
    say.even.from({ spearman: 0.3, low: -0.2, high: 0.7 }, { plain: 0.2 }, { spearman: 0.8 }, 18),
    'study.fails',
  ],
  [
    'an able model with more even attention than a poor one',
    say.lying.from({ entropy: 0.6, loss: 0.1 }, { entropy: 0.1, loss: 0.9 }),
    'study.lies',
    { broad: '0.60', broadLoss: '0.10', narrow: '0.10', narrowLoss: '0.90' },
  ],
  [
    'the able model has the less even attention',
    say.lying.from({ entropy: 0.2, loss: 0.1 }, { entropy: 0.7, loss: 0.9 }),
    'study.noLies',
  ],
  [
    'evenness grows without sinks',
    say.sinking.from({ entropy: 0.4, spared: 0.7 }),
    'ability.sinks',
    { entropy: '0.40', spared: '0.70' },
  ],
  ['evenness is the same without sinks', say.sinking.from({ entropy: 0.4, spared: 0.42 }), 'ability.noSinks'],
  [
    'one ranking found the texts that matter',
    say.keyed.from(
      [
        { name: 'A', values: [0.1, 0.2, 0.1] },
        { name: 'B', values: [0.8, 0.7, 0.8] },
      ],
      [0.8, 0.9, 0.8],
    ),
    'gone.matters',
    { method: 'A', fall: '0.70', low: '0.70', high: '0.70' },
  ],
  [
    'no ranking does for certain more than chance',
    say.keyed.from([{ name: 'A', values: [0.1, 0.9, 0.8] }], [0.8, 0.8, 0.8]),
    'gone.nothing',
  ],
  [
    'what pushed against the answer is gone, and the answer gains',
    say.harmed.from([0.9, 0.8, 0.9], [0.4, 0.4, 0.5]),
    'gone.harms',
    { rise: '0.43' },
  ],
  [
    'what is said to push against it does nothing certain',
    say.harmed.from([0.9, 0.2, 0.4], [0.4, 0.4, 0.5]),
    'gone.harmless',
  ],
  [
    'the nearest sentences are those that share words',
    say.resembling.from([0.9, 0.8, 0.1, 0], [3, 2, 1, 0], 2),
    'alike.worded',
    { both: 2 },
  ],
  [
    'the nearest sentences share few words',
    say.resembling.from([0.9, 0.8, 0.1, 0], [3, 0, 1, 0], 2),
    'alike.beyond',
    { both: 1, k: 2 },
  ],
  [
    'attention becomes less even in the film',
    say.filmed.from([
      { step: 0, even: 0.9 },
      { step: 40, even: 0.5 },
    ]),
    'film.sharper',
    { from: '0.90', to: '0.50', last: 40 },
  ],
  [
    'attention becomes more even in the film',
    say.filmed.from([
      { step: 10, even: 0.4 },
      { step: 40, even: 0.5 },
    ]),
    'film.broader',
  ],
  [
    'attention stays as even in the film',
    say.filmed.from([
      { step: 10, even: 0.48 },
      { step: 40, even: 0.5 },
    ]),
    'film.level',
  ],
  [
    'attention becomes even again while the loss falls',
    say.coursed.from([
      { step: 0, loss: 9, even: 0.9 },
      { step: 5, loss: 4, even: 0.4 },
      { step: 9, loss: 2, even: 0.6 },
    ]),
    'course.returns',
    { step: 5, least: '0.40', last: '0.60', before: '4.00', loss: '2.00' },
  ],
  [
    'attention becomes less even and stays so',
    say.coursed.from([
      { step: 0, loss: 9, even: 0.9 },
      { step: 5, loss: 4, even: 0.4 },
      { step: 9, loss: 2, even: 0.42 },
    ]),
    'course.falls',
  ],
  [
    'attention is even again only because the run broke',
    say.coursed.from([
      { step: 0, loss: 9, even: 0.9 },
      { step: 5, loss: 4, even: 0.4 },
      { step: 9, loss: 8, even: 0.8 },
    ]),
    'course.falls',
  ],
  [
    'attention was never uneven',
    say.coursed.from([
      { step: 0, loss: 9, even: 0.9 },
      { step: 5, loss: 4, even: 0.88 },
      { step: 9, loss: 8, even: 0.9 },
    ]),
    'course.level',
  ],
  ['a word that is needed', say.hidden.from('猫', 'cat', 1.5), 'occlusion.for', { value: '1.50' }],
  ['a word that spoke against', say.hidden.from('猫', 'cat', -0.4), 'occlusion.against', { value: '0.40' }],
  ['a word of no matter, either way', say.hidden.from('在', 'cat', -0.03), 'occlusion.same', { value: '0.03' }],
  ['a word of no matter', say.hidden.from('在', 'cat', 0.03), 'occlusion.same', { value: '0.03' }],
  ['one word', say.occlusion.from(['好'], [2]), 'occlusion.one', { unit: '好', value: '2.00' }],
  ['words that all cost the same', say.occlusion.from(names, [1, 1, 1, 1]), 'occlusion.level'],
  ['no word costs anything', say.occlusion.from(names, [-1, 0, 0.04, -2]), 'occlusion.none'],
  [
    'one word costs most',
    say.occlusion.from(names, [0.5, 0.1, 3, 1]),
    'occlusion.verdict',
    { unit: '猫', value: '3.00', next: '睡', less: '1.00' },
  ],
  [
    'all ways of hiding agree',
    say.maskings.from(
      names,
      [
        [0, 0, 2, 1],
        [0.1, 0, 3, 1],
      ],
      list,
    ),
    'maskings.same',
    { unit: '猫' },
  ],
  [
    'ways of hiding disagree',
    say.maskings.from(
      names,
      [
        [0, 0, 2, 1],
        [0, 0, 1, 2],
      ],
      list,
    ),
    'maskings.differ',
    { tops: '猫、睡' },
  ],
  [
    'hiding costs nothing in any way',
    say.maskings.from(
      names,
      [
        [0, 0, 0.01, 0],
        [0, 0.02, 0, 0],
      ],
      list,
    ),
    'maskings.none',
  ],
  [
    'two words have no order to compare',
    say.maskings.from(
      ['a', 'b'],
      [
        [1, 2],
        [1, 2],
      ],
      list,
    ),
    undefined,
  ],
  ['effects that add up', say.pairs.from(['窗', '边'], pair(-0.01), [1, 1]), 'pairs.none'],
  [
    'either word would do',
    say.pairs.from(['窗', '边'], pair(-4), [0.2, 0.3]),
    'pairs.redundant',
    { a: '边', b: '窗', value: '4.00' },
  ],
  // The first costs 5 of 5.9 alone: it has no stand-in.
  [
    'one word is needed anyway',
    say.pairs.from(['窗', '边'], pair(-0.6), [5, 0.3]),
    'pairs.backup',
    { a: '窗', alone: '5.00' },
  ],
  ['words that work together', say.pairs.from(['窗', '边'], pair(2), [3, 2.5]), 'pairs.together', { value: '2.00' }],
  ['a sample of one word', say.sampled.from(['好'], [2], [0.1]), 'sampled.one'],
  [
    'a sample that orders two words',
    say.sampled.from(['a', 'b'], [2, 1], [0.3, 0.3]),
    'sampled.apart',
    { first: 'a', error: '0.30' },
  ],
  ['a sample that cannot', say.sampled.from(['a', 'b'], [2, 1], [0.4, 0.4]), 'sampled.close', { second: 'b' }],
  ['credits that add up', say.integrated.from(3, 0.05), 'integrated.complete', { total: '3.000', gap: '0.050' }],
  ['credits that do not', say.integrated.from(3, 0.07), 'integrated.gap'],
  ['credits that miss half of it', say.integrated.from(-2, 1), 'integrated.fails'],
  [
    'weight and value agree',
    say.evidence.from(names, [0.1, 0.1, 0.4, 0.1], [0, 0, 2, 1], false),
    'evidence.same',
    { best: '猫', share: '40%', marks: '30%' },
  ],
  [
    'weight and value differ',
    say.evidence.from(names, [0.1, 0.1, 0.4, 0.1], [0, 0, 1, 2], false),
    'evidence.differ',
    { other: '睡' },
  ],
  [
    'the same without special tokens',
    say.evidence.from(names, [0.1, 0.1, 0.4, 0.1], [0, 0, 2, 1], true),
    'evidence.hiddenSame',
  ],
  [
    'differing without special tokens',
    say.evidence.from(names, [0.1, 0.1, 0.4, 0.1], [0, 0, 1, 2], true),
    'evidence.hiddenDiffer',
  ],
  [
    'a head that leads',
    say.head.from('layer 1 head 2', 'alignment', 'alignment', 0.41, 0.2),
    'finder.verdict',
    { value: '0.41' },
  ],
  [
    'a head hardly above an even one',
    say.head.from('layer 1 head 2', 'alignment', 'alignment', 0.39, 0.2),
    'finder.unclear',
    { uniform: '0.20' },
  ],
  [
    'a head of little entropy',
    say.head.from('layer 1 head 2', 'entropy', 'entropy', 0.7, 1),
    'finder.verdict',
    { value: '0.70' },
  ],
  [
    'a head that is nearly even',
    say.head.from('layer 1 head 2', 'entropy', 'entropy', 0.8, 1),
    'finder.unclear',
    { value: '0.80' },
  ],
  [
    'the farthest head',
    say.head.from('layer 1 head 2', 'distance', 'distance', 9, 1),
    'finder.unclear',
    { value: '9.00' },
  ],
  [
    'the same tokens in another order, another output',
    say.versus.from(
      { read: ['猫', '追', '狗'], written: 'A cat.', changed: ['猫'] },
      { read: ['狗', '追', '猫'], written: 'A dog.', changed: ['狗'] },
    ),
    'versus.order',
    { a: 'A cat.', b: 'A dog.' },
  ],
  [
    'the same tokens in another order, the same output',
    say.versus.from(
      { read: ['a', 'b'], written: 'x', changed: ['a'] },
      { read: ['b', 'a'], written: 'x', changed: ['a'] },
    ),
    'versus.orderSame',
  ],
  [
    'other tokens, the same output',
    say.versus.from({ read: ['a'], written: 'x', changed: ['a'] }, { read: ['b'], written: 'x', changed: ['b'] }),
    'versus.same',
    { changed: 'a · b' },
  ],
  [
    'other tokens, another output',
    say.versus.from({ read: ['a'], written: 'x', changed: [] }, { read: ['a', '不'], written: 'y', changed: ['不'] }),
    'versus.differ',
    { changed: '不' },
  ],
  [
    'the same sentence twice',
    say.versus.from({ read: ['a'], written: 'x', changed: [] }, { read: ['a'], written: 'x', changed: [] }),
    undefined,
  ],
  ['the second choice, guessed', say.bet.from('dog', 0, 'dog', 0.12), 'bet.right', { prob: '12.0%' }],
  ['another of the first choices', say.bet.from('pig', 2, 'dog', 0.12), 'bet.near', { place: 4, second: 'dog' }],
  ['a guess that is not among them', say.bet.from('pig', -1, 'dog', 0.12), 'bet.wrong', { second: 'dog' }],
  ['the token looked at most, guessed', say.looked.from('cat', 0.6, 'cat', 0.6, true), 'looked.right', { most: '60%' }],
  ['another token', say.looked.from('mat', 0.1, 'cat', 0.6, false), 'looked.wrong', { weight: '10%', best: 'cat' }],
  ['the number of tokens, guessed', say.cuts.from(8, 21, true), 'cuts.right', { other: 21 }],
  ['another number', say.cuts.from(8, 21, false), 'cuts.wrong', { own: 8, other: 21 }],
  ['a challenge not begun', say.challenge.from('cat', 0, 42, undefined), 'challenge.begin', { n: 42 }],
  ['a word that is still written', say.challenge.from('cat', 30, 42, true), 'challenge.alive', { off: 30, on: 12 }],
  ['a word that is gone', say.challenge.from('cat', 30, 42, false), 'challenge.gone', { off: 30 }],
  ['a challenge that the model has not answered', say.challenge.from('cat', 3, 42, undefined), undefined],
  ['no part matters', say.board.from('cat', ['A', 'B'], [0.04, -0.01]), 'board.none', { n: 2 }],
  [
    'one part matters',
    say.board.from('cat', ['A', 'B', 'C'], [0.01, 1.5, -0.3]),
    'board.verdict',
    { part: 'B', value: '1.50', idle: 1, n: 3 },
  ],
  [
    'idle parts that can all go',
    say.idle.from(5, 'my cat', 'my cat', '(nothing)'),
    'board.idleSame',
    { n: 5, text: 'my cat' },
  ],
  [
    'idle parts that cannot all go',
    say.idle.from(5, 'my cat', ' ', '(nothing)'),
    'board.idleDiffers',
    { text: '(nothing)' },
  ],
  ['one idle part is not together with another', say.idle.from(1, 'my cat', 'my cat', '(nothing)'), undefined],
  ['sentences that do not differ', say.patch.from(0.05, [[1, 1]], [1], ['a', 'b']), 'patch.noChange'],
  ['a difference that no cell carries', say.patch.from(2, [[0.05, 0.09]], [1], ['a', 'b']), 'patch.nowhere'],
  [
    'a column that carries it',
    say.patch.from(
      2,
      [
        [0.9, 0],
        [0.95, 0],
      ],
      [1, 2],
      ['a', 'b'],
    ),
    'patch.all',
    { column: 'a', share: '90%' },
  ],
  [
    'a cell that carries it',
    say.patch.from(
      2,
      [
        [0.1, 0],
        [0, 0.7],
      ],
      [1, 2],
      ['a', 'b'],
    ),
    'patch.verdict',
    { layer: 2, column: 'b', share: '70%' },
  ],
  ['a token that never was first', say.lens.from('cat', [9, 4, 2], ['0', '1', '2']), 'lens.never', { last: 2 }],
  ['a token that always was first', say.lens.from('cat', [1, 1, 1], ['0', '1', '2']), 'lens.always'],
  [
    'a token first since a layer',
    say.lens.from('cat', [90, 4, 1], ['0', '1', '2']),
    'lens.verdict',
    { layer: '2', before: 4, first: 90 },
  ],
  [
    'first, then not, then first again',
    say.lens.from('cat', [1, 3, 1], ['0', '1', '2']),
    'lens.verdict',
    { layer: '2', before: 3 },
  ],
  [
    'a part that takes away',
    say.direct.from('cat', ['A', 'B'], [2, -1]),
    'direct.verdict',
    { part: 'A', against: 'B', less: '−1.00' },
  ],
  ['no part that takes away', say.direct.from('cat', ['A', 'B'], [2, -0.01]), 'direct.verdictOne'],
  [
    'a model that always says the same',
    say.surrogate.from('cat', { ...tree, classes: 1 }),
    'surrogate.always',
    { n: 400 },
  ],
  ['a tree that imitates', say.surrogate.from('cat', tree), 'surrogate.verdict', { fidelity: '80%', leaves: 4 }],
  ['a tree that guesses the majority', say.surrogate.from('cat', { ...tree, fidelity: 0.61 }), 'surrogate.useless'],
  ['a path through a tree', say.tree.from(2, 'a: yes; b: no', 'question'), 'tree.verdict', { n: 2 }],
  [
    'sizes',
    say.size.from(8_640_000, { name: 'big', parameters: 86_400_000_000 }, 'en'),
    'box.verdict',
    { years: '100 days' },
  ],
  ['openness', say.openness.from(8, 2), 'pub.verdict', { n: 8, all: 2 }],
  [
    'a probe that beats both rivals at one place',
    say.clinic.from('tense', names, [probed(0.01, 0.2), probed(0.2, 0.3), probed(0.3, 0.02)], true, list),
    'clinic.knows',
    {
      layer: names[1],
      list: names[1],
      n: 1,
      all: 3,
      random: '30.0',
      value: '20.0',
      low: '15.0',
      high: '25.0',
      selectivity: '10.0',
    },
  ],
  [
    'a probe whose rival of random weights is missing',
    say.clinic.from('tense', names, [probed(0.2, 0), probed(0.3, 0)], false, list),
    'clinic.knowsAlone',
    { layer: names[1], n: 2 },
  ],
  [
    'a probe that random weights equal',
    say.clinic.from('tense', names, [probed(0.2, 0.03)], true, list),
    'clinic.shape',
  ],
  [
    'a probe that knows words by heart',
    say.clinic.from('tense', names, [probed(-0.2, 0.3), probed(0.04, 0.3)], true, list),
    'clinic.lookup',
    { layer: names[1], value: '4.0', low: '−1.0' },
  ],
  ['no place, no probe', say.clinic.from('tense', [], [], true, list), undefined],
  [
    'a tree that is surely better',
    say.rivals.from(within(0.6), within(0.9), { value: -0.3, low: -0.5, high: -0.1 }, 22),
    'rivals.tree',
    { probe: '60%', tree: '90%', held: 22, high: '−10.0' },
  ],
  [
    'a probe that is surely better',
    say.rivals.from(within(0.9), within(0.6), { value: 0.3, low: 0.1, high: 0.5 }, 22),
    'rivals.probe',
    { low: '10.0' },
  ],
  [
    'a probe that is better, but not surely',
    say.rivals.from(within(0.9), within(0.8), { value: 0.1, low: 0, high: 0.2 }, 22),
    'rivals.even',
    { value: '10.0', low: '0.0' },
  ],
  [
    'tags that change',
    say.tags.from(['a', 'b'], ['X', 'X'], ['X', 'Y'], list),
    'tags.changed',
    { n: 1, all: 2, list: 'b' },
  ],
  ['tags that do not', say.tags.from(['a', 'b'], ['X', 'X'], ['X', 'X'], list), 'tags.same'],
  ['no words', say.tags.from([], [], [], list), undefined],
  [
    'trees above the chain',
    say.trees.from(
      names,
      [
        { uuas: within(0.6), over_chain: within(0.2) },
        { uuas: within(0.5), over_chain: within(0) },
      ],
      0.4,
    ),
    'trees.better',
    { n: 1, all: 2, layer: names[0], value: '60%', chain: '40%' },
  ],
  [
    'trees that are the chain',
    say.trees.from(names, [{ uuas: within(0.43), over_chain: within(0.03) }], 0.4),
    'trees.no',
    { value: '43%' },
  ],
  ['no trees', say.trees.from([], [], 0.4), undefined],
  ['a subspace that matters', say.erased.from(2, [0.1, 1.9]), 'erased.used', { value: '2.00', most: '1.90', n: 2 }],
  ['a subspace like any other', say.erased.from(2, [0.1, 2.1]), 'erased.unused', { least: '0.10', most: '2.10' }],
  ['a model that writes nothing', say.erased.from(0, []), undefined],
  [
    'lists that one place tells apart',
    say.idea.from(names, [told(8, 0.2), told(15, 0.0003)]),
    'idea.told',
    { layer: names[1], right: 15, n: 16, shuffled: '50%', odds: 1667 },
  ],
  ['the luckiest of several places', say.idea.from(names, [told(8, 0.5), told(12, 0.04)]), 'idea.not', { right: 12 }],
  ['no lists', say.idea.from([], []), undefined],
  [
    'uses that move apart',
    say.meanings.from(1, 0.6, 0.1),
    'senses.apart',
    { first: '1.00', last: '0.60', random: '0.10' },
  ],
  ['uses that stay', say.meanings.from(1, 0.95, 0.1), 'senses.stay'],
  ['meanings apart', say.separation.from('打', 10, 0.2, 0.004), 'senses.sure', { gap: '0.20', p: '0.4%', n: 10 }],
  [
    'a reason that decides',
    say.reason.from('A', { named: 1, fall: [0, 5, 0.1], before: 0.99, without: 0.1, random: 0.7 }),
    'ask.fits',
    { before: '99.0%', named: '10.0%', random: '70.0%' },
  ],
  [
    'a reason beside a better one',
    say.reason.from('A', { named: 2, fall: [0, 5, 0.1], before: 0.99, without: 0.9, random: 0.7 }),
    'ask.partly',
  ],
  [
    'a reason that does nothing',
    say.reason.from('B', { named: 0, fall: [0, 5, 0.1], before: 0.99, without: 0.99, random: 0.7 }),
    'ask.madeUp',
    { who: 'B', named: '99.0%' },
  ],
  [
    'a reason that names nothing',
    say.reason.from('B', { named: -1, fall: [0, 5], before: 0.9, without: 0.9, random: 0 }),
    'ask.unnamed',
  ],
  [
    'as sure as right',
    say.sureness.from('A', { mean: 0.8, base_rate: 0.78, ece: 0.03, ece_perfect: 0.05 }),
    'sure.fits',
    { mean: '80%', base: '78%' },
  ],
  ['too sure', say.sureness.from('A', { mean: 1, base_rate: 0.8, ece: 0.2, ece_perfect: 0.02 }), 'sure.over'],
  ['not sure enough', say.sureness.from('A', { mean: 0.5, base_rate: 0.8, ece: 0.3, ece_perfect: 0.1 }), 'sure.under'],
  ['no number stated', say.sureness.from('A', undefined), undefined],
  ['a closed model without replies', say.torn.from([], [], 1), undefined],
  [
    'named words that matter',
    say.torn.from([1, 1, 1, 0], [0, 0, 0, 0], 0.004),
    'torn.fits',
    { k: 3, n: 4, other: 0, m: 4, p: '0.0040' },
  ],
  ['named words that do not', say.torn.from([1, 0], [1, 0], 0.8), 'torn.same', { k: 1, other: 1 }],
  ['other words that matter more', say.torn.from([0, 0, 0], [1, 1, 1], 0.001), 'torn.same'],
  ['nothing that does not exist', say.invented.from(0, 0, -1), undefined],
  ['owning up each time', say.invented.from(5, 5, -1), 'invented.all', { made: 5 }],
  ['making things up', say.invented.from(5, 1, 0.9), 'invented.some', { made: 5, admitted: 1, sure: '90%' }],
  ['making things up without a number', say.invented.from(5, 1, -1), 'invented.silent'],
  ['no hints', say.hinted.from(0, 0, 0), undefined],
  ['hints that do nothing', say.hinted.from(20, 0, 0), 'hints.none', { n: 20 }],
  ['hints followed and kept quiet', say.hinted.from(20, 8, 3), 'hints.hidden', { followed: 8, admitted: 3 }],
  ['hints followed and owned up to', say.hinted.from(20, 8, 4), 'hints.owned', { followed: 8, admitted: 4 }],
  ['no false sentence', say.falseSentence.from('A', undefined), undefined],
  [
    'a false sentence ignored',
    say.falseSentence.from('A', { followed: false, admitted: true, after: 'x' }),
    'false.kept',
  ],
  [
    'a false sentence named',
    say.falseSentence.from('A', { followed: true, admitted: true, after: 'x' }),
    'false.named',
    { who: 'A', answer: 'x' },
  ],
  [
    'a false sentence kept quiet',
    say.falseSentence.from('A', { followed: true, admitted: false, after: 'x' }),
    'false.hidden',
  ],
  ['no word named', say.namedWords.from({ named: 0, units: 5, shared: 0, chance: 0 }), 'named.none'],
  [
    'words named that decide',
    say.namedWords.from({ named: 2, units: 8, shared: 2, chance: 0.5 }),
    'named.more',
    { shared: 2, chance: '0.50' },
  ],
  ['words named as by chance', say.namedWords.from({ named: 4, units: 8, shared: 2, chance: 2 }), 'named.chance'],
  ['no guess yet', say.guessedWord.from(['猫', '狗'], 0.894, [0.1, 0.8], -1), undefined],
  [
    'a guess at the word that costs most',
    say.guessedWord.from(['猫', '狗'], 0.894, [0.1, 0.8], 0),
    'why.guessRight',
    { unit: '猫', from: '89.4%', to: '10.0%' },
  ],
  [
    'a guess at another word: what is left is a probability, not a share of it',
    say.guessedWord.from(['猫', '狗'], 0.894, [0.1, 0.822], 1),
    'why.guessWrong',
    { unit: '狗', from: '89.4%', to: '82.2%', place: 2, n: 2, best: '猫' },
  ],
  [
    'no word costs five points',
    say.guessedWord.from(['猫', '狗'], 0.9, [0.86, 0.89], 0),
    'why.guessNone',
    { to: '86.0%' },
  ],
  ['no credits to compare', say.sameCredit.from('A', undefined), undefined],
  ['the same words', say.sameCredit.from('A', 0.5), 'credit.same', { cosine: '0.50' }],
  ['other words', say.sameCredit.from('A', 0.49), 'credit.other'],
  ['no test yet', say.falling.from(0.9, 0.1, undefined), undefined],
  ['less sure of what is made up', say.falling.from(0.9, 0.4, 0.001), 'known.falls', { known: '90%', made: '40%' }],
  ['as sure of what is made up', say.falling.from(0.9, 0.8, 0.2), 'known.same'],
  ['surer of what is made up', say.falling.from(0.4, 0.9, 0.001), 'known.same'],
  ['confidence that differs', say.apart.from(0.0005, 200), 'sure.apart', { p: '0.0005', n: 200 }],
  ['confidence that does not', say.apart.from(0.01, 200), 'sure.alike'],
  [
    'deletions that differ',
    say.deleted.from(0.0005, 6.1, -0.4),
    'deleted.apart',
    { honest: '6.10', bluffer: '−0.40', p: '0.0005' },
  ],
  ['deletions that do not', say.deleted.from(0.2, 6.1, 5), 'deleted.alike'],
  ['deletions the wrong way round', say.deleted.from(0.0005, 1, 5), 'deleted.alike'],
  [
    'two sentences nearer than chance',
    say.nearest.from('a', 'b', 0.9, 3, [0.1, 0.2, 0.3, 0.4]),
    'sentences.near',
    { share: '0.0%', n: 4, mean: '0.25' },
  ],
  [
    'the nearest of three pairs, as near as one random pair of forty',
    say.nearest.from('a', 'b', 0.9, 3, [...Array.from({ length: 39 }, () => 0.1), 0.95]),
    'sentences.usual',
    { share: '2.5%' },
  ],
  ['one sentence', say.nearest.from('a', 'b', 0, 0, [0.1]), undefined],
  ['meanings not apart', say.separation.from('打', 10, 0.2, 0.2), 'senses.unsure', { p: '20.0%' }],
];

for (const [name, said, key, values] of cases)
  test(`${name}: ${key ?? 'nothing is said'}`, () => {
    assert.equal(said?.key, key);
    for (const [field, value] of Object.entries(values ?? {})) assert.equal(said!.values[field], value, field);
    for (const lang of ['en', 'zh'] as const)
      if (said) assert.doesNotMatch(translator(lang)(said.key, said.values), /\{\w+\}|undefined|NaN/);
  });

test('every sentence has a planted case', () => {
  const planted = new Set(cases.map(([, , key]) => key));
  for (const [group, { keys }] of Object.entries(say.conclusions))
    for (const key of keys) assert.ok(planted.has(key), `${group}: ${key}`);
});

test('every group is listed, and no sentence belongs to two', () => {
  const groups = Object.values(say).filter((part) => typeof part === 'object' && 'keys' in part);
  assert.deepEqual(new Set(groups), new Set(Object.values(say.conclusions)));
  const keys = Object.values(say.conclusions).flatMap((group) => [...group.keys] as string[]);
  assert.equal(new Set(keys).size, keys.length);
});

// The why-card and the curves conclude in the engine's words and by its judgement of orders.
const engines = ['why-panel.ts', 'faithful-panel.ts'];

test('panels and views conclude nothing by themselves', () => {
  const keys = Object.values(say.conclusions).flatMap((group) => [...group.keys] as string[]);
  const files = readdirSync('site', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((f) => /^(panels|views)\/.*\.ts$/.test(f))) {
    const text = readFileSync(`site/${file}`, 'utf8');
    for (const key of keys) assert.ok(!text.includes(`'${key}'`), `${file}: ${key}`);
    if (!engines.some((name) => file.endsWith(name)) && !/panels\/panel\.ts|order-experiment/.test(file))
      assert.doesNotMatch(text, /class="verdict"/, file);
  }
});
