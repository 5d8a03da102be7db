// The reader's sentence, set large and typed into directly. A text area: whatever is pasted arrives as plain text, and
// nothing is sent while an input method is still composing.

import { html, LitElement, css, type TemplateResult, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { define, send } from './define.ts';

/** Sends `text` with {text} on every finished change. */
export class SentenceField extends LitElement {
  static override styles = [
    shared,
    css`
      textarea {
        font: 500 var(--type-11)/1.35 var(--serif);
        width: 100%;
        border: 0;
        border-bottom: 1.5px solid var(--field);
        background: none;
        color: var(--ink);
        padding: 0 0 4px;
        resize: none;
        overflow-y: auto;
        display: block;
        min-height: 54px;
        max-height: 300px;
        border-radius: 0;
        field-sizing: content;
      }
      textarea.long {
        font-size: var(--type-9);
      }
      textarea.essay {
        font-size: var(--type-6);
      }
      textarea:focus-visible {
        outline: 0;
        border-bottom: 3px solid var(--accent);
        padding-bottom: 2.5px;
        border-radius: 0;
      }
      textarea::placeholder {
        color: var(--faint);
        opacity: 1;
      }
      @media (max-width: 760px) {
        textarea {
          font-size: var(--type-10);
          min-height: 44px;
        }
        textarea.long {
          font-size: var(--type-8);
        }
      }
    `,
  ];

  @property() accessor text = '';
  @property() accessor name = '';
  @property() accessor hint = '';
  @query('textarea') private accessor area!: HTMLTextAreaElement;
  #composing = false;

  override render(): TemplateResult {
    const size = this.text.length > 160 ? 'essay' : this.text.length > 44 ? 'long' : '';
    return html`<textarea
      class=${size}
      rows="1"
      spellcheck="false"
      autocomplete="off"
      aria-label=${this.name}
      placeholder=${this.hint}
      @input=${this.#input}
      @compositionstart=${() => (this.#composing = true)}
      @compositionend=${this.#end}
    ></textarea>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('text') && this.area.value !== this.text && !this.#composing) this.area.value = this.text;
    this.#fit();
  }

  /** Puts the cursor at the end of the sentence. */
  override focus(): void {
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  }

  #input = () => {
    this.#fit();
    if (!this.#composing) send(this, 'text', { text: this.area.value });
  };

  #end = () => {
    this.#composing = false;
    send(this, 'text', { text: this.area.value });
  };

  /** Grows with the text where the browser does not do it by itself. */
  #fit(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    this.area.style.height = 'auto';
    this.area.style.height = `${this.area.scrollHeight}px`;
  }
}

define('pl-sentence-field', SentenceField);
declare global {
  interface HTMLElementTagNameMap {
    'pl-sentence-field': SentenceField;
  }
}
