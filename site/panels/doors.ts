// The four doors and their stages. To add a stage: write a panel (see panel.ts) that draws a <pl-stage>, and add one
// line here; a door opens as soon as it has a stage.

import { html, type TemplateResult } from 'lit';
import type { Key } from '../i18n/index.ts';
import type { App } from './panel.ts';
import './attention-panel.ts';
import './generate-panel.ts';
import './tokens-panel.ts';
import './vectors-panel.ts';

/** A door: its name in the header and its stages in order. */
export interface Door {
  number: number;
  title: Key;
  stages: ((app: App) => TemplateResult)[];
}

export const doors: Door[] = [
  {
    number: 1, title: 'door.1', stages: [
      (app) => html`<pl-tokens-panel .app=${app}></pl-tokens-panel>`,
      (app) => html`<pl-vectors-panel .app=${app}></pl-vectors-panel>`,
      (app) => html`<pl-attention-panel .app=${app}></pl-attention-panel>`,
      (app) => html`<pl-generate-panel .app=${app}></pl-generate-panel>`,
    ],
  },
  { number: 2, title: 'door.2', stages: [] },
  { number: 3, title: 'door.3', stages: [] },
  { number: 4, title: 'door.4', stages: [] },
];
