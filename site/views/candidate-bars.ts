// The next-token distribution as bars: solid what sampling may draw, hatched what the cut-offs leave out, a mark on the
// token the model took. Each row is a button: taking another token branches the sentence there.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { percent } from '../state/format.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** One token of the distribution. `prob` is after temperature and cut-offs, `before` at temperature 1. */
export interface Bar {
  id: number;
  text: string;
  before: number;
  prob: number;
  kept: boolean;
}

/** Sends `choose` with {id}. */
export class CandidateBars extends LitElement {
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
        grid-template-columns: minmax(92px, 16%) minmax(0, 1fr) 62px;
        gap: 12px;
        width: 100%;
        align-items: center;
        text-align: left;
        font-size: var(--type-5);
        color: var(--ink);
        padding: 0 6px;
        margin: 0 -6px;
        min-height: 40px;
      }
      li.taken button {
        font-weight: 600;
      }
      .word {
        display: flex;
        gap: 6px;
        align-items: center;
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .word svg {
        flex: none;
        width: 10px;
        height: 10px;
        fill: var(--accent);
      }
      .track {
        position: relative;
        height: 18px;
        display: block;
      }
      .bar {
        position: absolute;
        inset: 0 auto 0 0;
        border-radius: var(--round-2);
        background: color-mix(in srgb, var(--accent) 70%, var(--card));
        min-width: 2px;
        transition: width 0.25s;
      }
      .bar.out {
        background: repeating-linear-gradient(115deg, var(--faint) 0 1px, transparent 1px 6px);
        border: 1px solid var(--faint);
      }
      .was {
        position: absolute;
        top: -3px;
        bottom: -3px;
        width: 2px;
        background: var(--ink);
      }
      .num {
        font-size: var(--type-3);
        color: var(--muted);
        text-align: right;
        font-weight: 400;
      }
      .lab {
        margin: 8px 0 0;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor bars: Bar[] = [];
  /** Id of the token that stands in the output. */
  @property({ type: Number }) accessor taken = -1;

  override render(): TemplateResult {
    const changed = this.bars.some((b) => Math.abs(b.before - b.prob) > 0.005);
    return html`<ul aria-label=${this.t('bars.name')}>
        ${this.bars.map(
          (b) =>
            html`<li class=${b.id === this.taken ? 'taken' : ''}>
              <button
                aria-pressed=${b.id === this.taken}
                title=${this.t('bars.choose', { token: b.text })}
                @click=${() => send(this, 'choose', { id: b.id })}
              >
                <span class="word"
                  >${
                    b.id === this.taken
                      ? html`<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M0 1v8l9-4z" /></svg>`
                      : nothing
                  }${b.text}</span
                >
                <span class="track"
                  ><span
                    class="bar ${b.kept ? '' : 'out'}"
                    .style=${`width:${100 * (b.kept ? b.prob : b.before)}%`}
                  ></span
                  >${
                    changed && b.kept ? html`<span class="was" .style=${`left:${100 * b.before}%`}></span>` : nothing
                  }</span
                >
                <span class="num">${b.kept ? percent(b.prob) : this.t('bars.out')}</span>
              </button>
            </li>`,
        )}
      </ul>
      <p class="lab">${changed ? this.t('bars.changed') : this.t('bars.plain')}</p>`;
  }
}

define('pl-candidate-bars', CandidateBars);
declare global {
  interface HTMLElementTagNameMap {
    'pl-candidate-bars': CandidateBars;
  }
}
