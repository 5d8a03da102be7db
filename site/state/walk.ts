// The walk: the whole machine on the reader's sentence as one picture, told moment by moment. Here is what is told and
// where it stands; views/walk-scene.ts draws it. Everything shown is the model's own: nothing is made up in between.

import type { Config, GenerateResult, Place, Tensor } from '../../wasm/bridge/protocol.gen.ts';
import { attentionHook, layerHook, stackHook, type Attention } from './anatomy.ts';
import { labels } from './cells.ts';
import { promptRows } from './selection.ts';
import type { Results } from './session.ts';
import { headMatrix, matrix, named, row as rowOf, type Matrix } from './tensor.ts';

/** What can happen in a moment. */
export type Act =
  | 'text'
  | 'tokens'
  | 'vectors'
  | 'places'
  | 'attend'
  | 'feed'
  | 'layers'
  | 'begin'
  | 'self'
  | 'cross'
  | 'think'
  | 'race'
  | 'drop';

/** One moment. `step` is the output token being written, -1 while the model reads. */
export interface Moment {
  act: Act;
  tower: number; // index into Scene.towers
  step: number;
}

/** One row of a tower. Values are [token, dimension], weights [query, key]. */
export interface Lane {
  kind: 'tokens' | 'embed' | 'place' | 'sum' | 'attend' | 'cross' | 'feed' | 'out' | 'thin' | 'final';
  layer: number; // -1 outside the layers
  values?: Matrix | undefined;
  weights?: Matrix | undefined;
}

/** One stack of layers over one row of tokens. */
export interface Tower {
  attention: Attention; // the kind of its self-attention
  labels: string[];
  ids: number[];
  special: boolean[];
  lanes: Lane[];
}

/** The whole machine for one sentence. The last tower writes; before it there may be one that only reads. */
export interface Scene {
  towers: Tower[];
  prompt: number; // rows of the writing tower before the first output token is written
  steps: GenerateResult['steps'];
  cut: number; // output tokens that are not told
  moments: Moment[];
}

/** Most tokens of a tower that are drawn: beyond it columns are too thin. Longer outputs are told in part. */
export const mostColumns = 48;

/** Tokens that must be drawn before the model writes: more than `mostColumns` cannot be. */
export function readTokens(results: Results): number {
  return Math.max(results.forward?.source.tokens.length ?? 0, promptRows(results));
}

/** The points that the walk draws, "attn.hook_pattern". */
const drawn = new Set([
  'hook_embed',
  'hook_pos_embed',
  'attn.hook_pattern',
  'cross_attn.hook_pattern',
  'mlp.hook_post',
  'hook_resid_post',
  'ln_final.hook_normalized',
]);

/** What a forward pass must keep for the walk, of the places that the model has. */
export function walkSites(places: readonly Place[]): string[] {
  const wanted = ({ point, layer }: Place) => drawn.has(point) || (point === 'hook_resid_pre' && layer === 0);
  return places.filter(wanted).map((place) => place.site);
}

/**
 * The scene of a sentence, or undefined before there is a pass. `tensors` are what `walkSites` asked for and may be
 * fewer; `layer` is the layer drawn in full (clamped), `head` the head whose attention is drawn, -1: the mean of all.
 */
export function scene(results: Results, tensors: readonly Tensor[], layer: number, head: number): Scene | undefined {
  const { info, forward, output } = results;
  if (!info || !forward) return undefined;
  const { config } = info;
  const find = (name: string) => named(tensors, name) ?? named(forward.tensors, name);
  const towers: Tower[] = [];
  const tower = (side: 'source' | 'target', attention: Attention, depth: number) => {
    const read = side === 'source' ? forward.source : forward.target;
    const drawn = read.tokens.slice(0, mostColumns);
    const own = {
      attention,
      labels: labels(read).slice(0, mostColumns),
      ids: drawn.map((t) => t.id),
      special: drawn.map((t) => t.special),
    };
    towers.push({ ...own, lanes: lanes(config, side, attention, depth, Math.min(layer, depth - 1), head, find) });
  };
  if (config.encoder_layers > 0) tower('source', 'encoder', config.encoder_layers);
  if (config.decoder_layers > 0) tower('target', 'decoder', config.decoder_layers);
  const prompt = promptRows(results);
  const all = output?.steps ?? [];
  const steps = all.slice(0, Math.max(0, mostColumns - prompt));
  return { towers, prompt, steps, cut: all.length - steps.length, moments: moments(config, steps.length) };
}

