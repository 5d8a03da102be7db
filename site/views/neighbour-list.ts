// Nearest tokens by cosine as bars, against what two random tokens have in common: without that band, no cosine says
// anything.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { NeighboursResult } from '../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../i18n/index.ts';
import { label, tokenText } from '../state/cells.ts';
import { decimal } from '../state/format.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';

export class NeighbourList extends LitElement {
  static override styles = [
    shared,
    css`
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        grid-template-columns: minmax(56px, max-content) minmax(0, 1fr) 56px;
        gap: 7px 12px;
        align-items: center;
        font-size: var(--type-5);
      }
      li {
        display: contents;
      }
      .track {
        position: relative;
        height: 18px;
        background: color-mix(in srgb, var(--zero) 55%, var(--card));
        border-radius: var(--round-2);
        overflow: hidden;
      }
      .bar {
        position: absolute;
        top: 0;
        bottom: 0;
        background: color-mix(in srgb, var(--accent) 70%, var(--card));
      }
      .band {
        position: absolute;
        top: 0;
        bottom: 0;
        background: repeating-linear-gradient(
          115deg,
          color-mix(in srgb, var(--ink) 32%, transparent) 0 1px,
          transparent 1px 5px
        );
        border-left: 1.5px solid var(--ink);
      }
      .num {
        font-size: var(--type-3);
        color: var(--muted);
        text-align: right;
      }
      .base {
        color: var(--muted);
      }
      .said {
        font-size: var(--type-4);
        color: var(--muted);
        margin: 12px 0 0;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor result: NeighboursResult | undefined;

  override render(): TemplateResult {
    const r = this.result;
    if (!r) return html``;
    const least = Math.min(0, r.random_mean - 2 * r.random_sd, ...r.neighbours.map((n) => n.cosine));
    const x = (cosine: number) => (100 * (cosine - least)) / (1 - least);
    const bar = (cosine: number) => {
      const [from, to] = [x(Math.min(0, cosine)), x(Math.max(0, cosine))];
      return `left:${from}%;width:${to - from}%`;
    };
    const [from, to] = [x(r.random_mean - 2 * r.random_sd), x(r.random_mean + 2 * r.random_sd)];
    const band = html`<span class="band" .style=${`left:${from}%;width:${to - from}%`}></span>`;
    return html`<ol>
        ${r.neighbours.map(
          (n) =>
            html`<li>
              <span>${label(tokenText(n.token))}</span
              ><span class="track"> <span class="bar" .style=${bar(n.cosine)}></span>${band}</span>
              <span class="num">${decimal(n.cosine)}</span>
            </li>`,
        )}
        <li>
          <span class="base">${this.t('neighbours.random')}</span><span class="track">${band}</span
          ><span class="num">${decimal(r.random_mean)}</span>
        </li>
      </ol>
      <p class="said">
        ${this.t('neighbours.baseline', { n: r.random_n, mean: decimal(r.random_mean), sd: decimal(r.random_sd) })}
      </p>`;
  }
}

define('pl-neighbour-list', NeighbourList);
declare global {
  interface HTMLElementTagNameMap {
    'pl-neighbour-list': NeighbourList;
  }
}
