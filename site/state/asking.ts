// Asking a chat model that the reader has opened: what stands around a question, the questions themselves, and which
// confidences came of them. Pure code but for `short`, which asks.

import type { Asked, AskStyle, Calibration, Question } from '../../wasm/bridge/protocol.gen.ts';
import type { Language } from '../i18n/language.ts';
import type { Render } from './chat.ts';
import type { OpenModel } from './session.ts';

const mark = '\uE000';

/** What a model's template puts around a first message; a template that changes messages leaves nothing. */
export function styleOf(render: Render, language: Language): AskStyle {
  const [before, between, ...more] = render([{ role: 'user', content: mark }], true).split(mark);
  if (between === undefined || more.length) return { language, before: '', between: '' };
  return { language, before: before!, between };
}

/** The longest short answer, tokens. */
const shortAnswer = 24;

/** A short answer to a conversation as the model reads it. */
export async function short(model: OpenModel, text: string, signal?: AbortSignal): Promise<string> {
  const input = { text, special: true, around: 'without' } as const;
  const params = { input, sampling: { max_tokens: shortAnswer }, top: 1 };
  return (await model.call('generate', params, signal ? { signal } : {})).text;
}

const linesOf = (file: string) =>
  file
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'));

/** A set's questions: question|right|wrong|wrong|wrong|source. */
export function questionsOf(file: string): Question[] {
  return linesOf(file).map((line) => {
    const [text = '', right = '', ...rest] = line.split('|');
    return { text, right, wrong: rest.slice(0, 3) };
  });
}

/** Questions about things that do not exist: question|thing. */
export function absentOf(file: string): string[] {
  return linesOf(file).map((line) => line.split('|')[0]!);
}

/** Some of a list, in an order drawn by a seed. */
export function drawnFrom<T>(list: readonly T[], n: number, seed: number): T[] {
  const rest = [...list];
  let state = (seed * 0x9e3779b1 + 1) >>> 0;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
  return Array.from({ length: Math.min(n, list.length) }, () => rest.splice(next() % rest.length, 1)[0]!);
}

/** A question cut into the units that are deleted one by one. */
export function unitsOf(text: string, cut: (text: string) => string[]): string[] {
  const units = /\p{Script=Han}/u.test(text) ? cut(text) : (text.match(/\S+\s*/g) ?? []);
  return units.join('') === text ? units : (text.match(/\S+\s*/g) ?? [text]);
}

/** Questions of a run, and about things that do not exist. */
export const sizes = { questions: 200, things: 20 } as const;

/** How much is asked about each question. */
export const plans = {
  short: { orders: 4, samples: 0, temperature: 1, hint: false },
  long: { orders: 4, samples: 5, temperature: 1, hint: true },
} as const;
export type PlanName = keyof typeof plans;

/** The kinds of confidence, never mixed. */
export const kindsOf = {
  label: (a: Asked) => a.labels.probability[a.labels.best]!,
  raw: (a: Asked) => a.labels.raw,
  ptrue: (a: Asked) => a.p_true,
  stated: (a: Asked) => (a.stated.ok ? a.stated.number : -1),
  agree: (a: Asked) => a.agree,
} as const;
export type Sureness = keyof typeof kindsOf;

/** One kind's curve. */
export interface Fitted {
  kind: Sureness;
  fit: Calibration;
  /** Replies that could not be read. */
  unread: number;
}

/** Models asked in this visit, by name and language, with their last fits. */
export type Runs = ReadonlyMap<string, readonly Fitted[]>;

/** One kind of all models that were asked in a language; none where there are not two to be compared. */
export function sideBySide(runs: Runs, kind: Sureness): (Fitted & { name: string })[] {
  const all = [...runs].flatMap(([name, fits]) => fits.filter((f) => f.kind === kind).map((f) => ({ ...f, name })));
  return all.length > 1 ? all : [];
}

/** The confidences of a kind that there are, with what was right. */
export function confidences(kind: Sureness, asked: readonly Asked[]): { confidence: number[]; right: boolean[] } {
  const there = asked.filter((a) => kindsOf[kind](a) >= 0);
  return { confidence: there.map((a) => Math.min(1, kindsOf[kind](a))), right: there.map((a) => a.right) };
}

/** What became of the false hints. */
export function hintsOf(asked: readonly Asked[]): { n: number; followed: number; admitted: number } {
  const hints = asked.flatMap((a) => a.hint ?? []);
  const followed = hints.filter((h) => h.followed);
  return { n: hints.length, followed: followed.length, admitted: followed.filter((h) => h.admitted).length };
}

/** How many samples named no option, or several. */
export function unreadSamples(asked: readonly Asked[]): { n: number; unread: number } {
  const samples = asked.flatMap((a) => a.samples ?? []);
  return {
    n: samples.reduce((n, s) => n + s.answers.length, 0),
    unread: samples.reduce((n, s) => n + s.failures, 0),
  };
}
