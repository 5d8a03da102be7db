// Position encodings as a picture: a row a position, a column a dimension. Rotary angles are shown as their cosines,
// the factor they turn a pair of dimensions by.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { at, type Matrix } from '../state/tensor.ts';
import { shared } from '../styles/shared.ts';
import { paint } from './colour.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { ThemeController } from './theme.ts';

export class PositionMap extends LitElement {
  static override styles = [
    shared,
    css`
      .box {
        display: grid;
        grid-template-columns: 30px minmax(0, 1fr);
        grid-template-rows: auto 22px;
      }
      canvas {
        width: 100%;
        height: 300px;
        image-rendering: pixelated;
        display: block;
        border-radius: var(--round-3);
      }
      @media (max-width: 560px) {
        canvas {
          image-rendering: auto;
        }
      } /* fewer pixels than numbers: their mean, not every third of them */
      .y {
        display: flex;
        flex-direction: column;
        justify-content: space-between;
        font: var(--type-2) var(--mono);
        color: var(--muted);
      }
      .x {
        grid-column: 2;
        display: flex;
        justify-content: space-between;
        font: var(--type-2)/22px var(--mono);
        color: var(--muted);
      }
      .x span:nth-child(2),
      .y span:nth-child(2) {
        font-family: var(--sans);
      }
      .y span:nth-child(2) {
        writing-mode: vertical-rl;
        transform: rotate(180deg);
      }
      :host(:lang(zh)) .y span:nth-child(2) {
        transform: none;
      }
      .legend {
        display: flex;
        gap: 8px;
        align-items: center;
        font-size: var(--type-3);
        color: var(--muted);
        margin-top: 10px;
      }
      .legend i {
        width: 120px;
        height: 8px;
        border-radius: var(--round-2);
        background: linear-gradient(90deg, var(--neg), var(--zero), var(--pos));
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  /** [position, dimension] */
  @data accessor values: Matrix | undefined;
  /** Values are angles in radians. */
  @property({ type: Boolean }) accessor angles = false;
  @query('canvas') private accessor canvas!: HTMLCanvasElement;

  constructor() {
    super();
    new ThemeController(this, () => this.#draw());
  }

  override render(): TemplateResult {
    const { rows, cols } = this.values ?? { rows: 0, cols: 0 };
    const most = this.#most()
      .toFixed(2)
      .replace(/\.?0+$/, '');
    return html`<div class="box">
        <div class="y"><span>1</span><span>${this.t('positions.row')}</span><span>${rows}</span></div>
        <canvas role="img" aria-label=${this.t('positions.name', { rows, cols })}></canvas>
        <div class="x">
          <span>1</span><span>${this.t(this.angles ? 'positions.pair' : 'positions.column')}</span><span>${cols}</span>
        </div>
      </div>
      <div class="legend">
        <span class="num">−${most}</span><i></i
        ><span class="num">+${most}</span>${this.angles ? html`<span>${this.t('positions.cosine')}</span>` : ''}
      </div>`;
  }

  #most(): number {
    const m = this.values;
    if (!m || this.angles) return 1;
    let most = 0;
    for (let r = 0; r < m.rows; r++) for (let c = 0; c < m.cols; c++) most = Math.max(most, Math.abs(at(m, r, c)));
    return most || 1;
  }

  override updated(): void {
    this.#draw();
  }

  #draw(): void {
    const m = this.values;
    if (!m || !this.canvas || !m.rows) return;
    const most = this.#most();
    paint(this.canvas, m.rows, m.cols, 'signed', (r, c) => (this.angles ? Math.cos(at(m, r, c)) : at(m, r, c) / most));
  }
}

define('pl-position-map', PositionMap);
declare global {
  interface HTMLElementTagNameMap {
    'pl-position-map': PositionMap;
  }
}
