// All that a link carries. This file alone touches `location`: the state is the hash, defaults are left out, and an
// unknown key or a bad value falls back to its default, so that no link can break the page.

import opening from '../opening.json' with { type: 'json' };
import type { ProbeTask } from '../../wasm/bridge/protocol.gen.ts';
import { language, type Language } from '../i18n/language.ts';
import { doors, places, type Place } from '../stages.ts';
import { preferred, type Preference } from './preferences.ts';

/** How one field is read from and written to a link; undefined from `parse` means "not a value of mine". */
export interface Field<T> {
  initial: T;
  parse(text: string): T | undefined;
  format(value: T): string;
}

/** The longest text that a link holds and the page computes, UTF-16 units: some ten pages. */
export const longestText = 20_000;

/** A free text, cut at `most` UTF-16 units. */
export const text = (initial: string, most = longestText): Field<string> => ({
  initial,
  parse: (s) => s.slice(0, most),
  format: (v) => v.slice(0, most),
});

/** A whole number in [least, most]. */
export const whole = (initial: number, least: number, most: number): Field<number> => ({
  initial,
  parse: (s) => (/^-?\d{1,16}$/.test(s) && +s >= least && +s <= most ? +s : undefined),
  format: String,
});

/** A number in [least, most]. */
export const real = (initial: number, least: number, most: number): Field<number> => ({
  initial,
  parse: (s) => (/^-?\d*\.?\d+$/.test(s) && +s >= least && +s <= most ? +s : undefined),
  format: (v) => String(+v.toFixed(4)),
});

/** One of a list of words. */
export const oneOf = <T extends string>(initial: T, ...others: T[]): Field<T> => ({
  initial,
  parse: (s) => [initial, ...others].find((x) => x === s),
  format: (v) => v,
});

/** A list of token ids, "12.7.400". */
export const ids = (most = 512): Field<readonly number[]> => ({
  initial: [],
  parse: (s) => {
    if (!/^\d{1,9}(\.\d{1,9})*$/.test(s)) return undefined;
    const list = s.split('.').map(Number);
    return list.length <= most && list.every((x) => x < 2 ** 31) ? list : undefined;
  },
  format: (v) => v.join('.'),
});

/**
 * A list of parts of a model, "blocks.0.attn.hook_z.3*blocks.1.hook_mlp_out": sites, with the head where they have
 * heads.
 */
export const parts = (most = 512): Field<readonly string[]> => ({
  initial: [],
  parse: (s) => {
    const list = [...new Set(s.split('*'))];
    return list.length <= most && list.every((x) => /^[a-z0-9_]{1,32}(\.[a-z0-9_]{1,32}){1,6}$/.test(x))
      ? list
      : undefined;
  },
  format: (v) => v.join('*'),
});

/** The name of a folder under models/: it becomes part of an address, so nothing but a plain name is let through. */
export const folder = (initial: string): Field<string> => ({
  initial,
  parse: (s) => (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(s) ? s : undefined),
  format: (v) => v,
});

/** Of a lesson in a link, as it is packed. */
export const longestLesson = 60_000;

/** Of the second sentence of patching, UTF-16 units. */
export const longestOther = 2000;

/** Of the reader's own text to learn words from, UTF-16 units. */
export const longestCorpus = 20000;

export const defaultWords =
  '猫 cat 狗 dog 水 water 火 fire 书 book 学校 school 老师 teacher 红 red 蓝 blue 吃 eat 喝 drink 一 one 二 two';

