// The list of models, opened.
import { html } from 'lit';
import type { ModelPicker } from '../../views/model-picker.ts';
import '../../views/model-picker.ts';
import { show } from './fixture-page.ts';

const offers = [{ name: 'zh-en', title: 'zh-en', bytes: 6_900_000, lines: ['3 + 3', 'CC BY 2.0 FR'] }, { name: 'stories', title: 'stories', bytes: 3_100_000, lines: [] }];
show({ current: 'zh-en' }, (t, s, set) => html`<button @click=${() => document.querySelector<ModelPicker>('pl-model-picker')!.show()}>${t('models.title')}</button>
  <pl-model-picker .t=${t} .offers=${offers} .current=${s.current} @pick=${(e: CustomEvent<{ name: string }>) => set({ current: e.detail.name })}></pl-model-picker>`);
