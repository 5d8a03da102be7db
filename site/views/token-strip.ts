// The token strip: the single visual unit of the site. One cell is one grapheme group; a cell made of several tokens
// carries a tick for each. What is selected in one strip is selected in all (the owner sets `selected`).

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { cells, cellOf, label, pageOf, type Cell } from '../state/cells.ts';
import type { Tokens } from '../../wasm/bridge/protocol.gen.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** `token-select` is sent with {index}: the first token of the chosen cell. */
export class TokenStrip extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      :host {
        min-height: 40px;
      }
      .strip {
        padding: 3px;
        margin: -3px;
      }
      :host([line]) .strip {
        flex-wrap: nowrap;
        overflow-x: auto;
        scrollbar-width: none;
      }
      :host([line]) .tok {
        flex: none;
        font-size: var(--type-5);
        padding: 3px 7px;
      }
      :host([pending]) .tok {
        color: var(--muted);
      }
      .tok.fresh {
        border-color: var(--accent);
      }
      .tok.sure {
        background: color-mix(in srgb, var(--bad) calc((1 - var(--sure)) * 55%), var(--card));
      }
      .many {
        font: var(--type-1) var(--mono);
      }
    `,
  ];

  /** The tokens, with their groups. */
  @data accessor tokens: Tokens = { tokens: [], groups: [] };
  /** Index of the selected token, -1 for none. */
  @property({ type: Number }) accessor selected = -1;
  /** What the strip is, for screen readers. */
  @property() accessor name = '';
  /** Shows token ids under the cells. */
  @property({ type: Boolean }) accessor ids = false;
  /** One line that scrolls instead of wrapping. */
  @property({ type: Boolean, reflect: true }) accessor line = false;
  /** How sure the model was of each token, [0, 1]; the less, the more colour. Undefined colours nothing. */
  @data accessor probs: readonly number[] | undefined = undefined;
  /** Greyed: the reader has typed on and this strip is of an earlier text. */
  @property({ type: Boolean, reflect: true }) accessor pending = false;

  override render(): TemplateResult {
    const list = cells(this.tokens);
    const current = cellOf(list, this.selected);
    const [from, to] = pageOf(list.length, current);
    return html`<div
      class="strip goes-on"
      role="listbox"
      aria-orientation="horizontal"
      aria-label=${this.name}
      @keydown=${this.#key}
    >
      ${from > 0 ? this.#more(list[from - 1]!, `‹ ${from}`) : nothing}${list
        .slice(from, to)
        .map((c, i) => this.#cell(c, from + i, from + i === current, from + i === Math.max(current, from)))}${
        to < list.length ? this.#more(list[to]!, `${list.length - to} ›`) : nothing
      }
    </div>`;
  }

  /** Leads to the cells that are not drawn, of which there are so many. */
  #more(next: Cell, count: string): TemplateResult {
    return html`<button
      class="tok many"
      role="option"
      aria-selected="false"
      tabindex="-1"
      @click=${() => send(this, 'token-select', { index: next.first })}
    >
      ${count}
    </button>`;
  }

  #cell(c: Cell, index: number, chosen: boolean, reachable: boolean): TemplateResult {
    const several = c.last - c.first > 1;
    // A cell is as likely as all its tokens together.
    const sure = this.probs?.slice(c.first, c.last).reduce((all, p) => all * p, 1);
    return html`<button
      class="tok ${c.special ? 'special' : ''} ${sure === undefined ? '' : 'sure'}"
      style=${sure === undefined ? nothing : `--sure: ${sure.toFixed(3)}`}
      role="option"
      aria-selected=${chosen}
      tabindex=${reachable ? 0 : -1}
      data-index=${index}
      title=${`${c.text} · ${c.ids.join(' ')}${sure === undefined ? '' : ` · ${Math.round(100 * sure)} %`}`}
      @click=${() => send(this, 'token-select', { index: c.first })}
    >
      ${label(c.text)}${this.ids ? html`<i>${several ? `${c.ids[0]} +${c.ids.length - 1}` : c.ids[0]}</i>` : nothing}${
        several ? html`<span class="ticks" aria-hidden="true">${c.ids.map(() => html`<b></b>`)}</span>` : nothing
      }
    </button>`;
  }

  #key = (event: KeyboardEvent) => {
    const list = cells(this.tokens);
    const from = Number(
      (event.composedPath()[0] as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index ?? 0,
    );
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: list.length - 1 }[event.key];
    if (to === undefined || !list[to]) return;
    event.preventDefault();
    send(this, 'token-select', { index: list[to]!.first });
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus());
  };

  override updated(): void {
    if (this.line) requestAnimationFrame(this.#scroll); // when the page is laid out anyway
  }

  #scroll = () => {
    const chosen = this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]');
    const strip = this.renderRoot.querySelector<HTMLElement>('.strip');
    if (chosen && strip) strip.scrollLeft = chosen.offsetLeft - strip.offsetLeft - strip.clientWidth / 2;
  };
}

define('pl-token-strip', TokenStrip);
declare global {
  interface HTMLElementTagNameMap {
    'pl-token-strip': TokenStrip;
  }
}
