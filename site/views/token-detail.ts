// What one cell is made of: its characters, the tokens that make it, their ids and bytes.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Tokens } from '../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../i18n/index.ts';
import { cellOf, cells, label, tokenText } from '../state/cells.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import './token-strip.ts';

/** Passes on `token-select` of its strip. */
export class TokenDetail extends LitElement {
  static override styles = [
    shared,
    css`
      .detail {
        display: grid;
        grid-template-columns: 92px minmax(0, 1fr);
        gap: 20px;
        align-items: center;
        margin-top: 16px;
        min-height: 116px;
      }
      .big {
        font: 500 var(--type-12)/1.2 var(--serif);
        text-align: center;
        overflow: hidden;
        white-space: nowrap;
      }
      .big.word {
        font-size: var(--type-10);
        white-space: normal;
        overflow-wrap: anywhere;
      }
      table {
        border-collapse: collapse;
        font-size: var(--type-4);
      }
      th {
        font: 500 var(--type-3) var(--sans);
        color: var(--muted);
        text-align: left;
        padding: 0 18px 4px 0;
      }
      td {
        padding: 4px 18px 4px 0;
        border-top: 1px solid var(--rule);
      }
      .said {
        color: var(--muted);
        font-size: var(--type-4);
        margin: 8px 0 0;
      }
      pl-token-strip {
        max-height: 260px;
        overflow-y: auto;
        padding: 3px;
        margin: -3px;
      }
      @media (max-width: 500px) {
        .detail {
          grid-template-columns: minmax(0, 1fr);
          gap: 6px;
        }
        .big {
          font-size: var(--type-11);
          text-align: left;
        }
        td,
        th {
          padding-right: 10px;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor tokens: Tokens = { tokens: [], groups: [] };
  @property({ type: Number }) accessor selected = -1;

  override render(): TemplateResult {
    const { t, tokens } = this;
    const chosen = Math.min(this.selected, tokens.tokens.length - 1);
    const list = cells(tokens);
    const cell = list[cellOf(list, chosen)];
    if (!cell) return html`<p class="said">${t('detail.none')}</p>`;
    const own = tokens.tokens.slice(cell.first, cell.last);
    const points = [...cell.text].map((c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
    return html`<pl-token-strip
        ids
        .tokens=${tokens}
        .selected=${chosen}
        .name=${t('bench.inputStrip')}
      ></pl-token-strip>
      <div class="detail" aria-live="polite">
        <div class="big ${[...cell.text].length > 2 ? 'word' : ''}">${label(cell.text)}</div>
        <div>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">${t('detail.token')}</th>
                  <th scope="col">${t('detail.id')}</th>
                  <th scope="col">${t('detail.bytes')}</th>
                </tr>
              </thead>
              <tbody>
                ${own.map(
                  (x) =>
                    html`<tr>
                      <td>${label(tokenText(x))}</td>
                      <td class="num">${x.id}</td>
                      <td class="num">${x.bytes}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
          <p class="said">
            ${own.length > 1 ? t('detail.many', { n: own.length }) : t('detail.one')}${
              points.length < 5 ? html` <span class="num">${points.join(' ')}</span>` : ''
            }
          </p>
        </div>
      </div>`;
  }
}

define('pl-token-detail', TokenDetail);
declare global {
  interface HTMLElementTagNameMap {
    'pl-token-detail': TokenDetail;
  }
}
