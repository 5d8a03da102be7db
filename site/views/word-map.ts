// Words as points on the first two principal components. Each pair of words with the same meaning is joined by a line:
// short lines mean that the two languages lie together.

import { html, svg, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { MapResult } from '../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../i18n/index.ts';
import { percent } from '../state/format.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { measurer } from './measure.ts';

const [wide, high, edge] = [640, 420, 34];

/** Boxes already taken by labels and dots: a label goes to the first free place around its dot. */
class Room {
  #taken: [number, number, number, number][] = [];
  take(x: number, y: number, w: number, h: number): void {
    this.#taken.push([x, y, w, h]);
  }
  free(x: number, y: number, w: number, h: number): boolean {
    return (
      x > 0 &&
      y > 0 &&
      x + w < wide &&
      y + h < high &&
      !this.#taken.some(([a, b, c, d]) => x < a + c && a < x + w && y < b + d && b < y + h)
    );
  }
}

export class WordMap extends LitElement {
  static override styles = [
    shared,
    css`
      svg {
        width: 100%;
        height: auto;
        display: block;
        font-family: var(--sans);
      }
      .pair {
        stroke: var(--faint);
        stroke-width: 1;
        stroke-dasharray: 2 3;
      }
      circle {
        fill: var(--q);
      }
      circle.zh {
        fill: var(--k);
      }
      text {
        font-size: var(--type-6);
        fill: var(--ink);
      }
      .axis {
        fill: var(--muted);
        font-size: var(--type-2);
      }
      .frame {
        fill: none;
        stroke: var(--rule);
      }
      .hint {
        display: none;
      }
      @media (max-width: 600px) {
        .scroll svg {
          width: 560px;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor result: MapResult | undefined;
  /** Index pairs of points with the same meaning. */
  @data accessor pairs: [number, number][] = [];

  override render(): TemplateResult {
    const r = this.result;
    if (!r || r.points.length < 2) return html``;
    const x = scaleLinear()
      .domain(extent(r.points, (p) => p.x) as [number, number])
      .range([edge, wide - edge - 50])
      .nice();
    const y = scaleLinear()
      .domain(extent(r.points, (p) => p.y) as [number, number])
      .range([high - edge, edge])
      .nice();
    const room = new Room();
    for (const p of r.points) room.take(x(p.x) - 5, y(p.y) - 5, 10, 10);
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${this.t('map.name')}>
      <svg viewBox="0 0 ${wide} ${high}" role="img" aria-label=${this.t('map.name')}>
        <rect class="frame" x="1" y="1" width=${wide - 2} height=${high - 2} rx="8"></rect>
        ${this.pairs.map(([a, b]) => {
          const [p, q] = [r.points[a], r.points[b]];
          return p && q ? svg`<line class="pair" x1=${x(p.x)} y1=${y(p.y)} x2=${x(q.x)} y2=${y(q.y)}></line>` : nothing;
        })}
        ${r.points.map((p) => this.#point(p.word, x(p.x), y(p.y), room))}
        <text class="axis" x=${wide - 10} y=${high - 10} text-anchor="end">
          ${this.t('map.axis', { n: 1, share: percent(r.explained[0] ?? NaN) })}
        </text>
        <text class="axis" transform="rotate(-90 16 12)" x="16" y="16" text-anchor="end">
          ${this.t('map.axis', { n: 2, share: percent(r.explained[1] ?? NaN) })}
        </text>
      </svg>
    </div>`;
  }

  #point(word: string, x: number, y: number, room: Room): TemplateResult {
    const zh = /\p{Script=Han}/u.test(word);
    const w = measurer(this, '--type-6')(word);
    const places: [number, number][] = [
      [8, -9],
      [-w - 8, -9],
      [-w / 2, -25],
      [-w / 2, 7],
      [8, -24],
      [8, 6],
      [-w - 8, -24],
      [-w - 8, 6],
      [14, -34],
      [14, 16],
      [-w - 14, 16],
      [-w - 14, -34],
    ];
    const [dx, dy] = places.find(([a, b]) => room.free(x + a, y + b, w, 18)) ?? places[0]!;
    room.take(x + dx, y + dy, w, 18);
    return svg`<circle class=${zh ? 'zh' : 'en'} cx=${x} cy=${y} r="4.5"></circle>
      <text x=${x + dx} y=${y + dy + 15}>${word}</text>` as TemplateResult;
  }
}

define('pl-word-map', WordMap);
declare global {
  interface HTMLElementTagNameMap {
    'pl-word-map': WordMap;
  }
}
