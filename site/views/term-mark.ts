// A term of the glossary where it stands in a sentence: pressing it opens a card of two sentences in place.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { term, type TermId } from '../i18n/glossary.ts';
import type { Language } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { define } from './define.ts';

/** Not a tab stop of its own, since a page has many: the keyboard's way is the glossary in the page's footer. */
export class TermMark extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: inline;
      }
      .term {
        all: unset;
        cursor: help;
        text-decoration: underline dotted var(--faint) 1px;
        text-underline-offset: 3px;
      }
      .term:hover,
      .term[aria-expanded='true'] {
        text-decoration-color: var(--accent);
        color: var(--accent);
      }
      .card {
        position: fixed;
        margin: 0;
        max-width: min(340px, calc(100vw - 24px));
        border: 1px solid var(--rule);
        border-radius: var(--round-4);
        background: var(--card);
        color: var(--ink);
        padding: 12px 16px;
        font: var(--type-4)/1.6 var(--sans);
        text-align: start;
      }
      .card b {
        display: block;
        font: 500 var(--type-6)/1.4 var(--serif);
        margin-bottom: 4px;
      }
      @media print {
        .term {
          text-decoration: none;
        }
      }
    `,
  ];

  @property() accessor term: TermId = 'token';
  @property() override accessor lang: Language = 'en';
  /** The word as the sentence has it. */
  @property() accessor word = '';
  @query('.card') private accessor card!: HTMLElement;
  @query('.term') private accessor mark!: HTMLElement;

  override render(): TemplateResult {
    const { forms, text } = term(this.lang, this.term);
    return html`<button class="term" tabindex="-1" aria-expanded="false" @click=${this.#open}>${this.word}</button
      ><span class="card" popover role="note" @toggle=${this.#toggled}><b>${forms[0]}</b>${text}</span>`;
  }

  /** Below the word, or above it where there is no room; never beyond the window's edge. */
  #open = () => {
    this.card.togglePopover();
    const [word, card] = [this.mark.getBoundingClientRect(), this.card.getBoundingClientRect()];
    const below = word.bottom + 8 + card.height < innerHeight;
    this.card.style.top = `${below ? word.bottom + 8 : Math.max(8, word.top - 8 - card.height)}px`;
    this.card.style.left = `${Math.max(12, Math.min(word.left - 8, innerWidth - card.width - 12))}px`;
  };

  #toggled = (event: Event) => {
    this.mark.setAttribute('aria-expanded', String((event as ToggleEvent).newState === 'open'));
  };
}

define('pl-term', TermMark);
declare global {
  interface HTMLElementTagNameMap {
    'pl-term': TermMark;
  }
}
