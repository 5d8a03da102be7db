// Changes to a lesson that is being made. Pure: a lesson goes in, another comes out.

import type { Language } from '../i18n/language.ts';
import { measureKinds, mostSteps, type Both, type Kind, type Lesson, type MeasureName, type Step } from './lesson.ts';
import { fields, type Field, type State } from './url.ts';

/** A step with nothing in it. */
export const blankStep = (): Step => ({ text: { en: '', zh: '' }, ask: { en: '', zh: '' }, kind: 'read' });

/** A lesson with nothing in it, to be written in this language first. */
export function blankLesson(id: string, first: Language): Lesson {
  const none = (): Both => ({ en: '', zh: '' });
  return { id, first, title: none(), goal: none(), teacher: none(), minutes: 20, steps: [blankStep()] };
}

/**
 * A text with one language written anew. What is written in the lesson's first language stands for the other one too,
 * until that is written by itself; so a lesson written once is the same for all.
 */
export function put(text: Both | undefined, lang: Language, value: string, first?: Language): Both {
  const other: Language = lang === 'en' ? 'zh' : 'en';
  const follows = !text?.[other] || (lang === first && text[other] === text[lang]);
  const written = follows ? value : text[other];
  return lang === 'en' ? { en: value, zh: written } : { en: written, zh: value };
}

/** The lesson with a part of one step changed. */
export function withStep(lesson: Lesson, at: number, part: Partial<Step>): Lesson {
  return { ...lesson, steps: lesson.steps.map((step, i) => (i === at ? { ...step, ...part } : step)) };
}

/** The lesson with a step more, at the end; as it was where it is full. */
export function added(lesson: Lesson, step: Step): Lesson {
  return lesson.steps.length < mostSteps ? { ...lesson, steps: [...lesson.steps, step] } : lesson;
}

/** The lesson with a step in its neighbour's place. */
export function moved(lesson: Lesson, at: number, by: -1 | 1): Lesson {
  const steps = [...lesson.steps];
  const [step, other] = [steps[at], steps[at + by]];
  if (!step || !other) return lesson;
  [steps[at], steps[at + by]] = [other, step];
  return { ...lesson, steps };
}

/** The lesson without a step; the last one leaves an empty one. */
export function without(lesson: Lesson, at: number): Lesson {
  const steps = lesson.steps.filter((_, i) => i !== at);
  return { ...lesson, steps: steps.length ? steps : [blankStep()] };
}

/** The measures that can answer a kind of question. */
export function measuresFor(kind: Kind): MeasureName[] {
  return (Object.keys(measureKinds) as MeasureName[]).filter((name) => measureKinds[name] === kind);
}

/** The step asked in another way; what cannot answer it any more goes. */
export function asked(step: Step, kind: Kind): Step {
  const { measure, ...rest } = step;
  const fitting = measuresFor(kind);
  const keep = measure && fitting.includes(measure) ? measure : fitting[0];
  return { ...rest, kind, ...(keep && { measure: keep }) };
}

/** What a step does not take over from the page: what is its own, the reader's, or a guess of theirs. */
const notRecorded: readonly (keyof State)[] = [
  'text',
  'at',
  'door',
  'lesson',
  'made',
  'step',
  'lock',
  'present',
  'lang',
  'theme',
  'depth',
  'guess',
  'bet',
  'looked',
  'cuts',
  'moment',
];

/** A step that opens what the page shows now. */
export function recorded(state: State): Step {
  const own: Record<string, string> = {};
  for (const [key, field] of Object.entries(fields) as [keyof State, Field<unknown>][]) {
    const value = field.format(state[key]);
    if (!notRecorded.includes(key) && value !== field.format(field.initial) && value.length <= 2000) own[key] = value;
  }
  const step: Step = { ...blankStep(), try: { en: state.text, zh: state.text } };
  return { ...step, ...(state.at && { at: state.at }), ...(Object.keys(own).length > 0 && { state: own }) };
}
