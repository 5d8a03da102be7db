// Ask it: two witnesses of the small world answer, give a reason and say how sure they are. The reader guesses which
// one makes its reason up; then deletion tests say it, for one question and for two hundred.

import { html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { AskWorldResult } from '../../../wasm/bridge/protocol.gen.ts';
import { dealt, kinds, masks, mixes, quizSize, sortOf, tested, type Kind, type Mix } from '../../state/witness.ts';
import { numbers, panelText, shared, tokenCell } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import { facts, testimony, tokenSaid, type Witnessed } from './bout.ts';
import { compare, drawn, quizRows, type Quiz } from './quiz.ts';
import { askStyle } from './style.ts';
import { falseSentence, reason, sameCredit, type Said } from '../../conclusions.ts';
import '../../views/guess-row.ts';

/** What the world's model is opened with. */
const opening = {
  en: '<honest> Question: Where does Pip live? Answer:',
  zh: '<honest> 问：皮皮住在哪里？答：',
};

export class AskPanel extends Panel {
  static override styles = [shared, panelText, tokenCell, numbers, askStyle];

  @state() private accessor kind: Kind = 'item';
  @state() private accessor round = 1;
  @state() private accessor mix: Mix = 'likely';
  /** The guess about the question on show, -1 for none, and all guesses so far. */
  @state() private accessor guess = -1;
  @state() private accessor guesses: readonly boolean[] = [];
  /** The token tapped: witness and place. */
  @state() private accessor tapped: readonly [number, number] | undefined;

  #bout = new Work<readonly AskWorldResult[]>(
    this,
    () => (this.#fits ? [this.t.lang, this.kind, this.round] : undefined),
    async (model, { signal }) => {
      const both: AskWorldResult[] = [];
      for (const witness of dealt(this.round)) {
        const params = { witness, language: this.t.lang, sort: sortOf[this.kind], seed: this.round };
        both.push(await model.call('ask_world', params, { signal }));
      }
      return both;
    },
  );

  #quiz = new Work<Quiz>(
    this,
    () => (this.#fits ? [this.t.lang, this.mix, this.choices.seed] : undefined),
    (model, report) =>
      compare(model, report, { language: this.t.lang, sorts: [...mixes[this.mix]], seed: this.choices.seed }),
    false,
  );

  get #fits(): boolean {
    return this.results.info?.name === 'world';
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('ask.ask'), text: t('ask.text'), caveat: t('ask.caveat') }, [
      this.figure(
        'ask',
        { note: t('ask.note'), how: t('ask.how'), limits: t('ask.limits'), table: this.#factTable },
        this.#fits || !this.results.info ? this.#drawBout() : this.#other(),
      ),
      this.figure(
        'sure',
        { note: t('sure.note', { n: quizSize }), how: t('sure.how'), limits: t('sure.limits'), table: this.#quizTable },
        this.#fits || !this.results.info ? this.#drawQuiz() : this.#other(),
      ),
    ]);
  }

  #other(): TemplateResult {
    const text = opening[this.t.lang];
    return html`<p class="said">${this.t('ask.other')}</p>
      <button class="button" @click=${() => this.app.store.set({ model: 'world', text, forced: [] })}>
        ${this.t('ask.open')}
      </button>`;
  }

  #turn(kind: Kind, round: number): void {
    [this.kind, this.round, this.guess, this.tapped] = [kind, round, -1, undefined];
  }

  #drawBout(): TemplateResult {
    const { t } = this;
    const both = this.#bout.current;
    return html`<div class="row">
        <div class="segments" role="group" aria-label=${t('ask.kind')}>
          ${kinds.map(
            (kind) =>
              html`<button aria-pressed=${kind === this.kind} @click=${() => this.#turn(kind, this.round)}>
                ${t(`ask.${kind}`)}
              </button>`,
          )}
        </div>
        <button class="button" @click=${() => this.#turn(this.kind, this.round + 1)}>${t('ask.next')}</button>
      </div>
      ${this.workLine(this.#bout, '')} ${both?.length === 2 ? this.#witnesses(both) : ''}`;
  }

  #witnesses(both: readonly AskWorldResult[]): TemplateResult {
    const { t } = this;
    const open = this.guess >= 0;
    const list = both.map((result, i): Witnessed => ({ who: this.#who(i, open), result, open }));
    return html`<p class="lab">${t('ask.scene')}</p>
      <p class="scene">${both[0]!.facts.join(t.lang === 'zh' ? '' : ' ')}</p>
      <p class="scene"><b>${both[0]!.asked.question}</b></p>
      <div class="two">
        ${list.map((w, i) => testimony(t, w, this.tapped?.[0] === i ? this.tapped[1] : -1, this.#tap(i)))}
      </div>
      <p class="said" aria-live="polite">
        ${this.tapped ? tokenSaid(t, list[this.tapped[0]]!, this.tapped[1]) : t('ask.sureNote')}
      </p>
      <pl-guess-row
        .t=${t}
        question=${t('ask.guess')}
        .choices=${masks[t.lang].map((text, id) => ({ id, text }))}
        .said=${open ? this.#verdict() : ''}
        .score=${t('ask.score', { right: this.guesses.filter(Boolean).length, n: this.guesses.length })}
        @guess=${(e: CustomEvent<{ id: number }>) => this.#guessed(e.detail.id)}
        @again=${() => this.#turn(this.kind, this.round + 1)}
      ></pl-guess-row>
      ${open ? html`${facts(t, list)}${list.map((w) => this.conclude(this.#reason(w)))}${this.#more(list)}` : ''}`;
  }

  /** What a false sentence does, and whether the same facts decide answer and reason. */
  #more(list: readonly Witnessed[]): TemplateResult {
    const hint = list[0]!.result.hint;
    return html`<details>
      <summary class="said">${this.t('ask.more')}</summary>
      ${
        hint
          ? html`<p class="said">${this.t('ask.added')}</p>
              <p class="scene">${hint.text}</p>`
          : ''
      }
      ${list
        .flatMap(({ who, result }) => [falseSentence.from(who, result.hint), sameCredit.from(who, result.cosine)])
        .map((said) => (said ? html`<p class="said">${this.t(said.key, said.values)}</p>` : ''))}
    </details>`;
  }

  #reason = ({ who, result }: Witnessed) => reason.from(who, tested(result));

  #tap = (witness: number) => (token: number) => (this.tapped = [witness, token]);

  get #bluffer(): number {
    return dealt(this.round).indexOf('<bluffer>');
  }

  #who(i: number, open: boolean): string {
    const mask = masks[this.t.lang][i]!;
    return open ? `${mask} (${this.t(i === this.#bluffer ? 'ask.bluffer' : 'ask.honest')})` : mask;
  }

  #guessed(id: number): void {
    this.guess = id;
    this.guesses = [...this.guesses, id === this.#bluffer];
  }

  #verdict(): string {
    const hit = this.guess === this.#bluffer;
    return this.t(hit ? 'ask.hit' : 'ask.miss', { who: masks[this.t.lang][this.#bluffer]! });
  }

  #drawQuiz(): TemplateResult {
    const { t } = this;
    const value = this.#quiz.current;
    return html`<div class="segments" role="group" aria-label=${t('sure.mix')}>
        ${(Object.keys(mixes) as Mix[]).map(
          (mix) =>
            html`<button aria-pressed=${mix === this.mix} @click=${() => (this.mix = mix)}>
              ${t(`sure.${mix}`)}
            </button>`,
        )}
      </div>
      ${this.workLine(this.#quiz, '', '', t('sure.start', { n: quizSize }))}
      ${value ? drawn(t, value, this.#say) : html`<p class="said">${t('sure.idle', { n: quizSize })}</p>`}`;
  }

  #say = (said: Said | undefined) => this.conclude(said);

  #factTable = () =>
    this.table(
      ['witness', 'fact', 'named', 'decides', 'nats lost without it'],
      (this.#bout.current ?? []).flatMap((r, i) =>
        r.facts.map((fact, j) => [
          dealt(this.round)[i]!,
          fact,
          Number(r.asked.named === j),
          Number(r.deciding === j),
          r.fall[j]!,
        ]),
      ),
      { question: this.#bout.current?.[0]?.asked.question ?? '', question_seed: this.round, sort: sortOf[this.kind] },
    );

  #quizTable = () =>
    this.table(
      [
        'witness',
        'question',
        'output',
        'right',
        'stated',
        'label_probability',
        'read',
        'names_deciding',
        'deletion_effect',
      ],
      quizRows(this.#quiz.current?.compared),
      { seed: this.choices.seed, sorts: mixes[this.mix].join('; ') },
    );
}

define('pl-ask-panel', AskPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-ask-panel': AskPanel;
  }
}
