// Step, back and play: the same three buttons wherever something happens in order. Left and right keys work on them.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from './define.ts';

/** Sends `step` with {step}. */
export class StepButtons extends LitElement {
  static override styles = [
    shared,
    css`
      .row {
        gap: 2px 6px;
      }
      .num {
        font-size: var(--type-3);
        color: var(--muted);
        padding: 0 6px;
      }
      svg {
        width: 14px;
        height: 14px;
        vertical-align: -2px;
        fill: currentColor;
        margin-right: 6px;
      }
      .last svg {
        margin: 0 0 0 6px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ type: Number }) accessor step = 0;
  @property({ type: Number }) accessor last = 0;
  /** Milliseconds between two steps while playing. */
  @property({ type: Number }) accessor pace = 700;
  @state() private accessor playing = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override render(): TemplateResult {
    return html`<div class="row" role="group" aria-label=${this.t('steps.name')} @keydown=${this.#key}>
      <button class="button" ?disabled=${this.step <= 0} @click=${() => this.#go(this.step - 1)}>
        <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M8 1v8L2 5z" /></svg>${this.t('steps.back')}
      </button>
      <button class="button last" ?disabled=${this.step >= this.last} @click=${() => this.#go(this.step + 1)}>
        ${this.t('steps.next')}<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M2 1v8l6-4z" /></svg>
      </button>
      <button class="button" aria-pressed=${this.playing !== 0} ?disabled=${this.last < 1} @click=${this.toggle}>
        ${this.t(this.playing ? 'steps.pause' : 'steps.play')}
      </button>
      <span class="num">${this.step} / ${this.last}</span>
    </div>`;
  }

  #go(step: number): void {
    this.#stop();
    // A script's click reaches a disabled button too.
    send(this, 'step', { step: Math.max(0, Math.min(step, this.last)) });
  }

  /** Plays or pauses. */
  toggle = (): void => {
    if (this.playing) return this.#stop();
    if (this.step >= this.last) send(this, 'step', { step: 0 });
    this.playing = window.setInterval(() => {
      if (this.step >= this.last) this.#stop();
      else send(this, 'step', { step: this.step + 1 });
    }, this.pace);
  };

  #stop(): void {
    clearInterval(this.playing);
    this.playing = 0;
  }

  #key = (event: KeyboardEvent) => {
    const step = this.step + ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0);
    if (step === this.step || step < 0 || step > this.last) return;
    event.preventDefault();
    this.#go(step);
  };
}

define('pl-steps', StepButtons);
declare global {
  interface HTMLElementTagNameMap {
    'pl-steps': StepButtons;
  }
}
