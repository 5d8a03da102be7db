// The bench condensed to one line, under the header while the full bench is scrolled away: both strips, still linked.

import { html, css, type TemplateResult } from 'lit';
import { written } from '../state/selection.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from '../views/define.ts';
import { Panel } from './panel.ts';
import '../views/token-strip.ts';

/** Sends `edit` when the reader wants to change the sentence. */
export class BenchLine extends Panel {
  static override styles = [
    shared,
    css`
      .line {
        max-width: var(--wide);
        margin: auto;
        padding: 6px var(--gutter) 8px;
        display: grid;
        grid-template-columns: minmax(0, 1fr) 20px minmax(0, 1fr) auto;
        gap: 10px;
        align-items: center;
      }
      span {
        color: var(--faint);
        text-align: center;
      }
      @media (max-width: 760px) {
        .line {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
          gap: 8px;
          padding-top: 4px;
          padding-bottom: 4px;
        }
        span {
          display: none;
        }
        button {
          padding: 0 6px;
        }
      }
    `,
  ];

  protected override get prompt(): boolean {
    return true;
  }

  override render(): TemplateResult {
    const { t, choices, results } = this;
    const tokens = results.tokens ?? { tokens: [], groups: [], of: '' };
    const output = written(results);
    return html`<div class="line">
      <pl-token-strip
        line
        .tokens=${tokens}
        .selected=${Math.min(choices.source, tokens.tokens.length - 1)}
        .name=${t('bench.inputStrip')}
        @token-select=${this.selectSource}
      ></pl-token-strip>
      <span aria-hidden="true">→</span>
      <pl-token-strip
        line
        .tokens=${output}
        .selected=${Math.min(choices.target, output.tokens.length - 1)}
        .name=${t('bench.outputStrip')}
        @token-select=${this.selectTarget}
      ></pl-token-strip>
      <button @click=${() => send(this, 'edit')}>${t('bench.edit')}</button>
    </div>`;
  }
}

define('pl-bench-line', BenchLine);
declare global {
  interface HTMLElementTagNameMap {
    'pl-bench-line': BenchLine;
  }
}
