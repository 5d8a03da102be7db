// A row of dots for each way to do a thing, all on one scale of probabilities, with the mean and its interval.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { decimal } from '../state/format.ts';
import { spread } from '../state/spread.ts';
import { chart, shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { RoomController } from './room.ts';

export interface DotRow {
  name: string;
  values: readonly number[];
}

const [step, left, right, top] = [44, 8, 12, 6];

export class DotRows extends LitElement {
  static override styles = [
    shared,
    chart,
    css`
      .name {
        fill: var(--ink);
        font-size: var(--type-3);
      }
      line {
        stroke: var(--rule);
      }
      .interval {
        stroke: var(--ink);
        stroke-width: 2;
      }
      circle {
        fill: var(--accent);
        opacity: 0.65;
      }
      .mean {
        stroke: var(--ink);
        stroke-width: 3;
      }
    `,
  ];

  @data accessor rows: readonly DotRow[] = [];
  @property() accessor x = '';
  @property() accessor name = '';
  #room = new RoomController(this, 560);

  override render(): TemplateResult {
    const width = Math.max(260, Math.min(760, this.#room.width));
    const height = top + this.rows.length * step + 34;
    const px = (p: number) => left + (width - left - right) * Math.min(1, Math.max(0, p));
    return html`<svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${this.name}>
        ${this.rows.map((row, i) => {
          const y = top + i * step + 30;
          const { mean, low, high } = spread(row.values);
          return svg`<text class="name" x=${left} y=${y - 14}>${row.name}: ${decimal(mean)}</text>
            <line x1=${left} x2=${width - right} y1=${y} y2=${y}></line>
            ${row.values.map((v) => svg`<circle cx=${px(v)} cy=${y} r="5"></circle>`)}
            <line class="interval" x1=${px(low)} x2=${px(high)} y1=${y + 8} y2=${y + 8}></line>
            <line class="mean" x1=${px(mean)} x2=${px(mean)} y1=${y + 4} y2=${y + 12}></line>`;
        })}
        ${['start', 'middle', 'end'].map(
          (anchor, i, all) =>
            svg`<text x=${px(i / (all.length - 1))} y=${height - 18} text-anchor=${anchor}>
              ${i / (all.length - 1)}</text>`,
        )}
        <text x=${width - right} y=${height - 3} text-anchor="end">${this.x}</text>
      </svg>
      <div class="sr">
        <table>
          <caption>
            ${this.name}
          </caption>
          ${this.rows.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.name}</th>
                ${row.values.map((v) => html`<td>${decimal(v)}</td>`)}
              </tr>`,
          )}
        </table>
      </div>`;
  }
}

define('pl-dot-rows', DotRows);
declare global {
  interface HTMLElementTagNameMap {
    'pl-dot-rows': DotRows;
  }
}
