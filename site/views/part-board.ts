// The switch-off board: a row a layer and kind of attention, a button a head, and one for the MLP. The colour is the
// measured effect of switching a part off; a part that is off is struck through.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { decimal } from '../state/format.ts';
import { reach } from '../state/explain.ts';
import { shared } from '../styles/shared.ts';
import { cellColours } from './signed.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { ThemeController } from './theme.ts';

/** One part: a head or an MLP. `id` is "site.head", or the site alone. */
export interface BoardPart {
  id: string;
  name: string;
  short: string;
  effect: number | undefined;
}

/** A row of the board. */
export interface BoardRow {
  name: string;
  parts: BoardPart[];
}

/** One tab stop; the arrow keys move between parts. Sends `part-toggle` {id}. */
export class PartBoard extends LitElement {
  static override styles = [
    shared,
    css`
      .board {
        display: grid;
        gap: 5px 12px;
        grid-template-columns: max-content minmax(0, 1fr);
        align-items: center;
      }
      .name {
        font-size: var(--type-3);
        color: var(--muted);
        text-align: right;
        max-width: 180px;
      }
      .parts {
        display: flex;
        gap: 5px;
        flex-wrap: wrap;
      }
      button {
        min-width: 52px;
        min-height: 44px;
        padding: 2px 6px;
        border: 1px solid var(--rule);
        font-size: var(--type-3);
        color: var(--ink);
        line-height: 1.25;
        position: relative;
      }
      button i {
        display: block;
        font: normal var(--type-1) var(--mono);
      }
      button[aria-pressed='true'] {
        outline: 2px solid var(--ink);
        outline-offset: 1px;
      }
      button[aria-pressed='true']::after {
        content: '';
        position: absolute;
        inset: 0;
        background: linear-gradient(
          to top right,
          transparent calc(50% - 1px),
          var(--ink) calc(50% - 1px) calc(50% + 1px),
          transparent calc(50% + 1px)
        );
        border-radius: var(--round-3);
        pointer-events: none;
      }
      button.chosen {
        border-color: var(--accent);
        border-width: 2px;
      }
      @media (max-width: 560px) {
        .board {
          grid-template-columns: minmax(0, 1fr);
        }
        .name {
          text-align: left;
          max-width: none;
          margin-top: 6px;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor rows: readonly BoardRow[] = [];
  /** Ids of the parts that are off. */
  @data accessor off: readonly string[] = [];
  @property() accessor name = '';
  /** Row and place of the part that the Tab key reaches. */
  @state() private accessor at: [number, number] = [0, 0];

  constructor() {
    super();
    new ThemeController(this);
  }

  override render(): TemplateResult {
    const colours = cellColours(this);
    const most = reach(this.rows.flatMap((r) => r.parts.map((p) => p.effect ?? NaN)));
    return html`<div class="board" role="group" aria-label=${this.name} @keydown=${this.#key}>
      ${this.rows.map(
        (row, r) =>
          html`<div class="name">${row.name}</div>
            <div class="parts" role="group" aria-label=${row.name}>
              ${row.parts.map((p, i) => {
                const off = this.off.includes(p.id);
                const effect = p.effect === undefined ? '' : decimal(p.effect, 2);
                const said = [p.name, effect && `${this.t('board.effect')} ${effect}`, off && this.t('board.isOff')];
                return html`<button
                  aria-pressed=${off}
                  tabindex=${r === this.at[0] && i === this.at[1] ? 0 : -1}
                  @focus=${() => (this.at = [r, i])}
                  data-row=${r}
                  data-index=${i}
                  aria-label=${said.filter(Boolean).join(', ')}
                  title=${p.name}
                  .style=${p.effect === undefined ? '' : colours.signed(p.effect / most)}
                  @click=${() => send(this, 'part-toggle', { id: p.id })}
                >
                  ${p.short}${effect ? html`<i>${effect}</i>` : nothing}
                </button>`;
              })}
            </div>`,
      )}
    </div>`;
  }

  #key = (event: KeyboardEvent) => {
    const at = (event.composedPath()[0] as HTMLElement).dataset;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || at.row === undefined) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(this.rows.length - 1, +at.row + step[0]!));
    const index = Math.max(0, Math.min(this.rows[row]!.parts.length - 1, +at.index! + step[1]!));
    this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"][data-index="${index}"]`)?.focus();
  };
}

define('pl-part-board', PartBoard);
declare global {
  interface HTMLElementTagNameMap {
    'pl-part-board': PartBoard;
  }
}
