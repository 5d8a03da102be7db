// BPE building a word of two characters.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/merge-steps.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const pieces = (list: (string | [string, number])[]) => tokensOf(list).tokens;
const result = {
  steps: [
    {
      pieces: pieces([
        ['喜', 3],
        ['欢', 3],
      ]),
      at: -1,
      rank: 0,
    },
    {
      pieces: pieces([
        ['喜', 2],
        ['欢', 3],
      ]),
      at: 0,
      rank: 12,
    },
    { pieces: pieces(['喜', ['欢', 3]]), at: 0, rank: 88 },
    { pieces: pieces(['喜', ['欢', 2]]), at: 1, rank: 140 },
    { pieces: pieces(['喜', '欢']), at: 1, rank: 301 },
    { pieces: pieces(['喜欢']), at: 0, rank: 877 },
  ],
};
show(
  {},
  (t) =>
    html`<pl-figure
      .t=${t}
      place="merges"
      .heading=${t('merges.title', { word: '喜欢' })}
      .note=${t('merges.note')}
      .how=${t('merges.how')}
      ><pl-merge-steps .t=${t} .result=${result} .step=${3}></pl-merge-steps
    ></pl-figure>`,
);
