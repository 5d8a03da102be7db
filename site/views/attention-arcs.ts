// The same weights as lines: keys above, queries below, a line as dark and as thick as its weight. The chosen query's
// lines stand out; with many tokens only they are drawn, since more cannot be read.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { linkVertical } from 'd3-shape';
import type { Translate } from '../i18n/index.ts';
import { percent } from '../state/format.ts';
import { at, row as rowOf, type Matrix } from '../state/tensor.ts';
import { topIndices } from '../state/sampling.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { measurer } from './measure.ts';

const path = linkVertical<unknown, { x: number; y: number }>()
  .x((p) => p.x)
  .y((p) => p.y);

/** Sends `cell-select` with {row, col: -1}. */
export class AttentionArcs extends LitElement {
  static override styles = [
    shared,
    css`
      svg {
        display: block;
        font-family: var(--sans);
      }
      path {
        fill: none;
        stroke: var(--weight);
      }
      text {
        fill: var(--ink);
        font-size: var(--type-5);
        text-anchor: middle;
      }
      .end {
        fill: var(--muted);
        font-size: var(--type-2);
        text-anchor: start;
      }
      g[role='button'] {
        cursor: pointer;
      }
      g[role='button'] rect {
        fill: transparent;
      }
      g[aria-pressed='true'] rect {
        fill: color-mix(in srgb, var(--accent) 14%, var(--card));
        stroke: var(--accent);
      }
      g[aria-pressed='true'] text {
        fill: var(--accent);
        font-weight: 600;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 18px;
        margin: 12px 0 0;
        padding: 0;
        list-style: none;
        font-size: var(--type-4);
        color: var(--muted);
        min-height: 1.65em;
      }
      ol b {
        color: var(--ink);
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor values: Matrix | undefined;
  @data accessor rows: string[] = [];
  @data accessor leads: string[] = [];
  @data accessor columns: string[] = [];
  @property({ type: Number }) accessor row = -1;

  override render(): TemplateResult {
    const m = this.values;
    if (!m) return html``;
    const names = this.leads.length ? this.leads : this.rows;
    const wide = measurer(this, '--type-5', 600);
    const places = (list: string[]) => {
      let x = 6;
      return list.map((s) => {
        const w = Math.max(40, wide(s) + 14);
        x += w + 4;
        return { x: x - w / 2 - 4, w };
      });
    };
    const [keys, queries] = [places(this.columns), places(names)];
    const end = (list: { x: number; w: number }[]) => (list.length ? list.at(-1)!.x + list.at(-1)!.w / 2 : 0) + 8;
    const width = Math.max(end(keys), end(queries));
    const shift = (list: { x: number; w: number }[]) => (width - end(list)) / 2;
    const [kx, qx] = [shift(keys), shift(queries)];
    const all = m.rows * m.cols <= 500;
    const line = (r: number, c: number) => {
      const share = at(m, r, c);
      if (share < 0.03) return svg``;
      const on = r === this.row;
      return svg`<path d=${path({
        source: { x: kx + keys[c]!.x, y: 46 },
        target: { x: qx + queries[r]!.x, y: 194 },
      } as never)}
        stroke-width=${(on ? 0.5 : 0.3) + share * 7} stroke-opacity=${
          on ? 0.25 + 0.75 * share : 0.07 + 0.13 * share
        }></path>`;
    };
    const drawn = Array.from({ length: m.rows }, (_, r) => r)
      .filter((r) => r !== this.row && all)
      .concat(this.row >= 0 && this.row < m.rows ? [this.row] : []);
    return html`<div class="scroll">
        <svg width=${width} height="240" role="group" aria-label=${this.t('arcs.name')}>
          ${drawn.map((r) => Array.from({ length: m.cols }, (_, c) => line(r, c)))}
          ${this.columns.map((s, c) => svg`<text x=${kx + keys[c]!.x} y="34">${s}</text>`)}
          ${names.map(
            (s, r) => svg`<g role="button" tabindex="0" aria-pressed=${r === this.row} aria-label=${s}
        @click=${() => this.#choose(r)} @keydown=${(e: KeyboardEvent) =>
          (e.key === 'Enter' || e.key === ' ') && (e.preventDefault(), this.#choose(r))}>
        <rect x=${qx + queries[r]!.x - queries[r]!.w / 2} y="196" width=${queries[r]!.w} height="40" rx="7"></rect>
        <text x=${qx + queries[r]!.x} y="221">${s}</text></g>`,
          )}
        </svg>
      </div>
      <ol aria-live="polite">
        ${this.#largest(m)}
      </ol>`;
  }

  #largest(m: Matrix): TemplateResult[] {
    if (this.row < 0 || this.row >= m.rows) return [];
    const weights = rowOf(m, this.row);
    return topIndices(weights, 5).map(
      (c) => html`<li><b>${this.columns[c]}</b> <span class="num">${percent(weights[c]!)}</span></li>`,
    );
  }

  #choose(row: number): void {
    send(this, 'cell-select', { row, col: -1 });
  }
}

define('pl-attention-arcs', AttentionArcs);
declare global {
  interface HTMLElementTagNameMap {
    'pl-attention-arcs': AttentionArcs;
  }
}
