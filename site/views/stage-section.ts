// A stage of a door: on the left its number, a title that states the finding, one question, at most three sentences
// and one caveat; on the right its figures.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { TermId } from '../i18n/glossary.ts';
import { rich, type Language } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from './define.ts';
import { glossed } from './glossed.ts';

/** Default slot: the figures. Slot "aside": controls that belong under the text. */
export class StageSection extends LitElement {
  static override styles = [
    shared,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(250px, 34ch) minmax(0, 1fr);
        gap: 56px;
        padding: 24px 0;
        border-bottom: 1px solid var(--rule);
      }
      .text {
        position: sticky;
        top: var(--sticky);
        align-self: start;
      }
      .n {
        font: 500 var(--type-3) var(--mono);
        color: var(--accent);
        letter-spacing: 0.06em;
      }
      h2 {
        font: 500 var(--type-10)/1.35 var(--serif);
        margin: 6px 0 4px;
        text-wrap: balance;
      }
      .ask {
        font-size: var(--type-7);
        color: var(--muted);
        margin: 0 0 18px;
      }
      p {
        margin: 0 0 12px;
        max-width: 36ch;
      }
      .caveat {
        font-size: var(--type-4);
        color: var(--muted);
        border-left: 2px solid var(--k);
        padding-left: 12px;
        margin-top: 18px;
      }
      .q {
        color: var(--q);
      }
      .k {
        color: var(--k);
      }
      .v {
        color: var(--v);
      }
      .figures {
        display: grid;
        gap: 24px;
        min-width: 0;
        align-content: start;
        grid-template-columns: minmax(0, 1fr);
      }
      @media (min-width: 1800px) {
        section {
          padding: 18px 0;
        }
      }
      :host([wide]) section {
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
        padding-top: 20px;
      }
      :host([wide]) .text {
        position: static;
      }
      :host([wide]) .ask:last-of-type {
        margin-bottom: 2px;
      }
      :host([wide]) p {
        max-width: 60ch;
      }
      ::slotted(pl-figure[folded]) {
        margin-top: -19px;
      }
      .fold {
        display: flex;
        gap: 4px 12px;
        align-items: baseline;
        width: 100%;
        padding: 10px 0;
        text-align: left;
        border-bottom: 1px solid var(--rule);
        border-radius: 0;
        color: var(--ink);
        font: 500 var(--type-7)/1.4 var(--serif);
      }
      .fold .n {
        flex: none;
      }
      .fold::after {
        content: '+';
        margin-left: auto;
        color: var(--accent);
        font: var(--type-7) var(--mono);
      }
      /* Blocks, not grids: what a page break pushes down would lie over the next row of a grid. */
      @media print {
        section,
        .figures {
          display: block;
          padding: 6px 0;
        }
        ::slotted(pl-figure) {
          margin-bottom: 16px;
        }
        /* What is folded cannot be opened on paper. */
        ::slotted(pl-figure[folded]),
        .fold {
          display: none;
        }
        .text {
          position: static;
          break-inside: avoid;
          break-after: avoid;
        }
        p {
          max-width: 60ch;
        }
      }
      @media (max-width: 900px) {
        section {
          grid-template-columns: minmax(0, 1fr);
          gap: 20px;
          padding: 40px 0;
        }
        .text {
          position: static;
        }
        p {
          max-width: 60ch;
        }
        h2 {
          font-size: var(--type-9);
        }
      }
      /* On a phone the finding stands under the name, and the sign to the right of both. */
      @media (max-width: 600px) {
        .fold {
          display: grid;
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .fold span {
          grid-column: 1;
        }
        .fold::after {
          grid-area: 1 / 2 / 3;
        }
      }
    `,
  ];

  /** Number and name, "1 · Tokens". */
  @property() accessor number = '';
  @property() accessor heading = '';
  /** Of the texts, for the glossary's terms in them. */
  @property() override accessor lang: Language = 'en';
  @property() accessor ask = '';
  /** At most three sentences; may hold [q|…] marks. */
  @property() accessor text = '';
  @property() accessor caveat = '';
  /** One figure that needs the whole width: the text stands above it. */
  @property({ type: Boolean, reflect: true }) accessor wide = false;

  /** Only the number, the name and the finding, in one line that unfolds the rest: sends `unfold`. */
  @property({ type: Boolean }) accessor folded = false;

  override render(): TemplateResult {
    if (this.folded)
      return html`<button class="fold" aria-expanded="false" @click=${() => send(this, 'unfold')}>
        <span class="n">${this.number}</span><span>${this.heading}</span>
      </button>`;
    const told = new Set<TermId>();
    const say = (text: string) => glossed(rich(text), this.lang, told);
    return html`<section aria-label=${this.heading}>
      <div class="text">
        <div class="n">${this.number}</div>
        <h2>${this.heading}</h2>
        <p class="ask">${this.ask}</p>
        ${this.text ? this.text.split('\n').map((line) => html`<p>${say(line)}</p>`) : nothing}
        ${this.caveat ? html`<p class="caveat">${say(this.caveat)}</p>` : nothing}
        <slot name="aside"></slot>
      </div>
      <div class="figures"><slot></slot></div>
    </section>`;
  }
}

define('pl-stage', StageSection);
declare global {
  interface HTMLElementTagNameMap {
    'pl-stage': StageSection;
  }
}
