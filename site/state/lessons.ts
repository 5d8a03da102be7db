// Lessons of this page: the list, one by its name, and the pupil's own answers, which stay on the device until they are
// handed in.

import { request } from '../../wasm/bridge/origin.ts';
import { beside } from './beside.ts';
import { answers, kept } from './kept.ts';
import { ownLesson } from './own-lessons.ts';
import { type Answer, type Both, type Lesson } from './lesson.ts';
import { readLesson } from './lesson-file.ts';

/** What the list says of a lesson. */
export interface Listed {
  id: string;
  title: Both;
  goal: Both;
  minutes: number;
}

let list: Promise<Listed[]> | undefined;
const lessons = new Map<string, Promise<Lesson>>();

/** The lessons on offer; none if the list cannot be had. */
export function lessonsOnOffer(): Promise<Listed[]> {
  return (list ??= request(beside('lessons/index.json'))
    .then((response) => (response.ok ? (response.json() as Promise<Listed[]>) : []))
    .catch(() => {
      list = undefined;
      return [];
    }));
}

/** A lesson by its name: of the reader's own, or of the site. */
export function lessonNamed(id: string): Promise<Lesson> {
  const own = ownLesson(id);
  if (own) return Promise.resolve(own);
  if (id.startsWith('own-')) return Promise.reject(new Error(`${id} is not here`));
  let coming = lessons.get(id);
  if (!coming) {
    coming = request(beside(`lessons/${id}.json`)).then(async (response) => {
      if (!response.ok) throw new Error(`${id}: ${response.status}`);
      return readLesson(await response.text());
    });
    coming.catch(() => lessons.delete(id));
    lessons.set(id, coming);
  }
  return coming;
}

const given = new Map<string, Answer[]>();
const key = (id: string) => `${answers}${id}`;
kept.addEventListener('forgotten', () => given.clear());

/** What the pupil has answered so far. */
export function answersOf(id: string): readonly Answer[] {
  if (!given.has(id)) {
    try {
      given.set(id, JSON.parse(kept.text(key(id)) || '[]') as Answer[]);
    } catch {
      given.set(id, []);
    }
  }
  return given.get(id)!;
}

/** Keeps an answer in place of an earlier one to the same step. */
export function keepAnswer(id: string, answer: Answer): void {
  const all = [...answersOf(id).filter((a) => a.step !== answer.step), answer].sort((a, b) => a.step - b.step);
  given.set(id, all);
  kept.keepText(key(id), JSON.stringify(all));
}
