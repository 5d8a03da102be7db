// The simple network that learns word vectors, drawn: one word goes in as a 1 among zeros, which picks its row of the
// first weight matrix; that row is the word's vector, and compared with the rows of the second matrix it tells the
// neighbours.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { palette } from './colour.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { ThemeController } from './theme.ts';

const [pitch, cell, left] = [26, 9, 150];
/** Where the i-th word's line begins. */
const top = (i: number) => 40 + i * pitch;

export class WordNet extends LitElement {
  static override styles = [
    shared,
    css`
      svg {
        display: block;
        width: 100%;
        min-width: 560px;
        height: auto;
        font-family: var(--sans);
      }
      text {
        font-size: var(--type-3);
        fill: var(--ink);
      }
      .lab {
        fill: var(--muted);
        font-size: var(--type-2);
      }
      .hot {
        font-weight: 700;
        fill: var(--accent);
      }
      .row {
        fill: none;
        stroke: var(--rule);
      }
      .row.on {
        stroke: var(--accent);
        stroke-width: 2;
      }
      .flow {
        stroke: var(--accent);
        stroke-width: 1.6;
        fill: none;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  /** Some words, the chosen one among them. */
  @data accessor words: readonly string[] = [];
  @property() accessor word = '';
  /** Its row of the first matrix. */
  @data accessor row: readonly number[] = [];
  /** Words that stand beside it in the text, as the network tells. */
  @data accessor near: readonly string[] = [];

  constructor() {
    super();
    new ThemeController(this, () => this.requestUpdate());
  }

  override render(): TemplateResult {
    const { t } = this;
    const words = [...new Set([this.word, ...this.words])].slice(0, 6).sort();
    const at = words.indexOf(this.word);
    const shown = this.row.slice(0, 32);
    const width = left + shown.length * cell;
    const high = 44 + words.length * pitch + 22;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('net.name')}>
      <svg viewBox="0 0 ${width + 270} ${high}" role="img" aria-label=${t('net.alt', { word: this.word })}>
        <text class="lab" x="0" y="16">${t('net.in')}</text>
        <text class="lab" x=${left} y="16">${t('net.matrix')}</text>
        <text class="lab" x=${width + 130} y="16">${t('net.out')}</text>
        ${words.map((word, i) => this.#word(word, i, i === at, shown.length))} ${this.#row(shown, top(at))}
        ${this.#flow(top(at) + 10, width)}
        <text class="lab" x="0" y=${high - 6}>${t('net.rest')}</text>
      </svg>
    </div>`;
  }

  /** A word, its 1 or 0, and its row of the matrix. */
  #word(word: string, i: number, on: boolean, cells: number): TemplateResult {
    const y = top(i);
    return svg`<text class=${on ? 'hot' : ''} x="0" y=${y + 14}>${word}</text>
      <text class=${on ? 'hot' : 'lab'} x="112" y=${y + 14}>${on ? 1 : 0}</text>
      <rect class="row ${on ? 'on' : ''}" x=${left} y=${y} width=${cells * cell} height="20"></rect>` as TemplateResult;
  }

  /** The chosen row's values. */
  #row(values: readonly number[], y: number): TemplateResult[] {
    const most = Math.max(1e-9, ...values.map(Math.abs));
    return values.map((v, i) => {
      const fill = palette(this).signed(v / most);
      const x = left + i * cell;
      return svg`<rect x=${x} y=${y + 1} width=${cell - 1} height="18" fill=${fill}></rect>` as TemplateResult;
    });
  }

  /** From the 1 through the row to the nearest words. */
  #flow(y: number, width: number): TemplateResult {
    const [from, bend, to] = [width + 40, width + 84, width + 122];
    return svg`<path class="flow" d="M126 ${y}H${left - 4}M${width + 4} ${y}H${from}"></path>
      ${this.near.slice(0, 6).map((word, i) => {
        const end = top(i) + 10;
        const d = `M${from} ${y}C${bend} ${y} ${bend} ${end} ${to} ${end}`;
        return svg`<path class="flow" opacity=${1 - i * 0.13} d=${d}></path>
          <text x=${width + 130} y=${end + 4}>${word}</text>`;
      })}` as TemplateResult;
  }
}

define('pl-word-net', WordNet);
declare global {
  interface HTMLElementTagNameMap {
    'pl-word-net': WordNet;
  }
}
