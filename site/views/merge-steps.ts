// How BPE builds a word: all pieces after each merge, the newest piece marked. Step, back and play; the whole history
// stays on view.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { MergesResult, MergeStep, Token } from '../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../i18n/index.ts';
import { joinedBy, joining } from '../state/merges.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import './step-buttons.ts';

export class MergeSteps extends LitElement {
  static override styles = [
    shared,
    css`
      ol {
        list-style: none;
        margin: 0 0 10px;
        padding: 0;
        display: grid;
        gap: 6px;
      }
      li {
        display: grid;
        grid-template-columns: 122px minmax(0, 1fr);
        gap: 12px;
        align-items: center;
        min-height: 40px;
        transition: opacity 0.25s;
      }
      li.later {
        opacity: 0.18;
      }
      .n {
        font: var(--type-2)/1.4 var(--mono);
        color: var(--muted);
      }
      .pieces {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .piece {
        padding: 4px 8px;
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        font-size: var(--type-6);
        line-height: 1.4;
        background: var(--card);
        white-space: pre;
      }
      .piece.bytes {
        font: var(--type-3)/1.7 var(--mono);
        color: var(--muted);
      }
      .piece.made {
        border-color: var(--accent);
        background: color-mix(in srgb, var(--accent) 14%, var(--card));
      }
      @media (max-width: 500px) {
        li {
          grid-template-columns: 104px minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor result: MergesResult | undefined;
  /** The step on show, from 0; -1 for the last. */
  @property({ type: Number }) accessor step = -1;

  override render(): TemplateResult {
    const steps = this.result?.steps ?? [];
    if (!steps.length) return html``;
    const now = this.step < 0 ? steps.length - 1 : Math.min(this.step, steps.length - 1);
    return html`<ol>
        ${steps.map(
          (s, i) =>
            html`<li
              class=${i > now ? 'later' : ''}
              aria-current=${i === now ? 'step' : nothing}
              aria-hidden=${i > now}
            >
              <span class="n">${i === 0 ? this.t('merges.start') : this.t(this.#kind(i), { n: i, rank: s.rank })}</span>
              <span class="pieces">${s.pieces.map((p, k) => this.#piece(p, k === s.at, s))}</span>
            </li>`,
        )}
      </ol>
      <pl-steps
        .t=${this.t}
        .step=${now}
        .last=${steps.length - 1}
        @step=${(e: CustomEvent<{ step: number }>) => (this.step = e.detail.step)}
      ></pl-steps>`;
  }

  /** What a step says of itself. */
  #kind(i: number): 'merges.merge' | 'merges.mergeID' | 'merges.mergeWhole' {
    const { steps } = this.result!;
    if (joinedBy(steps[i]!, steps[i - 1]!) > 2) return 'merges.mergeWhole';
    return joining(this.result!).byID ? 'merges.mergeID' : 'merges.merge';
  }

  #piece(p: Token, made: boolean, step: MergeStep): TemplateResult {
    const shown = p.text ? p.text.replace(/^ /, '␣') : p.bytes;
    return html`<span
      class="piece ${p.text ? '' : 'bytes'} ${made && step.at >= 0 ? 'made' : ''}"
      title=${`${p.bytes}${p.id >= 0 ? ` · ${p.id}` : ''}`}
      >${shown}</span
    >`;
  }
}

define('pl-merge-steps', MergeSteps);
declare global {
  interface HTMLElementTagNameMap {
    'pl-merge-steps': MergeSteps;
  }
}
