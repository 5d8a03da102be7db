// The frame of every figure: heading, the drawing, and a footer from which a reader takes it away (link, picture, data)
// and learns how it was computed and what it does not show.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { csv, download, type Table } from '../state/table.ts';
import { picturePNG, pictureSVG, type Caption } from '../state/picture.ts';
import { shared } from '../styles/shared.ts';
import { define, send, unique } from './define.ts';

/** Sends `copy-link` with {place}. Slots: default (the drawing), "tools" (extra footer buttons). */
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
        padding: 20px 24px 0;
        margin: 0;
        min-width: 0;
        scroll-margin-top: calc(var(--sticky) + 8px);
      }
      h3 {
        font: 500 var(--type-5)/1.5 var(--sans);
        margin: 0 0 14px;
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
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 0 2px;
        border-top: 1px solid var(--rule);
        margin: 18px -24px 0;
        padding: 6px 14px;
        font-size: var(--type-3);
      }
      .foot button,
      ::slotted(button) {
        font-size: var(--type-3);
      }
      .note {
        border-top: 1px solid var(--rule);
        margin: 0 -24px;
        padding: 14px 24px 16px;
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
          padding: 16px 14px 0;
          border-radius: var(--round-4);
        }
        .foot,
        .note {
          margin-left: -14px;
          margin-right: -14px;
        }
        .foot {
          padding: 6px;
        }
        .note {
          padding: 12px 14px;
        }
      }
      @media print {
        .foot {
          display: none;
        }
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

  @state() private accessor open: '' | 'how' | 'limits' | 'save' = '';
  @state() private accessor said = '';
  #id = unique('note');

  override render(): TemplateResult {
    const { t } = this;
    return html`<figure id=${this.place}>
      <h3>${this.heading}${this.note ? html` <small>${this.note}</small>` : nothing}</h3>
      <div class="drawing"><slot></slot></div>
      <div class="foot" role="toolbar" aria-label=${t('figure.tools')}>
        <slot name="tools"></slot>
        <button @click=${this.#link}>${t('figure.link')}</button>
        <button @click=${() => this.#picture('png')}>${t('figure.picture')}</button>
        <button @click=${() => this.#picture('svg')}>SVG</button>
        ${
          this.table
            ? html`<button @click=${() => this.#data('csv')}>${t('figure.csv')}</button
                ><button @click=${() => this.#data('json')}>JSON</button>`
            : nothing
        }
        ${this.how ? this.#toggle('how', t('figure.how')) : nothing}
        ${this.limits ? this.#toggle('limits', t('figure.limits')) : nothing}
        <span class="said" role="status">${this.said}</span>
      </div>
      ${
        this.open
          ? html`<div class="note" id=${this.#id}><p>${this.open === 'how' ? this.how : this.limits}</p></div>`
          : nothing
      }
    </figure>`;
  }

  #toggle(which: 'how' | 'limits', text: string): TemplateResult {
    const on = this.open === which;
    return html`<button
      aria-expanded=${on}
      aria-pressed=${on}
      aria-controls=${this.#id}
      @click=${() => (this.open = on ? '' : which)}
    >
      ${text}
    </button>`;
  }

  #link = () => {
    send(this, 'copy-link', {
      place: this.place,
      done: (ok: boolean) => this.#say(ok ? this.t('figure.copied') : this.t('figure.notCopied')),
    });
  };

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

  /** What goes with the picture; the drawing's conclusions describe it. */
  #caption(): Caption {
    const said = this.querySelectorAll('.verdict');
    const description = [this.note, ...[...said].map((p) => p.textContent!.trim())].filter(Boolean).join('. ');
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
