// Parameter counts drawn to scale: nested squares that share a corner, each area a number of parameters, so that the open
// model is the dot it is beside the models people talk about.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';

/** One square. */
export interface Sized {
  name: string;
  count: string;
  parameters: number;
  own?: boolean;
}

export class ParameterScale extends LitElement {
  static override styles = [
    shared,
    css`
      svg {
        display: block;
        overflow: visible;
        font-family: var(--sans);
      }
      rect {
        fill: color-mix(in srgb, var(--weight) 9%, var(--card));
        stroke: var(--weight);
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
      }
      rect.own {
        fill: var(--k);
        stroke: var(--k);
      }
      text {
        fill: var(--muted);
        font-size: 13px;
      }
      text.own {
        fill: var(--k);
        font-weight: 600;
      }
      line {
        stroke: var(--k);
      }
    `,
  ];

  @data accessor items: readonly Sized[] = [];
  @property() accessor name = '';
  @state() private accessor room = 600;
  #size = new ResizeObserver(([entry]) => (this.room = Math.floor(entry!.contentRect.width)));

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  override render(): TemplateResult {
    const sorted = [...this.items].sort((a, b) => b.parameters - a.parameters);
    const most = Math.sqrt(sorted[0]?.parameters ?? 1);
    // Where there is no room for counts beside the names, the table of the figure has them.
    const narrow = this.room < 460;
    const side = narrow ? Math.max(110, this.room - 156) : Math.min(330, this.room - 270);
    const [left, base] = [4, side + 22];
    const [bend, text] = [left + side + 14, left + side + 26];
    const at = sorted.map((s) => (side * Math.sqrt(s.parameters)) / most);
    // Names stand at the right, level with the top of their square, pushed apart where they would touch.
    let last = -Infinity;
    const places = at.map((size) => (last = Math.max(base - size + 6, last + 18)));
    return html`<svg width=${Math.max(0, this.room)} height=${base + 22} role="img" aria-label=${this.name}>
      ${sorted.map((s, i) => svg`<rect class=${s.own ? 'own' : ''} x=${left} y=${base - Math.max(at[i]!, 0.8)} width=${Math.max(at[i]!, 0.8)} height=${Math.max(at[i]!, 0.8)}></rect>`)}
      ${sorted.map((s, i) => svg`<polyline points=${`${left + at[i]!},${base - at[i]! + 1} ${bend},${places[i]! - 4} ${text - 6},${places[i]! - 4}`} fill="none" stroke=${s.own ? 'var(--k)' : 'var(--rule)'}></polyline><text class=${s.own ? 'own' : ''} x=${text} y=${places[i]!}>${s.name}${narrow ? '' : ` · ${s.count}`}</text>`)}
    </svg>`;
  }
}

define('pl-parameter-scale', ParameterScale);
declare global {
  interface HTMLElementTagNameMap {
    'pl-parameter-scale': ParameterScale;
  }
}
