import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../i18n/en.ts';
import { language, rich, translator, type Key } from '../../i18n/index.ts';
import { zh } from '../../i18n/zh.ts';
import { errorCodes, type ErrorCode } from '../../../wasm/bridge/errors.ts';

const places = (text: string) => [...text.matchAll(/\{(\w+)[}?]/g)].map((m) => m[1]).sort();

test('both languages fill in the same places', () => {
  for (const key of Object.keys(en) as Key[])
    assert.deepEqual([...new Set(places(zh[key]))], [...new Set(places(en[key]))], key);
});

test('sentences of errors use only the values that come with their code', () => {
  for (const [code, values] of Object.entries(errorCodes)) {
    const used = places(en[`error.${code as ErrorCode}`]);
    assert.deepEqual(
      used.filter((name) => !values.includes(name!)),
      [],
      code,
    );
  }
});

test('no text is empty or left in the other language', () => {
  for (const key of Object.keys(en) as Key[]) {
    assert.ok(en[key].trim() && zh[key].trim(), key);
    assert.ok(!/\p{Script=Han}/u.test(en[key]), `${key}: Chinese in the English text`);
  }
});

test('a translator is one function a language and fills in values', () => {
  assert.equal(translator('zh'), translator('zh'));
  assert.equal(translator('en')('steps.next'), en['steps.next']);
  assert.equal(translator('en')('duel.size', { n: 5 }), '5 tokens');
});

test('one is not told as many', () => {
  const t = translator('en');
  assert.equal(t('work.both', { n: 13, m: 1 }), 'The model runs 13 times forward and once backward');
  assert.equal(t('work.both', { n: '1', m: 1200 }), 'The model runs once forward and 1200 times backward');
  assert.equal(t('work.forward', {}), en['work.forward']);
  for (const text of Object.values(en)) {
    // A text that knows of one says nothing like “1 tokens”, at any of its places.
    if (!text.includes('?')) continue;
    for (const [, name, one, many] of text.matchAll(/\{(\w+)\?([^|{}]*)\|([^{}]*)\}/g)) {
      assert.ok(one !== many && name, text);
      assert.doesNotMatch(one!, /#|^1 \w+[^s]s$/, text);
    }
  }
});

test('the page says by which rule characters are grouped, and what that does to conjuncts', () => {
  // TestGroups in engine/token holds the rule itself.
  for (const text of [en['detail.how'], zh['detail.how']]) assert.match(text, /Unicode 15.*UAX #29.*क्ष/);
});

test('a band of two standard deviations on either side is not called two wide', () => {
  assert.match(zh['neighbours.baseline'], /左右各两个标准差/);
  for (const text of Object.values(zh)) assert.doesNotMatch(text, /带宽|宽(为|是)?两个标准差/);
});

test('each share of attention says over which heads and layers it is', () => {
  for (const key of ['walk.say.attend', 'walk.say.self', 'walk.say.cross'] as const)
    for (const texts of [en, zh]) assert.match(texts[key], /\{whose\}/, key);
  assert.match(en['attention.verdict'], /^In this one head/);
  assert.match(zh['attention.verdict'], /^单看这一个头/);
  for (const key of ['evidence.same', 'evidence.differ', 'evidence.hiddenSame', 'evidence.hiddenDiffer'] as const) {
    assert.match(en[key], /all heads and layers/, key);
    assert.match(zh[key], /各层各头平均/, key);
  }
});

test('the ends and the middle of the patching scale are named', () => {
  for (const texts of [en, zh]) {
    assert.match(texts['patch.zero'], /0/);
    assert.match(texts['patch.one'], /1.*0/s);
  }
});

test('the page claims for the model’s own numbers only that the model computed them here', () => {
  for (const [text, others] of [
    [en.footer, /other models.*sources/],
    [zh.footer, /别的模型.*来源/],
  ] as const)
    assert.match(text, others);
});

test('whatever is counted has a form for one', () => {
  // Values that are never one: sizes of models and of fixed experiments, and a number that is a name (best).
  const many = ['width', 'cols', 'rows', 'dim', 'hidden', 'tokens', 'parameters', 'limit', 'choices', 'most', 'cores'];
  const fixed = [
    'steps',
    'base',
    'draws',
    'orders',
    'residents',
    'texts',
    'dates',
    'negatives',
    'window',
    'value',
    'best',
  ];
  // And texts that are there for several only, or name a limit.
  const several = ['sampled.exact', 'work.shared', 'work.range', 'real.range', 'pairs.start', 'detail.many'];
  const limits = [
    'heads.long',
    'walk.cut',
    'card.vocab',
    'card.context',
    'own.full',
    'own.copied',
    'sentences.many',
    'doors.none',
  ];
  const forms = Object.values(en).flatMap((text) => [...text.matchAll(/\?1 ([\w ]+)\|# ([\w ]+)\}/g)]);
  const plurals = new Set(forms.map(([, , words]) => words!.split(' ').at(-1)!).filter((word) => word.endsWith('s')));
  assert.ok(plurals.size > 15, [...plurals].join());
  const counted = new RegExp(
    `\\{(\\w+)\\}(?: (?:easy|random|unseen|short|likely|equally|best))* (${[...plurals].join('|')})\\b`,
    'g',
  );
  for (const [key, text] of Object.entries(en))
    for (const [found, name] of text.matchAll(counted))
      assert.ok([...many, ...fixed].includes(name!) || [...several, ...limits].includes(key), `${key}: ${found}`);
  // With one of everything that is counted, no text speaks of several.
  const t = translator('en');
  for (const [key, text] of Object.entries(en)) {
    const names = [...text.matchAll(/\{(\w+)\?/g)].map(([, name]) => [name!, 1]);
    const one = t(key as Key, Object.fromEntries(names));
    for (const plural of plurals) assert.doesNotMatch(one, new RegExp(`\\b1 ${plural}\\b`), `${key}: ${one}`);
  }
});

test('no text has a choice that the translator does not understand', () => {
  for (const text of [...Object.values(en), ...Object.values(zh)])
    assert.doesNotMatch(text.replace(/\{\w+(\?[^|{}]*\|[^{}]*)?\}/g, ''), /[{}]/);
});

test('the reader’s choice comes before the browser’s', () => {
  assert.equal(language('en', ['zh-CN']), 'en');
  assert.equal(language('', ['fr', 'zh-Hant-TW', 'en']), 'zh');
  assert.equal(language('', ['en-GB']), 'en');
  assert.equal(language('', ['fr']), 'zh');
});

test('coloured words are marked, the rest is plain text', () => {
  const parts = rich('a [q|Q] b');
  assert.equal(parts.length, 3);
  assert.deepEqual([parts[0], parts[2]], ['a ', ' b']);
});
