// How vectors move from layer to layer: each use of a word is a line through its places on two principal components,
// numbered by layer.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { dashes, lineColours } from './line-chart.ts';

const [wide, high, edge] = [640, 340, 34];

export class LayerPath extends LitElement {
  static override styles = [
    shared,
    css`
      .scroll {
        overflow-x: auto;
      }
      svg {
        display: block;
        width: 100%;
        min-width: 320px;
        height: auto;
        font-family: var(--sans);
      }
      text {
        fill: var(--muted);
        font-size: var(--type-2);
      }
      path {
        fill: none;
        stroke-width: 2;
      }
      .frame {
        fill: none;
        stroke: var(--rule);
      }
    `,
  ];

  /** [use][layer]: x and y. */
  @data accessor paths: readonly (readonly (readonly number[])[])[] = [];
  /** The number of each layer. */
  @data accessor ticks: readonly string[] = [];
  @property() accessor name = '';
  @property() accessor x = '';
  @property() accessor y = '';

  override render(): TemplateResult {
    const all = this.paths.flat();
    const scale = (axis: 0 | 1, range: [number, number]) =>
      scaleLinear()
        .domain(extent(all, (p) => p[axis]!) as [number, number])
        .range(range)
        .nice();
    const x = scale(0, [edge, wide - edge]);
    const y = scale(1, [high - edge, edge]);
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${this.name}>
      <svg viewBox="0 0 ${wide} ${high}" role="img" aria-label=${this.name}>
        <rect class="frame" x="1" y="1" width=${wide - 2} height=${high - 2} rx="8"></rect>
        ${this.paths.map(
          (path, u) => svg`<path stroke=${lineColours[u % 6]!} stroke-dasharray=${dashes[u % 6]!}
            d=${path.map((p, i) => `${i ? 'L' : 'M'}${x(p[0]!)} ${y(p[1]!)}`).join('')}></path>
            ${path.map(
              (p, i) => svg`<circle cx=${x(p[0]!)} cy=${y(p[1]!)} r="4" fill=${lineColours[u % 6]!}></circle>
              <text x=${x(p[0]!) + 7} y=${y(p[1]!) - 6}>${this.ticks[i] ?? i}</text>`,
            )}`,
        )}
        <text x=${wide - 10} y=${high - 10} text-anchor="end">${this.x}</text>
        <text transform="rotate(-90 16 12)" x="16" y="16" text-anchor="end">${this.y}</text>
      </svg>
    </div>`;
  }
}

define('pl-layer-path', LayerPath);
declare global {
  interface HTMLElementTagNameMap {
    'pl-layer-path': LayerPath;
  }
}
