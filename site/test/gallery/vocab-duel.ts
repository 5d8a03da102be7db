// The same text in four vocabularies: one on its way, one that failed.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/vocab-duel.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const rows = [
  { vocab: '', title: 'zh-en', size: 8000, tokens: tokensOf([...'我的猫喜欢睡在窗边。']) },
  {
    vocab: 'gpt2',
    title: 'gpt2',
    size: 50257,
    tokens: tokensOf(['我', '的', ['猫', 3], ['喜', 2], ['欢', 3], ['睡', 3], '在', ['窗', 3], ['边', 2], '。']),
  },
  { vocab: 'cl100k', title: 'cl100k', size: 100277, bytes: 1681126, error: 'cl100k.tiktoken: 404' },
  { vocab: 'o200k', title: 'o200k', size: 200019, bytes: 3613922 },
];
show(
  {},
  (t) =>
    html`<pl-figure
      .t=${t}
      place="duel"
      .heading=${t('duel.title')}
      .note=${t('duel.note')}
      .how=${t('duel.how')}
      .limits=${t('duel.limits')}
      ><pl-vocab-duel .t=${t} .rows=${rows}></pl-vocab-duel
    ></pl-figure>`,
);
