// Two layers of heads and MLPs with measured effects, one part off.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/part-board.ts';
import { show } from './fixture-page.ts';

const rows = [0, 1].map((l) => ({
  name: `Layer ${l + 1}`,
  parts: [
    ...[0, 1, 2, 3].map((h) => ({
      id: `blocks.${l}.attn.hook_z:${h}`,
      name: `Layer ${l + 1} head ${h + 1}`,
      short: `S${h + 1}`,
      effect: l ? Math.cos(h * 2) * 1.5 : undefined,
    })),
    { id: `blocks.${l}.hook_mlp_out:-1`, name: `Layer ${l + 1} MLP`, short: 'MLP', effect: l ? 2.1 : undefined },
  ],
}));
show(
  { off: ['blocks.1.attn.hook_z:2'] },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="board" .heading=${t('board.figure')}>
      <pl-part-board
        .t=${t}
        .rows=${rows}
        .off=${s.off}
        .name=${t('board.figure')}
        @part-toggle=${(e: CustomEvent<{ id: string }>) =>
          set({ off: s.off.includes(e.detail.id) ? s.off.filter((x) => x !== e.detail.id) : [...s.off, e.detail.id] })}
      ></pl-part-board
    ></pl-figure>`,
);
