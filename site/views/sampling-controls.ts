// Temperature, top-k, top-p and seed, in coarse sensible steps. Greedy is where everyone starts.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import type { SamplingChoice } from '../state/sampling.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

const temperatures = [0, 0.3, 0.5, 0.7, 1, 1.5, 2];
const ks = [0, 1, 2, 3, 5, 10, 20, 50];
const ps = [0, 0.5, 0.8, 0.9, 0.95];

/** Sends `sampling` with any of {temperature, topk, topp, seed}. */
export class SamplingControls extends LitElement {
  static override styles = [
    shared,
    css`
      .controls {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(104px, 1fr));
        gap: 10px 14px;
        align-items: end;
      }
      label {
        display: block;
      }
      select,
      input {
        width: 100%;
        display: block;
        margin-top: 3px;
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor choice: SamplingChoice = { temperature: 0, topk: 0, topp: 0 };
  @property({ type: Number }) accessor seed = 1;

  override render(): TemplateResult {
    const { t, choice } = this;
    const greedy = choice.temperature === 0;
    return html`<div class="controls">
      ${this.#pick(
        'temperature',
        t('sampling.temperature'),
        temperatures,
        choice.temperature,
        (v) => (v ? v.toFixed(1) : t('sampling.greedy')),
        false,
      )}
      ${this.#pick('topk', 'top-k', ks, choice.topk, (v) => (v ? String(v) : t('sampling.all')), greedy)}
      ${this.#pick('topp', 'top-p', ps, choice.topp, (v) => (v ? String(v) : t('sampling.all')), greedy)}
      <label
        >${t('sampling.seed')}<input
          type="number"
          min="0"
          step="1"
          .value=${String(this.seed)}
          ?disabled=${greedy}
          @change=${(e: Event) =>
            send(this, 'sampling', { seed: Math.max(0, Math.floor(+(e.target as HTMLInputElement).value) || 0) })}
      /></label>
      <button class="button" ?disabled=${greedy} @click=${() => send(this, 'sampling', { seed: this.seed + 1 })}>
        ${t('sampling.again')}
      </button>
    </div>`;
  }

  #pick(
    name: string,
    title: string,
    list: number[],
    value: number,
    text: (v: number) => string,
    disabled: boolean,
  ): TemplateResult {
    const values = list.includes(value) ? list : [...list, value].sort((a, b) => a - b);
    return html`<label
      >${title}<select
        ?disabled=${disabled}
        @change=${(e: Event) => send(this, 'sampling', { [name]: +(e.target as HTMLSelectElement).value })}
      >
        ${values.map((v) => html`<option value=${v} ?selected=${v === value}>${text(v)}</option>`)}
      </select></label
    >`;
  }
}

define('pl-sampling-controls', SamplingControls);
declare global {
  interface HTMLElementTagNameMap {
    'pl-sampling-controls': SamplingControls;
  }
}
