// Lessons as data, and pupils' answers: how they are kept as a file or a link, and put together. No answer is
// right by what a lesson says: the model in the page says it, through a measure (state/measures.ts).

import type { Language } from '../i18n/language.ts';
import { packed, unpacked } from './packed.ts';
import { stages, type Claim, type Place } from '../stages.ts';

/** A text in both languages. */
export type Both = Record<Language, string>;

/**
 * How a step is answered: a mark for a claim, the token the model writes next, the word that decides, a number, words
 * of one's own, or not at all.
 */
export const kinds = ['mark', 'token', 'word', 'number', 'free', 'read'] as const;
export type Kind = (typeof kinds)[number];

/** The ways in which the model in the page answers (state/measures.ts), each with the kind of answer that it gives. */
export const measureKinds = {
  vocabularies: 'mark',
  near: 'mark',
  order: 'mark',
  clue: 'mark',
  hiding: 'mark',
  decisive: 'word',
  next: 'token',
  count: 'number',
} as const satisfies Record<string, Kind>;
export type MeasureName = keyof typeof measureKinds;

/** What can be found about a claim. */
export const marks = ['holds', 'part', 'fails'] as const;
export type Mark = (typeof marks)[number];

export interface Step {
  /** What the reader reads, and what is asked. */
  text: Both;
  ask: Both;
  kind: Kind;
  /** The claim that it tries; the step then opens at that claim's stage. */
  claim?: Claim;
  /** Otherwise where it opens. */
  at?: Place;
  /** The sentence to try; the one before where there is none. */
  try?: Both;
  /** Further fields of the link. */
  state?: Record<string, string>;
  /** How the model in the page answers; without it the reader's own answer stands alone. */
  measure?: MeasureName;
}

/** What can be told about a sentence that was tried: the sentences of i18n with "tried." before them. */
export const triedKinds = [
  'cut',
  'written',
  'order',
  'clue',
  'decisive',
  'decided',
  'reason',
  'world',
  'kept',
] as const;

/** Sentences that were tried for the teacher, and what the shipped models did with them (build/lessons). */
export interface Tried {
  kind: (typeof triedKinds)[number];
  texts: Both[];
  found: Record<Language, Record<string, string | number | boolean>>[];
}

export interface Lesson {
  id: string;
  /** Of a lesson made in the page: the language in which it was begun. */
  first?: Language;
  title: Both;
  goal: Both;
  teacher: Both;
  minutes: number;
  steps: Step[];
  tried?: Tried;
}

/** The stages where a claim can be tried. */
export function stagesOf(claim: Claim): typeof stages {
  return stages.filter((stage) => stage.claims.includes(claim));
}

/** Where a step opens; undefined where its claim has no stage. */
export function placeOf(step: Step): Place | undefined {
  if (step.at || !step.claim) return step.at;
  const stage = stagesOf(step.claim)[0];
  return stage && (Object.keys(stage.figures)[0] as Place);
}

/** The most steps of a lesson, and the most of one text, UTF-16 units. */
export const mostSteps = 60;
export const longestText = 4000;

/** One answer: what the reader said, and what the model in their page said. */
export interface Answer {
  step: number;
  said: string;
  found?: string;
}

/** What one pupil hands in. */
export interface Answers {
  lesson: string;
  name: string;
  answers: Answer[];
}

/** The most that is taken in of one pupil, UTF-16 units. */
const longest = 500;

/** Answers as a word that fits a link or a message. */
export const packAnswers = (answers: Answers): string => packed(JSON.stringify(answers));

/** Answers from a link, such a word, or a file's text; undefined if it is none of these. */
export function unpackAnswers(text: string): Answers | undefined {
  try {
    const word = /(?:#|&)answers=([\w-]+)/.exec(text)?.[1] ?? text.trim();
    const json = word.startsWith('{') ? word : unpacked(word);
    const got = JSON.parse(json) as Answers;
    if (typeof got.lesson !== 'string' || !Array.isArray(got.answers)) return undefined;
    return {
      lesson: got.lesson.slice(0, longest),
      name: String(got.name ?? '').slice(0, longest),
      answers: got.answers
        .filter((a) => Number.isSafeInteger(a?.step) && typeof a.said === 'string')
        .map((a) => ({
          step: a.step,
          said: a.said.slice(0, longest),
          ...(typeof a.found === 'string' && { found: a.found.slice(0, longest) }),
        })),
    };
  } catch {
    return undefined;
  }
}

/** Everything that was pasted: one pupil a line. A pupil who hands in twice counts once, with the later answers. */
export function unpackAll(text: string): Answers[] {
  const lines = text.trim().startsWith('{') ? text.split(/\n(?=\{)/) : text.split(/\s+/);
  return merged(lines.map(unpackAnswers).filter((a) => a !== undefined));
}

/** A list without earlier copies: of a pupil with a name only the last hand-in of a lesson counts. */
export function merged(list: readonly Answers[]): Answers[] {
  const key = (a: Answers, i: number) => JSON.stringify([a.lesson, a.name || i]);
  return [...new Map(list.map((a, i) => [key(a, i), a])).values()];
}

/** How often something was said at a step, and how many of those found the same in their page. */
export interface Bar {
  said: string;
  count: number;
  agreed: number;
}

/** All answers to one step, the commonest first. */
export function barsOf(list: readonly Answers[], lesson: string, step: number): Bar[] {
  const bars = new Map<string, Bar>();
  for (const pupil of list)
    for (const { step: of, said, found } of pupil.lesson === lesson ? pupil.answers : []) {
      if (of !== step) continue;
      const bar = bars.get(said) ?? { said, count: 0, agreed: 0 };
      bar.count++;
      bar.agreed += Number(found === said);
      bars.set(said, bar);
    }
  return [...bars.values()].sort((a, b) => b.count - a.count || (a.said < b.said ? -1 : 1));
}
