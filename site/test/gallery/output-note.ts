// A note alone, a guess with its precision, and a text that was read otherwise than it was typed.
import { html } from 'lit';
import '../../views/output-note.ts';
import { show } from './fixture-page.ts';

show(
  {},
  (t) =>
    html`<pl-output-note .t=${t} .note=${{ cannot: 'Long text.', canColour: true }}></pl-output-note>
      <pl-output-note
        .t=${t}
        coloured
        .note=${{ cannot: 'Long text.', doubt: 'unsure', precision: 71.4, readAs: '你好！', canColour: true }}
      ></pl-output-note>
      <pl-output-note .t=${t} .note=${{ cannot: '', doubt: 'digits', canColour: false }}></pl-output-note>`,
);
