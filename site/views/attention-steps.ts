// One query's attention worked out in front of the reader: query · key, scaled, masked, softmax, times value. Columns
// appear in the order of computation; every number is an operand or a result of the model's own pass.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { decimal, percent } from '../state/format.ts';
import { dotTerms, type Worked } from '../state/attention.ts';
import { row as rowOf } from '../state/tensor.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import './step-buttons.ts';
import './value-strip.ts';

/** Sends `key-select` with {index}. */
export class AttentionSteps extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      .scroll {
        padding: 0 4px;
        margin: 0 -4px;
        max-height: 640px;
        overflow-y: auto;
      }
      .query {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 8px 12px;
        align-items: center;
        margin-bottom: 14px;
        font-size: var(--type-4);
      }
      table {
        border-collapse: collapse;
        width: 100%;
        min-width: 560px;
        font-size: var(--type-4);
      }
      th {
        font: 500 var(--type-3)/1.3 var(--sans);
        color: var(--muted);
        text-align: right;
        padding: 0 0 6px 12px;
        vertical-align: bottom;
        white-space: nowrap;
      }
      th:first-child,
      td:first-child,
      .left {
        text-align: left;
        padding-left: 0;
      }
      th.left,
      td.left {
        padding-left: 12px;
      }
      td {
        padding: 2px 0 2px 12px;
        text-align: right;
        height: 42px;
      }
      td.num {
        font-size: var(--type-3);
      }
      .later {
        visibility: hidden;
      }
      .tok {
        font-size: var(--type-5);
      }
      .strip-cell {
        width: 19%;
      }
      .weight-cell {
        width: 24%;
      }
      .weight {
        display: grid;
        grid-template-columns: minmax(40px, 1fr) 52px;
        gap: 8px;
        align-items: center;
      }
      .weight b {
        display: block;
        height: 14px;
        border-radius: var(--round-2);
        background: var(--weight);
        justify-self: start;
        min-width: 1px;
      }
      .q {
        color: var(--q);
      }
      .k {
        color: var(--k);
      }
      .v {
        color: var(--v);
      }
      tr.masked {
        color: var(--faint);
      }
      .worked {
        margin: 14px 0 10px;
        padding: 12px 14px;
        border-left: 3px solid var(--accent);
        background: color-mix(in srgb, var(--accent) 5%, var(--card));
        border-radius: 0 var(--round-3) var(--round-3) 0;
        font-size: var(--type-4);
        line-height: 1.9;
      }
      .worked .num {
        font-size: var(--type-3);
        white-space: normal;
      }
      tfoot td {
        border-top: 1px solid var(--rule);
        padding-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor worked: Worked | undefined;
  /** The key whose sums are written out. */
  @property({ type: Number }) accessor key = -1;
  /** 0: q and k · 1: q·k · 2: scaled · 3: masked · 4: softmax · 5: times v */
  @property({ type: Number }) accessor phase = 5;

  override render(): TemplateResult {
    const w = this.worked;
    if (!w || !w.labels.length) return html``;
    const { t } = this;
    const key = this.key >= 0 && this.key < w.labels.length ? this.key : w.weights.indexOf(Math.max(...w.weights));
    const most = 3 * Math.sqrt(meanSquare(w.q)) || 1;
    const [mostK, mostV] = [3 * Math.sqrt(meanSquare(w.keys.data)) || 1, 3 * Math.sqrt(meanSquare(w.values.data)) || 1];
    const from = (phase: number) => (this.phase < phase ? 'later' : '');
    return html`<div class="query">
        <span>${t('work.query')} <b class="q">q</b> <b>${w.query}</b></span>
        <pl-value-strip .vector=${w.q} .most=${most} .name=${`q ${w.query}`}></pl-value-strip>
      </div>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">${t('work.key')}</th>
              <th scope="col" class="left k">${t('work.k')}</th>
              <th scope="col" class=${from(1)}>q·k</th>
              <th scope="col" class=${from(2)}>÷ √${w.q.length}</th>
              <th scope="col" class=${from(3)}>${t('work.mask')}</th>
              <th scope="col" class="left ${from(4)}">softmax</th>
              <th scope="col" class="left v ${from(5)}">${t('work.v')}</th>
            </tr>
          </thead>
          <tbody>
            ${w.labels.map((name, i) => this.#row(w, name, i, i === key, mostK, mostV, from))}
          </tbody>
          <tfoot class=${from(5)}>
            <tr>
              <td colspan="6" class="left">${t('work.sum')} <b class="v">z</b></td>
              <td class="left strip-cell">
                <pl-value-strip
                  .vector=${w.z}
                  .most=${3 * Math.sqrt(meanSquare(w.z)) || 1}
                  .name=${'z'}
                ></pl-value-strip>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <div class="worked">${this.#sums(w, key)}</div>
      <pl-steps
        .t=${t}
        .step=${this.phase}
        .last=${5}
        @step=${(e: CustomEvent<{ step: number }>) => {
          e.stopPropagation();
          this.phase = e.detail.step;
        }}
      ></pl-steps>`;
  }

  #row(
    w: Worked,
    name: string,
    i: number,
    on: boolean,
    mostK: number,
    mostV: number,
    from: (phase: number) => string,
  ): TemplateResult {
    const k = rowOf(w.keys, i);
    const dot = dotTerms(w.q, k).sum;
    const masked = w.scores[i] === -Infinity;
    return html`<tr class=${masked ? 'masked' : ''}>
      <td>
        <button class="tok ${on ? 'on' : ''}" aria-pressed=${on} @click=${() => send(this, 'key-select', { index: i })}>
          ${name}
        </button>
      </td>
      <td class="left strip-cell">
        <pl-value-strip .vector=${k} .most=${mostK} .name=${`k ${name}`}></pl-value-strip>
      </td>
      <td class="num ${from(1)}">${decimal(dot)}</td>
      <td class="num ${from(2)}">${decimal(dot / Math.sqrt(w.q.length))}</td>
      <td class="num ${from(3)}">${masked ? '−∞' : decimal(w.scores[i]!)}</td>
      <td class="left weight-cell ${from(4)}">
        <span class="weight"
          ><b .style=${`width:${100 * w.weights[i]!}%`}></b><span class="num">${percent(w.weights[i]!)}</span></span
        >
      </td>
      <td class="left strip-cell ${from(5)}">
        <pl-value-strip .vector=${rowOf(w.values, i)} .most=${mostV} .name=${`v ${name}`}></pl-value-strip>
      </td>
    </tr>`;
  }

  #sums(w: Worked, key: number): TemplateResult {
    const { sum, terms } = dotTerms(w.q, rowOf(w.keys, key));
    const shown = terms.slice(0, 4);
    const rest = sum - shown.reduce((s, x) => s + x.product, 0);
    const scaled = sum / Math.sqrt(w.q.length);
    const score = w.scores[key]!;
    const open = w.scores.filter((s) => s !== -Infinity);
    // Large scores are written less the largest one, which changes no weight and keeps the numbers readable.
    const top = Math.max(...open) > 12 ? Math.max(...open) : 0;
    const total = open.reduce((s, x) => s + Math.exp(x - top), 0);
    const power = top ? html`e^(${decimal(score)} − ${decimal(top)})` : html`e^(${decimal(score)})`;
    return html`<div>
        <b class="q">q</b>·<b class="k">k</b> <b>${w.labels[key]}</b> =
        <span class="num sum"
          >${shown.map(
            (x, i) =>
              html`${i ? ' + ' : ''}<span class="q">${decimal(x.q)}</span>×<span class="k">${decimal(x.k)}</span>`,
          )}
          + … (${decimal(rest)}) = ${decimal(sum)}</span
        >
      </div>
      ${
        this.phase >= 2
          ? html`<div><span class="num">${decimal(sum)} ÷ √${w.q.length} = ${decimal(scaled)}</span></div>`
          : nothing
      }
      ${
        this.phase >= 4
          ? html`<div class="num">
              ${
                score === -Infinity
                  ? html`${this.t('work.masked')}`
                  : html`${power} ÷ Σ e^(…) = ${decimal(Math.exp(score - top), 3)} ÷ ${decimal(total, 3)} =
                    ${percent(w.weights[key]!)}`
              }
            </div>`
          : nothing
      }`;
  }
}

function meanSquare(values: Float32Array): number {
  return values.reduce((s, x) => s + x * x, 0) / Math.max(1, values.length);
}

define('pl-attention-steps', AttentionSteps);
declare global {
  interface HTMLElementTagNameMap {
    'pl-attention-steps': AttentionSteps;
  }
}
