// From the reader's choices to what the engine is asked to explain, and the small arithmetic that figures need on the
// answers: units as byte ranges, scales, orders, agreement with a guess. Pure.

import type { Candidate, Explained, Head, Masking, Price, Tokens, Unit } from '../../wasm/bridge/protocol.gen.ts';
import { worthStarting } from '../../wasm/bridge/room.ts';
import { inputOf } from './input.ts';
import { guesses } from './masked.ts';
import type { Results } from './session.ts';
import { leading, written } from './selection.ts';
import type { State } from './url.ts';
import { cut } from './words.ts';

/** The ways to hide a unit, in the order of the page. */
export const masks = ['replace', 'blank', 'mean', 'delete', 'resample'] as const;
export type MaskName = (typeof masks)[number];

/** Prices added up; undefined if one is not known. */
export function together(prices: readonly (Price | undefined)[]): Price | undefined {
  let sum: Price = { forward: 0, backward: 0 };
  for (const p of prices) {
    if (!p) return undefined;
    sum = {
      forward: sum.forward + p.forward,
      backward: sum.backward + p.backward,
      ...((sum.at_most || p.at_most) && { at_most: true }),
    };
  }
  return sum;
}

/** A price in forward passes, nearly: a backward pass costs two. */
export function weightOf(price: Price): number {
  return price.forward + 2 * price.backward;
}

/** About how long work takes, ms, and how many engines do it together. */
export interface Estimate {
  low: number;
  high: number;
  engines: number;
}

/**
 * How long a price takes where so many engines can help. `pass` is what a forward pass was seen to take, ms, by how
 * many engines did it; of one it is known. How well several share it is not known before they were timed: till then
 * their time lies between that of one and its nth part. Gradients are not shared.
 */
export function timeOf(price: Price, pass: ReadonlyMap<number, number>, engines: number): Estimate {
  const one = pass.get(1)!;
  const alone = weightOf(price) * one;
  const pieces = price.forward - price.backward;
  if (engines === 1 || pieces * one <= worthStarting) return { low: alone, high: alone, engines: 1 };
  const seen = pass.get(engines);
  const own = alone - pieces * one;
  if (seen !== undefined) return { low: own + pieces * seen, high: own + pieces * seen, engines };
  return { low: own + (pieces * one) / engines, high: alone, engines };
}

/** What was paid for results, as the engine's meter counted it. */
export function paidFor(heads: readonly Pick<Head, 'paid'>[]): Price {
  return together(heads.map(({ paid }) => ({ forward: paid.forward.passes, backward: paid.backward.passes })))!;
}

/** UTF-8 length of a text. */
export function bytes(text: string): number {
  let n = 0;
  for (const c of text) {
    const code = c.codePointAt(0)!;
    n += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return n;
}

/**
 * Words and marks of a text as byte ranges, as the page's word cutter sees them; white space belongs to none.
 */
export function wordSpans(text: string): [number, number][] {
  const spans: [number, number][] = [];
  let at = 0;
  for (const segment of cut(text)) {
    const size = bytes(segment);
    if (segment.trim()) spans.push([at, at + size]);
    at += size;
  }
  return spans;
}

/** The index, among the words and spaces of a text, of the one that holds a byte. */
export function wordAt(text: string, byte: number): number {
  let at = 0;
  return Math.max(
    0,
    cut(text).findIndex((word) => byte < (at += bytes(word))),
  );
}

/** Pairs of a flat list of byte offsets; undefined if it is no list of ascending ranges. */
export function pairsOf(flat: readonly number[]): [number, number][] | undefined {
  if (flat.length === 0 || flat.length % 2) return undefined;
  const spans: [number, number][] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const [start, end] = [flat[i]!, flat[i + 1]!];
    if (end <= start || start < (spans.at(-1)?.[1] ?? 0)) return undefined;
    spans.push([start, end]);
  }
  return spans;
}

/** What the reader wants explained; undefined until there is an output to explain. */
export function explainedOf(results: Results, state: State): Explained | undefined {
  const of = (encodes(results) ? results.forward : results.output)?.of;
  if (of !== state.text || !state.text.trim()) return undefined;
  const ids = written(results).tokens.map((t) => t.id);
  if (ids.length === 0) return undefined;
  const units = unitsOf(state);
  const input = { ...inputOf(state), target_ids: ids };
  return { input, ...units, ...measureOf(results, state) };
}

const encodes = (results: Results) => results.info?.config.kind === 'encoder';

function unitsOf(state: Pick<State, 'units' | 'spans' | 'text'>): Pick<Explained, 'units' | 'spans'> {
  const picked = state.units === 'spans' ? pairsOf(state.spans) : undefined;
  if (picked && picked.at(-1)![1] <= bytes(state.text)) return { units: 'spans', spans: picked };
  if (state.units === 'token') return { units: 'token' };
  return { units: 'word', spans: wordSpans(state.text) };
}

/** A contrast needs the other candidate; without one the measure is log-probability. */
function measureOf(
  results: Results,
  state: Pick<State, 'measure' | 'foil' | 'target'>,
): Pick<Explained, 'measure' | 'foils'> {
  if (state.measure !== 'contrast') return { measure: state.measure };
  const output = chosenOutput(results, state);
  const foil = foilOf(results, state);
  return foil === undefined ? { measure: 'log_prob' } : { measure: 'contrast', foils: [{ output, token: foil }] };
}

