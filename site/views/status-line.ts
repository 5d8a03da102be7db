// One line that says what the engine is doing: loading with size and progress, computing, how long it took, or what
// went wrong and what to do about it.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** What is going on. `share` in [0, 1] draws a bar; `retry` offers a button. */
export interface Status {
  kind: 'info' | 'busy' | 'error';
  text: string;
  detail?: string | undefined;
  share?: number | undefined;
  retry?: boolean;
}

/** Sends `retry`. */
export class StatusLine extends LitElement {
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
      }
      .error {
        color: var(--bad);
        font-size: var(--type-5);
      }
      .detail {
        color: var(--muted);
        font: var(--type-2) var(--mono);
        flex-basis: 100%;
        overflow-wrap: anywhere;
      }
      progress {
        appearance: none;
        width: 130px;
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
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor status: Status = { kind: 'info', text: '' };

  override render(): TemplateResult {
    const { status: s } = this;
    return html`<div class="line ${s.kind}" role=${s.kind === 'error' ? 'alert' : 'status'}>
      ${s.share === undefined ? nothing : html`<progress max="1" .value=${s.share} aria-label=${s.text}></progress>`}
      <span>${s.text}</span>
      ${
        s.retry
          ? html`<button class="button" @click=${() => send(this, 'retry')}>${this.t('status.retry')}</button>`
          : nothing
      }
      ${s.detail ? html`<span class="detail">${s.detail}</span>` : nothing}
    </div>`;
  }
}

define('pl-status-line', StatusLine);
declare global {
  interface HTMLElementTagNameMap {
    'pl-status-line': StatusLine;
  }
}
