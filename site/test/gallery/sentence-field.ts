// The reader's sentence, short, long and empty.
import { html } from 'lit';
import '../../views/sentence-field.ts';
import { show } from './fixture-page.ts';

show(
  { text: '我的猫喜欢睡在窗边。' },
  (t, s, set) =>
    html`<pl-sentence-field
        .text=${s.text}
        .name=${t('bench.input')}
        .hint=${t('bench.hint')}
        @text=${(e: CustomEvent<{ text: string }>) => set(e.detail)}
      ></pl-sentence-field>
      <p>${[...s.text].length}</p>
      <pl-sentence-field text="" .name=${t('bench.input')} .hint=${t('bench.hint')}></pl-sentence-field>`,
);
