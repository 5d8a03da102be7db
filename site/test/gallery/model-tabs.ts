// The models on offer side by side.
import { html } from 'lit';
import '../../views/model-tabs.ts';
import { show } from './fixture-page.ts';

const models = ['zh-en', 'stories'].map((name) => ({ name, title: name }));

show({ name: 'zh-en' }, (t, s, set) => {
  const choose = (e: CustomEvent<{ name: string }>) => set(e.detail);
  return html`<pl-model-tabs .t=${t} .models=${models} .current=${s.name} @pick=${choose}></pl-model-tabs>`;
});