/** Every shared field; the key is its name in the link. Add a row to add a field. */
export const fields = {
  text: text(opening.zh.text),
  to: oneOf<'' | 'en' | 'zh'>('', 'en', 'zh'),
  // Names of special tokens in the text are those tokens (a chat, a masked sentence); tokens that the model's files put
  // around a text are there as they say ('') or as the reader wants it.
  special: whole(0, 0, 1),
  around: oneOf<'' | 'with' | 'without'>('', 'with', 'without'),
  model: folder(opening.zh.model),
  door: whole(1, 1, doors.length),
  at: oneOf<Place | ''>('', ...places), // the figure a link opens at
  // Linked selection: a token of the input, a token of the output, and which of the two was chosen last.
  source: whole(opening.zh.source, 0, 4095),
  target: whole(opening.zh.target, 0, 4095),
  side: oneOf<'source' | 'target'>('source', 'target'),
  stack: oneOf<'cross' | 'encoder' | 'decoder'>('cross', 'encoder', 'decoder'),
  layer: whole(-1, -1, 95), // -1: the last layer
  head: whole(0, 0, 127),
  view: oneOf<'matrix' | 'arcs'>('matrix', 'arcs'),
  forced: ids(),
  temperature: real(0, 0, 5),
  topk: whole(0, 0, 1000),
  topp: real(0, 0, 1),
  seed: whole(1, 0, Number.MAX_SAFE_INTEGER),
  words: text(defaultWords, 2000),
  // What is explained and how: units of credit, their hand-picked byte ranges, the scale, the other candidate of a
  // contrast (-1: the likeliest), how words are hidden, how rankings are judged, and the unit the reader guessed (-1:
  // not yet,
  // -2: skipped).
  units: oneOf<'word' | 'token' | 'spans'>('word', 'token', 'spans'),
  spans: ids(),
  measure: oneOf<'log_prob' | 'prob' | 'contrast'>('log_prob', 'prob', 'contrast'),
  foil: whole(-1, -1, 2 ** 31 - 1),
  mask: oneOf<'replace' | 'blank' | 'mean' | 'delete' | 'resample'>('replace', 'blank', 'mean', 'delete', 'resample'),
  judge: oneOf<'replace' | 'blank' | 'mean' | 'delete' | 'resample'>('blank', 'replace', 'mean', 'delete', 'resample'),
  guess: whole(-1, -2, 4095),
  // Which token the reader thinks was the model's second choice; -1: not asked, -2: asked and not answered.
  bet: whole(-1, -2, 2 ** 31 - 1),
  looked: whole(-1, -2, 4095), // the same for the token that a head looks at most,
  cuts: whole(-1, -2, 3), // and for how many tokens GPT-2 makes of the text, a range of `ranges`
  moment: whole(0, 0, 4095), // of the walk
  // Where embeddings are looked at from when their neighbours are sought: the mean of all tokens, or zero.
  origin: oneOf<'mean' | 'zero'>('mean', 'zero'),
  // Word vectors that are learned here: which way, from which text ("": the small world's), and what is asked of them
  // ("": what fits the small world).
  learner: oneOf<'skip_gram' | 'cbow'>('skip_gram', 'cbow'),
  corpus: text('', longestCorpus),
  near: text('', 60),
  odd: text('', 200),
  // The small world that is trained here: its seed, and how fast.
  world: whole(1, 0, 2 ** 31 - 1),
  pace: oneOf<'fast' | 'slow'>('fast', 'slow'),
  // The film of a training: whose, and which moment of it.
  film: oneOf<'zh-en' | 'world' | 'run'>('zh-en', 'world', 'run'),
  frame: whole(0, 0, 999),
  // The parts that are switched off and what takes their place; the second sentence of patching ("": one is proposed)
  // and what is put back.
  off: parts(),
  ablation: oneOf<'mean' | 'zero'>('mean', 'zero'),
  other: text('', longestOther),
  rival: text('', longestOther),
  point: oneOf<'resid_pre' | 'attn_out' | 'mlp_out'>('resid_pre', 'attn_out', 'mlp_out'),
  // The layer clinic: what is read, where it is taken out (-1: after the middle layer), in which half of a translator,
  // the reader's lists, one a line,
  // a word with sentences that have it, one a line ("": as proposed), and sentences to compare, likewise.
  task: oneOf<ProbeTask>('pos', 'relation', 'depth', 'position', 'identity', 'sentence'),
  out: whole(-1, -1, 95),
  tower: oneOf<'encoder' | 'decoder'>('encoder', 'decoder'),
  lists: text('', longestOther),
  uses: text('', longestOther),
  sentences: text('', longestOther),
  // Demonstrations and questions with their labels, one a line ("": as proposed).
  shots: text('', longestOther),
  lang: oneOf<'' | 'zh' | 'en'>('', 'zh', 'en'),
  theme: oneOf<'auto' | 'light' | 'dark'>('auto', 'light', 'dark'),
  depth: oneOf<'basic' | 'expert'>('basic', 'expert'),
  // The lesson that is being held ("": none), its step, whether the page shows only what the lesson needs, and large
  // type for a whole room.
  lesson: folder(''),
  made: text('', longestLesson), // a lesson that came with the link itself
  step: whole(0, 0, 59),
  lock: whole(0, 0, 1),
  present: whole(0, 0, 1),
} as const;

type Value<F> = F extends Field<infer T> ? T : never;
/** The reader's choices. */
export type State = { -readonly [K in keyof typeof fields]: Value<(typeof fields)[K]> };

/** The state that an empty link means. */
export const initial: State = read('');

/**
 * What a reader meets who follows no link: the sentence of their language. Links keep to one set of defaults, so that
 * they mean the same to all.
 */
export function opened(lang: Language): State {
  return { ...initial, ...opening[lang] };
}

/** The language whose opening a state shows, as far as what the model computes goes. */
export function openingOf(state: State): Language | undefined {
  const question = ['text', 'to', 'special', 'around', 'model', 'forced', 'temperature', 'topk', 'topp'] as const;
  const same = (a: State) => question.every((key) => String(a[key]) === String(state[key]));
  return (Object.keys(opening) as Language[]).find((lang) => same(opened(lang)));
}

/** What goes with one sentence, and is empty for the next. */
export const ofSentence: Partial<State> = {
  forced: [],
  other: '',
  rival: '',
  moment: 0,
  bet: -1,
  looked: -1,
  cuts: -1,
};

