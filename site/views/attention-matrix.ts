// Attention of one head as a matrix: rows are queries, columns keys, one hue for the weight. Cells on a canvas, names
// in SVG, a table behind it for screen readers; the chosen row and column are framed and their number is written below.

import { html, svg, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { percent, weight } from '../state/format.ts';
import { at, type Matrix } from '../state/tensor.ts';
import { shared } from '../styles/shared.ts';
import { palette } from './colour.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { fitted, measurer } from './measure.ts';
import { RoomController } from './room.ts';
import { ThemeController } from './theme.ts';

/** Height of a line of names, pixels. */
const line = 16;
/** What slanted names take of either side for a pixel of theirs: they stand at 45 degrees. */
const slope = Math.SQRT1_2;

/**
 * Whether the name of line i is written, with lines of a size: every n-th where they are narrow, and the chosen one.
 */
function hasRoom(i: number, chosen: number, size: number): boolean {
  const every = Math.ceil(line / size);
  return i === chosen || (i % every === 0 && (chosen < 0 || Math.abs(i - chosen) >= every));
}

/** Sends `cell-select` with {row, col}. */
export class AttentionMatrix extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
      }
      .box {
        position: relative;
        width: max-content;
        border-radius: var(--round-3);
        cursor: pointer;
      }
      canvas {
        position: absolute;
        display: block;
      }
      svg {
        display: block;
        position: relative;
        pointer-events: none;
        font-family: var(--sans);
      }
      text {
        fill: var(--muted);
        font-size: var(--type-4);
      }
      text.on {
        fill: var(--accent);
        font-weight: 600;
      }
      tspan.read {
        font-size: var(--type-2);
        fill: var(--faint);
      }
      rect {
        fill: none;
        stroke: var(--accent);
        stroke-width: 2;
      }
      rect.column {
        stroke-width: 1;
        stroke-dasharray: 3 2;
      }
      .said {
        margin: 10px 0 0;
        font-size: var(--type-4);
        color: var(--muted);
        min-height: 1.65em;
      }
      .said b {
        color: var(--ink);
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor values: Matrix | undefined;
  @data accessor rows: string[] = [];
  /** What each row's token leads to (the token being written there); may be empty. */
  @data accessor leads: string[] = [];
  @data accessor columns: string[] = [];
  @property({ type: Number }) accessor row = -1;
  @property({ type: Number }) accessor column = -1;
  @query('canvas') private accessor canvas!: HTMLCanvasElement;
  #room = new RoomController(this, 700);

  constructor() {
    super();
    new ThemeController(this, () => this.#draw());
  }

  /** Sizes in CSS pixels (cell, left and top margin, what names take beyond the last column), and names that fit. */
  #layout() {
    const { rows, cols } = this.values!;
    const projector = this.#room.width >= 1100;
    const name = measurer(this, '--type-4', 600); // as wide as when it is chosen
    const read = measurer(this, '--type-2');
    const rowNames = this.#rowNames(projector ? 260 : 190, name, read);
    const left = 14 + Math.max(30, ...rowNames.map((n) => n.width));
    const cell = (room: number) => Math.max(cols > 60 ? 9 : 26, Math.min(62, Math.floor(room / Math.max(cols, 1))));
    const room = this.#room.width - left - 8;
    const slanted = Math.max(...this.columns.map(name)) > cell(room) - 4;
    const columnNames = this.columns.map((s) => (slanted ? fitted(s, projector ? 150 : 110, name) : s));
    const widths = columnNames.map(name);
    const reach = widths.map((width) => (slanted ? slope * (width + line) : 0)); // to the right of a column's middle
    const w = slanted ? Math.min(cell(room), cell(room - reach.at(-1)! + cell(room) / 2)) : cell(room);
    const h = Math.max(rows > 60 ? 9 : rows > 28 ? 17 : 24, Math.min(36, Math.floor(400 / Math.max(rows, 1))));
    const top = slanted ? 20 + slope * Math.max(...widths) : 30;
    const spare = Math.max(0, ...reach.map((r, c) => c * w + w / 2 + r - cols * w));
    return { w, h, left, top, spare, slanted, rowNames, columnNames };
  }

  /** "read → written" of each row, or the row's name alone; the longer one loses its end where both do not fit. */
  #rowNames(most: number, name: (s: string) => number, read: (s: string) => number) {
    return this.rows.map((from, r) => {
      const lead = this.leads[r];
      if (lead === undefined) {
        const shown = fitted(from, most, name);
        return { shown, width: name(shown) };
      }
      const arrow = read(' → ');
      const half = (most - arrow) / 2;
      const written = fitted(lead, Math.max(half, most - arrow - read(from)), name);
      const shown = fitted(from, most - arrow - name(written), read);
      return { shown, written, width: read(shown) + arrow + name(written) };
    });
  }

  override render(): TemplateResult {
    const m = this.values;
    if (!m || m.rows === 0) return html``;
    const { w, h, left, top, spare, slanted, rowNames, columnNames } = this.#layout();
    const [width, height] = [left + m.cols * w + spare + 4, top + m.rows * h + 4];
    return html`<div class="scroll">
        <div
          class="box"
          tabindex="0"
          role="group"
          aria-label=${this.t('matrix.name')}
          aria-describedby="said"
          @click=${this.#click}
          @keydown=${this.#key}
        >
          <canvas aria-hidden="true"></canvas>
          <svg width=${width} height=${height} aria-hidden="true">
            ${columnNames.map((name, c) => {
              if (!hasRoom(c, this.column, w)) return nothing;
              const [x, y] = [left + c * w + w / 2, top - 9];
              return svg`<text x=${x} y=${y} class=${
                c === this.column ? 'on' : ''
              } text-anchor=${slanted ? 'start' : 'middle'}
            transform=${slanted ? `rotate(-45 ${x} ${y})` : 'rotate(0)'}>${name}</text>`;
            })}
            ${rowNames.map(({ shown, written }, r) =>
              hasRoom(r, this.row, h)
                ? this.#rowName(shown, written, r === this.row, left - 10, top + r * h + h / 2)
                : nothing,
            )}
            ${
              this.column >= 0 && this.column < m.cols
                ? svg`<rect class="column" x=${left + this.column * w} y=${top} width=${w} height=${m.rows * h}
                    rx="5"></rect>`
                : nothing
            }
            ${
              this.row >= 0 && this.row < m.rows
                ? svg`<rect x=${left} y=${top + this.row * h} width=${m.cols * w} height=${h} rx="5"></rect>`
                : nothing
            }
          </svg>
        </div>
      </div>
      <p class="said" id="said" aria-live="polite">${this.#said(m)}</p>
      ${m.rows * m.cols <= 2500 ? this.#table(m) : nothing}`;
  }

  #rowName(name: string, written: string | undefined, chosen: boolean, x: number, y: number) {
    const cls = chosen ? 'on' : '';
    if (written === undefined)
      return svg`<text x=${x} y=${y} text-anchor="end" dominant-baseline="central" class=${cls}>${name}</text>`;
    const read = svg`<tspan class="read" font-weight="400">${name} → </tspan>`;
    return svg`<text x=${x} y=${y} text-anchor="end" dominant-baseline="central" class=${cls}>${read}${written}</text>`;
  }

  #said(m: Matrix): TemplateResult | string {
    const { row, column } = this;
    if (row < 0 || row >= m.rows || column < 0 || column >= m.cols) return this.t('matrix.hint');
    const from = this.leads[row] ?? this.rows[row];
    return html`<b>${from}</b> → <b>${this.columns[column]}</b>
      <span class="num">${percent(at(m, row, column), 2)}</span>`;
  }

  #table(m: Matrix): TemplateResult {
    return html`<div class="sr">
      <table>
        <caption>
          ${this.t('matrix.name')}
        </caption>
        <tr>
          <td></td>
          ${this.columns.map((c) => html`<th scope="col">${c}</th>`)}
        </tr>
        ${this.rows.map(
          (name, r) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${this.columns.map((_, c) => html`<td>${weight(at(m, r, c))}</td>`)}
            </tr>`,
        )}
      </table>
    </div>`;
  }

  override updated(): void {
    this.#draw();
  }

  #draw(): void {
    const m = this.values;
    if (!m || !this.canvas) return;
    const { w, h, left, top } = this.#layout();
    const ratio = Math.min(3, devicePixelRatio || 1);
    const [width, height] = [m.cols * w, m.rows * h];
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    Object.assign(this.canvas.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    const context = this.canvas.getContext('2d')!;
    context.scale(ratio, ratio);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `12px ${getComputedStyle(this).getPropertyValue('--mono')}`;
    const colours = palette(this);
    const [gap, round] = w >= 20 ? [1.5, 4] : [0.25, 0];
    for (let r = 0; r < m.rows; r++) {
      for (let c = 0; c < m.cols; c++) {
        const share = at(m, r, c);
        context.fillStyle = colours.weight(share);
        context.beginPath();
        context.roundRect(c * w + gap, r * h + gap, w - 2 * gap, h - 2 * gap, round);
        context.fill();
        if (w >= 26 && h >= 20 && share >= 0.2) {
          context.fillStyle = colours.on(share);
          context.fillText(weight(share), c * w + w / 2, r * h + h / 2 + 0.5);
        }
      }
    }
  }

  #click = (event: MouseEvent) => {
    const { w, h, left, top } = this.#layout();
    const box = this.renderRoot.querySelector('.box')!.getBoundingClientRect();
    this.#choose(Math.floor((event.clientY - box.top - top) / h), Math.floor((event.clientX - box.left - left) / w));
  };

  #key = (event: KeyboardEvent) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#choose(Math.max(0, this.row + step[0]!), Math.max(0, this.column + step[1]!));
  };

  #choose(row: number, col: number): void {
    const m = this.values!;
    if (row < 0 || row >= m.rows) return;
    send(this, 'cell-select', { row, col: Math.min(m.cols - 1, Math.max(-1, col)) });
  }
}

define('pl-attention-matrix', AttentionMatrix);
declare global {
  interface HTMLElementTagNameMap {
    'pl-attention-matrix': AttentionMatrix;
  }
}
