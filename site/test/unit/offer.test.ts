// The picker against the cards that the trainer wrote: nothing that a reader must know may be lost on the way.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { translator } from '../../i18n/index.ts';
import { offerOf } from '../../panels/offer.ts';

const card = (name: string) => JSON.parse(readFileSync(`assets/models/${name}/card.json`, 'utf8'));
const manifest = (name: string, card: unknown) => ({ name, bytes: 1, files: [], card });

for (const lang of ['zh', 'en'] as const) {
  test(`the translator's card, ${lang}: limits, sources with credits, shipped scores with intervals`, () => {
    const told = card('zh-en');
    const offer = offerOf(manifest('zh-en', told), translator(lang));
    assert.equal(offer.title, told.title[lang]);
    assert.equal(offer.cannot, told.cannot[lang]);
    const text = offer.facts.flatMap((f) => [...f.lines, ...(f.more ?? [])]).join('\n');
    for (const d of told.data)
      for (const part of [d.name, d.licence, d.attribution]) assert.ok(text.includes(part), part);
    for (const s of told.scores.filter((s: { weights: string }) => s.weights === 'int8'))
      for (const v of [s.value, s.low, s.high]) assert.ok(text.includes(v.toFixed(v < 10 ? 2 : 1)), `${s.metric} ${v}`);
    assert.equal(offer.allSamples.length, told.samples.length);
    assert.ok(offer.samples.length > 0 && offer.samples.every((s) => offer.allSamples.includes(s)));
    assert.equal(offer.continues, false);
  });
}

test('a model without a card has its name and nothing made up', () => {
  const offer = offerOf(manifest('own', null), translator('en'));
  assert.deepEqual([offer.title, offer.about, offer.cannot, offer.facts, offer.samples], ['own', '', '', [], []]);
});

test('a model that goes on from a text says so, and its authors are credited title by title', () => {
  const offer = offerOf(
    manifest('s', {
      architecture: { kind: 'decoder' },
      data: [{ name: 'Tales', licence: 'CC BY 4.0', credits: ['A tale: an author'] }],
      samples: [{ input: 'a', output: 'b' }],
    }),
    translator('en'),
  );
  assert.equal(offer.continues, true);
  assert.deepEqual(offer.facts[0]!.more, ['A tale: an author']);
});

test('greedy and sampled texts are told apart where a card mixes them, and only there', () => {
  const samples = (...methods: string[]) => methods.map((method) => ({ input: 'a', output: method, method }));
  const how = (list: object[]) =>
    offerOf(manifest('s', { samples: list }), translator('en')).allSamples.map((s) => s.how);
  assert.deepEqual(how(samples('greedy', 'sampled, temperature 0.8, seed 3')), [
    '(greedy)',
    '(sampled, temperature 0.8, seed 3)',
  ]);
  assert.deepEqual(how(samples('greedy', 'greedy')), [undefined, undefined]);
});
