// A small tree whose path follows the answers.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/decision-tree.ts';
import { pathOf } from '../../state/tree.ts';
import { show } from './fixture-page.ts';

const leaf = (cls: number, counts: number[]) => ({ feature: -1, yes: -1, no: -1, class: cls, counts });
const nodes = [
  { feature: 0, yes: 1, no: 2, class: 0, counts: [20, 16] },
  leaf(1, [0, 12]),
  { feature: 1, yes: 3, no: 4, class: 0, counts: [20, 4] },
  leaf(1, [1, 3]),
  leaf(0, [19, 1]),
];
show(
  { answers: [false, true] },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="tree" .heading=${t('tree.figure')}>
      ${s.answers.map(
        (a, i) =>
          html`<button aria-pressed=${a} @click=${() => set({ answers: s.answers.map((x, j) => (i === j ? !x : x)) })}>
            ${['A', 'B'][i]}
          </button>`,
      )}
      <pl-decision-tree
        .t=${t}
        .nodes=${nodes}
        .path=${pathOf(nodes, s.answers)}
        .questions=${['以问号结尾？', '含有“吗”？']}
        .classes=${[t('tree.statement'), t('tree.question')]}
      ></pl-decision-tree
    ></pl-figure>`,
);
