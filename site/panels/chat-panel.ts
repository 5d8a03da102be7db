// The chat of a model that has a template: messages become the one text that the bench, and so every figure, reads. It
// says too whether the model speaks the language it is asked in, which is tried with ten questions.

import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { asEngineError } from '../../wasm/bridge/errors.ts';
import type { Language } from '../i18n/language.ts';
import { short } from '../state/asking.ts';
import { rendered, runsOf, templateOf, type Message, type Render, type Rendered } from '../state/chat.ts';
import type { OpenModel } from '../state/session.ts';
import { enough, isRight, items, spokenIn } from '../state/spoken.ts';
import { ofSentence } from '../state/url.ts';
import { define } from '../views/define.ts';
import { errorText } from './errors.ts';
import { Panel } from './panel.ts';
import '../views/chat-box.ts';

/** How far the trial of a language is. */
interface Trial {
  done: number;
  right: number;
}

export class ChatPanel extends Panel {
  @state() private accessor system = '';
  @state() private accessor turns: Message[] = [];
  @state() private accessor trials: { [L in Language]?: Trial | undefined } = {};
  @state() private accessor error = '';
  /** What was last put to the model. */
  #asked: Rendered | undefined;
  /** The template made ready, and the model it is of. */
  #render: Render | undefined;
  #of = '';

  protected override drawn(): unknown[] {
    return [...super.drawn(), this.results.writing];
  }

  protected override get prompt(): boolean {
    return true;
  }

  /** Another model has had no conversation and no trial. */
  override willUpdate(): void {
    const hash = this.results.info?.hash ?? '';
    if (hash === this.#of) return;
    [this.#of, this.#render, this.#asked] = [hash, undefined, undefined];
    [this.turns, this.trials, this.error] = [[], {}, ''];
  }

  override render(): TemplateResult {
    const { phase } = this.app.session;
    const { tokens } = this.results;
    const runs = this.#asked && tokens?.of === this.#asked.text ? runsOf(this.#asked, tokens) : [];
    return html`<pl-chat-box
        .t=${this.t}
        .system=${this.system}
        .turns=${this.#said()}
        .busy=${this.#asked?.text === this.choices.text && phase.kind === 'running'}
        .runs=${runs}
        .error=${this.error}
        @system=${(e: CustomEvent<{ text: string }>) => (this.system = e.detail.text)}
        @ask=${(e: CustomEvent<{ text: string }>) => void this.#ask(e.detail.text)}
        @restart=${this.#restart}
      ></pl-chat-box>
      ${this.#language()}`;
  }

  /** The turns with the answer that is there, or is being written. */
  #said(): Message[] {
    const answer = this.#answer;
    return answer === undefined ? this.turns : [...this.turns, { role: 'assistant', content: answer }];
  }

  get #answer(): string | undefined {
    if (!this.#asked || this.choices.text !== this.#asked.text) return undefined;
    const { output, writing } = this.results;
    return output?.of === this.#asked.text ? output.text.trim() : (writing?.trim() ?? '');
  }

  #messages(turns: readonly Message[]): Message[] {
    return this.system ? [{ role: 'system', content: this.system }, ...turns] : [...turns];
  }

  async #ask(content: string): Promise<void> {
    const before = this.#said().filter((m) => m.role !== 'assistant' || m.content);
    const turns: Message[] = [...before, { role: 'user', content }];
    const asked = await this.#rendered(turns);
    if (!asked) return;
    [this.turns, this.#asked] = [turns, asked];
    this.app.store.set({ text: asked.text, special: 1, around: 'without', ...ofSentence });
  }

  /** A conversation as the model reads it; undefined, and the page says so, where its template cannot be used. */
  async #rendered(turns: readonly Message[]): Promise<Rendered | undefined> {
    const { info } = this.results;
    try {
      const { begin_token: bos_token, end_token: eos_token } = info!;
      this.#render ??= await templateOf(info!.chat_template, { bos_token, eos_token });
      this.error = '';
      return rendered(this.#render, this.#messages(turns));
    } catch (error) {
      this.error = this.t('chat.badTemplate', { why: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  }

  #restart = () => {
    [this.turns, this.#asked] = [[], undefined];
  };

  /** Whether the model speaks the language of the last message, or of the page. */
  #language(): TemplateResult | typeof nothing {
    const { t } = this;
    const asked = this.turns.findLast((m) => m.role === 'user')?.content;
    const lang = asked ? spokenIn(asked) : t.lang;
    const name = t(`chat.${lang}`);
    const trial = this.trials[lang];
    if (!trial)
      return html`<p>
        ${t('chat.untried', { lang: name })}
        <button class="button" ?disabled=${!this.app.session.model} @click=${() => void this.#try(lang)}>
          ${t('chat.try', { n: items[lang].length })}
        </button>
      </p>`;
    const values = { lang: name, right: trial.right, n: items[lang].length, done: trial.done };
    if (trial.done < items[lang].length) return html`<p role="status">${t('chat.trying', values)}</p>`;
    return html`<p role="status">
      ${t(trial.right >= enough ? 'chat.speaks' : 'chat.speaksNot', values)}${
        trial.right < enough && lang === 'zh' ? ` ${t('chat.speakers')}` : nothing
      }
    </p>`;
  }

  /** Asks the ten questions, one after the other. */
  async #try(lang: Language): Promise<void> {
    const model = this.app.session.model as OpenModel;
    const of = this.#of;
    const trial = { done: 0, right: 0 };
    const show = () => (this.trials = { ...this.trials, [lang]: { ...trial } });
    show();
    for (const item of items[lang]) {
      const asked = await this.#rendered([{ role: 'user', content: item.ask }]);
      if (!asked) return;
      let answer = '';
      try {
        answer = await short(model, asked.text);
      } catch (error) {
        // No answer is not a wrong one: the trial is off.
        if (of !== this.#of) return;
        this.error = errorText(asEngineError(error), this.t).text;
        this.trials = { ...this.trials, [lang]: undefined };
        return;
      }
      if (of !== this.#of || !this.isConnected) return;
      trial.done++;
      if (isRight(item, answer)) trial.right++;
      show();
    }
  }
}

define('pl-chat', ChatPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-chat': ChatPanel;
  }
}
