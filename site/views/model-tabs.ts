// The models on offer side by side, and the reader's own: which one is at work, and the way to another.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { rove } from './roving.ts';

/** One tab stop, arrow keys inside. Sends `pick` with {name}, and `own` for files of the reader's. */
export class ModelTabs extends LitElement {
  static override styles = [
    shared,
    css`
      .tabs {
        display: flex;
        flex-wrap: wrap;
        gap: 0 4px;
        border-bottom: 1px solid var(--rule);
      }
      button {
        border-radius: var(--round-3) var(--round-3) 0 0;
        border-bottom: 2px solid transparent;
        margin-bottom: -1px;
      }
      button[aria-pressed='true'] {
        background: none;
        color: var(--accent);
        border-bottom-color: var(--accent);
      }
      @media (max-width: 760px) {
        button {
          padding: 0 7px;
          font-size: var(--type-3);
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor models: readonly { name: string; title: string }[] = [];
  /** The name of the model at work; "" for the reader's own. */
  @property() accessor current = '';
  /** What the reader's own model is called, if one is open. */
  @property() accessor own = '';

  override render(): TemplateResult {
    const { t } = this;
    return html`<div class="tabs" role="toolbar" aria-label=${t('bench.model')} @keydown=${this.#key}>
      ${this.models.map(({ name, title }) =>
        this.#tab(name === this.current, title, () => name !== this.current && send(this, 'pick', { name })),
      )}
      ${this.#tab(this.current === '', this.own || t('bench.ownModel'), () => send(this, 'own'))}
    </div>`;
  }

  #tab(on: boolean, title: string, choose: () => void): TemplateResult {
    return html`<button aria-pressed=${on} tabindex=${on ? 0 : -1} @click=${choose}>${title}</button>`;
  }

  #key = (event: KeyboardEvent) => {
    rove(event, [...this.renderRoot.querySelectorAll<HTMLElement>('button')]);
  };
}

define('pl-model-tabs', ModelTabs);
declare global {
  interface HTMLElementTagNameMap {
    'pl-model-tabs': ModelTabs;
  }
}
