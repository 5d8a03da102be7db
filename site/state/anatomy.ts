// Names of the places in a model that figures look at, for each kind of model: which stacks it has, how their hook
// names begin, and which of them a sentence's pass should keep.

import type { Config, InfoResult, Place } from '../../wasm/bridge/protocol.gen.ts';
import type { State } from './url.ts';

/** The three kinds of attention a reader can choose. */
export type Attention = State['stack'];

/** The kinds of attention a model has, in the order of the forward pass. */
export function attentions(config: Config): Attention[] {
  if (config.kind === 'encoder-decoder') return ['encoder', 'decoder', 'cross'];
  return config.kind === 'encoder' ? ['encoder'] : ['decoder'];
}

/** The reader's choice if the model has it, else the model's first. */
export function chosenAttention(config: Config, stack: Attention): Attention {
  const list = attentions(config);
  return list.includes(stack) ? stack : list.at(-1)!;
}

/** How many layers the stack of an attention has. */
export function layersOf(config: Config, attention: Attention): number {
  return attention === 'encoder' ? config.encoder_layers : config.decoder_layers;
}

/** The chosen layer, counted from 0; -1 and numbers beyond the model mean its last. */
export function chosenLayer(config: Config, attention: Attention, layer: number): number {
  const last = layersOf(config, attention) - 1;
  return layer < 0 || layer > last ? last : layer;
}

/** "decoder.1.hook_resid_post": a hook of one layer, "*" for all layers, of the stack that an attention is in. */
export function layerHook(config: Config, attention: Attention, layer: number | '*', name: string): string {
  const stack = config.kind !== 'encoder-decoder' ? 'blocks' : attention === 'encoder' ? 'encoder' : 'decoder';
  return `${stack}.${layer}.${name}`;
}

/** "decoder.1.cross_attn.hook_" + point: a hook of one layer's attention, "*" for all layers. */
export function attentionHook(config: Config, attention: Attention, layer: number | '*', point: string): string {
  return layerHook(config, attention, layer, `${attention === 'cross' ? 'cross_attn' : 'attn'}.hook_${point}`);
}

/** Which kind of attention a head belongs to. */
export function attentionOf(place: Place): Attention {
  if (place.module === 'cross_attn') return 'cross';
  return place.stack === 'encoder' ? 'encoder' : 'decoder';
}

/** Whether a place is the residual stream after a layer. */
export const afterLayer = (place: Place): boolean => place.point === 'hook_resid_post';

/** The name in the link of what can be switched off, "blocks.0.attn.hook_z.3" or "blocks.0.hook_mlp_out". */
export const switchID = ({ site, head }: Pick<Place, 'site' | 'head'>): string => (head < 0 ? site : `${site}.${head}`);

/** What of a model can be switched off, in the order of the forward pass: every head, every MLP. */
export function switches(info: InfoResult): Map<string, Place> {
  const all = info.sites.flatMap((place) => {
    if (place.point === 'hook_mlp_out') return [place];
    if (place.point !== 'attn.hook_z' && place.point !== 'cross_attn.hook_z') return [];
    return Array.from({ length: info.config.heads }, (_, head) => ({ ...place, head }));
  });
  return new Map(all.map((place) => [switchID(place), place]));
}

/** A hook outside the layers: "encoder.hook_embed", or "hook_embed" for a model with one stack. */
export function stackHook(config: Config, side: 'source' | 'target', name: string): string {
  return config.kind === 'encoder-decoder' ? `${side === 'source' ? 'encoder' : 'decoder'}.${name}` : name;
}

/** Above this many tokens only the chosen layer's attention is kept: all of them would be tens of megabytes. */
export const longText = 96;

/** Points of one attention that the worked example needs. Rotary models compare turned queries and keys. */
export const operands = ['q', 'rot_q', 'k', 'rot_k', 'v', 'attn_scores', 'z', 'pattern'];

/** What a pass keeps for the figures, as the model's own hook names. */
export function keep(info: InfoResult, state: Pick<State, 'stack' | 'layer'>, tokens: number): string[] {
  const { config } = info;
  const wanted = new Set<string>();
  for (const attention of attentions(config)) {
    const chosen = chosenAttention(config, state.stack) === attention;
    const layers = Array.from({ length: layersOf(config, attention) }, (_, i) => i);
    for (const layer of tokens <= longText ? layers : chosen ? [chosenLayer(config, attention, state.layer)] : []) {
      for (const point of operands) wanted.add(attentionHook(config, attention, layer, point));
    }
  }
  for (const side of ['source', 'target'] as const) wanted.add(stackHook(config, side, 'hook_embed'));
  if (config.encoder_layers > 0) {
    wanted.add(stackHook(config, 'source', 'ln_final.hook_normalized'));
    wanted.add(`encoder.${config.encoder_layers - 1}.hook_resid_post`);
  }
  return info.sites.map((place) => place.site).filter((site) => wanted.has(site));
}
