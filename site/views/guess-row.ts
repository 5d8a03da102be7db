// A question whose answer is not on show yet: choices to tap, then what the guess was worth and the reader's score.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** Sends `guess` with {id}, and `again` to put the question anew. */
export class GuessRow extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      p {
        margin: 0 0 10px;
        font: 500 var(--type-7)/1.5 var(--serif);
      }
      .strip {
        margin: 0 0 12px;
      }
      small {
        color: var(--muted);
        font: var(--type-3) var(--sans);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property() accessor question = '';
  @data accessor choices: readonly { id: number; text: string }[] = [];
  /** What the guess was worth; "" while there is none. */
  @property() accessor said = '';
  @property() accessor score = '';

  override render(): TemplateResult {
    if (this.said)
      return html`<p aria-live="polite">${this.said} <small>${this.score}</small></p>
        <button class="button" @click=${() => send(this, 'again')}>${this.t('why.again')}</button>`;
    return html`<p id="question">${this.question}</p>
      <div class="strip" role="group" aria-labelledby="question">
        ${this.choices.map(
          ({ id, text }) => html`<button class="tok" @click=${() => send(this, 'guess', { id })}>${text}</button>`,
        )}
      </div>`;
  }
}

define('pl-guess-row', GuessRow);
declare global {
  interface HTMLElementTagNameMap {
    'pl-guess-row': GuessRow;
  }
}
