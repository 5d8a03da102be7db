// Lessons as files and links: how they are read, whoever has written them, and what is said where one cannot be.

import { claims, places } from '../stages.ts';
import { kinds, longestText, measureKinds, mostSteps, type Both, type Lesson, type Step } from './lesson.ts';
import { packed, unpacked } from './packed.ts';

/** What is wrong with a lesson: the field, and in which step, counted from 1. */
export class BadLesson extends Error {
  constructor(
    readonly field: string,
    readonly step?: number,
  ) {
    super(step ? `step ${step}: ${field}` : field);
  }
}

/** A text in both languages; one that is written once stands for both. */
function both(value: unknown): Both | undefined {
  const { en, zh } = (typeof value === 'string' ? { en: value, zh: value } : (value ?? {})) as Partial<Both>;
  const text = (x: unknown): x is string => typeof x === 'string' && x.length <= longestText;
  return text(en) && text(zh) ? { en, zh } : undefined;
}

/** Reads a lesson, also one that somebody else has written; throws BadLesson. */
export function readLesson(text: string): Lesson {
  let lesson: Lesson;
  try {
    lesson = JSON.parse(text) as Lesson;
  } catch {
    throw new BadLesson('JSON');
  }
  if (typeof lesson?.id !== 'string' || !/^[a-z0-9-]{1,40}$/.test(lesson.id)) throw new BadLesson('id');
  for (const key of ['title', 'goal', 'teacher'] as const) {
    const read = both(lesson[key]);
    if (!read) throw new BadLesson(key);
    lesson[key] = read;
  }
  if (!Number.isFinite(lesson.minutes)) throw new BadLesson('minutes');
  const { steps } = lesson;
  if (!Array.isArray(steps) || !steps.length || steps.length > mostSteps) throw new BadLesson('steps');
  lesson.steps = steps.map((step, i) => readStep(step, i + 1));
  return lesson;
}

function readStep(given: Step, n: number): Step {
  const step = { ...given };
  for (const key of ['text', 'ask', 'try'] as const) {
    const read = both(step[key]);
    if (!read && (key !== 'try' || step.try !== undefined)) throw new BadLesson(key, n);
    if (read) step[key] = read;
  }
  if (!kinds.includes(step.kind)) throw new BadLesson('kind', n);
  if (step.claim !== undefined && !(step.claim in claims)) throw new BadLesson('claim', n);
  if (step.at !== undefined && !places.includes(step.at)) throw new BadLesson('at', n);
  if (step.measure !== undefined && !Object.hasOwn(measureKinds, step.measure)) throw new BadLesson('measure', n);
  const { state = {} } = step;
  if (typeof state !== 'object' || !Object.values(state).every((value) => typeof value === 'string'))
    throw new BadLesson('state', n);
  return step;
}

/** A lesson as it is saved: what is the same in both languages is written once. */
export function writeLesson(lesson: Lesson, space?: number): string {
  const once = (_: string, value: unknown) => {
    const pair = value as Partial<Both> | null;
    const isBoth = typeof pair?.en === 'string' && Object.keys(pair).length === 2;
    return isBoth && pair.en === pair.zh ? pair.en : value;
  };
  return JSON.stringify(lesson, once, space);
}

/** A lesson as a word for a link, and back; reading throws BadLesson. */
export const packLesson = (lesson: Lesson): string => packed(writeLesson(lesson));
export function unpackLesson(word: string): Lesson {
  let text: string;
  try {
    text = unpacked(word);
  } catch {
    throw new BadLesson('JSON');
  }
  return readLesson(text);
}
