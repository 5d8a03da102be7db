// The models the page offers, each with what it is, how large it is and its card; and a way to open one's own file,
// which never leaves the machine.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { megabytes } from '../state/format.ts';
import { deviceMemory, forecast, roof, type Forecast } from '../state/forecast.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** One labelled part of a card; `more` is a long list that unfolds under `moreLabel`. */
export interface Fact {
  label: string;
  lines: string[];
  more?: string[];
  moreLabel?: string;
}

/** A text and what the model makes of it. */
export interface Sample {
  input: string;
  output: string;
  /** How it was written, where the samples of a card were not all written alike. */
  how?: string;
}

/** One model on offer, in the reader's language; a text that the card lacks is "". */
export interface Offer {
  name: string;
  title: string;
  bytes: number;
  /** Its size and build in one line. */
  about: string;
  /** What it is not good for. */
  cannot: string;
  facts: Fact[];
  /** A few of `allSamples`. */
  samples: Sample[];
  allSamples: Sample[];
  /** Whether an output goes on where its input ends. */
  continues: boolean;
}

/**
 * Sends `pick` and `keep-offline` with {name}, and `files` with {files: File[], keep: boolean}. Call `show()` to open
 * it. What is in its slot stands at the end of the list.
 */
export class ModelPicker extends LitElement {
  static override styles = [
    shared,
    css`
      dialog {
        border: 1px solid var(--rule);
        border-radius: var(--round-4);
        background: var(--paper);
        color: var(--ink);
        padding: 22px 24px;
        width: min(680px, calc(100vw - 24px));
        max-height: min(86vh, 800px);
        overflow: auto;
      }
      dialog::backdrop {
        background: rgb(10 12 14 / 0.45);
      }
      h2 {
        font: 500 var(--type-9)/1.35 var(--serif);
        margin: 0;
        flex: 1;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 12px;
        margin-bottom: 12px;
      }
      article {
        border: 1px solid var(--rule);
        background: var(--card);
        border-radius: var(--round-4);
        padding: 14px 16px;
        margin-top: 10px;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 14px;
        align-items: center;
      }
      article.on {
        border-color: var(--accent);
      }
      h3 {
        margin: 0;
        font: 500 var(--type-7)/1.4 var(--sans);
      }
      h3 small {
        font: var(--type-3) var(--mono);
        color: var(--muted);
        margin-left: 8px;
        white-space: nowrap;
      }
      article > p,
      .card {
        grid-column: 1 / -1;
        margin: 0;
        font-size: var(--type-4);
        color: var(--muted);
        overflow-wrap: anywhere;
      }
      ul {
        margin: 2px 0 0;
        padding: 0;
        list-style: none;
      }
      .card {
        display: grid;
        gap: 8px 0;
        line-height: 1.55;
      }
      .card p {
        margin: 0;
      }
      .cannot {
        border-left: 2px solid var(--k);
        padding-left: 12px;
      }
      h4 {
        margin: 0;
        font: 500 var(--type-3)/1.5 var(--sans);
        color: var(--ink);
      }
      .samples li {
        padding: 3px 0;
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 0 14px;
        border-top: 1px solid var(--rule);
        color: var(--ink);
      }
      .samples li > :last-child {
        color: var(--accent);
      }
      .samples .how {
        color: var(--muted);
        white-space: nowrap;
      }
      .samples.continues li {
        display: block;
      }
      details + details {
        margin-top: -8px;
      }
      summary {
        min-height: 40px;
        display: inline-flex;
        align-items: center;
        cursor: pointer;
        color: var(--accent);
      }
      summary::before {
        content: '+';
        font: var(--type-5) var(--mono);
        margin-right: 7px;
      }
      details[open] > summary::before {
        content: '−';
      }
      details .long {
        max-height: 220px;
        overflow: auto;
        font-size: var(--type-3);
      }
      .own p {
        grid-column: 1 / -1;
        margin: 0;
        font-size: var(--type-4);
        color: var(--muted);
      }
      @media (max-width: 520px) {
        .samples li {
          display: block;
        }
        .samples li > * {
          display: block;
        }
        .samples.continues li > * {
          display: inline;
        }
        dialog {
          padding: 16px 14px;
        }
        article {
          grid-template-columns: minmax(0, 1fr);
        }
        article > button {
          justify-self: start;
        }
      }
      input[type='file'] {
        position: absolute;
        opacity: 0;
        width: 1px;
        height: 1px;
      }
      .own .row {
        grid-column: 1 / -1;
        margin-top: 6px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor offers: Offer[] = [];
  @property() accessor current = '';
  /** Whether the browser lets the page keep files. */
  @property({ type: Boolean }) accessor keeps = false;
  /** The names of those that open without a network; undefined where none can be kept. */
  @property({ attribute: false }) accessor offline: ReadonlySet<string> | undefined;
  /** The one that is being fetched to be kept, and the one that could not be. */
  @property() accessor keeping = '';
  @property() accessor failed = '';
  /** Files that were chosen and may be too large for this device: the reader decides. */
  @state() private accessor doubtful: { files: File[]; forecast: Forecast } | undefined;
  @query('dialog') private accessor dialog!: HTMLDialogElement;

  /** Opens the list. */
  show(): void {
    this.dialog.showModal();
    send(this, 'shown');
  }

  /** Whether it is on show. */
  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  /** Closes it. */
  hide(): void {
    this.dialog.close();
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`<dialog aria-labelledby="title">
      <div class="head">
        <h2 id="title">${t('models.title')}</h2>
        <button @click=${() => this.dialog.close()}>${t('close')}</button>
      </div>
      ${this.offers.map(
        (o) =>
          html`<article class=${o.name === this.current ? 'on' : ''}>
            <h3>${o.title}<small>${megabytes(o.bytes)}</small></h3>
            ${
              o.name === this.current
                ? html`<span class="lab">${t('models.current')}</span>`
                : html`<button class="primary" @click=${() => this.#pick(o.name)}>
                    ${t('models.load', { size: megabytes(o.bytes) })}
                  </button>`
            }
            ${o.about ? html`<p>${o.about}</p>` : nothing}${this.#kept(o)}${this.#card(o)}
          </article>`,
      )}
      <article class="own">
        <h3>${t('models.own')}</h3>
        <p>${t('models.ownNote')}</p>
        <div class="row">
          <button class="button" @click=${() => this.#ask('files')}>${t('models.file')}</button
          ><button class="button" @click=${() => this.#ask('folder')}>${t('models.folder')}</button>
          <input
            id="files"
            type="file"
            multiple
            tabindex="-1"
            aria-hidden="true"
            accept=".gguf,.safetensors,.json,.txt,.model,.tiktoken"
            @change=${this.#files}
          />
          <input id="folder" type="file" webkitdirectory tabindex="-1" aria-hidden="true" @change=${this.#files} />
          ${this.keeps ? html`<label><input id="keep" type="checkbox" /> ${t('kept.keep')}</label>` : nothing}
        </div>
        ${this.#doubt()}
      </article>
      <slot></slot>
    </dialog>`;
  }

  /** Whether it opens without a network, and the choice. */
  #kept({ name, bytes }: Offer): TemplateResult | typeof nothing {
    const { t } = this;
    if (!this.offline) return nothing;
    const size = megabytes(bytes);
    if (this.offline.has(name)) return html`<p class="offline">${t('models.offline')}</p>`;
    return html`<p class="offline">
      <button class="button" ?disabled=${this.keeping !== ''} @click=${() => send(this, 'keep-offline', { name })}>
        ${this.keeping === name ? t('models.keeping') : t('models.keep', { size })}
      </button>
      ${this.failed === name ? html`<span role="alert">${t('models.notKept')}</span>` : nothing}
    </p>`;
  }

  #card(o: Offer): TemplateResult | typeof nothing {
    if (!o.cannot && !o.facts.length && !o.samples.length) return nothing;
    const { t } = this;
    return html`<div class="card">
      ${o.cannot ? html`<p class="cannot">${o.cannot}</p>` : nothing}
      ${
        o.samples.length
          ? html`<div>
              <h4>${t('card.samples')}</h4>
              ${this.#samples(o.samples, o.continues)}
            </div>`
          : nothing
      }
      ${
        o.allSamples.length > o.samples.length
          ? html`<details>
              <summary>${t('card.allSamples', { n: o.allSamples.length })}</summary>
              ${this.#samples(o.allSamples, o.continues)}
            </details>`
          : nothing
      }
      ${
        o.facts.length
          ? html`<details>
              <summary>${t('card.more')}</summary>
              <div class="card">
                ${o.facts.map(
                  (f) =>
                    html`<div>
                      <h4>${f.label}</h4>
                      <ul>
                        ${f.lines.map((l) => html`<li>${l}</li>`)}
                      </ul>
                      ${
                        f.more?.length
                          ? html`<details>
                              <summary>${f.moreLabel} (${f.more.length})</summary>
                              <ul class="long" tabindex="0">
                                ${f.more.map((l) => html`<li>${l}</li>`)}
                              </ul>
                            </details>`
                          : nothing
                      }
                    </div>`,
                )}
              </div>
            </details>`
          : nothing
      }
    </div>`;
  }

  #samples(samples: Sample[], continues: boolean): TemplateResult {
    return html`<ul class="samples ${continues ? 'continues' : ''}">
      ${samples.map(
        ({ input, output, how }) =>
          html`<li>
            <span>${input}</span><span>${output}${how ? html` <small class="how">${how}</small>` : nothing}</span>
          </li>`,
      )}
    </ul>`;
  }

  #ask(id: string): void {
    this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)!.click();
  }

  #pick(name: string): void {
    this.dialog.close();
    send(this, 'pick', { name });
  }

  #files = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (!files.length) return;
    const needs = forecast(files, deviceMemory());
    if (needs.fits === 'yes') this.#take(files);
    else this.doubtful = { files, forecast: needs };
  };

  #take(files: File[]): void {
    this.doubtful = undefined;
    this.dialog.close();
    const keep = this.renderRoot.querySelector<HTMLInputElement>('#keep')?.checked ?? false;
    send(this, 'files', { files, keep });
  }

  /** What files that may not fit would take, and the choice. */
  #doubt(): TemplateResult | typeof nothing {
    if (!this.doubtful) return nothing;
    const { t } = this;
    const { files, forecast: needs } = this.doubtful;
    const device = deviceMemory();
    const values = {
      name: files.length > 1 ? t('models.files', { n: files.length }) : files[0]!.name,
      memory: megabytes(needs.memory),
      device: device ? megabytes(device) : '',
      roof: megabytes(roof),
    };
    return html`<p role="alert">
      ${t(needs.fits === 'never' ? 'models.never' : 'models.barely', values)}
      ${
        needs.fits === 'barely'
          ? html`<button class="button" @click=${() => this.#take(files)}>${t('models.anyway')}</button>`
          : nothing
      }
    </p>`;
  }
}

define('pl-model-picker', ModelPicker);
declare global {
  interface HTMLElementTagNameMap {
    'pl-model-picker': ModelPicker;
  }
}
