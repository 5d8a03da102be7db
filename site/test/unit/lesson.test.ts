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
  stagesOf,
  triedKinds,
  type Tried,
  unpackAll,
  unpackAnswers,
} from '../../state/lesson.ts';
import { added, asked, blankLesson, blankStep, moved, put, recorded, without } from '../../state/lesson-edit.ts';
import { BadLesson, packLesson, readLesson, unpackLesson, writeLesson } from '../../state/lesson-file.ts';
import { measures } from '../../state/measures.ts';
import { fields, initial, type State } from '../../state/url.ts';

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
        for (const [, name] of words[`tried.${kind}`].matchAll(/\{(\w+)[}?]/g))
          assert.ok(name === 'tau' || name! in each[lang as 'en'], `${id}, ${lang}: ${name}`);
  }
});

test('a lesson that is none is refused', () => {
  const refused = (text: string, field: string, step?: number) =>
    assert.throws(
      () => readLesson(text),
      (error) => error instanceof BadLesson && error.field === field && error.step === step,
      text.slice(0, 40),
    );
  for (const none of ['', '{', 'null', '[]']) refused(none, none === 'null' || none === '[]' ? 'id' : 'JSON');
  refused('{"id":"../x"}', 'id');
  const step = note.steps[0]!;
  const whole = (part: object) => JSON.stringify({ ...note, ...part });
  refused(whole({ title: { en: 'x' } }), 'title');
  refused(whole({ minutes: 'ten' }), 'minutes');
  refused(whole({ steps: [] }), 'steps');
  refused(whole({ steps: Array(61).fill(step) }), 'steps');
  const bad: [object | null, string][] = [
    [{ kind: 'mark' }, 'text'],
    [{ ...step, kind: 'dance' }, 'kind'],
    [{ ...step, claim: 99 }, 'claim'],
    [{ ...step, at: 'nowhere' }, 'at'],
    [{ ...step, measure: 'constructor' }, 'measure'],
    [{ ...step, try: 1 }, 'try'],
    [{ ...step, state: { layer: 2 } }, 'state'],
    [null, 'text'],
  ];
  for (const [one, field] of bad) refused(whole({ steps: [step, one] }), field, 2);
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

test('a lesson comes back whole from a file and a link; what is the same in both languages is written once', () => {
  for (const lesson of lessons) {
    assert.deepEqual(readLesson(writeLesson(lesson, 1)), lesson, lesson.id);
    assert.deepEqual(unpackLesson(packLesson(lesson)), lesson, lesson.id);
  }
  const lesson = { ...blankLesson('own-a', 'en'), title: put(undefined, 'zh', '猫') };
  assert.match(writeLesson(lesson), /"title":"猫"/);
  assert.deepEqual(readLesson(writeLesson(lesson)), lesson);
  const word = packLesson(note);
  for (const cut of [word.slice(0, 99), `${word}%`, ''])
    assert.throws(() => unpackLesson(cut), BadLesson, cut.slice(-9));
});

test('a text that is written once stands for both languages, and twice for each its own', () => {
  const once = put(undefined, 'en', 'cat', 'en');
  assert.deepEqual(once, { en: 'cat', zh: 'cat' });
  assert.deepEqual(put(once, 'en', 'cats', 'en'), { en: 'cats', zh: 'cats' });
  const twice = put(once, 'zh', '猫', 'en');
  assert.deepEqual(twice, { en: 'cat', zh: '猫' });
  assert.deepEqual(put(twice, 'en', 'cats', 'en'), { en: 'cats', zh: '猫' });
});

test('steps are moved, taken out and asked in another way', () => {
  const lesson = { ...blankLesson('own-a', 'en'), steps: note.steps.slice(0, 3) };
  assert.deepEqual(moved(lesson, 0, 1).steps, [note.steps[1], note.steps[0], note.steps[2]]);
  assert.deepEqual(moved(lesson, 0, -1), lesson);
  assert.deepEqual(without(lesson, 1).steps, [note.steps[0], note.steps[2]]);
  assert.deepEqual(without(blankLesson('own-a', 'en'), 0).steps, [blankStep()]);
  assert.equal(asked(blankStep(), 'word').measure, 'decisive');
  assert.equal(asked(asked(blankStep(), 'word'), 'free').measure, undefined);
  assert.equal(asked({ ...blankStep(), measure: 'order' }, 'mark').measure, 'order');
  assert.equal(added({ ...lesson, steps: Array(60).fill(blankStep()) }, blankStep()).steps.length, 60);
});

test('a recorded step has the figure, the sentence and the choices, and nothing that is the teacher’s own', () => {
  const step = recorded({ ...initial, text: 'A cat.', at: 'attention', layer: 1, lang: 'en', theme: 'dark', guess: 3 });
  assert.equal(step.at, 'attention');
  assert.deepEqual(step.try, { en: 'A cat.', zh: 'A cat.' });
  assert.deepEqual(step.state, { layer: '1' });
});
