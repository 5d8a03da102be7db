// Encoder and decoder at one step of writing: the encoder's output of every input token, how much of each the decoder
// takes in now, what it has written so far and what it writes next. A decoder-only model has no left half.

import { html, svg, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { percent } from '../state/format.ts';
import { row as rowOf, type Matrix } from '../state/tensor.ts';
import { shared, tokenCell } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { rove } from './roving.ts';
import './value-strip.ts';
import { scaleOf } from './vector-table.ts';

/** What one step of writing looks like. */
export interface Flow {
  encoderLayers: number; // 0: decoder-only
  decoderLayers: number;
  source: string[];
  states?: Matrix | undefined; // [source, width], the encoder's output
  weights?: Float32Array | undefined; // [source], cross-attention of this step, mean over heads of the last layer
  read: string[]; // what the decoder has read
  next?: { text: string; prob: number } | undefined;
}

const pitch = 42;

/** Sends `token-select` with {index} of the source. */
export class FlowDiagram extends LitElement {
  static override styles = [
    shared,
    tokenCell,
    css`
      /* Two rows, names and what they name, so that the lines between begin where the tokens do, whatever wraps. */
      .flow {
        display: grid;
        grid-template-columns: minmax(0, 1.2fr) 84px minmax(0, 1fr);
        grid-template-rows: auto 1fr;
      }
      .flow.single {
        grid-template-columns: minmax(0, 1fr);
      }
      .side {
        border-radius: var(--round-4);
        padding: 14px 14px 0;
        min-width: 0;
        display: grid;
        grid-row: 1 / span 2;
        grid-template-rows: auto 1fr;
        grid-template-rows: subgrid;
      }
      .enc {
        background: var(--enc);
        grid-column: 1;
      }
      .states {
        display: grid;
        grid-template-columns: minmax(40px, max-content) minmax(0, 1fr) 44px;
        grid-auto-rows: ${pitch}px;
        gap: 0 8px;
        align-items: center;
        align-content: start;
        margin-bottom: 14px;
      }
      .dec {
        background: var(--dec);
        grid-column: -2 / -1;
      }
      .steps {
        display: flex;
        flex-direction: column;
        gap: 10px;
        margin-bottom: 14px;
        min-width: 0;
      }
      .across {
        grid-area: 2 / 2;
      }
      h4 {
        margin: 0;
        font: 500 var(--type-4)/1.5 var(--sans);
        padding-bottom: 6px;
      }
      h4 small {
        display: block;
        color: var(--muted);
        font-weight: 400;
        font-size: var(--type-2);
      }
      .state {
        display: contents;
      }
      .tok {
        font-size: var(--type-5);
        padding: 2px 8px;
      }
      .num {
        font-size: var(--type-2);
        color: var(--muted);
        text-align: right;
      }
      svg.links {
        display: block;
        overflow: visible;
      }
      .links path {
        fill: none;
        stroke: var(--weight);
      }
      .layers {
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        padding: 8px 12px;
        font-size: var(--type-3);
        color: var(--muted);
      }
      .layers ol {
        margin: 4px 0 0;
        padding-left: 20px;
      }
      .layers b {
        color: var(--ink);
        font-weight: 500;
      }
      .layers b.cross {
        color: var(--weight);
      }
      .next {
        font: 500 var(--type-9)/1.4 var(--serif);
        color: var(--accent);
      }
      .next small {
        font: var(--type-3) var(--mono);
        color: var(--muted);
        margin-left: 8px;
      }
      .dec .strip {
        max-height: 260px;
        overflow-y: auto;
      }
      .lab {
        display: block;
        margin-bottom: 4px;
      }
      @media (max-width: 620px) {
        .flow {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: auto;
          gap: 8px 0;
        }
        .side {
          grid-area: auto;
          grid-template-rows: auto auto;
          gap: 0;
        }
        .across {
          grid-area: auto;
          height: 28px;
          display: grid;
          place-items: center;
        }
        svg.links {
          display: none;
        }
        .down {
          display: block !important;
        }
      }
      .down {
        display: none;
        width: 20px;
        height: 20px;
        fill: var(--weight);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor flow: Flow | undefined;
  @property({ type: Number }) accessor selected = -1;

  override render(): TemplateResult {
    const f = this.flow;
    if (!f) return html``;
    const both = f.encoderLayers > 0;
    return html`<div class="flow ${both ? '' : 'single'}">
      ${
        both
          ? html`${this.#encoder(f)}
              <div class="across">${this.#links(f)}</div>`
          : nothing
      }${this.#decoder(f, both)}
    </div>`;
  }

  /** The encoder's tokens are one tab stop. */
  #key = (event: KeyboardEvent) => {
    rove(event, [...this.renderRoot.querySelectorAll<HTMLElement>('.enc .tok')]);
  };

  #encoder(f: Flow): TemplateResult {
    const most = f.states ? scaleOf(f.states) : 1;
    return html`<div class="side enc" @keydown=${this.#key}>
      <h4>${this.t('flow.encoder')}<small>${this.t('flow.encoderNote', { n: f.encoderLayers })}</small></h4>
      <div class="states">
        ${f.source.map(
          (name, i) =>
            html`<div class="state">
              <button
                class="tok ${i === this.selected ? 'on' : ''}"
                aria-pressed=${i === this.selected}
                tabindex=${i === Math.max(0, this.selected) ? 0 : -1}
                @click=${() => send(this, 'token-select', { index: i })}
              >
                ${name}
              </button>
              ${
                f.states
                  ? html`<pl-value-strip
                      .vector=${rowOf(f.states, i)}
                      .most=${most}
                      .name=${this.t('flow.state', { token: name })}
                    ></pl-value-strip>`
                  : html`<span></span>`
              }
              <span class="num">${f.weights ? percent(f.weights[i]!, 0) : ''}</span>
            </div>`,
        )}
      </div>
    </div>`;
  }

  #links(f: Flow): TemplateResult {
    const height = Math.max(2, f.source.length) * pitch;
    const to = Math.min(height, 2 * pitch);
    return html`<svg class="links" width="84" height=${height} aria-hidden="true">
        ${f.source.map((_, i) => {
          const [y, w] = [i * pitch + pitch / 2, f.weights?.[i] ?? 0];
          return svg`<path d=${`M0 ${y} C42 ${y} 42 ${to} 84 ${to}`} stroke-width=${0.5 + 9 * w}
            stroke-opacity=${0.12 + 0.88 * Math.sqrt(w)}></path>`;
        })}</svg
      ><svg class="down" viewBox="0 0 20 20" aria-hidden="true"><path d="M8 1h4v10h5l-7 8-7-8h5z"></path></svg>`;
  }

  #decoder(f: Flow, both: boolean): TemplateResult {
    const { t } = this;
    return html`<div class="side dec">
      <h4>${t('flow.decoder')}<small>${t('flow.decoderNote', { n: f.decoderLayers })}</small></h4>
      <div class="steps">
        <div class="layers">
          <ol>
            <li><b>${t('flow.self')}</b> ${t('flow.selfNote')}</li>
            ${both ? html`<li><b class="cross">${t('flow.cross')}</b> ${t('flow.crossNote')}</li>` : nothing}
            <li><b>${t('flow.mlp')}</b> ${t('flow.mlpNote')}</li>
          </ol>
        </div>
        <div>
          <span class="lab">${t('flow.read')}</span>
          <div class="strip">${f.read.map((name) => html`<span class="tok">${name}</span>`)}</div>
        </div>
        ${
          f.next
            ? html`<div aria-live="polite">
                <span class="lab">${t('flow.next')}</span
                ><span class="next">${f.next.text}<small>${percent(f.next.prob)}</small></span>
              </div>`
            : nothing
        }
      </div>
    </div>`;
  }
}

define('pl-flow-diagram', FlowDiagram);
declare global {
  interface HTMLElementTagNameMap {
    'pl-flow-diagram': FlowDiagram;
  }
}
