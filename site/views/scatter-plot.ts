// Points on two scales: two kinds, full and hollow, and some that are named. A table stands behind the drawing.

import { html, svg, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { decimal } from '../state/format.ts';
import { chart, shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { RoomController } from './room.ts';

/** `tag` is what stands beside it, `about` what a pointer or a table tells. */
export interface Dot {
  x: number;
  y: number;
  hollow: boolean;
  tag?: string;
  about: string;
}

export class ScatterPlot extends LitElement {
  static override styles = [
    shared,
    chart,
    css`
      .tag {
        fill: var(--ink);
        font-size: var(--type-3);
        paint-order: stroke;
        stroke: var(--card);
        stroke-width: 3px;
      }
      circle {
        fill: var(--accent);
        stroke: var(--accent);
        stroke-width: 1.6;
      }
      circle.hollow {
        fill: none;
        stroke: var(--muted);
      }
      circle.named {
        stroke: var(--ink);
        stroke-width: 2.6;
      }
    `,
  ];

  @data accessor dots: readonly Dot[] = [];
  @property() accessor x = '';
  @property() accessor y = '';
  @property() accessor name = '';
  #room = new RoomController(this, 560);

  override render(): TemplateResult {
    const width = Math.max(260, Math.min(760, this.#room.width));
    const [height, left, right, up, down] = [Math.round(Math.min(340, width * 0.7)), 46, 16, 26, 44];
    const scale = (values: number[], range: [number, number]) =>
      scaleLinear()
        .domain(extent(values) as [number, number])
        .range(range)
        .nice();
    const px = scale(
      this.dots.map((d) => d.x),
      [left, width - right],
    );
    const py = scale(
      this.dots.map((d) => d.y),
      [height - down, up],
    );
    return html`<svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${this.name}>
        ${py.ticks(4).map(
          (v) =>
            svg`<line class="grid" x1=${left} x2=${width - right} y1=${py(v)} y2=${py(v)}></line>
              <text x=${left - 8} y=${py(v)} text-anchor="end" dominant-baseline="central">${decimal(v)}</text>`,
        )}
        ${px
          .ticks(5)
          .map((v) => svg`<text x=${px(v)} y=${height - down + 17} text-anchor="middle">${decimal(v)}</text>`)}
        <text x=${left} y="12">${this.y}</text>
        <text x=${width - right} y=${height - 4} text-anchor="end">${this.x}</text>
        ${this.dots.map(
          (d) => svg`<circle cx=${px(d.x)} cy=${py(d.y)} r=${d.tag ? 6.5 : 5}
            class=${`${d.hollow ? 'hollow' : ''} ${d.tag ? 'named' : ''}`}><title>${d.about}</title></circle>`,
        )}
        ${this.dots.map((d) => (d.tag ? this.#tag(d, px(d.x), py(d.y), width) : nothing))}
      </svg>
      <div class="sr">
        <table>
          <caption>
            ${this.name}
          </caption>
          <tr>
            <th scope="col">${this.x}</th>
            <th scope="col">${this.y}</th>
            <td></td>
          </tr>
          ${this.dots.map(
            (d) =>
              html`<tr>
                <td>${decimal(d.x)}</td>
                <td>${decimal(d.y)}</td>
                <td>${d.about}</td>
              </tr>`,
          )}
        </table>
      </div>`;
  }

  #tag(d: Dot, x: number, y: number, width: number): TemplateResult {
    const before = x > width / 2;
    return svg`<text class="tag" x=${x + (before ? 6 : -6)} y=${y - 14}
      text-anchor=${before ? 'end' : 'start'}>${d.tag}</text>`;
  }
}

define('pl-scatter', ScatterPlot);
declare global {
  interface HTMLElementTagNameMap {
    'pl-scatter': ScatterPlot;
  }
}