/** What goes with a lesson that is held, and is empty when it ends. */
export const ofLesson: Partial<State> = { lesson: '', made: '', step: 0, lock: 0, present: 0 };

/** What one figure alone shows, many times a second when it is played: nothing else is drawn again for it. */
export const ofOneFigure: Partial<Record<keyof State, Place>> = { moment: 'walk' };

/** Reads a hash ("#text=…&layer=2", with or without "#"). Pure. */
export function read(hash: string): State {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const state: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields) as [string, Field<unknown>][]) {
    const given = query.get(key);
    state[key] = (given === null ? undefined : field.parse(given)) ?? field.initial;
  }
  return state as State;
}

/** Fields that are the reader's own: a link carries them only where it was asked to. */
const own: readonly (keyof State)[] = ['lang', 'theme'];

/** Fields that a reader finds again as they left them, where the address names none. */
const remembered: readonly Preference[] = ['lang', 'theme', 'depth'];

/**
 * Writes a state as a hash without "#", defaults left out, and the reader's own fields unless they are asked for. Pure.
 */
export function write(state: State, asked: readonly string[] = own): string {
  const query = new URLSearchParams();
  for (const [key, field] of Object.entries(fields) as [keyof State, Field<unknown>][]) {
    const value = field.format(state[key]);
    if (value !== field.format(field.initial) && (!own.includes(key) || asked.includes(key))) query.set(key, value);
  }
  return query.toString();
}

/** The hash as this page last read or wrote it. One that differs is the reader's, and its event is still on the way. */
let known = '';

/** What this entry of the history knows beside its address: what the reader saw, a text that no link holds. */
const noted = () => (history.state ?? {}) as { seen?: Seen; whole?: string };

/** Which fields the address names: those it was asked for. */
function asked(): string[] {
  return [...new URLSearchParams(known.replace(/^#/, '')).keys()];
}

/** The state in the address bar, with the reader's language and theme where it names none. */
export function fromLocation(): State {
  known = location.hash;
  let state = read(known);
  const named = asked();
  for (const key of remembered) {
    const kept = fields[key].parse(preferred(key));
    if (!named.includes(key) && kept !== undefined) Object.assign(state, { [key]: kept });
  }
  if (!named.length) state = { ...opened(language(state.lang)), ...mine(state) };
  const { whole } = noted();
  return whole?.startsWith(state.text) ? { ...state, text: whole } : state;
}

/** The door that the address names, if there is none such: the page shows the first one instead, and says so. */
export function missingDoor(): string {
  const named = new URLSearchParams(known.replace(/^#/, '')).get('door') ?? '';
  return named && fields.door.parse(named) === undefined ? named.slice(0, 20) : '';
}

/** The address of this page in the given state, for others: their language and theme are their own. */
export function link(state: State): string {
  return location.href.replace(/#.*$/, '') + '#' + (write(state, []) || plain(state));
}

/** The address of a door, relative to this page. */
export function doorHref(state: State, door: number): string {
  return '#' + address({ ...state, door, at: '' });
}

/** A state that links take for granted in so many words: without any, readers get their own language's opening. */
const plain = (state: State) => new URLSearchParams({ text: state.text }).toString();

/** What of a state is remembered. */
const mine = ({ lang, theme, depth }: State) => ({ lang, theme, depth });

/** What the address bar says: nothing in front of this reader's own opening. */
function address(state: State): string {
  const hash = write(state, asked());
  const opening = { ...opened(language(state.lang)), ...mine(state) };
  const bare = hash === write(opening, asked()) && !own.some((key) => asked().includes(key));
  return bare ? '' : hash || plain(state);
}

/**
 * Keeps the address bar in step with the state without adding to the history. Browsers refuse very frequent calls, so
 * callers debounce.
 */
export function toLocation(state: State): void {
  if (location.hash !== known) return;
  const hash = address(state);
  const { whole: before, ...rest } = noted();
  // A text that no link holds is kept with this entry of the history, so that a reload does not cut it.
  const whole = state.text.length > longestText ? state.text : undefined;
  if (known.replace(/^#/, '') !== hash || before !== whole)
    history.replaceState(
      whole ? { ...rest, whole } : rest,
      '',
      hash ? '#' + hash : location.pathname + location.search,
    );
  known = location.hash;
}

/** What a reader has before them: a figure, and how far below the window's top it begins, in CSS pixels. */
export interface Seen {
  place: Place;
  from: number;
}

/** Notes what the reader has before them, for when they come back to this entry of the history. */
export function noteSeen(seen: Seen | undefined): void {
  if (location.hash === known) history.replaceState({ ...noted(), seen }, '', location.href);
}

/**
 * Calls back when the reader changes the hash by hand, by a link, or by going back; then with what they saw.
 */
export function onLocation(callback: (state: State, seen: Seen | undefined) => void): () => void {
  const listener = () => {
    const { seen } = noted();
    callback(fromLocation(), seen);
  };
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
