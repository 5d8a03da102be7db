// The HTML with which another page shows a figure: an element, a frame or a picture, to be copied.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Key, Translate } from '../i18n/index.ts';
import { kinds, snippet, type Embedded, type Kind } from '../state/snippet.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from './define.ts';

const names: Record<Kind, Key> = { element: 'snippet.element', frame: 'snippet.frame', picture: 'snippet.picture' };

/** Sends `copy-code` with {text, done}. */
export class EmbedCode extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        flex-basis: 100%;
        margin-top: 6px;
        font-size: var(--type-3);
        color: var(--muted);
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 96px;
        margin: 8px 0;
        padding: 8px;
        border: 1px solid var(--field);
        border-radius: var(--round-3);
        background: var(--paper);
        color: var(--ink);
        font: var(--type-2) / 1.5 var(--mono);
        overflow-wrap: anywhere;
        resize: vertical;
      }
      p {
        margin: 8px 0 0;
        max-width: 76ch;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  /** What is embedded; undefined while its picture is being taken. */
  @property({ attribute: false }) accessor embedded: Embedded | undefined;
  @state() private accessor kind: Kind = 'element';
  @state() private accessor said = '';

  override render(): TemplateResult {
    const { t, embedded } = this;
    const code = embedded ? snippet(this.kind, embedded) : '';
    const kb = (text: string) => Math.ceil(text.length / 1000);
    return html`<div class="segments" role="group" aria-label=${t('snippet.kind')}>
        ${kinds.map(
          (kind) =>
            html`<button aria-pressed=${kind === this.kind} @click=${() => (this.kind = kind)}>
              ${t(names[kind])}
            </button>`,
        )}
      </div>
      <textarea readonly spellcheck="false" aria-label=${t('snippet.code')} .value=${code}></textarea>
      <button class="button" ?disabled=${!embedded} @click=${() => this.#copy(code)}>${t('snippet.copy')}</button>
      <span role="status">
        ${
          this.said ||
          (embedded ? t('snippet.size', { kb: kb(code), picture: kb(embedded.picture) }) : t('snippet.making'))
        }
      </span>
      <p>${t('snippet.own', { save: t('figure.picture') })}</p>`;
  }

  #copy(text: string): void {
    const done = (ok: boolean) => {
      this.said = this.t(ok ? 'snippet.copied' : 'figure.notCopied');
      setTimeout(() => (this.said = ''), 2500);
    };
    send(this, 'copy-code', { text, done });
  }
}

define('pl-embed-code', EmbedCode);
declare global {
  interface HTMLElementTagNameMap {
    'pl-embed-code': EmbedCode;
  }
}
