// A matrix as a table of coloured cells with optional words in them: input × output, layers × tokens, pairs. It is a
// real table, so that it can be read aloud; the arrow keys move the selection, and it scrolls inside its figure.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { label } from '../state/cells.ts';
import { decimal } from '../state/format.ts';
import { reach } from '../state/explain.ts';
import { shared } from '../styles/shared.ts';
import { cellColours } from './signed.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { ThemeController } from './theme.ts';

/** Sends `cell-select` {row, col}. */
export class ValueGrid extends LitElement {
  static override styles = [
    shared,
    css`
      table {
        border-collapse: separate;
        border-spacing: 2px;
        font-size: var(--type-4);
      }
      th {
        font-weight: 400;
        color: var(--muted);
        white-space: nowrap;
        padding: 0 6px;
      }
      th.on {
        color: var(--accent);
        font-weight: 600;
      }
      thead th {
        vertical-align: bottom;
        padding: 0 2px 4px;
        max-width: 84px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      tbody th {
        text-align: right;
        position: sticky;
        left: 0;
        background: var(--card);
        z-index: 1;
        max-width: 132px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .corner {
        font-size: var(--type-2);
        text-align: right;
      }
      td {
        padding: 0;
      }
      td button {
        display: block;
        width: 100%;
        min-width: var(--cell, 40px);
        max-width: 92px;
        min-height: 40px;
        padding: 0 4px;
        border-radius: var(--round-2);
        font-size: var(--type-3);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      td button.num {
        font-size: var(--type-2);
      }
      td button:hover:not(:disabled) {
        filter: brightness(0.95);
      }
      td button[aria-pressed='true'] {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      td.gone button {
        background: transparent;
        border: 1px dashed var(--rule);
      }
      td.minus button {
        text-decoration: underline dotted;
        text-underline-offset: 3px;
      }
      @media (max-width: 760px) {
        table {
          font-size: var(--type-3);
        }
        tbody th {
          max-width: 84px;
        }
      }
    `,
  ];

  /** [row][col]; NaN is an empty cell. */
  @data accessor values: readonly (readonly number[])[] = [];
  @data accessor rows: readonly string[] = [];
  @data accessor columns: readonly string[] = [];
  /** Words in the cells; without them, numbers in cells that are at least a fifth of the scale. */
  @data accessor texts: readonly (readonly string[])[] | undefined;
  /** Values are weights ≥ 0 in one hue. */
  @property({ type: Boolean }) accessor unsigned = false;
  /** The value of full colour; 0 takes the largest. */
  @property({ type: Number }) accessor most = 0;
  @property({ type: Number }) accessor row = -1;
  @property({ type: Number }) accessor column = -1;
  @property() accessor name = '';
  @property() accessor corner = '';
  @property({ type: Number }) accessor digits = 1;

  constructor() {
    super();
    new ThemeController(this);
  }

  override render(): TemplateResult {
    const colours = cellColours(this);
    const most = this.most || reach(this.values.flat());
    const reachable = [Math.max(0, this.row), Math.max(0, this.column)];
    return html`<div class="scroll">
      <table aria-label=${this.name} @keydown=${this.#key}>
        <thead>
          <tr>
            <td class="corner">${this.corner}</td>
            ${this.columns.map(
              (c, i) => html`<th scope="col" class=${i === this.column ? 'on' : ''} title=${c}>${label(c)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map(
            (name, r) =>
              html`<tr>
                <th scope="row" class=${r === this.row ? 'on' : ''} title=${name}>${label(name)}</th>
                ${this.columns.map((column, c) => {
                  const value = this.values[r]?.[c] ?? NaN;
                  const empty = !Number.isFinite(value);
                  const share = value / most;
                  const written = empty ? '' : decimal(value, this.digits);
                  const shown = this.texts ? (this.texts[r]?.[c] ?? '') : Math.abs(share) >= 0.2 ? written : '';
                  return html`<td class="${empty ? 'gone' : ''} ${value < 0 && !this.unsigned ? 'minus' : ''}">
                    <button
                      class=${this.texts ? '' : 'num'}
                      aria-pressed=${r === this.row && c === this.column}
                      tabindex=${r === reachable[0] && c === reachable[1] ? 0 : -1}
                      data-row=${r}
                      data-col=${c}
                      aria-label=${`${name}, ${column}: ${this.texts ? `${shown} ` : ''}${written}`}
                      title=${`${name} · ${column}: ${this.texts ? `${shown} ` : ''}${written}`}
                      .style=${empty ? '' : this.unsigned ? colours.weight(share) : colours.signed(share)}
                      @click=${() => send(this, 'cell-select', { row: r, col: c })}
                    >
                      ${shown || nothing}
                    </button>
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #key = (event: KeyboardEvent) => {
    const at = (event.composedPath()[0] as HTMLElement).dataset;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || at.row === undefined) return;
    event.preventDefault();
    const [row, col] = [
      Math.max(0, Math.min(this.rows.length - 1, +at.row + step[0]!)),
      Math.max(0, Math.min(this.columns.length - 1, +at.col! + step[1]!)),
    ];
    send(this, 'cell-select', { row, col });
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"][data-col="${col}"]`)?.focus(),
    );
  };
}

define('pl-value-grid', ValueGrid);
declare global {
  interface HTMLElementTagNameMap {
    'pl-value-grid': ValueGrid;
  }
}
