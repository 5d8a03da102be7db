// What stands near a model's output: that the model is tiny and errs, with what it cannot do one tap away; that this
// output is little more than a guess, and how often such a verdict is right; how the input was read, if not as it was
// typed.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** What there is to say of an output. */
export interface OutputNote {
  /** What the model cannot do, from its card; '' if it has no card. */
  cannot: string;
  /** Why the output is taken for a guess; undefined if it is not. */
  doubt?: 'unsure' | 'repeats' | 'digits' | undefined;
  /** Of outputs called guesses, how many are poor, in per cent; undefined if nobody measured it. */
  precision?: number | undefined;
  /** The input as it was read, if that differs from what was typed. */
  readAs?: string | undefined;
  /** Whether the output's tokens can be coloured by how sure the model was. */
  canColour: boolean;
}

/** Sends `colour` with {on}. */
export class OutputNoteView extends LitElement {
  static override styles = [
    shared,
    css`
      .note {
        display: flex;
        flex-wrap: wrap;
        gap: 0 14px;
        align-items: center;
        font-size: var(--type-3);
        color: var(--muted);
      }
      .doubt {
        flex-basis: 100%;
        color: var(--bad);
        margin: 4px 0;
      }
      summary,
      label {
        min-height: 40px;
        display: inline-flex;
        align-items: center;
        gap: 6px;
        cursor: pointer;
      }
      summary {
        text-decoration: underline dotted;
      }
      details[open] {
        flex-basis: 100%;
      }
      details p {
        margin: 0 0 8px;
        max-width: 64ch;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor note: OutputNote = { cannot: '', canColour: false };
  /** Whether tokens are coloured. */
  @property({ type: Boolean }) accessor coloured = false;

  override render(): TemplateResult {
    const { t, note } = this;
    return html`<div class="note">
      ${note.doubt ? html`<p class="doubt" role="status">${this.#doubt(note.doubt)}</p>` : nothing}
      ${
        note.cannot
          ? html`<details>
              <summary>${t('note.tiny')}</summary>
              <p>${note.cannot}</p>
            </details>`
          : nothing
      }
      ${
        note.readAs
          ? html`<details>
              <summary>${t('note.readAs')}</summary>
              <p>${note.readAs}</p>
            </details>`
          : nothing
      }
      ${
        note.canColour
          ? html`<label
              ><input
                type="checkbox"
                .checked=${this.coloured}
                @change=${(e: Event) => send(this, 'colour', { on: (e.target as HTMLInputElement).checked })}
              />${t('note.colour')}</label
            >`
          : nothing
      }
    </div>`;
  }

  #doubt(reason: 'unsure' | 'repeats' | 'digits'): string {
    const { t, note } = this;
    const why = t(`note.${reason}`);
    return note.precision === undefined || reason !== 'unsure'
      ? why
      : `${why} ${t('note.precision', { n: Math.round(note.precision) })}`;
  }
}

define('pl-output-note', OutputNoteView);
declare global {
  interface HTMLElementTagNameMap {
    'pl-output-note': OutputNoteView;
  }
}
