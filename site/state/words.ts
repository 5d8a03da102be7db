// Words: the page's own word cutter, the same on every device, and the reader's word list for the map with which of
// them mean the same. Chinese is cut by a list (assets/words/zh.txt, made by build/words); browsers have lists of their
// own that differ.

import { beside } from './beside.ts';

/** The list: how common each word is, 0 for the commonest of its length. */
interface WordList {
  rank: Map<string, number>;
  longest: number;
}

let list: WordList | undefined;
let coming: Promise<void> | undefined;

/** Reads a list: a line for each length, from one character up, of words without anything between them. */
export function useWords(text: string): void {
  const rank = new Map<string, number>();
  const lines = text.split('\n');
  lines.forEach((line, l) => {
    const characters = [...line];
    for (let i = 0; i + l < characters.length; i += l + 1) rank.set(characters.slice(i, i + l + 1).join(''), i);
  });
  list = { rank, longest: lines.length };
}

/** Whether Chinese can be cut: the list is there, or did not come and each character stands for itself. */
export function wordsKnown(): boolean {
  return list !== undefined;
}

/** Fetches the list once. Without it every character is a word. */
export function loadWords(url = 'words/zh.txt'): Promise<void> {
  return (coming ??= fetch(beside(url))
    .then(async (response) => useWords(response.ok ? await response.text() : ''))
    .catch(() => {
      coming = undefined;
      useWords('');
    }));
}

/** Whether the list has a word; what is not Chinese has no need of it. */
export function inList(word: string): boolean {
  return !han.test(word) || !!list?.rank.has(word);
}

const han = /\p{Script=Han}/u;
// A word or number, with the marks that belong inside (don't, 3.14); white space; or one character of any other kind,
// with what combines with it.
const pieces = /[\p{L}\p{N}\p{M}]+(?:['’·][\p{L}\p{N}\p{M}]+|[.,]\p{N}+)*|\s+|[^\s\p{L}\p{N}\p{M}]\p{M}*/gu;

/** A text as words, marks and white space, which joined are the text again. */
export function cut(text: string): string[] {
  return runs(text).flatMap((run) => (han.test(run) ? cutHan([...run]) : [run]));
}

/** Runs of one kind; joined emoji and other clusters stay whole. */
function runs(text: string): string[] {
  const out: string[] = [];
  let last = 0;
  for (const match of text.matchAll(pieces)) {
    if (match.index > last) out.push(text.slice(last, match.index));
    out.push(...letters(match[0]));
    last = match.index + match[0].length;
  }
  if (last < text.length) out.push(text.slice(last));
  return joined(out);
}

/** A word with Chinese inside ("卡拉OK") comes apart where the script changes. */
function letters(piece: string): string[] {
  return piece.split(/(\p{Script=Han}+)/u).filter(Boolean);
}

/** Puts together again what zero-width joiners, variation selectors and skin tones hold together. */
function joined(parts: string[]): string[] {
  const out: string[] = [];
  for (const part of parts) {
    const before = out.at(-1);
    const held = /^(\p{EMod}|\u200d|\ufe0f|\u20e3)/u.test(part) || !!before?.endsWith('\u200d');
    const flag = /^\p{RI}$/u.test(part) && /^\p{RI}$/u.test(before ?? '');
    if (before !== undefined && (held || flag)) out[out.length - 1] += part;
    else out.push(part);
  }
  return out;
}

/** What a way of cutting costs. */
interface Price {
  words: number;
  singles: number;
  rarity: number;
  /** Where its last word begins. */
  from: number;
}

/**
 * Cuts a run of Chinese: as few words as possible; among those as few single characters as possible; among those the
 * commonest words. A character that the list lacks stands alone.
 */
function cutHan(characters: readonly string[]): string[] {
  // best[i]: the price of the best cut of the first i characters, and where its last word begins.
  const best: Price[] = [{ words: 0, singles: 0, rarity: 0, from: 0 }];
  for (let end = 1; end <= characters.length; end++) {
    for (let from = Math.max(0, end - (list?.longest ?? 1)); from < end; from++) {
      const word = characters.slice(from, end).join('');
      const rank = list?.rank.get(word);
      if (rank === undefined && end - from > 1) continue;
      const before = best[from]!;
      const price = {
        words: before.words + 1,
        singles: before.singles + (end - from === 1 ? 1 : 0),
        rarity: before.rarity + Math.log(2 + (rank ?? 1e5)),
        from,
      };
      if (!best[end] || cheaper(price, best[end])) best[end] = price;
    }
  }
  const out: string[] = [];
  for (let end = characters.length; end > 0; end = best[end]!.from)
    out.unshift(characters.slice(best[end]!.from, end).join(''));
  return out;
}

/** Fewer words, then fewer single characters, then commoner ones. */
function cheaper(a: Price, b: Price): boolean {
  return (a.words - b.words || a.singles - b.singles || a.rarity - b.rarity) < 0;
}

/** The words of the map until the reader writes others, for a model of English alone. */
export const englishWords =
  'cat dog bird mom dad boy girl friend water fire tree flower red blue big little happy sad eat drink run jump ' +
  'one two';

/** Words of a list, separated by spaces, commas or line breaks; doubles dropped, at most 80. */
export function splitWords(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))].slice(0, 80);
}

/** A text as sentences of words, without marks, in lower case. */
export function sentencesOf(text: string): string[][] {
  return text
    .split(/[.!?。！？\n]+/)
    .map((sentence) => cut(sentence.toLowerCase()).filter((word) => /[\p{L}\p{N}]/u.test(word)))
    .filter((words) => words.length > 1);
}

/** Index pairs of a Chinese word and the word in another script right after it. */
export function meaningPairs(words: readonly string[]): [number, number][] {
  const han = (w: string | undefined) => w !== undefined && /\p{Script=Han}/u.test(w);
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < words.length; i++) if (han(words[i]) && !han(words[i + 1])) pairs.push([i, i + 1]);
  return pairs;
}

/** A word as it stands inside a sentence: words of spaced scripts carry the space before them into their token. */
export function spaced(word: string): string {
  return /\p{Script=Han}/u.test(word) ? word : ` ${word}`;
}
