// A plain chat box: what the system is told, what user and assistant have said, the next message, and the text that the
// model's template makes of it all, its tokens marked by who says them.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { label } from '../state/cells.ts';
import type { Message, Run } from '../state/chat.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** Sends `system` {text} when that is changed, `ask` {text}, and `restart`. */
export class ChatBox extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      summary {
        min-height: 40px;
        display: inline-flex;
        align-items: center;
        cursor: pointer;
        color: var(--accent);
        font-size: var(--type-4);
      }
      label {
        display: block;
        font-size: var(--type-3);
        color: var(--muted);
      }
      textarea {
        width: 100%;
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        padding: 8px 10px;
        font-size: var(--type-5);
        min-height: 44px;
        field-sizing: content;
        max-height: 200px;
        resize: vertical;
      }
      dl {
        margin: 8px 0;
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 6px 14px;
        max-height: 360px;
        overflow-y: auto;
      }
      dt {
        font-size: var(--type-3);
        color: var(--muted);
        padding-top: 2px;
      }
      dd {
        margin: 0;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      dd.assistant {
        color: var(--accent);
      }
      .row {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        margin: 6px 0;
      }
      .runs {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 6px 14px;
        max-height: 320px;
        overflow-y: auto;
      }
      .runs > span {
        font-size: var(--type-3);
        color: var(--muted);
      }
      .tok {
        min-height: 0;
        min-width: 0;
        font-size: var(--type-5);
      }
      .template .tok {
        color: var(--muted);
        border-style: dashed;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property() accessor system = '';
  /** What has been said, the last answer as far as it is written. */
  @data accessor turns: Message[] = [];
  /** An answer is being written. */
  @property({ type: Boolean }) accessor busy = false;
  /** What the model reads, by origin. */
  @data accessor runs: Run[] = [];
  @property() accessor error = '';

  override render(): TemplateResult {
    const { t } = this;
    return html`<details open>
      <summary>${t('chat.title')}</summary>
      <label
        >${t('chat.systemField')}<textarea
          rows="1"
          .value=${this.system}
          placeholder=${t('chat.systemHint')}
          @change=${(e: Event) => send(this, 'system', { text: (e.target as HTMLTextAreaElement).value })}
        ></textarea>
      </label>
      ${
        this.turns.length
          ? html`<dl aria-live="polite" tabindex="0" aria-label=${t('chat.said')}>
              ${this.turns.map(
                ({ role, content }) =>
                  html`<dt>${t(`chat.${role}`)}</dt>
                    <dd class=${role}>${content || '…'}</dd>`,
              )}
            </dl>`
          : nothing
      }
      <label
        >${t('chat.message')}<textarea
          id="message"
          rows="1"
          placeholder=${t('chat.messageHint')}
          @keydown=${this.#key}
        ></textarea>
      </label>
      <div class="row">
        <button class="primary" ?disabled=${this.busy} @click=${this.#ask}>${t('chat.ask')}</button>
        ${
          this.turns.length
            ? html`<button class="button" @click=${() => send(this, 'restart')}>${t('chat.restart')}</button>`
            : nothing
        }
        <slot></slot>
      </div>
      ${this.error ? html`<p role="alert">${this.error}</p>` : nothing}
      ${
        this.runs.length
          ? html`<details>
              <summary>${t('chat.reads')}</summary>
              <div class="runs" tabindex="0" role="group" aria-label=${t('chat.reads')}>
                ${this.runs.map(
                  ({ origin, cells }) =>
                    html`<span>${t(`chat.${origin}`)}</span>
                      <div class="strip ${origin}">
                        ${cells.map((c) => html`<span class="tok" title=${c.ids.join(' ')}>${label(c.text)}</span>`)}
                      </div>`,
                )}
              </div>
            </details>`
          : nothing
      }
    </details>`;
  }

  /** Enter sends, with shift it breaks the line; not while an input method composes. */
  #key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#ask();
  };

  #ask = () => {
    const field = this.renderRoot.querySelector<HTMLTextAreaElement>('#message')!;
    const text = field.value.trim();
    if (!text || this.busy) return;
    field.value = '';
    send(this, 'ask', { text });
  };
}

define('pl-chat-box', ChatBox);
declare global {
  interface HTMLElementTagNameMap {
    'pl-chat-box': ChatBox;
  }
}
