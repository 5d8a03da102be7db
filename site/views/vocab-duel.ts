// One text in several vocabularies: the same cells as everywhere, tokens that are only part of a character as ticks
// inside it, and the count as a bar. A vocabulary not yet loaded shows its size and waits for the reader.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Tokens } from '../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../i18n/index.ts';
import { cells, label, mostCells } from '../state/cells.ts';
import { megabytes } from '../state/format.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** One vocabulary's row. Without `tokens` the row offers to load it. */
export interface DuelRow {
  vocab: string; // "" is the model's own
  title: string;
  size?: number; // tokens in the vocabulary
  bytes?: number; // of its download
  tokens?: Tokens;
  /** Words instead of tokens, of a word cutter, and whether its list has them. */
  words?: { text: string; known: boolean }[];
  come?: number; // bytes of it that are here, while it is on its way
  error?: string;
}

/** Sends `load-vocab` with {vocab}. */
export class VocabDuel extends LitElement {
  static override styles = [
    shared,
    css`
      .duel {
        display: grid;
        grid-template-columns: minmax(84px, max-content) minmax(0, 1fr) 118px;
        gap: 14px 16px;
        align-items: center;
        margin: 0;
      }
      .name {
        font: var(--type-3)/1.35 var(--mono);
        color: var(--ink);
      }
      .name small {
        display: block;
        color: var(--muted);
        font-size: var(--type-1);
      }
      .mini {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        max-height: 190px;
        overflow-y: auto;
      }
      .mini span {
        position: relative;
        padding: 2px 6px 3px;
        border-radius: var(--round-2);
        font-size: var(--type-6);
        line-height: 1.45;
        white-space: pre;
        background: color-mix(in srgb, var(--accent) 10%, var(--card));
      }
      .mini span.part {
        background: color-mix(in srgb, var(--k) 13%, var(--card));
        text-align: center;
      }
      .mini .parts {
        display: flex;
        gap: 2px;
        position: absolute;
        left: 2px;
        right: 2px;
        bottom: 0;
        height: 4px;
        background: none;
        padding: 0;
      }
      .mini .parts b {
        flex: 1;
        background: var(--k);
        border-radius: var(--round-1);
      }
      .mini span.unknown {
        background: none;
        outline: 1px dashed var(--k);
        outline-offset: -1px;
      }
      .lab {
        margin: 4px 0 0;
      }
      .count {
        display: flex;
        align-items: center;
        gap: 8px;
        font: 500 var(--type-5) var(--mono);
      }
      .count b {
        display: block;
        height: 8px;
        border-radius: var(--round-1);
        background: var(--accent);
      }
      .count i {
        width: 70px;
        flex: none;
      }
      .bad {
        color: var(--bad);
        font-size: var(--type-4);
      }
      @media (max-width: 620px) {
        .duel {
          grid-template-columns: minmax(0, 1fr) max-content;
          gap: 4px 10px;
          grid-auto-flow: row dense;
        }
        .mini,
        .words,
        .offer {
          grid-column: 1 / -1;
          margin-bottom: 12px;
        }
        .name small {
          display: inline;
          margin-left: 6px;
        }
        .count {
          grid-column: 2;
        }
        .name {
          grid-column: 1;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor rows: DuelRow[] = [];

  override render(): TemplateResult {
    const most = Math.max(1, ...this.rows.map((r) => r.tokens?.tokens.length ?? r.words?.length ?? 0));
    return html`<div class="duel">${this.rows.map((r) => this.#row(r, most))}</div>`;
  }

  #row(r: DuelRow, most: number): TemplateResult {
    const n = r.tokens?.tokens.length ?? r.words?.length;
    const size = r.size
      ? html` <small>${this.t('duel.size', { n: r.size.toLocaleString(this.t.lang) })}</small>`
      : nothing;
    return html`<div class="name">${r.title}${size}</div>
      ${
        r.tokens
          ? html`<div class="mini">
              ${shortened(cells(r.tokens), (c) => {
                const parts = c.last - c.first;
                const shown = label(c.text);
                return parts > 1
                  ? html`<span
                      class="part"
                      title=${`${c.text} · ${c.ids.join(' ')}`}
                      .style=${`min-width:${6 + parts * 8}px`}
                      ><span class="parts" aria-hidden="true">${c.ids.map(() => html`<b></b>`)}</span>${shown}</span
                    >`
                  : html`<span title=${`${c.text} · ${c.ids[0]}`}>${shown}</span>`;
              })}
            </div>`
          : r.words
            ? this.#words(r.words)
            : this.#offer(r)
      }
      <div class="count">
        ${
          n === undefined
            ? nothing
            : html`<i><b .style=${`width:${(100 * n) / most}%`}></b></i><span aria-hidden="true">${n}</span
                ><span class="sr">${this.t('duel.count', { n })}</span>`
        }
      </div>`;
  }

  /** Words, with those that the list does not have in a broken frame. */
  #words(words: NonNullable<DuelRow['words']>): TemplateResult {
    const lacking = [...new Set(words.filter((w) => !w.known).map((w) => label(w.text)))];
    const unknown = lacking.slice(0, 40).join(this.t('comma')) + (lacking.length > 40 ? '…' : '');
    return html`<div class="words">
      <div class="mini">
        ${shortened(words, (w) => html`<span class=${w.known ? '' : 'unknown'}>${label(w.text)}</span>`)}
      </div>
      <p class="lab">${unknown ? this.t('duel.unknown', { unknown }) : this.t('duel.allKnown')}</p>
    </div>`;
  }

  #offer(r: DuelRow): TemplateResult {
    if (r.come !== undefined)
      return html`<div class="offer lab">
        <span role="status">${this.t('duel.loading')}</span>${
          r.come && r.bytes
            ? html` <span aria-hidden="true"
                >${this.t('duel.coming', { come: megabytes(r.come), size: megabytes(r.bytes) })}</span
              >`
            : nothing
        }
      </div>`;
    return html`<div class="offer">
      ${r.error ? html`<span class="bad">${r.error} </span>` : nothing}<button
        class="button"
        @click=${() => send(this, 'load-vocab', { vocab: r.vocab })}
      >
        ${r.bytes ? this.t('duel.load', { size: megabytes(r.bytes) }) : this.t('duel.loadPlain')}
      </button>
    </div>`;
  }
}

/** The first of a long list, and how many more there are. */
function shortened<T>(list: readonly T[], draw: (item: T) => TemplateResult): TemplateResult[] {
  const shown = list.slice(0, mostCells).map(draw);
  return list.length > shown.length ? [...shown, html`<span>+${list.length - shown.length}</span>`] : shown;
}

define('pl-vocab-duel', VocabDuel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-vocab-duel': VocabDuel;
  }
}
