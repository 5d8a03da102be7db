// Curves on shared axes: deletion and insertion curves with the band of random orders, ranks by layer. Lines differ in
// dash as well as in colour, each ends in its name, and a table stands behind the drawing.

import { html, svg, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { line, area } from 'd3-shape';
import { decimal } from '../state/format.ts';
import { chart, shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { RoomController } from './room.ts';

/** One curve over x = 0 … n-1. */
export interface Series {
  name: string;
  values: readonly number[];
}

export const lineColours = ['var(--accent)', 'var(--k)', 'var(--q)', 'var(--v)', 'var(--ink)', 'var(--faint)'];
export const dashes = ['', '7 4', '2 3', '10 3 2 3', '1 4', '4 2'];

export class LineChart extends LitElement {
  static override styles = [
    shared,
    chart,
    css`
      .axis {
        stroke: var(--rule);
      }
      .band {
        fill: var(--zero);
      }
      .median {
        stroke: var(--faint);
        stroke-dasharray: 3 3;
        fill: none;
      }
      .line {
        fill: none;
        stroke-width: 2.2;
      }
    `,
  ];

  @data accessor series: readonly Series[] = [];
  /** Lower, middle and upper line of random orders. */
  @data accessor band: readonly (readonly number[])[] = [];
  @property() accessor bandName = '';
  /** Names of the places on the x axis. */
  @data accessor ticks: readonly string[] = [];
  @property() accessor x = '';
  @property() accessor y = '';
  @property() accessor name = '';
  /** Logarithmic and upside down: rank 1 is on top. */
  @property({ type: Boolean }) accessor ranks = false;
  /** Values of the y axis are shares. */
  @property({ type: Boolean }) accessor shares = false;
  #room = new RoomController(this, 560);

  override render(): TemplateResult {
    const room = Math.max(260, Math.min(900, this.#room.width));
    const n = Math.max(2, ...this.series.map((s) => s.values.length));
    const all = [...this.series.flatMap((s) => s.values), ...this.band.flat()].filter(Number.isFinite);
    const most = Math.max(...all, this.ranks ? 10 : 1e-6);
    const top = this.ranks ? Math.log10(most) : most;
    const [width, height, left, right, up, down] = [room, Math.round(Math.min(280, room * 0.52)), 46, 14, 24, 40];
    const px = (i: number) => left + ((width - left - right) * i) / (n - 1);
    const py = (v: number) =>
      this.ranks
        ? up + ((height - up - down) * Math.log10(Math.max(1, v))) / (top || 1)
        : height - down - ((height - up - down) * v) / (top || 1);
    const path = line<number>()
      .defined(Number.isFinite)
      .x((_, i) => px(i))
      .y(py);
    const levels = this.ranks ? [1, 10, 100, 1000, 10000].filter((v) => v <= most * 1.01) : [0, top / 2, top];
    const every = Math.max(1, Math.ceil((n * 46) / (width - left - right)));
    const write = (v: number) =>
      this.shares ? `${decimal(100 * v, v && v < 0.095 ? 1 : 0)}%` : decimal(v, this.ranks ? 0 : 2);
    return html`<svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${this.name}>
        ${levels.map(
          (v) =>
            svg`<line class="grid" x1=${left} x2=${width - right} y1=${py(v)} y2=${py(v)}></line>
              <text x=${left - 8} y=${py(v)} text-anchor="end" dominant-baseline="central">${write(v)}</text>`,
        )}
        <text x=${left} y="12" text-anchor="start">${this.y}</text>
        <text x=${width - right} y=${height - 4} text-anchor="end">${this.x}</text>
        ${Array.from({ length: n }, (_, i) =>
          i % every
            ? nothing
            : svg`<text x=${px(i)} y=${height - down + 17} text-anchor="middle">${this.ticks[i] ?? i}</text>`,
        )}
        ${
          this.band.length === 3
            ? svg`<path class="band" d=${
                area<number>()
                  .x((_, i) => px(i))
                  .y0((_, i) => py(this.band[0]![i]!))
                  .y1(py)([...this.band[2]!]) ?? ''
              }></path><path class="median" d=${path([...this.band[1]!]) ?? ''}></path>`
            : nothing
        }
        ${this.series.map(
          (s, i) =>
            svg`<path class="line" d=${path([...s.values]) ?? ''} stroke=${lineColours[i % 6]!}
              stroke-dasharray=${dashes[i % 6]!}></path>`,
        )}
      </svg>
      <ul>
        ${this.series.map(
          (s, i) =>
            html`<li>
              <svg viewBox="0 0 28 8" aria-hidden="true">
                <line
                  x1="0"
                  x2="28"
                  y1="4"
                  y2="4"
                  stroke=${lineColours[i % 6]!}
                  stroke-width="2.4"
                  stroke-dasharray=${dashes[i % 6]!}
                ></line></svg
              >${s.name}
            </li>`,
        )}
        ${
          this.band.length === 3
            ? html`<li>
                <svg viewBox="0 0 28 8" aria-hidden="true">
                  <rect class="band" width="28" height="8"></rect>
                  <line class="median" x1="0" x2="28" y1="4" y2="4"></line></svg
                >${this.bandName}
              </li>`
            : nothing
        }
      </ul>
      <div class="sr">
        <table>
          <caption>
            ${this.name}
          </caption>
          <tr>
            <td></td>
            ${Array.from({ length: n }, (_, i) => html`<th scope="col">${this.ticks[i] ?? i}</th>`)}
          </tr>
          ${this.series.map(
            (s) =>
              html`<tr>
                <th scope="row">${s.name}</th>
                ${s.values.map((v) => html`<td>${write(v)}</td>`)}
              </tr>`,
          )}
        </table>
      </div>`;
  }
}

define('pl-line-chart', LineChart);
declare global {
  interface HTMLElementTagNameMap {
    'pl-line-chart': LineChart;
  }
}
