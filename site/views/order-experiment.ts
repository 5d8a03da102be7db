// The same words with their order taken away: the output as it was, without position information, and with the words
// dealt out anew. Three rows of the same kind, so that only the difference stands out.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { GenerateResult } from '../../wasm/bridge/protocol.gen.ts';
import { positions } from '../conclusions.ts';
import type { Translate } from '../i18n/index.ts';
import { cells } from '../state/cells.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** Sends `reshuffle`. */
export class OrderExperiment extends LitElement {
  static override styles = [
    shared,
    css`
      dl {
        margin: 0 0 12px;
        display: grid;
        grid-template-columns: minmax(110px, max-content) minmax(0, 1fr);
        gap: 12px 20px;
      }
      dt {
        font-size: var(--type-4);
        color: var(--muted);
        padding-top: 3px;
      }
      dd {
        margin: 0;
        font: 500 var(--type-8)/1.45 var(--serif);
        min-height: 1.45em;
      }
      dd.first {
        color: var(--accent);
      }
      dd small {
        display: block;
        font: var(--type-4)/1.5 var(--sans);
        color: var(--muted);
      }
      dd.same {
        color: var(--muted);
      }
      :host([pending]) dd:not(.first) {
        opacity: 0.5;
      }
      .verdict {
        font: 500 var(--type-7)/1.6 var(--serif);
        border-left: 3px solid var(--accent);
        padding-left: 14px;
        margin: 16px 0;
        min-height: 1.6em;
      }
      @media (max-width: 560px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 2px;
        }
        dd {
          margin-bottom: 10px;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ type: Number }) accessor seed = 1;
  @data accessor original: GenerateResult | undefined;
  @data accessor none: GenerateResult | undefined;
  @data accessor shuffled: GenerateResult | undefined;
  @property({ type: Boolean, reflect: true }) accessor pending = false;

  override render(): TemplateResult {
    const { t, original, none, shuffled } = this;
    const read = (r: GenerateResult | undefined) =>
      r
        ? cells(r.source)
            .filter((c) => !c.special)
            .map((c) => c.text)
            .join(' · ')
        : '';
    const row = (name: string, r: GenerateResult | undefined, note = '') =>
      html`<dt>${name}</dt>
        <dd class=${r === original ? 'first' : r && r.text === original?.text ? 'same' : ''}>
          ${r ? r.text || '∅' : '…'}${note ? html`<small>${note}</small>` : ''}
        </dd>`;
    return html`<dl>
        ${row(t('order.original'), original)}${row(t('order.none'), none)}${row(
          t('order.shuffled'),
          shuffled,
          shuffled ? t('order.read', { text: read(shuffled) }) : '',
        )}
      </dl>
      <p class="verdict">${this.#verdict()}</p>
      <button class="button" @click=${() => send(this, 'reshuffle')}>${t('order.again', { seed: this.seed })}</button>`;
  }

  #verdict(): string {
    const { t, original, none, shuffled } = this;
    if (!original || !none || !shuffled || this.pending) return '';
    const { key } = positions.from(original.text, none.text, shuffled.text)!;
    return t(key);
  }
}

define('pl-order-experiment', OrderExperiment);
declare global {
  interface HTMLElementTagNameMap {
    'pl-order-experiment': OrderExperiment;
  }
}
