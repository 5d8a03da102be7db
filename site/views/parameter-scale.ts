// Parameter counts drawn to scale: nested squares that share a corner, each area a number of parameters, so that the
// open model is the dot it is beside the models people talk about.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { RoomController } from './room.ts';

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
        font-size: var(--type-3);
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
  #room = new RoomController(this, 600);

  override render(): TemplateResult {
    const sorted = [...this.items].sort((a, b) => b.parameters - a.parameters);
    const most = Math.sqrt(sorted[0]?.parameters ?? 1);
    // Where there is no room for counts beside the names, the table of the figure has them.
    const narrow = this.#room.width < 460;
    const side = narrow ? Math.max(110, this.#room.width - 156) : Math.min(330, this.#room.width - 270);
    const [left, base] = [4, side + 22];
    const [bend, text] = [left + side + 14, left + side + 26];
    const at = sorted.map((s) => (side * Math.sqrt(s.parameters)) / most);
    // Names stand at the right, level with the top of their square, pushed apart where they would touch.
    let last = -Infinity;
    const leader = (i: number) => {
      const [end, level] = [base - at[i]! + 1, places[i]! - 4];
      return `${left + at[i]!},${end} ${bend},${level} ${text - 6},${level}`;
    };
    const places = at.map((size) => (last = Math.max(base - size + 6, last + 18)));
    return html`<svg width=${Math.max(0, this.#room.width)} height=${base + 22} role="img" aria-label=${this.name}>
      ${sorted.map((s, i) => {
        const size = Math.max(at[i]!, 0.8);
        return svg`<rect class=${s.own ? 'own' : ''} x=${left} y=${base - size} width=${size} height=${size}></rect>`;
      })}
      ${sorted.map(
        (s, i) => svg`
            <polyline points=${leader(i)} fill="none" stroke=${s.own ? 'var(--k)' : 'var(--rule)'}></polyline>
            <text class=${s.own ? 'own' : ''} x=${text} y=${places[i]!}>${
              narrow ? s.name : `${s.name} · ${s.count}`
            }</text>`,
      )}
    </svg>`;
  }
}

define('pl-parameter-scale', ParameterScale);
declare global {
  interface HTMLElementTagNameMap {
    'pl-parameter-scale': ParameterScale;
  }
}
