import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InfoResult, Module, Place, Stack } from '../../../wasm/bridge/protocol.gen.ts';
import { afterLayer, attentionOf, switches } from '../../state/anatomy.ts';

const place = (stack: Stack, layer: number, module: Module, point: string): Place => ({
  site: `${stack}.${layer}.${point}`,
  stack,
  layer,
  module,
  point,
  head: -1,
});

test('the attention that a head belongs to', () => {
  assert.equal(attentionOf(place('encoder', 2, 'attn', 'attn.hook_z')), 'encoder');
  assert.equal(attentionOf(place('decoder', 0, 'cross_attn', 'cross_attn.hook_z')), 'cross');
  assert.equal(attentionOf(place('decoder', 1, 'attn', 'attn.hook_pattern')), 'decoder');
  assert.equal(attentionOf(place('blocks', 11, 'mlp', 'hook_mlp_out')), 'decoder');
});

test('what can be switched off: every head and every MLP, by its name in the link', () => {
  const sites = [
    place('blocks', 0, 'attn', 'attn.hook_q'),
    place('blocks', 0, 'attn', 'attn.hook_z'),
    place('blocks', 0, 'mlp', 'hook_mlp_out'),
    place('blocks', 0, 'resid', 'hook_resid_post'),
  ];
  const parts = switches({ sites, config: { heads: 2 } } as InfoResult);
  assert.deepEqual(
    [...parts].map(([id, p]) => [id, p.head]),
    [
      ['blocks.0.attn.hook_z.0', 0],
      ['blocks.0.attn.hook_z.1', 1],
      ['blocks.0.hook_mlp_out', -1],
    ],
  );
  assert.equal(afterLayer(sites[3]!), true);
  assert.equal(afterLayer(sites[2]!), false);
});
