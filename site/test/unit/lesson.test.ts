// The lessons that are shipped, and pupils' answers on their way to the teacher.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { claims, places, unbuilt, type Claim } from '../../stages.ts';
import {
  barsOf,
  merged,
  packAnswers,
  placeOf,
  readLesson,
  stagesOf,
  triedKinds,
  type Tried,
  unpackAll,
  unpackAnswers,
} from '../../state/lesson.ts';
import { measures } from '../../state/measures.ts';
import { fields, type State } from '../../state/url.ts';

const files = readdirSync('assets/lessons').filter((name) => name.endsWith('.json'));
const lessons = files.map((name) => readLesson(readFileSync(`assets/lessons/${name}`, 'utf8')));
const note = lessons.find((lesson) => lesson.id === 'note')!;

test('every claim has its place in the first lesson, in order, and a stage where it can be tried', () => {
  assert.deepEqual(
    note.steps.map((step) => step.claim),
    Object.keys(claims).map(Number),
  );
  for (const step of note.steps) {
    const claim = step.claim as Claim;
    assert.equal(stagesOf(claim).length > 0, !unbuilt.includes(claim), `claim ${claim}: a stage, or listed as unbuilt`);
    assert.equal(placeOf(step) !== undefined, !unbuilt.includes(claim), `claim ${claim}: where its step opens`);
  }
});

test('a step asks for what there is: a figure, fields of the link, a measure', () => {
  for (const { id, steps } of lessons)
    steps.forEach((step, i) => {
      const where = `${id}, step ${i + 1}`;
      if (step.at) assert.ok(places.includes(step.at), `${where}: ${step.at}`);
      if (step.measure) assert.ok(step.measure in measures, `${where}: ${step.measure}`);
      for (const [key, value] of Object.entries(step.state ?? {}))
        assert.notEqual(fields[key as keyof State]?.parse(value), undefined, `${where}: ${key}=${value}`);
      if (['token', 'word', 'number'].includes(step.kind)) assert.ok(step.measure, `${where}: nobody knows the answer`);
    });
});

test('no lesson holds an answer', () => {
  for (const { id, steps } of lessons)
    for (const step of steps)
      assert.deepEqual(
        Object.keys(step).filter(
          (key) => !['claim', 'at', 'text', 'ask', 'kind', 'measure', 'try', 'state'].includes(key),
        ),
        [],
        id,
      );
});

test('the words for tried sentences have all that was found', () => {
  const effects = JSON.parse(readFileSync('assets/tried/effects.json', 'utf8')) as Record<string, Tried>;
  for (const { id } of lessons) {
    const { kind, texts, found } = effects[id]!;
    assert.ok(triedKinds.includes(kind), `${id}: ${kind}`);
    assert.equal(texts.length, 12, id);
    for (const [lang, words] of Object.entries({ en, zh }))
      for (const each of found)
        for (const [, name] of words[`tried.${kind}`].matchAll(/\{(\w+)\}/g))
          assert.ok(name === 'tau' || name! in each[lang as 'en'], `${id}, ${lang}: ${name}`);
  }
});

test('a lesson that is none is refused', () => {
  for (const bad of ['', '{}', '{"id":"../x"}', JSON.stringify({ ...note, steps: [{ kind: 'mark' }] })])
    assert.throws(() => readLesson(bad));
  assert.throws(() => readLesson(JSON.stringify({ ...note, steps: [{ ...note.steps[0], claim: 99 }] })));
});

const pupil = (name: string, said: string, found = 'holds') => ({
  lesson: 'note',
  name,
  answers: [
    { step: 0, said, found },
    { step: 1, said: '不知道 — no idea' },
  ],
});

test('answers come back whole from a link, a word and a file', () => {
  const given = pupil('小明', 'part');
  const word = packAnswers(given);
  assert.match(word, /^[\w-]+$/);
  assert.deepEqual(unpackAnswers(`file:///E:/pellucid.html#answers=${word}`), given);
  assert.deepEqual(unpackAnswers(word), given);
  assert.deepEqual(unpackAnswers(JSON.stringify(given, null, 1)), given);
  for (const bad of ['', 'hello', '{}', '{"lesson":1}', 'https://a.example/#answers=%%%'])
    assert.equal(unpackAnswers(bad), undefined, bad);
});

test('three pupils make bars; the same pupil counts once', () => {
  const hands = [pupil('a', 'holds'), pupil('b', 'fails'), pupil('c', 'holds', 'part'), pupil('b', 'holds')];
  const list = unpackAll(hands.map((h) => `https://a.example/#answers=${packAnswers(h)}`).join('\n'));
  assert.equal(list.length, 3);
  assert.deepEqual(barsOf(list, 'note', 0), [{ said: 'holds', count: 3, agreed: 2 }]);
  assert.deepEqual(barsOf(list, 'other', 0), []);
  assert.equal(merged([pupil('', 'holds'), pupil('', 'holds')]).length, 2, 'two without a name are two');
});
