// Four methods' rows over the same words, one still being computed, and spans joined by dragging.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/credit-rows.ts';
import { show } from './fixture-page.ts';

const rows = [
  {
    id: 'occlusion',
    name: '遮挡',
    values: [0.4, 5.2, -0.6, 0.1, 0, 0, 0.02],
    bar: { share: 0.62, text: '+31.0', note: '好过 95% 的随机顺序' },
  },
  {
    id: 'shapley',
    name: '沙普利值',
    values: [0.5, 4.1, -0.2, 0.3, 0.1, 0, 0],
    errors: [0.1, 0.4, 0.2, 0.1, 0.1, 0.05, 0.05],
    bar: { share: 0.5, text: '+25.0', note: '好过 90% 的随机顺序' },
  },
  {
    id: 'attention',
    name: '注意力',
    values: [0.1, 0.3, 0.1, 0.05, 0.02, 0.02, 0.41],
    note: '无正负',
    bar: { share: -0.1, text: '−5.0', note: '好过 20% 的随机顺序' },
  },
  { id: 'gradient', name: '梯度×输入', values: undefined },
];
show(
  { selected: 1, joined: '' },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="why" .heading=${t('why.figure', { token: 'cat' })}>
      <pl-credit-rows
        join
        .t=${t}
        .units=${['我的', '猫', '喜欢', '睡在', '窗', '边', '。']}
        .rows=${rows}
        .selected=${s.selected}
        .guess=${2}
        @unit-select=${(e: CustomEvent<{ unit: number }>) => set({ selected: e.detail.unit })}
        @unit-join=${(e: CustomEvent<{ from: number; to: number }>) =>
          set({ joined: `${e.detail.from}–${e.detail.to}` })}
      ></pl-credit-rows>
      <p>${s.joined}</p></pl-figure
    >`,
);
