// Chinese and English words on one map.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/word-map.ts';
import { meaningPairs, splitWords } from '../../state/words.ts';
import { defaultWords } from '../../state/url.ts';
import { show } from './fixture-page.ts';
import { numbers } from './fixture.ts';

const words = splitWords(defaultWords);
const [centre, noise] = [numbers(words.length, 7), numbers(words.length * 2, 8)];
const points = words.map((word, i) => ({
  word,
  tokens: [],
  x: centre[i - (i % 2)]! * 3 + noise[2 * i]! * 0.5,
  y: centre[i - (i % 2) + 1]! * 2 + noise[2 * i + 1]! * 0.5,
}));
show(
  {},
  (t) =>
    html`<pl-figure .t=${t} place="map" .heading=${t('map.title')} .note=${t('map.note')}
      ><pl-word-map
        .t=${t}
        .result=${{ points, explained: [0.182, 0.113], cosine: [] }}
        .pairs=${meaningPairs(words)}
      ></pl-word-map
    ></pl-figure>`,
);
