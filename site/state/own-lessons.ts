// Lessons that were made on this page or opened from a file. They are kept on the device, and where nothing can be
// kept, as long as the page stands; what came with a link is known only while it is.

import { kept, lessons as prefix } from './kept.ts';
import { type Both, type Lesson } from './lesson.ts';
import { readLesson, unpackLesson, writeLesson } from './lesson-file.ts';

const held = new Map<string, Lesson>();
const linked = new Map<string, Lesson>();
kept.addEventListener('forgotten', (event) => (event as CustomEvent<string>).detail === prefix && held.clear());

/** Own lessons have names of their own, so that none stands in the place of a lesson of the site. */
const isOwn = (id: string): boolean => id.startsWith('own-');

/** A name that no other lesson has. */
export function newId(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(2));
  return `own-${[...numbers].map((n) => n.toString(36).padStart(7, '0')).join('')}`;
}

/** One of them; undefined if it is not here. */
export function ownLesson(id: string): Lesson | undefined {
  const here = held.get(id);
  if (here || !isOwn(id)) return here;
  try {
    return readLesson(kept.text(prefix + id));
  } catch {
    return linked.get(id);
  }
}

/** All of them, those with a title in its order. */
export function ownLessons(): Lesson[] {
  const ids = new Set([...kept.names(prefix).map((name) => name.slice(prefix.length)), ...held.keys()]);
  const found = [...ids].map(ownLesson).filter((lesson) => lesson !== undefined);
  return found.sort((a, b) => a.title.en.localeCompare(b.title.en) || (a.id < b.id ? -1 : 1));
}

/** Keeps a lesson in place of its earlier self; gives whether the device keeps it. */
export function keepOwn(lesson: Lesson): boolean {
  held.set(lesson.id, lesson);
  const text = writeLesson(lesson);
  kept.keepText(prefix + lesson.id, text);
  return kept.text(prefix + lesson.id) === text;
}

/** Forgets one. */
export function dropOwn(id: string): void {
  held.delete(id);
  kept.dropText(prefix + id);
}

/**
 * Keeps a lesson from a file's text; throws BadLesson. A lesson of the same name that says something else stays, under
 * a new name and with `earlier` behind its title.
 */
export function openLesson(text: string, earlier: Both): Lesson {
  const { tried: _, ...read } = readLesson(text);
  const lesson = isOwn(read.id) ? read : { ...read, id: newId() };
  const before = ownLesson(lesson.id);
  if (before && writeLesson(before) !== writeLesson(lesson)) {
    const title = { en: before.title.en + earlier.en, zh: before.title.zh + earlier.zh };
    keepOwn({ ...before, id: newId(), title });
  }
  keepOwn(lesson);
  return lesson;
}

/** The lesson in a link; throws BadLesson. */
export function linkedLesson(word: string): Lesson {
  const { tried: _, ...lesson } = unpackLesson(word);
  linked.set(lesson.id, lesson);
  return lesson;
}
