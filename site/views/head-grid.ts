// All layers × heads of one kind of attention as small multiples: a row a layer, a column a head, each the same picture
// as the large matrix. The two bars under each show how much of all weight goes to the first and to the last token.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { percent } from '../state/format.ts';
import { columnShare } from '../state/attention.ts';
import { at, headMatrix, type Tensor } from '../state/tensor.ts';
import { shared } from '../styles/shared.ts';
import { paint } from './colour.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { ThemeController } from './theme.ts';

/** Sends `head-select` with {layer, head}. */
export class HeadGrid extends LitElement {
  static override styles = [
    shared,
    css`
      .grid {
        display: grid;
        gap: 6px 4px;
        width: max-content;
        align-items: start;
      }
      .layer {
        font: var(--type-2) var(--mono);
        color: var(--muted);
        align-self: center;
        padding-right: 4px;
      }
      button {
        padding: 2px;
        min-width: 44px;
        min-height: 44px;
        line-height: 0;
        border: 2px solid transparent;
        background: none;
      }
      button[aria-pressed='true'] {
        border-color: var(--accent);
        background: none;
      }
      canvas {
        width: 40px;
        height: 40px;
        border-radius: var(--round-2);
        image-rendering: pixelated;
        display: block;
        background: color-mix(in srgb, var(--weight) 5%, var(--card));
      }
      .shares {
        display: block;
        width: 40px;
        margin-top: 3px;
      }
      .shares b {
        display: block;
        height: 3px;
        margin-top: 1px;
        background: var(--k);
        border-radius: var(--round-1);
      }
      .shares b + b {
        background: var(--accent);
      }
      h4 {
        margin: 0 0 6px;
        font: 500 var(--type-3) var(--sans);
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property() accessor heading = '';
  /** One [head, query, key] tensor a layer. */
  @data accessor layers: Tensor[] = [];
  @property({ type: Number }) accessor layer = -1;
  @property({ type: Number }) accessor head = -1;

  constructor() {
    super();
    new ThemeController(this, () => this.#draw());
  }

  override render(): TemplateResult {
    const heads = this.layers[0]?.shape[0] ?? 0;
    return html`<h4>${this.heading}</h4>
      <div class="scroll">
        <div class="grid" .style=${`grid-template-columns: auto repeat(${heads}, 44px)`}>
          ${this.layers.map(
            (t, layer) =>
              html`<span class="layer" title=${this.t('head.layer', { layer: layer + 1 })}>${layer + 1}</span>
                ${Array.from({ length: heads }, (_, head) => this.#thumb(t, layer, head))}`,
          )}
        </div>
      </div>`;
  }

  #thumb(tensor: Tensor, layer: number, head: number): TemplateResult {
    const m = headMatrix(tensor, head);
    const [first, last] = [columnShare(m, 0), columnShare(m, m.cols - 1)];
    const name = this.t('head.name', {
      layer: layer + 1,
      head: head + 1,
      first: percent(first, 0),
      last: percent(last, 0),
    });
    return html`<button
      aria-pressed=${layer === this.layer && head === this.head}
      aria-label=${name}
      title=${name}
      @click=${() => send(this, 'head-select', { layer, head })}
    >
      <canvas></canvas
      ><span class="shares"><b .style=${`width:${first * 100}%`}></b><b .style=${`width:${last * 100}%`}></b></span>
    </button>`;
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('layers')) this.#draw();
  }

  #draw(): void {
    this.renderRoot.querySelectorAll('canvas').forEach((canvas, i) => {
      const heads = this.layers[0]!.shape[0]!;
      const m = headMatrix(this.layers[Math.floor(i / heads)]!, i % heads);
      paint(canvas, m.rows, m.cols, 'weight', (r, c) => at(m, r, c));
    });
  }
}

define('pl-head-grid', HeadGrid);
declare global {
  interface HTMLElementTagNameMap {
    'pl-head-grid': HeadGrid;
  }
}
