// The list of models, opened.
import { html } from 'lit';
import type { ModelPicker, Offer } from '../../views/model-picker.ts';
import '../../views/model-picker.ts';
import { show } from './fixture-page.ts';

const pair = { input: '你好。', output: 'Hello.' };
const offers: Offer[] = [
  {
    name: 'zh-en',
    title: 'zh-en',
    bytes: 6_900_000,
    about: '3 + 3',
    cannot: 'Long text.',
    facts: [{ label: 'Licence:', lines: ['CC BY 2.0 FR'], more: ['A title · an author'], moreLabel: 'Authors' }],
    samples: [pair],
    allSamples: [pair, pair],
    continues: false,
  },
  {
    name: 'stories',
    title: 'stories',
    bytes: 3_100_000,
    about: '',
    cannot: '',
    facts: [],
    samples: [],
    allSamples: [],
    continues: true,
  },
];
show(
  { current: 'zh-en' },
  (t, s, set) =>
    html`<button @click=${() => document.querySelector<ModelPicker>('pl-model-picker')!.show()}>
        ${t('models.title')}
      </button>
      <pl-model-picker
        .t=${t}
        .offers=${offers}
        .current=${s.current}
        @pick=${(e: CustomEvent<{ name: string }>) => set({ current: e.detail.name })}
      ></pl-model-picker>`,
);
