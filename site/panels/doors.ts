// The four doors and their stages. To add a stage: write a panel (see panel.ts) that draws a <pl-stage>, and add one
// line here; a door opens as soon as it has a stage.

import { html, type TemplateResult } from 'lit';
import type { Key } from '../i18n/index.ts';
import type { App } from './panel.ts';
import './attention-panel.ts';
import './blackbox-panel.ts';
import './evidence-panel.ts';
import './faithful-panel.ts';
import './generate-panel.ts';
import './lens-panel.ts';
import './occlusion-panel.ts';
import './sampled-panel.ts';
import './switch-panel.ts';
import './tokens-panel.ts';
import './vectors-panel.ts';
import './why-panel.ts';

/** A door: its name in the header and its stages in order. */
export interface Door {
  number: number;
  title: Key;
  stages: ((app: App) => TemplateResult)[];
}

export const doors: Door[] = [
  {
    number: 1,
    title: 'door.1',
    stages: [
      (app) => html`<pl-tokens-panel .app=${app}></pl-tokens-panel>`,
      (app) => html`<pl-vectors-panel .app=${app}></pl-vectors-panel>`,
      (app) => html`<pl-attention-panel .app=${app}></pl-attention-panel>`,
      (app) => html`<pl-generate-panel .app=${app}></pl-generate-panel>`,
    ],
  },
  {
    number: 2,
    title: 'door.2',
    stages: [
      (app) => html`<pl-blackbox-panel .app=${app}></pl-blackbox-panel>`,
      (app) => html`<pl-tree-panel .app=${app}></pl-tree-panel>`,
    ],
  },
  {
    number: 3,
    title: 'door.3',
    stages: [
      (app) => html`<pl-why-panel .app=${app}></pl-why-panel>`,
      (app) => html`<pl-occlusion-panel .app=${app}></pl-occlusion-panel>`,
      (app) => html`<pl-faithful-panel .app=${app}></pl-faithful-panel>`,
      (app) => html`<pl-evidence-panel .app=${app}></pl-evidence-panel>`,
      (app) => html`<pl-sampled-panel .app=${app}></pl-sampled-panel>`,
      (app) => html`<pl-switch-panel .app=${app}></pl-switch-panel>`,
      (app) => html`<pl-lens-panel .app=${app}></pl-lens-panel>`,
    ],
  },
  { number: 4, title: 'door.4', stages: [] },
];
