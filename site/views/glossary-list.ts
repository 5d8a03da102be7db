// The whole glossary, folded: the keyboard's and the printer's way to what the marked terms mean.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { terms } from '../i18n/glossary.ts';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { define } from './define.ts';

export class GlossaryList extends LitElement {
  static override styles = [
    shared,
    css`
      summary {
        cursor: pointer;
        min-height: 40px;
        display: inline-flex;
        align-items: center;
        color: var(--ink);
      }
      dl {
        columns: 320px;
        column-gap: 40px;
        margin: 8px 0 24px;
      }
      div {
        break-inside: avoid;
        margin-bottom: 12px;
      }
      dt {
        color: var(--ink);
        font-weight: 500;
      }
      dd {
        margin: 0;
      }
      @media print {
        details:not([open]) {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;

  override render(): TemplateResult {
    return html`<details>
      <summary>${this.t('glossary.title')}</summary>
      <dl>
        ${terms(this.t.lang).map(
          ([, { forms, text }]) =>
            html`<div>
              <dt>${forms[0]}</dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>
    </details>`;
  }
}

define('pl-glossary', GlossaryList);
declare global {
  interface HTMLElementTagNameMap {
    'pl-glossary': GlossaryList;
  }
}
