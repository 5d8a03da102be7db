// A text field of one line or more that the page fills in only while the reader is elsewhere: what is being typed, or
// composed with an input method, is never written over.

import { html, LitElement, css, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { define, send } from './define.ts';

/** Sends `text` with {text}: with every finished character if `live`, else when the reader is done. */
export class TextField extends LitElement {
  static override styles = [
    shared,
    css`
      input,
      textarea {
        display: block;
        width: 100%;
        margin-top: 2px;
        color: var(--ink);
      }
      textarea {
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        padding: 8px 10px;
        font-size: var(--type-5);
        line-height: 1.5;
        min-height: 64px;
        resize: vertical;
      }
      input {
        font: var(--type-7) var(--serif);
      }
    `,
  ];

  @property() accessor text = '';
  @property() accessor label = '';
  @property({ type: Number }) accessor most = 2000;
  @property({ type: Number }) accessor lines = 1;
  @property({ type: Boolean }) accessor live = false;
  @query('input, textarea') private accessor field!: HTMLInputElement | HTMLTextAreaElement;
  #composing = false;

  override render(): TemplateResult {
    return html`<label>${this.label}${this.lines > 1 ? this.#area() : this.#line()}</label>`;
  }

  #line(): TemplateResult {
    return html`<input
      type="text"
      maxlength=${this.most}
      @input=${this.#input}
      @change=${this.#done}
      @blur=${this.#left}
      @compositionstart=${this.#compose}
      @compositionend=${this.#composed}
    />`;
  }

  #area(): TemplateResult {
    return html`<textarea
      rows=${this.lines}
      maxlength=${this.most}
      @input=${this.#input}
      @change=${this.#done}
      @blur=${this.#left}
      @compositionstart=${this.#compose}
      @compositionend=${this.#composed}
    ></textarea>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('text')) this.#fill();
  }

  /** The page's text, unless the reader is at it. */
  #fill(): void {
    const busy = this.#composing || this.shadowRoot!.activeElement === this.field;
    if (!busy && this.field.value !== this.text) this.field.value = this.text;
  }

  #compose = () => {
    this.#composing = true;
  };

  #composed = () => {
    this.#composing = false;
    this.#input();
  };

  #input = () => {
    if (this.live && !this.#composing) send(this, 'text', { text: this.field.value });
  };

  #done = () => {
    if (!this.#composing) send(this, 'text', { text: this.field.value });
  };

  /** What the page has written meanwhile is seen now; an emptied field gets its proposal back. */
  #left = () => {
    this.#composing = false;
    void this.updateComplete.then(() => setTimeout(() => this.#fill()));
  };
}

define('pl-text-field', TextField);
declare global {
  interface HTMLElementTagNameMap {
    'pl-text-field': TextField;
  }
}
