// The map of a door: a chip for each stage, which of them the reader is at, and the way to the others.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { rove } from './roving.ts';

/** One tab stop: the arrow keys go from chip to chip. Sends `stage-select` with {index}. */
export class DoorMap extends LitElement {
  static override styles = [
    shared,
    css`
      .map {
        max-width: var(--wide);
        margin: auto;
        padding: 2px var(--gutter);
        display: flex;
        gap: 4px;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .chip {
        flex: none;
        min-height: 40px;
        padding: 0 12px;
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--muted);
        font-size: var(--type-4);
        white-space: nowrap;
      }
      .chip b {
        font: 500 var(--type-3) var(--mono);
        margin-right: 6px;
      }
      .chip[aria-current] {
        color: var(--accent);
        border-bottom-color: var(--accent);
      }
      @media (max-width: 760px) {
        .chip:not([aria-current]) span {
          display: none;
        }
        .chip {
          min-width: 40px;
        }
        .chip b {
          margin: 0;
        }
        .chip[aria-current] b {
          margin-right: 6px;
        }
      }
      @media print {
        .map {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  /** Names of the door's stages, in order. */
  @data accessor stages: readonly string[] = [];
  /** The stage that the reader is at, -1 above the first. */
  @property({ type: Number }) accessor current = -1;

  override render(): TemplateResult {
    const reachable = Math.max(0, this.current);
    return html`<nav class="map goes-on" aria-label=${this.t('map.door')} @keydown=${this.#key}>
      ${this.stages.map(
        (name, i) =>
          html`<button
            class="chip"
            tabindex=${i === reachable ? 0 : -1}
            aria-current=${i === this.current ? 'location' : nothing}
            aria-label=${`${i + 1} ${name}`}
            @click=${() => send(this, 'stage-select', { index: i })}
          >
            <b>${i + 1}</b><span>${name}</span>
          </button>`,
      )}
    </nav>`;
  }

  /** The current chip stays in sight where the map is wider than the screen. */
  override updated(changed: Map<string, unknown>): void {
    if (!changed.has('current') || this.current < 0) return;
    const map = this.renderRoot.querySelector<HTMLElement>('.map')!;
    const chip = map.children[this.current] as HTMLElement;
    map.scrollLeft = chip.offsetLeft - map.offsetLeft - (map.clientWidth - chip.offsetWidth) / 2;
  }

  #key = (event: KeyboardEvent) => {
    rove(event, [...this.renderRoot.querySelectorAll<HTMLElement>('.chip')]);
  };
}

define('pl-door-map', DoorMap);
declare global {
  interface HTMLElementTagNameMap {
    'pl-door-map': DoorMap;
  }
}