/** The output token to explain. */
export function chosenOutput(results: Results, state: Pick<State, 'target'>): number {
  return Math.max(0, Math.min(state.target, written(results).tokens.length - 1));
}

/** The other candidate of a contrast: the reader's, else the likeliest that was not written. */
export function foilOf(results: Results, state: Pick<State, 'foil' | 'target'>): number | undefined {
  const candidates = foilsOf(results, chosenOutput(results, state));
  return (candidates.find((c) => c.token.id === state.foil) ?? candidates[0])?.token.id;
}

/** The candidates of an output that were not written. */
export function foilsOf(results: Results, output: number): Candidate[] {
  const own = written(results).tokens[output]?.id;
  const all = encodes(results)
    ? results.forward && guesses(results.info!, results.forward)[output]?.candidates
    : results.output?.steps[output]?.candidates;
  return all?.filter((c) => c.token.id !== own && !c.token.special) ?? [];
}

/** The masking of scores, and the other one that judges them. */
export function maskingOf(state: Pick<State, 'mask' | 'seed'>): Masking {
  return { mask: state.mask, ...(state.mask === 'resample' && { seed: state.seed }) };
}

/** The judging mask: the reader's, unless it made the scores. */
export function judgeOf(state: Pick<State, 'mask' | 'judge' | 'seed'>): Masking {
  const mask = state.judge !== state.mask ? state.judge : state.mask === 'blank' ? 'replace' : 'blank';
  return { mask, ...(mask === 'resample' && { seed: state.seed }) };
}

/** The unit that holds the selected input token, or -1. */
export function unitAt(head: Pick<Head, 'read' | 'units'>, source: number): number {
  const position = source + leading(head.read);
  return head.units.findIndex((u) => u.tokens.includes(position));
}

/** The input token to select for a unit, counted as the bench counts. */
export function sourceOfUnit(head: Pick<Head, 'read' | 'units'>, unit: number): number {
  return Math.max(0, (head.units[unit]?.tokens[0] ?? 0) - leading(head.read));
}

/** Which units to join so that [from, to] becomes one: all units as a flat list of byte offsets. */
export function joined(units: readonly Unit[], from: number, to: number): number[] {
  const [a, b] = from < to ? [from, to] : [to, from];
  const flat: number[] = [];
  units.forEach((u, i) => {
    if (i < a || i > b) flat.push(u.start, u.end);
    else if (i === a) flat.push(u.start, units[b]!.end);
  });
  return flat;
}

/**
 * Which spans to take so that one unit comes apart into the cells inside it: all units as a flat list of byte offsets;
 * undefined if there is only one cell in it. `cells` are byte ranges.
 */
export function splitUnit(
  units: readonly Pick<Unit, 'start' | 'end'>[],
  unit: number,
  cells: readonly (readonly [number, number])[],
): number[] | undefined {
  const { start, end } = units[unit]!;
  const inside = cells.filter(([from, to]) => to > start && from < end);
  if (inside.length < 2) return undefined;
  const pieces = inside.flatMap(([from, to]) => [Math.max(from, start), Math.min(to, end)]);
  return units.flatMap((u, i) => (i === unit ? pieces : [u.start, u.end]));
}

/** The largest absolute value, at least a hair. */
export function reach(values: readonly number[]): number {
  return values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1e-9);
}

/** Indices, largest value first; equal values keep their order. */
export function order(values: readonly number[]): number[] {
  return values.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
}

/** The place of one value among all, 1 for the largest; ties share the better place. */
export function rank(values: readonly number[], index: number): number {
  return 1 + values.filter((v) => v > values[index]!).length;
}

/** All credits are the same: there is nothing to order. */
export function level(values: readonly number[]): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most - least < 1e-9 * Math.max(1, Math.abs(most));
}

/** Kendall's τ-b of two lists. */
export function kendall(a: readonly number[], b: readonly number[]): number {
  let [agree, disagree, tiesA, tiesB] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      if (x * y > 0) agree++;
      else if (x * y < 0) disagree++;
      else {
        if (x === 0 && y !== 0) tiesA++;
        if (y === 0 && x !== 0) tiesB++;
      }
    }
  }
  const under = Math.sqrt((agree + disagree + tiesA) * (agree + disagree + tiesB));
  return under === 0 ? NaN : (agree - disagree) / under;
}

/** The share of the top k that two lists have in common. */
export function overlap(a: readonly number[], b: readonly number[], k: number): number {
  const other = new Set(order(b).slice(0, k));
  return (
    order(a)
      .slice(0, k)
      .filter((i) => other.has(i)).length / Math.max(1, Math.min(k, a.length))
  );
}

/** What goes with every explanation into a file. */
export function provenance(head: Head): Record<string, unknown> {
  const { method, card, measure, mask, neutral, seed, paid, millis, model, hash } = head;
  return {
    method,
    card,
    measure,
    mask: mask ?? null,
    neutral: neutral ?? null,
    seed,
    forward_passes: paid.forward.passes,
    backward_passes: paid.backward.passes,
    rows: paid.forward.rows + paid.backward.rows,
    millis,
    model,
    weights_sha256: hash,
    input_tokens: head.units.map((u) => u.text),
    output_tokens: head.written.tokens.map((t) => t.text || `<0x${t.bytes}>`),
    output_probs: head.probs,
  };
}

/** The texts of output tokens. */
export function writtenTexts(tokens: Tokens): string[] {
  return tokens.tokens.map((t) => t.text || `⟨${t.bytes || t.id}⟩`);
}
