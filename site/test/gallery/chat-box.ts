// A conversation with an answer under way, what the model reads of it, and a template that cannot be used.
import { html } from 'lit';
import '../../views/chat-box.ts';
import { cells } from '../../state/cells.ts';
import { tokensOf } from './fixture.ts';
import { show } from './fixture-page.ts';

const turns = [
  { role: 'user', content: '猫会飞吗？' },
  { role: 'assistant', content: '不会。' },
  { role: 'user', content: 'Sure?' },
  { role: 'assistant', content: '' },
];
const runs = [
  { origin: 'template', cells: cells(tokensOf(['<|im_start|>', 'user', '\n'])) },
  { origin: 'user', cells: cells(tokensOf(['猫', '会', '飞', '吗', '？'])) },
  { origin: 'template', cells: cells(tokensOf(['<|im_end|>', '\n'])) },
];

show(
  {},
  (t) =>
    html`<pl-chat-box .t=${t} system="Be short." busy .turns=${turns} .runs=${runs}></pl-chat-box>
      <pl-chat-box .t=${t} .error=${t('chat.badTemplate', { why: 'Unexpected token' })}></pl-chat-box>`,
);
