// One of two sentences that are compared: its tokens with the attention that each got, what the model wrote, and what
// each word was worth. What the other sentence does not have is marked.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { reach } from '../state/explain.ts';
import { decimal, percent } from '../state/format.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { cellColours } from './signed.ts';
import { ThemeController } from './theme.ts';

/** A piece of text, and whether the other sentence lacks it. */
export interface Piece {
  text: string;
  differs: boolean;
}

/** All that is shown of a sentence. */
export interface Side {
  /** Tokens that it is read as, each with its share of the attention while writing, 0 to 1. */
  read: (Piece & { share: number })[];
  written: Piece[];
  /** Words, each with what hiding it costs the whole output, in nats. */
  words: (Piece & { worth: number })[];
}

/** Pure: a side in, a drawing out. `most` is the largest worth of both sides, so that they have one scale. */
export class SentenceSide extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      h4 {
        font: 500 var(--type-3) var(--sans);
        color: var(--muted);
        margin: 14px 0 6px;
      }
      .tok {
        border-color: transparent;
      }
      .tok i {
        color: inherit;
      }
      .tok.differs {
        border: 2px solid var(--k);
      }
      .bar {
        display: block;
        height: 4px;
        margin: 2px auto 0;
        background: var(--weight);
        border-radius: var(--round-1);
      }
      .out {
        font: 500 var(--type-8)/1.5 var(--serif);
        color: var(--accent);
        margin: 0;
        min-height: 1.5em;
      }
      mark {
        background: color-mix(in srgb, var(--k) 14%, transparent);
        color: inherit;
        border-radius: var(--round-2);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor side: Side | undefined;
  @property({ type: Number }) accessor most = 0;

  constructor() {
    super();
    new ThemeController(this);
  }

  override render(): TemplateResult {
    const { t, side } = this;
    if (!side) return html``;
    const colours = cellColours(this);
    const most = this.most || reach(side.words.map((w) => w.worth));
    return html`<h4>${t('versus.read')}</h4>
      <div class="strip">
        ${side.read.map(
          (p) =>
            html`<span class="tok ${p.differs ? 'differs' : ''}"
              ><span
                >${p.text}<i>${percent(p.share, 0)}</i
                ><span class="bar" style="width: ${Math.round(100 * p.share)}%"></span></span
            ></span>`,
        )}
      </div>
      <h4>${t('versus.written')}</h4>
      <p class="out">${side.written.map((p) => (p.differs ? html`<mark>${p.text}</mark>` : p.text))}</p>
      <h4>${t('versus.worth')}</h4>
      <div class="strip">
        ${side.words.map(
          (w) =>
            html`<span class="tok ${w.differs ? 'differs' : ''}" .style=${colours.signed(w.worth / most)}
              ><span>${w.text}<i>${decimal(w.worth, 1)}</i></span></span
            >`,
        )}
      </div>`;
  }
}

define('pl-sentence-side', SentenceSide);
declare global {
  interface HTMLElementTagNameMap {
    'pl-sentence-side': SentenceSide;
  }
}
