// Signed contributions as bars from a middle line: right and orange adds, left and blue takes away.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { decimal } from '../state/format.ts';
import { reach } from '../state/explain.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** One bar. */
export interface SignedBar {
  id: string;
  name: string;
  value: number;
}

/** Sends `bar-select` {id}. */
export class SignedBars extends LitElement {
  static override styles = [
    shared,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 1px;
      }
      button {
        display: grid;
        grid-template-columns: minmax(110px, 30%) minmax(0, 1fr) 64px;
        gap: 12px;
        width: 100%;
        align-items: center;
        text-align: left;
        font-size: var(--type-4);
        color: var(--ink);
        padding: 0 6px;
        min-height: 40px;
      }
      .track {
        position: relative;
        height: 16px;
        display: block;
        background: linear-gradient(var(--rule), var(--rule)) center / 1px 100% no-repeat;
      }
      .bar {
        position: absolute;
        top: 0;
        bottom: 0;
        border-radius: var(--round-2);
        min-width: 1px;
      }
      .bar.plus {
        left: 50%;
        background: var(--pos);
      }
      .bar.minus {
        right: 50%;
        background: var(--neg);
      }
      .num {
        font-size: var(--type-3);
        color: var(--muted);
        text-align: right;
      }
    `,
  ];

  @data accessor bars: readonly SignedBar[] = [];
  @property() accessor selected = '';
  @property() accessor name = '';

  override render(): TemplateResult {
    const most = reach(this.bars.map((b) => b.value));
    return html`<ul aria-label=${this.name}>
      ${this.bars.map(
        (b) =>
          html`<li>
            <button aria-pressed=${b.id === this.selected} @click=${() => send(this, 'bar-select', { id: b.id })}>
              <span>${b.name}</span
              ><span class="track"
                ><span
                  class="bar ${b.value < 0 ? 'minus' : 'plus'}"
                  .style=${`width:${(50 * Math.abs(b.value)) / most}%`}
                ></span></span
              ><span class="num">${decimal(b.value, 2)}</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }
}

define('pl-signed-bars', SignedBars);
declare global {
  interface HTMLElementTagNameMap {
    'pl-signed-bars': SignedBars;
  }
}
