// The frame of every figure: heading, the drawing, and a footer from which a reader takes it away (link, picture, data)
// and learns how it was computed and what it does not show.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { csv, download, type Table } from '../state/table.ts';
import { picturePNG, pictureSVG, pictureURL, type Caption } from '../state/picture.ts';
import type { Embedded } from '../state/snippet.ts';
import { shared } from '../styles/shared.ts';
import { define, send, unique } from './define.ts';
import { rove } from './roving.ts';
import './embed-code.ts';

/**
 * Sends `copy-link` with {place} and `embed-figure` with {place, answer}.
 * Slots: default (the drawing), "tools" (extra footer buttons).
 */
export class FigureFrame extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        isolation: isolate;
      } /* so that a change in one figure has only that figure painted again */
      figure {
        background: var(--card);
        border: 1px solid var(--rule);
        border-radius: var(--round-4);
        padding: 20px 24px;
        margin: 0;
        min-width: 0;
        scroll-margin-top: calc(var(--sticky) + 8px);
      }
      h3 {
        font: 500 var(--type-5)/1.5 var(--sans);
        margin: 0;
        flex: 1 1 60%;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        align-items: baseline;
      }
      h3 small {
        color: var(--muted);
        font-weight: 400;
        font-size: var(--type-3);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        margin-bottom: 14px;
      }
      .bar {
        display: contents;
      }
      .more {
        flex: none;
        margin: -8px -12px -8px 0;
        font-weight: 700;
        letter-spacing: 0.1em;
      }
      .foot {
        flex-basis: 100%;
        display: flex;
        flex-wrap: wrap;
        gap: 0 2px;
        margin: 6px -10px 0;
      }
      .foot button,
      ::slotted(button) {
        font-size: var(--type-3);
      }
      .fold {
        display: flex;
        gap: 12px;
        align-items: baseline;
        width: 100%;
        padding: 8px 16px;
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        text-align: left;
        color: var(--ink);
      }
      .fold small {
        color: var(--muted);
        font-size: var(--type-3);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .fold span {
        flex: none;
        max-width: 90%;
      }
      .fold::after {
        content: '+';
        margin-left: auto;
        color: var(--accent);
        font: var(--type-5) var(--mono);
      }
      .note {
        flex-basis: 100%;
        border-left: 2px solid var(--accent);
        margin: 6px 0 0;
        padding: 2px 0 2px 14px;
        font-size: var(--type-4);
        color: var(--muted);
      }
      .note p {
        margin: 0;
        max-width: 68ch;
        white-space: pre-line;
      }
      .none {
        color: var(--muted);
        font-size: var(--type-4);
        padding: 18px 0;
      }
      .said {
        align-self: center;
        padding: 0 8px;
        color: var(--accent);
      }
      @media (max-width: 760px) {
        figure {
          padding: 16px 14px;
          border-radius: var(--round-4);
        }
      }
      @media print {
        .foot,
        .more {
          display: none;
        }
        :host,
        figure {
          break-inside: avoid;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property() accessor heading = '';
  @property() accessor note = '';
  /** Where a link to this figure opens, and the name of its files. */
  @property() accessor place = '';
  @property() accessor how = '';
  @property() accessor limits = '';
  /** Where its numbers come from, in one line: written under a saved picture. */
  @property() accessor credit = '';
  /** The figure's numbers; called when the reader saves them. */
  @property({ attribute: false }) accessor table: (() => Table) | undefined;

  /** Only the title, in one line that unfolds the drawing: sends `unfold`. */
  @property({ type: Boolean, reflect: true }) accessor folded = false;

  /** Whether the tools are out, and the text that is. */
  @state() private accessor tools = false;
  @state() private accessor open: '' | 'how' | 'limits' | 'embed' = '';
  @state() private accessor embedded: Embedded | undefined;
  @state() private accessor said = '';
  #id = unique('note');

  override render(): TemplateResult {
    const { t } = this;
    if (this.folded)
      return html`<button class="fold" id=${this.place} aria-expanded="false" @click=${() => send(this, 'unfold')}>
        <span>${this.heading}</span>${this.note ? html`<small>${this.note}</small>` : nothing}
      </button>`;
    return html`<figure id=${this.place}>
      <div class="head">
        <h3>${this.heading}${this.note ? html` <small>${this.note}</small>` : nothing}</h3>
        <div class="bar" role="toolbar" aria-label=${t('figure.tools')} @keydown=${this.#key} @focusin=${this.#rove}>
          <button
            class="more"
            aria-expanded=${this.tools}
            aria-label=${t('figure.tools')}
            title=${t('figure.tools')}
            @click=${this.#unfoldTools}
          >
            …
          </button>
          ${this.tools ? this.#row() : nothing}
        </div>
        ${
          this.open === 'embed' && this.tools
            ? html`<pl-embed-code id=${this.#id} .t=${t} .embedded=${this.embedded}></pl-embed-code>`
            : nothing
        }
        ${
          this.open && this.open !== 'embed' && this.tools
            ? html`<div class="note" id=${this.#id}><p>${this.open === 'how' ? this.how : this.limits}</p></div>`
            : nothing
        }
      </div>
      <div class="drawing"><slot></slot></div>
    </figure>`;
  }

  #row(): TemplateResult {
    const { t } = this;
    return html`<div class="foot">
      <button tabindex="-1" @click=${this.#link}>${t('figure.link')}</button>
      <button tabindex="-1" @click=${() => this.#picture('png')}>${t('figure.picture')}</button>
      <button tabindex="-1" @click=${() => this.#picture('svg')}>SVG</button>
      ${this.#toggle('embed', t('figure.embed'))}
      <slot name="tools" @slotchange=${() => this.#rove()}></slot>
      ${
        this.table
          ? html`<button tabindex="-1" @click=${() => this.#data('csv')}>${t('figure.csv')}</button
              ><button tabindex="-1" @click=${() => this.#data('json')}>JSON</button>`
          : nothing
      }
      ${this.how ? this.#toggle('how', t('figure.how')) : nothing}
      ${this.limits ? this.#toggle('limits', t('figure.limits')) : nothing}
      <span class="said" role="status">${this.said}</span>
    </div>`;
  }

  #toggle(which: 'how' | 'limits' | 'embed', text: string): TemplateResult {
    const on = this.open === which;
    return html`<button
      tabindex="-1"
      aria-expanded=${on}
      aria-pressed=${on}
      aria-controls=${this.#id}
      @click=${() => {
        this.open = on ? '' : which;
        if (this.open === 'embed') void this.#embed();
      }}
    >
      ${text}
    </button>`;
  }

  #unfoldTools = () => {
    this.tools = !this.tools;
    this.open = '';
  };

  /** The toolbar's buttons in order, those that a panel has put in among them. */
  get #buttons(): HTMLElement[] {
    const list = this.renderRoot.querySelectorAll<HTMLElement>('.more, .foot > button, .foot > slot');
    return [...list].flatMap((e) => (e instanceof HTMLSlotElement ? (e.assignedElements() as HTMLElement[]) : [e]));
  }

  /** One of them is a tab stop: the one that was last in use. */
  #rove = (event?: FocusEvent) => {
    const buttons = this.#buttons;
    const at = Math.max(0, buttons.indexOf((event?.composedPath()[0] ?? buttons[0]) as HTMLElement));
    buttons.forEach((button, i) => (button.tabIndex = i === at ? 0 : -1));
  };

  #key = (event: KeyboardEvent) => {
    const buttons = this.#buttons;
    if (rove(event, buttons) || event.key !== 'Escape' || !this.tools) return;
    this.#unfoldTools();
    buttons[0]!.focus();
  };

  #link = () => {
    send(this, 'copy-link', {
      place: this.place,
      done: (ok: boolean) => this.#say(ok ? this.t('figure.copied') : this.t('figure.notCopied')),
    });
  };

  /** Takes the figure's picture and asks the page for the rest of what an embed needs. */
  async #embed(): Promise<void> {
    this.embedded = undefined;
    const figure = this.renderRoot.querySelector('figure')!;
    const caption = this.#caption();
    try {
      const picture = await pictureURL(figure, caption);
      const alt = [this.heading, caption.description, caption.credit].filter(Boolean).join('. ');
      send(this, 'embed-figure', {
        place: this.place,
        answer: (of: Pick<Embedded, 'base' | 'place' | 'state'>) =>
          (this.embedded = { ...of, ...picture, title: this.heading, alt }),
      });
    } catch {
      this.open = '';
      this.#say(this.t('figure.notSaved'));
    }
  }

  async #picture(kind: 'png' | 'svg'): Promise<void> {
    const figure = this.renderRoot.querySelector('figure')!;
    try {
      const make = kind === 'png' ? picturePNG : pictureSVG;
      download(await make(figure, this.#caption()), `pellucid-${this.place}.${kind}`);
      this.#say(this.t('figure.saved'));
    } catch {
      this.#say(this.t('figure.notSaved'));
    }
  }

  /** What goes with the picture; the drawing's conclusions describe it, or how it is made where it has none. */
  #caption(): Caption {
    const said = this.querySelectorAll('.verdict');
    const told = [this.note, ...[...said].map((p) => p.textContent!.trim())].filter(Boolean).join('. ');
    const description = told || this.how;
    return { title: this.heading, description, credit: this.credit || 'Pellucid 通透' };
  }

  #data(kind: 'csv' | 'json'): void {
    const table = this.table!();
    const text = kind === 'csv' ? csv(table) : JSON.stringify(table.json ?? table, null, 1);
    download(
      new Blob([text], { type: kind === 'csv' ? 'text/csv' : 'application/json' }),
      `pellucid-${this.place}.${kind}`,
    );
    this.#say(this.t('figure.saved'));
  }

  #say(text: string): void {
    this.said = text;
    setTimeout(() => (this.said = ''), 2500);
  }
}

define('pl-figure', FigureFrame);
declare global {
  interface HTMLElementTagNameMap {
    'pl-figure': FigureFrame;
  }
}
