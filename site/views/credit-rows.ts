// Credit of the same words by several methods: one row a method, the same token cells in every row, coloured blue –
// grey – orange by sign. Each row has its own scale (its largest credit), since methods have different units; the line
// under a cell grows with the credit and is broken where it is negative, so that colour is never the only sign.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { label } from '../state/cells.ts';
import { decimal } from '../state/format.ts';
import { reach } from '../state/explain.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { cellColours } from './signed.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { ThemeController } from './theme.ts';

/** One method's row. */
export interface CreditRow {
  id: string;
  name: string;
  /** [unit]; undefined while it is being computed. */
  values: readonly number[] | undefined;
  /** Standard errors, [unit]. */
  errors?: readonly number[] | undefined;
  /** How faithful the row is: its share of the widest bar, in words, and a mark for random order. */
  bar?: { share: number; text: string; note: string } | undefined;
  /** All values are ≥ 0 and have no sign. */
  unsigned?: boolean;
  /** Shown after the name in small type. */
  note?: string;
}

/** Sends `unit-select` {unit}, and with `join` also `unit-join` {from, to} after a drag or shift-click. */
export class CreditRows extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      .rows {
        display: grid;
        gap: 10px 16px;
        grid-template-columns: minmax(84px, max-content) minmax(0, 1fr);
        align-items: center;
      }
      .rows.bars {
        grid-template-columns: minmax(84px, max-content) minmax(0, 1fr) minmax(128px, max-content);
      }
      .name {
        font-size: var(--type-4);
        line-height: 1.35;
        max-width: 150px;
      }
      .name small {
        display: block;
        color: var(--muted);
        font-size: var(--type-2);
      }
      .strip {
        gap: 4px;
        padding: 3px;
        margin: -3px;
      }
      .tok {
        border-color: transparent;
        padding-bottom: 8px;
        transition: background-color 0.25s;
        touch-action: manipulation;
      }
      .rows.join .tok {
        touch-action: pan-y;
        user-select: none;
      }
      .tok.wait {
        background: color-mix(in srgb, var(--zero) 55%, transparent);
        color: var(--muted);
      }
      .tok.top {
        font-weight: 600;
      }
      .tok.guess::before {
        content: '';
        position: absolute;
        left: 50%;
        top: -2px;
        width: 8px;
        height: 8px;
        margin-left: -4px;
        background: var(--accent);
        clip-path: polygon(0 0, 100% 0, 50% 100%);
      }
      .tok.drag {
        outline: 2px dashed var(--accent);
        outline-offset: 1px;
      }
      .tick {
        position: absolute;
        left: 6px;
        right: 6px;
        bottom: 3px;
        height: 3px;
      }
      .tick b {
        display: block;
        height: 3px;
        margin: auto;
        background: currentColor;
        border-radius: var(--round-1);
        opacity: 0.8;
      }
      .tick b.minus {
        background: repeating-linear-gradient(90deg, currentColor 0 3px, transparent 3px 5px);
      }
      .whisker {
        position: absolute;
        left: 4px;
        right: 4px;
        top: 3px;
        height: 2px;
      }
      .whisker i {
        display: block;
        height: 2px;
        margin: auto;
        background: currentColor;
        opacity: 0.55;
      }
      .faith {
        display: grid;
        grid-template-columns: 64px auto;
        gap: 2px 8px;
        align-items: center;
        font-size: var(--type-3);
      }
      .track {
        height: 6px;
        border-radius: var(--round-2);
        background: var(--zero);
        overflow: hidden;
      }
      .track i {
        display: block;
        height: 6px;
        background: var(--accent);
        border-radius: var(--round-2);
      }
      .track i.less {
        background: var(--bad);
      }
      .faith small {
        grid-column: 1 / -1;
        color: var(--muted);
        font-size: var(--type-2);
      }
      @media (max-width: 760px) {
        .rows,
        .rows.bars {
          grid-template-columns: minmax(0, 1fr);
          gap: 5px;
        }
        .name {
          max-width: none;
          margin-top: 8px;
        }
        .name small {
          display: inline;
          margin-left: 8px;
        }
        .faith {
          grid-template-columns: 90px auto 1fr;
        }
        .faith small {
          grid-column: 3;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  /** Texts of the units, the same in every row. */
  @data accessor units: readonly string[] = [];
  @data accessor rows: readonly CreditRow[] = [];
  /** The selected unit, -1 for none. */
  @property({ type: Number }) accessor selected = -1;
  /** The unit the reader guessed, -1 for none. */
  @property({ type: Number }) accessor guess = -1;
  /** Neighbouring units can be joined by dragging over them or by shift-click. */
  @property({ type: Boolean }) accessor join = false;
  /** One scale for all rows, for rows of one unit. */
  @property({ type: Boolean }) accessor common = false;
  @data accessor drag: { from: number; to: number } | undefined;

  constructor() {
    super();
    new ThemeController(this);
  }

  override render(): TemplateResult {
    const colours = cellColours(this);
    const bars = this.rows.some((r) => r.bar);
    const all = this.common ? reach(this.rows.flatMap((r) => [...(r.values ?? [])])) : 0;
    return html`<div
      class="rows ${bars ? 'bars' : ''} ${this.join ? 'join' : ''}"
      role="group"
      aria-label=${this.t('credit.name')}
      @keydown=${this.#key}
    >
      ${this.rows.map((row, r) => {
        const most = this.common ? all : reach(row.values ?? []);
        const top = row.values ? row.values.indexOf(Math.max(...row.values)) : -1;
        return html`<div class="name" id=${`row-${r}`}>
            ${row.name}${row.note ? html`<small>${row.note}</small>` : nothing}
          </div>
          <div class="strip" role="listbox" aria-orientation="horizontal" aria-labelledby=${`row-${r}`}>
            ${this.units.map((unit, i) => this.#cell(row, r, unit, i, most, i === top, colours))}
          </div>
          ${
            bars
              ? html`<div class="faith">
                  ${
                    row.bar
                      ? html`<span class="track"
                            ><i
                              class=${row.bar.share < 0 ? 'less' : ''}
                              .style=${`width:${100 * Math.min(1, Math.abs(row.bar.share))}%`}
                            ></i></span
                          ><span class="num">${row.bar.text}</span><small>${row.bar.note}</small>`
                      : nothing
                  }
                </div>`
              : nothing
          }`;
      })}
    </div>`;
  }

  #cell(
    row: CreditRow,
    r: number,
    unit: string,
    i: number,
    most: number,
    top: boolean,
    colours: ReturnType<typeof cellColours>,
  ): TemplateResult {
    const given = row.values?.[i];
    const value = given !== undefined && Number.isFinite(given) ? given : undefined;
    const chosen = i === this.selected;
    const share = value === undefined ? 0 : value / most;
    const dragged =
      this.drag && i >= Math.min(this.drag.from, this.drag.to) && i <= Math.max(this.drag.from, this.drag.to);
    const written = value === undefined ? this.t('credit.wait') : decimal(value, Math.abs(value) < 0.1 ? 4 : 2);
    const error = row.errors?.[i];
    return html`<button
      class="tok ${value === undefined ? 'wait' : ''} ${top && !this.common ? 'top' : ''} ${
        r === 0 && i === this.guess ? 'guess' : ''
      } ${dragged ? 'drag' : ''}"
      role="option"
      aria-selected=${chosen}
      tabindex=${i === (this.selected < 0 ? 0 : this.selected) ? 0 : -1}
      data-row=${r}
      data-index=${i}
      .style=${value === undefined ? '' : colours.signed(share)}
      title=${`${unit} ${written}`}
      aria-label=${`${unit} ${written}${error ? ` ± ${decimal(error, 3)}` : ''}`}
      @click=${(e: MouseEvent) => this.#choose(i, e.shiftKey)}
      @pointerdown=${(e: PointerEvent) => this.#begin(e, i)}
      @pointerenter=${() => this.#over(i)}
      @pointerup=${(e: PointerEvent) => this.#end(e)}
    >
      ${label(unit)}${
        error
          ? html`<span class="whisker" aria-hidden="true"
              ><i .style=${`width:${Math.min(100, (200 * error) / most)}%`}></i
            ></span>`
          : nothing
      }${
        value === undefined
          ? nothing
          : html`<span class="tick" aria-hidden="true"
              ><b class=${value < 0 ? 'minus' : ''} .style=${`width:${100 * Math.min(1, Math.abs(share))}%`}></b
            ></span>`
      }
    </button>`;
  }

  #choose(unit: number, shift: boolean): void {
    if (this.join && shift && this.selected >= 0 && this.selected !== unit)
      send(this, 'unit-join', { from: this.selected, to: unit });
    else send(this, 'unit-select', { unit });
  }

  #begin(event: PointerEvent, unit: number): void {
    if (!this.join || event.pointerType === 'touch') return;
    this.drag = { from: unit, to: unit };
  }

  #over(unit: number): void {
    if (this.drag) this.drag = { ...this.drag, to: unit };
  }

  #end(event: PointerEvent): void {
    const { drag } = this;
    this.drag = undefined;
    if (!drag || drag.from === drag.to) return;
    event.preventDefault();
    send(this, 'unit-join', drag);
  }

  #key = (event: KeyboardEvent) => {
    const at = (event.composedPath()[0] as HTMLElement).dataset;
    if (at.index === undefined) return;
    const to = { ArrowRight: +at.index + 1, ArrowLeft: +at.index - 1, Home: 0, End: this.units.length - 1 }[event.key];
    const row = { ArrowDown: +at.row! + 1, ArrowUp: +at.row! - 1 }[event.key];
    if (
      (to === undefined || to < 0 || to >= this.units.length) &&
      (row === undefined || row < 0 || row >= this.rows.length)
    )
      return;
    event.preventDefault();
    if (event.shiftKey && this.join && to !== undefined) return send(this, 'unit-join', { from: +at.index, to });
    const [r, i] = [row ?? +at.row!, to ?? +at.index];
    send(this, 'unit-select', { unit: i });
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-row="${r}"][data-index="${i}"]`)?.focus(),
    );
  };
}

define('pl-credit-rows', CreditRows);
declare global {
  interface HTMLElementTagNameMap {
    'pl-credit-rows': CreditRows;
  }
}
