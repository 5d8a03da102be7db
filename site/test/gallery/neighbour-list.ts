// Neighbours against the random-pair baseline.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/neighbour-list.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const tokens = tokensOf(['猫', ' cat', '狗', ' cats', '兔', ' dog', '鼠', ' kitten']).tokens;
const result = {
  of: tokens[0]!,
  vector: [],
  neighbours: tokens.slice(1).map((token, i) => ({ token, cosine: 0.72 - i * 0.06 })),
  random_mean: 0.03,
  random_sd: 0.08,
  random_n: 2000,
};
show(
  {},
  (t) =>
    html`<pl-figure
      .t=${t}
      place="neighbours"
      .heading=${t('neighbours.title', { token: '猫' })}
      .how=${t('neighbours.how')}
      ><pl-neighbour-list .t=${t} .result=${result}></pl-neighbour-list
    ></pl-figure>`,
);
