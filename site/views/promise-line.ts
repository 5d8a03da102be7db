// The first thing a visitor reads: what this page does, in one line, and the one thing to do first.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from './define.ts';

/** Sends `start-walk`. */
export class PromiseLine extends LitElement {
  static override styles = [
    shared,
    css`
      .promise {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 20px;
        align-items: center;
        padding: 20px 0 0;
      }
      p {
        margin: 0;
        font: 500 var(--type-8)/1.45 var(--serif);
        flex: 1 1 320px;
        text-wrap: balance;
      }
      .button.start {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      @media (max-width: 760px) {
        p {
          font-size: var(--type-7);
        }
      }
      @media print {
        button {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;

  override render(): TemplateResult {
    const { t } = this;
    return html`<div class="promise">
      <p>${t('promise.text')}</p>
      <button class="button start" @click=${() => send(this, 'start-walk')}>${t('promise.start')}</button>
    </div>`;
  }
}

define('pl-promise', PromiseLine);
declare global {
  interface HTMLElementTagNameMap {
    'pl-promise': PromiseLine;
  }
}
