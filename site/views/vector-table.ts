// The embedding of each token as a strip, with one dimension picked out by a slider and written as numbers.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { decimal } from '../state/format.ts';
import { row as rowOf, type Matrix } from '../state/tensor.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import './value-strip.ts';

/** Sends `token-select` with {index}. */
export class VectorTable extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      .table {
        display: grid;
        grid-template-columns: minmax(44px, max-content) minmax(0, 1fr) 62px;
        gap: 4px 12px;
        align-items: center;
        max-height: 520px;
        overflow-y: auto;
        padding: 3px;
      }
      .tok {
        font-size: var(--type-5);
      }
      .num {
        font-size: var(--type-3);
        text-align: right;
        color: var(--muted);
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 16px;
        align-items: center;
        margin-top: 12px;
        font-size: var(--type-3);
        color: var(--muted);
      }
      input {
        flex: 1 1 160px;
        height: 40px;
        accent-color: var(--accent);
      }
      .legend {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .legend i {
        width: 90px;
        height: 8px;
        border-radius: var(--round-2);
        background: linear-gradient(90deg, var(--neg), var(--zero), var(--pos));
      }
      pl-value-strip {
        height: 28px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor labels: string[] = [];
  /** [token, width]. */
  @data accessor values: Matrix | undefined;
  @property({ type: Number }) accessor selected = -1;
  @state() private accessor dimension = 0;

  override render(): TemplateResult {
    const m = this.values;
    if (!m) return html``;
    const most = scaleOf(m);
    const d = Math.min(this.dimension, m.cols - 1);
    return html`<div class="table">
        ${this.labels.map((name, i) => {
          const vector = rowOf(m, i);
          return html`<button
              class="tok ${i === this.selected ? 'on' : ''}"
              aria-pressed=${i === this.selected}
              @click=${() => send(this, 'token-select', { index: i })}
            >
              ${name}
            </button>
            <pl-value-strip
              .vector=${vector}
              .most=${most}
              .dimension=${d}
              .name=${this.t('vector.strip', { token: name, width: m.cols })}
            ></pl-value-strip>
            <span class="num">${decimal(vector[d]!, 3)}</span>`;
        })}
      </div>
      <div class="foot">
        <label for="d">${this.t('vector.dimension')} <span class="num">${d + 1} / ${m.cols}</span></label>
        <input
          id="d"
          type="range"
          min="0"
          max=${m.cols - 1}
          .value=${String(d)}
          @input=${(e: Event) => (this.dimension = +(e.target as HTMLInputElement).value)}
        />
        <span class="legend"
          ><span class="num">${decimal(-most)}</span><i></i><span class="num">+${decimal(most)}</span></span
        >
      </div>`;
  }
}

/** A colour scale that single outliers do not wash out: three root mean squares. */
export function scaleOf(m: Matrix): number {
  let sum = 0;
  for (let r = 0; r < m.rows; r++) for (const v of rowOf(m, r)) sum += v * v;
  return 3 * Math.sqrt(sum / Math.max(1, m.rows * m.cols)) || 1;
}

define('pl-vector-table', VectorTable);
declare global {
  interface HTMLElementTagNameMap {
    'pl-vector-table': VectorTable;
  }
}
