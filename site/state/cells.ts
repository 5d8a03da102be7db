// From tokens to the cells a reader sees: one cell is one run of tokens that together are whole characters, so half a
// Chinese character or half an emoji never stands alone.

import type { Token, Tokens } from '../../wasm/bridge/protocol.gen.ts';
import { cut, spaced } from './words.ts';

/** One cell of a token strip. `first` and `last` are the token range [first, last). */
export interface Cell {
  text: string;
  ids: number[];
  first: number;
  last: number;
  special: boolean;
}

/** The cells of a text, in order. Tokens that no group covers (special ones) are cells of their own. */
export function cells(tokens: Tokens): Cell[] {
  const out: Cell[] = [];
  const groups = tokens.groups ?? [];
  let next = 0;
  const single = (i: number) => {
    const t = tokens.tokens[i]!;
    out.push({ text: tokenText(t), ids: [t.id], first: i, last: i + 1, special: t.special });
  };
  for (const g of groups) {
    while (next < g.first) single(next++);
    if (g.last <= next) continue;
    const inside = tokens.tokens.slice(g.first, g.last);
    out.push({
      text: g.text || inside.map(tokenText).join(''),
      ids: inside.map((t) => t.id),
      first: g.first,
      last: g.last,
      special: inside.every((t) => t.special),
    });
    next = g.last;
  }
  while (next < (tokens.tokens?.length ?? 0)) single(next++);
  return out;
}

/** What one token reads as: its text, or its bytes in brackets when they are no whole character. */
export function tokenText(token: Token): string {
  return token.text || (token.bytes ? `⟨${token.bytes}⟩` : `⟨${token.id}⟩`);
}

// What has no width and no shape: soft hyphens, zero-width spaces, marks of direction, byte order marks; joiners and
// variation selectors only where they stand alone.
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|^(\u200c|\u200d|\p{VS})+$/gu;

/** "⟨U+200B⟩": how characters without a shape are written. */
function point(characters: string): string {
  const code = (c: string) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return `⟨${[...characters].map(code).join(' ')}⟩`;
}

/** Most characters of a label: one token may be as long as a text. */
const longestLabel = 40;

/** For a label: the text without the space before it, a lone space as "␣", a line break as "↵"; a long one is cut. */
export function label(text: string): string {
  const start = text.length > 4 * longestLabel ? text.slice(0, 4 * longestLabel) : text;
  const shown = start.replace(/\r?\n/g, '↵').replace(/\t/g, '⇥').replace(invisible, point);
  const whole = shown.trim() || shown.replace(/\s/g, '␣') || '∅';
  const characters = whole.length > longestLabel ? [...whole] : [];
  return characters.length > longestLabel ? characters.slice(0, longestLabel - 1).join('') + '…' : whole;
}

/** Most cells that are drawn at once: a text of any length leaves the page quick. */
export const mostCells = 300;

/** The part of a list of cells that is drawn, [from, to): the page of it that holds the chosen cell. */
export function pageOf(length: number, chosen: number, most = mostCells): [from: number, to: number] {
  const from = Math.floor(Math.max(0, Math.min(chosen, length - 1)) / most) * most;
  return [from, Math.min(length, from + most)];
}

/** The label of the token at an index: of its whole cell when it is only a part of a character. */
export function labels(tokens: Tokens): string[] {
  const out: string[] = [];
  for (const c of cells(tokens)) {
    for (let i = c.first; i < c.last; i++) {
      out[i] = label(c.text) + (c.last - c.first > 1 ? subscript(i - c.first + 1) : '');
    }
  }
  return out;
}

function subscript(n: number): string {
  return String(n).replace(/\d/g, (d) => '₀₁₂₃₄₅₆₇₈₉'[+d]!);
}

/** The index of the cell that holds a token, or -1. */
export function cellOf(list: readonly Cell[], token: number): number {
  return list.findIndex((c) => token >= c.first && token < c.last);
}

/**
 * The word around a token, as the page's word cutter sees words, for the merge steps: character offsets
 * come from joining the cells' texts, so any vocabulary will do. Where a space stands before a word of a spaced script,
 * it comes along, for the vocabulary merges it into the word.
 */
export function wordAround(list: readonly Cell[], token: number): string {
  const index = cellOf(list, token);
  if (index < 0) return '';
  const plain = list.map((c) => (c.special ? '' : c.text));
  const start = plain.slice(0, index).join('').length + (plain[index]!.length - plain[index]!.trimStart().length);
  const text = plain.join('');
  let at = 0;
  for (const word of cut(text)) {
    if (start >= at && start < at + word.length) return text[at - 1] === ' ' ? spaced(word) : word;
    at += word.length;
  }
  return plain[index]!.trim();
}
