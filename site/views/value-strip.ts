// A vector as a strip: one thin column a dimension, signed blue–grey–orange. Drawn one pixel a value and stretched.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { paint } from './colour.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { ThemeController } from './theme.ts';

export class ValueStrip extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        height: 24px;
        min-width: 60px;
      }
      canvas {
        width: 100%;
        height: 100%;
        display: block;
        border-radius: var(--round-2);
        image-rendering: pixelated;
      }
      @media (max-width: 560px) {
        canvas {
          image-rendering: auto;
        }
      } /* fewer pixels than numbers: their mean, not every third of them */
      i {
        position: absolute;
        top: -2px;
        bottom: -2px;
        border: 1.5px solid var(--ink);
        border-radius: var(--round-1);
        pointer-events: none;
      }
    `,
  ];

  @data accessor vector: Float32Array = new Float32Array();
  /** The absolute value that gets full colour. */
  @property({ type: Number }) accessor most = 1;
  /** A dimension to frame, -1 for none. */
  @property({ type: Number }) accessor dimension = -1;
  /** Text for screen readers. */
  @property() accessor name = '';
  @query('canvas') private accessor canvas!: HTMLCanvasElement;

  constructor() {
    super();
    new ThemeController(this, () => this.#draw());
  }

  override render(): TemplateResult {
    const n = this.vector.length || 1;
    const frame = this.dimension >= 0 && this.dimension < n;
    return html`<canvas role="img" aria-label=${this.name}></canvas
      ><i
        ?hidden=${!frame}
        .style=${`left: calc(${(100 * this.dimension) / n}% - 1.5px); width: calc(${100 / n}% + 3px)`}
      ></i>`;
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('vector') || changed.has('most')) this.#draw();
  }

  #draw(): void {
    if (!this.canvas || !this.vector.length) return;
    paint(this.canvas, 1, this.vector.length, 'signed', (_, c) => this.vector[c]! / (this.most || 1));
  }
}

define('pl-value-strip', ValueStrip);
declare global {
  interface HTMLElementTagNameMap {
    'pl-value-strip': ValueStrip;
  }
}
