// Finds the terms of the glossary in a text, so that each can be explained where it stands.

import { glossaryEn, type Term, type TermId } from './glossary-en.ts';
import { glossaryZh } from './glossary-zh.ts';
import type { Language } from './index.ts';

export type { TermId } from './glossary-en.ts';

const lists: Record<Language, Record<TermId, Term>> = { en: glossaryEn, zh: glossaryZh };

/** All terms of a language in the order of the list. */
export function terms(lang: Language): [TermId, Term][] {
  return Object.entries(lists[lang]) as [TermId, Term][];
}

/** A term in a language. */
export function term(lang: Language, id: TermId): Term {
  return lists[lang][id];
}

/** A piece of a text: plain, or a term. */
export interface Piece {
  text: string;
  term?: TermId;
}

const patterns = new Map<Language, { find: RegExp; ids: Map<string, TermId> }>();

/** One pattern for all forms, the longest first, whole words in English. */
function pattern(lang: Language) {
  let known = patterns.get(lang);
  if (!known) {
    const ids = new Map(
      terms(lang).flatMap(([id, { forms }]) => forms.map((form) => [form.toLowerCase(), id] as const)),
    );
    const forms = [...ids.keys()].sort((a, b) => b.length - a.length).join('|');
    known = { find: new RegExp(lang === 'en' ? `\\b(?:${forms})\\b` : forms, 'gi'), ids };
    patterns.set(lang, known);
  }
  return known;
}

/** Cuts a text at its terms. A term in `told` stays plain, and those that are found are added: each is marked once. */
export function pieces(text: string, lang: Language, told: Set<TermId>): Piece[] {
  const { find, ids } = pattern(lang);
  const out: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(find)) {
    const id = ids.get(match[0].toLowerCase())!;
    if (told.has(id)) continue;
    told.add(id);
    if (match.index > done) out.push({ text: text.slice(done, match.index) });
    out.push({ text: match[0], term: id });
    done = match.index + match[0].length;
  }
  if (done < text.length) out.push({ text: text.slice(done) });
  return out;
}