function lanes(
  config: Config,
  side: 'source' | 'target',
  attention: Attention,
  depth: number,
  detail: number,
  head: number,
  find: (name: string) => Tensor | undefined,
): Lane[] {
  const values = (name: string) => optional(find(name), matrix);
  const weights = (kind: Attention, layer: number) =>
    optional(find(attentionHook(config, kind, layer, 'pattern')), (t) => chosenHead(t, head));
  const inside = (layer: number, point: string) => values(layerHook(config, attention, layer, point));
  const outside = (name: string) => values(stackHook(config, side, name));
  const out: Lane[] = [
    { kind: 'tokens', layer: -1 },
    { kind: 'embed', layer: -1, values: outside('hook_embed') },
  ];
  if (config.position !== 'rotary') {
    out.push({ kind: 'place', layer: -1, values: outside('hook_pos_embed') });
    out.push({ kind: 'sum', layer: -1, values: inside(0, 'hook_resid_pre') });
  }
  for (let layer = 0; layer < depth; layer++) {
    const after = inside(layer, 'hook_resid_post');
    if (layer !== detail) {
      out.push({ kind: 'thin', layer, values: after });
      continue;
    }
    out.push({ kind: 'attend', layer, weights: weights(attention, layer) });
    if (config.kind === 'encoder-decoder' && side === 'target')
      out.push({ kind: 'cross', layer, weights: weights('cross', layer) });
    out.push({ kind: 'feed', layer, values: inside(layer, 'mlp.hook_post') });
    out.push({ kind: 'out', layer, values: after });
  }
  out.push({ kind: 'final', layer: -1, values: outside('ln_final.hook_normalized') });
  return out;
}

/** The moments in order, for a model of this shape that wrote so many tokens. */
export function moments(config: Config, written: number): Moment[] {
  const both = config.kind === 'encoder-decoder';
  const reading: Act[] = ['text', 'tokens', 'vectors', ...(config.position === 'rotary' ? [] : (['places'] as const))];
  const list: Moment[] = [...reading, 'attend' as const, 'feed' as const, 'layers' as const].map((act) => {
    return { act, tower: 0, step: -1 };
  });
  const tower = both ? 1 : 0;
  for (let step = 0; step < written; step++) {
    // The first round is told in full; later ones repeat it, so they are told in three.
    const first: Act[] = both ? ['begin', 'self', 'cross', 'think', 'race', 'drop'] : ['race', 'drop'];
    const later: Act[] = both ? ['cross', 'race', 'drop'] : ['self', 'race', 'drop'];
    for (const act of step === 0 ? first : later) list.push({ act, tower, step });
  }
  return list;
}

/** How many columns of a tower exist in a moment: the writing tower grows by one with each token that drops. */
export function columns(s: Scene, tower: number, moment: Moment): number {
  const all = s.towers[tower]!.labels.length;
  if (tower < s.towers.length - 1 || s.steps.length === 0) return all;
  const dropped = moment.step + (moment.act === 'drop' ? 1 : 0);
  return Math.min(all, s.prompt + Math.max(0, dropped));
}

/** The column whose turn it is: while the model writes, the one that writes; while it reads, the reader's choice. */
export function focus(s: Scene, moment: Moment, chosen: number): number {
  const count = columns(s, moment.tower, moment);
  if (moment.step < 0) return Math.min(Math.max(0, chosen), count - 1);
  return Math.min(count, s.prompt + moment.step) - 1;
}

/** The lane of a kind in a tower. */
export function laneOf(tower: Tower, kind: Lane['kind']): Lane | undefined {
  return tower.lanes.find((l) => l.kind === kind);
}

/** Where the largest of a row's values is, and its value; undefined where there is no such row. */
export function largest(m: Matrix | undefined, row: number): { index: number; value: number } | undefined {
  if (!m || row < 0 || row >= m.rows) return undefined;
  const values = rowOf(m, row);
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[index]!) index = i;
  return { index, value: values[index]! };
}

/** How many of a row's values are above zero. */
export function active(m: Matrix | undefined, row: number): number {
  if (!m || row < 0 || row >= m.rows) return 0;
  return rowOf(m, row).reduce((n, v) => n + (v > 0 ? 1 : 0), 0);
}

function optional<T, R>(value: T | undefined, use: (value: T) => R): R | undefined {
  return value === undefined ? undefined : use(value);
}

const means = new WeakMap<Float32Array, Matrix>();

/** One head of a [head, query, key] pattern, or the mean of all for -1, made once a pass. */
function chosenHead(pattern: Tensor, head: number): Matrix {
  if (head >= 0) return headMatrix(pattern, Math.min(head, pattern.shape[0]! - 1));
  let mean = means.get(pattern.data);
  if (!mean) {
    const [heads, rows, cols] = pattern.shape as [number, number, number];
    const data = new Float32Array(rows * cols);
    pattern.data.forEach((w, i) => (data[i % data.length]! += w / heads));
    means.set(pattern.data, (mean = { rows, cols, data, offset: 0, stride: cols }));
  }
  return mean;
}
