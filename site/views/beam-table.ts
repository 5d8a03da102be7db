// The best outputs that beam search found, with their scores, beside the greedy one.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Hypothesis } from '../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../i18n/index.ts';
import { decimal } from '../state/format.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** Sends `take` with {ids}: the tokens of the chosen hypothesis. */
export class BeamTable extends LitElement {
  static override styles = [
    shared,
    css`
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: var(--type-5);
      }
      th {
        text-align: right;
        font: 500 var(--type-3) var(--sans);
        color: var(--muted);
        padding: 0 0 6px 14px;
        white-space: nowrap;
        vertical-align: bottom;
      }
      th:first-child,
      td:first-child {
        text-align: left;
        padding-left: 0;
        width: 100%;
      }
      td button {
        min-width: 150px;
      }
      td {
        border-top: 1px solid var(--rule);
        padding: 2px 0 2px 14px;
        text-align: right;
      }
      td button {
        font: 500 var(--type-6)/1.4 var(--serif);
        color: var(--ink);
        text-align: left;
        padding: 4px 8px;
        margin-left: -8px;
      }
      tr.greedy button {
        color: var(--accent);
      }
      .num {
        font-size: var(--type-3);
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor hypotheses: Hypothesis[] = [];
  /** The greedy output's text, marked where it occurs. */
  @property() accessor greedy = '';

  override render(): TemplateResult {
    const { t } = this;
    return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('beam.text')}</th>
            <th scope="col">${t('beam.score')}</th>
            <th scope="col">ln p</th>
          </tr>
        </thead>
        <tbody>
          ${this.hypotheses.map(
            (h) =>
              html`<tr class=${h.text === this.greedy ? 'greedy' : ''}>
                <td>
                  <button
                    title=${t('beam.take')}
                    @click=${() => send(this, 'take', { ids: h.output.tokens.map((x) => x.id) })}
                  >
                    ${h.text || '∅'}
                  </button>
                </td>
                <td class="num">${decimal(h.score)}</td>
                <td class="num">${decimal(h.log_prob)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

define('pl-beam-table', BeamTable);
declare global {
  interface HTMLElementTagNameMap {
    'pl-beam-table': BeamTable;
  }
}
