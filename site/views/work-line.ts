// The line under a figure's heading that says what a computation costs before it runs, how far it is while it runs
// (with a way out), and what went wrong if it failed.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** Sends `start` and `cancel`. */
export class WorkLine extends LitElement {
  static override styles = [
    shared,
    css`
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        min-height: 40px;
        font-size: var(--type-3);
        color: var(--muted);
        margin-bottom: 6px;
      }
      progress {
        appearance: none;
        width: 110px;
        height: 6px;
        border: 0;
        border-radius: var(--round-2);
        overflow: hidden;
        background: var(--zero);
      }
      progress::-webkit-progress-bar {
        background: var(--zero);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      .bad {
        color: var(--bad);
      }
      .detail {
        flex-basis: 100%;
        font: var(--type-2) var(--mono);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor progress: { done: number; total: number } | undefined;
  @property({ type: Boolean }) accessor running = false;
  /** The reader may start it: shows the button. */
  @property({ type: Boolean }) accessor waiting = false;
  /** The price, or what was paid. */
  @property() accessor price = '';
  @property() accessor error = '';
  @property() accessor detail = '';
  /** Text of the start button. */
  @property() accessor action = '';

  override render(): TemplateResult {
    const { t } = this;
    return html`<div class="line" role=${this.error ? 'alert' : 'status'}>
      ${
        this.error
          ? html`<span class="bad">${this.error}</span
              ><button class="button" @click=${() => send(this, 'start')}>${t('status.retry')}</button
              >${this.detail ? html`<span class="detail">${this.detail}</span>` : nothing}`
          : this.running
            ? html`${
                  this.progress
                    ? html`<progress
                          max=${this.progress.total || 1}
                          .value=${this.progress.done}
                          aria-label=${t('work.running')}
                        ></progress
                        ><span class="num">${this.progress.done}/${this.progress.total}</span>`
                    : html`<progress aria-label=${t('work.running')}></progress>`
                }<span>${t('work.running')}</span
                ><button class="button" @click=${() => send(this, 'cancel')}>${t('work.cancel')}</button>`
            : html`${
                  this.waiting
                    ? html`<button class="button" @click=${() => send(this, 'start')}>
                        ${this.action || t('work.start')}
                      </button>`
                    : nothing
                }<span>${this.price}</span>`
      }
    </div>`;
  }
}

define('pl-work-line', WorkLine);
declare global {
  interface HTMLElementTagNameMap {
    'pl-work-line': WorkLine;
  }
}
