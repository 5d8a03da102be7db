// Guess first: a figure hides its answer until the reader has tapped one. The guess is in the link, and its score is
// kept on this device.

import type { ReactiveController } from 'lit';
import { html, type TemplateResult } from 'lit';
import type { Said } from '../conclusions.ts';
import type { Key, Translate } from '../i18n/index.ts';
import { note, score } from '../state/score.ts';
import type { State } from '../state/url.ts';
import '../views/guess-row.ts';
import type { Panel } from './panel.ts';

/** A question whose answer is known. */
export interface Question {
  /** On the button that asks it. */
  offer: Key;
  question: string;
  choices: readonly { id: number; text: string }[];
  right: number;
  /** What a guess was worth; undefined while that is being found out. */
  said(id: number): Said | undefined;
}

/** The state's field holds -1 while nothing is asked, -2 while the question stands open, then the reader's choice. */
export class Guess implements ReactiveController {
  readonly #host: Panel;
  readonly #field: 'bet' | 'looked' | 'cuts';
  readonly #about: () => unknown;
  #was = '';
  /** The reader has guessed, and what it was worth is not known yet. */
  #tapped = false;

  /** `about` is what a guess is about: where that changes, the guess is over. Undefined while it is not known yet. */
  constructor(host: Panel, field: 'bet' | 'looked' | 'cuts', about: () => unknown) {
    this.#host = host;
    this.#field = field;
    this.#about = about;
    host.addController(this);
  }

  get #guess(): number {
    return this.#host.app.store.get()[this.#field];
  }

  #set(id: number): void {
    this.#host.app.store.set({ [this.#field]: id } as Partial<State>);
  }

  /** The question stands open: what would answer it must not be seen. */
  get open(): boolean {
    return this.#guess === -2;
  }

  /** The reader has asked for the question. */
  get asked(): boolean {
    return this.#guess !== -1;
  }

  hostUpdate(): void {
    const about = this.#about();
    if (about === undefined) return;
    const now = JSON.stringify(about);
    if (this.#was && this.#was !== now && this.#guess !== -1) this.#set(-1);
    this.#was = now;
  }

  render(t: Translate, q: Question): TemplateResult {
    const guess = this.#guess;
    if (guess === -1) return html`<button class="button" @click=${() => this.#set(-2)}>${t(q.offer)}</button>`;
    const said = guess >= 0 ? q.said(guess) : undefined;
    if (this.#tapped && said) {
      this.#tapped = false;
      note(`${this.#field} ${this.#was}`, guess === q.right);
    }
    const { right, all } = score();
    return html`<pl-guess-row
      .t=${t}
      .question=${q.question}
      .choices=${q.choices}
      .said=${guess < 0 ? '' : said ? t(said.key, said.values) : t('figure.waiting')}
      .score=${said && all ? t('bet.score', { right, all }) : ''}
      @guess=${(e: CustomEvent<{ id: number }>) => {
        this.#tapped = true;
        this.#set(e.detail.id);
      }}
      @again=${() => this.#set(-2)}
    ></pl-guess-row>`;
  }
}
