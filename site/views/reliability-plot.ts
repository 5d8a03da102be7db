// How often answers are right at each confidence: one curve a kind of confidence, each point a bin with its 95 % bar,
// larger where it holds more questions, beside the diagonal of whoever is as sure as right. A table stands behind it.

import { html, svg, LitElement, css, type SVGTemplateResult, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bin } from '../../wasm/bridge/protocol.gen.ts';
import { percent } from '../state/format.ts';
import { chart, shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { dashes, lineColours } from './line-chart.ts';
import { RoomController } from './room.ts';

/** One kind of confidence. */
export interface Reliability {
  name: string;
  bins: readonly Bin[];
}

const margin = { left: 46, right: 14, top: 26, bottom: 44 };
const quarters = [0, 0.25, 0.5, 0.75, 1];

export class ReliabilityPlot extends LitElement {
  static override styles = [
    shared,
    chart,
    css`
      .perfect {
        stroke: var(--faint);
      }
      .line {
        fill: none;
        stroke-width: 1.6;
      }
    `,
  ];

  @data accessor series: readonly Reliability[] = [];
  @property() accessor x = '';
  @property() accessor y = '';
  @property() accessor name = '';
  /** What the diagonal and the counts are called. */
  @property() accessor perfect = '';
  @property() accessor counts = '';
  #room = new RoomController(this, 560);

  get #size(): { width: number; height: number } {
    const width = Math.max(260, Math.min(620, this.#room.width));
    return { width, height: Math.round(width * 0.72) };
  }

  #px = (v: number) => margin.left + (this.#size.width - margin.left - margin.right) * v;
  #py = (v: number) => {
    const { height } = this.#size;
    return height - margin.bottom - (height - margin.top - margin.bottom) * v;
  };

  override render(): TemplateResult {
    const { width, height } = this.#size;
    const [px, py] = [this.#px, this.#py];
    return html`<svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${this.name}>
        ${quarters.map(
          (v) =>
            svg`<line class="grid" x1=${px(0)} x2=${px(1)} y1=${py(v)} y2=${py(v)}></line>
              <text x=${px(0) - 8} y=${py(v)} text-anchor="end" dominant-baseline="central">${percent(v, 0)}</text>
              <text x=${px(v)} y=${py(0) + 18} text-anchor="middle">${percent(v, 0)}</text>`,
        )}
        <text x=${px(0)} y="12">${this.y}</text>
        <text x=${px(1)} y=${height - 6} text-anchor="end">${this.x}</text>
        <line class="perfect" x1=${px(0)} y1=${py(0)} x2=${px(1)} y2=${py(1)}></line>
        ${this.series.map((s, i) => this.#curve(s, i))}
      </svg>
      <ul>
        <li>${key('var(--faint)', '')}${this.perfect}</li>
        ${this.series.map((s, i) => html`<li>${key(lineColours[i % 6]!, dashes[i % 6]!)}${s.name}</li>`)}
      </ul>
      ${this.#table()}`;
  }

  #curve({ bins }: Reliability, i: number): SVGTemplateResult {
    const [px, py, colour] = [this.#px, this.#py, lineColours[i % 6]!];
    const points = bins.map((b) => `${px(b.confidence)},${py(b.right)}`).join(' ');
    const most = Math.max(1, ...bins.map((b) => b.count));
    return svg`<polyline class="line" points=${points} stroke=${colour} stroke-dasharray=${dashes[i % 6]!}></polyline>
      ${bins.map(
        (b) =>
          svg`<line x1=${px(b.confidence)} x2=${px(b.confidence)} y1=${py(b.low)} y2=${py(b.high)}
              stroke=${colour}></line>
            <circle cx=${px(b.confidence)} cy=${py(b.right)} r=${3 + 5 * Math.sqrt(b.count / most)} fill=${colour}
              fill-opacity="0.75"><title>${`${b.count} ${this.counts}`}</title></circle>`,
      )}`;
  }

  #table(): TemplateResult {
    return html`<div class="sr">
      <table>
        <caption>
          ${this.name}
        </caption>
        <tr>
          <td></td>
          <th scope="col">${this.counts}</th>
          <th scope="col">${this.x}</th>
          <th scope="col">${this.y}</th>
        </tr>
        ${this.series.flatMap((s) =>
          s.bins.map(
            (b) =>
              html`<tr>
                <th scope="row">${s.name}</th>
                <td>${b.count}</td>
                <td>${percent(b.confidence, 0)}</td>
                <td>${percent(b.right, 0)}</td>
              </tr>`,
          ),
        )}
      </table>
    </div>`;
  }
}

/** A line of the legend. */
const key = (colour: string, dash: string) =>
  html`<svg viewBox="0 0 28 10" aria-hidden="true">
    <line x1="0" x2="28" y1="5" y2="5" stroke=${colour} stroke-width="2.4" stroke-dasharray=${dash}></line>
  </svg>`;

define('pl-reliability-plot', ReliabilityPlot);
declare global {
  interface HTMLElementTagNameMap {
    'pl-reliability-plot': ReliabilityPlot;
  }
}
