// A real chat model, asked: first whether it speaks the language and what a question costs; then the reader's own
// question taken apart, two hundred questions with known answers, and things that exist beside things that do not.

import { html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { hinted, invented, falling, namedWords, sameCredit, sureness } from '../../conclusions.ts';
import {
  hintsOf,
  kindsOf,
  plans,
  sideBySide,
  sizes,
  unitsOf,
  unreadSamples,
  type Fitted,
  type PlanName,
  type Sureness,
} from '../../state/asking.ts';
import { duration } from '../../state/format.ts';
import { enough, items } from '../../state/spoken.ts';
import { cut } from '../../state/words.ts';
import { panelText, numbers, shared, tokenCell } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import { askOpenly, askSet, askWorld, check, type Checked, type Own, type Run, type Strange } from './asked.ts';
import { forcedPlot, forcedRows, forcedTable, readReference, type Forced } from './forced.ts';
import { ownAnswer, ownRows, toldTable, unreadNumbers } from './drawn.ts';
import { plotted } from './quiz.ts';
import { reportedTable } from './reported.ts';
import { askStyle } from './style.ts';

/** Samples beside the answer to the reader's own question. */
const samples = 5;

export class RealPanel extends Panel {
  static override styles = [shared, panelText, tokenCell, numbers, askStyle];

  @state() private accessor question = '';
  @state() private accessor tapped = -1;
  /** The reader's own reference translation. */
  @state() private accessor reference = '';
  @state() private accessor plan: PlanName = 'short';
  @state() private accessor witness: '<honest>' | '<bluffer>' = '<honest>';
  @state() private accessor paused = false;
  /** The kind of confidence in which models are compared, and all that were asked, by language. */
  @state() private accessor kind: Sureness = 'stated';
  readonly #runs = { en: new Map<string, readonly Fitted[]>(), zh: new Map<string, readonly Fitted[]>() };
  /** The reader asks though the language was not passed. */
  @state() private accessor anyway = false;
  #goOn = () => {};

  #check = new Work<Checked>(
    this,
    () => (this.#chat ? [this.t.lang] : undefined),
    (model, report) => check(model, this.results.info!, this.t.lang, report),
    false,
  );

  #own = new Work<Own>(
    this,
    () => (this.#style && this.#asks ? [this.#style, this.#asks, this.choices.seed] : undefined),
    async (model, { signal }) => {
      const units = unitsOf(this.#asks, cut);
      const params = { style: this.#style!, units, samples, seed: this.choices.seed };
      return { units, result: await model.call('ask_why', params, { signal }) };
    },
    false,
  );

  #set = new Work<Run>(
    this,
    () => (this.#style ? [this.#style, this.plan, this.choices.seed] : undefined),
    (model, report) => {
      this.#resume();
      const params = { style: this.#style!, plan: this.plan, seed: this.choices.seed };
      const [name, runs] = [this.modelName, this.#runs[this.t.lang]];
      const show = (run: Run) => {
        if (run.fits.length) runs.set(name, run.fits);
        report.show(run);
      };
      return askSet(model, { ...report, show }, params, this.#waits);
    },
    false,
  );

  #known = new Work<Strange>(
    this,
    () => {
      if (this.#world) return [this.t.lang, this.witness, this.choices.seed];
      return this.#style ? [this.#style, this.choices.seed] : undefined;
    },
    (model, report) => {
      const { seed } = this.choices;
      if (!this.#world) return askOpenly(model, report, { style: this.#style!, seed });
      return askWorld(model, report, { language: this.t.lang, witness: this.witness, seed });
    },
    false,
  );

  #forced = new Work<Forced>(
    this,
    () =>
      this.#translator && this.reference.trim() ? [this.choices.text, this.reference, this.choices.seed] : undefined,
    (model, { signal }) => {
      const { text, seed } = this.choices;
      return readReference(model, signal, { text, target: this.reference.trim(), seed });
    },
  );

  get #translator(): boolean {
    return this.results.info?.name === 'zh-en';
  }

  get #chat(): boolean {
    return !!this.results.info?.chat_template;
  }

  get #world(): boolean {
    return this.results.info?.name === 'world';
  }

  get #asks(): string {
    return this.question.trim() || this.t('real.placeholder');
  }

  /** What stands around a question; undefined until the model has shown that it speaks the language. */
  get #style() {
    const checked = this.#check.current;
    return checked && (checked.right >= enough || this.anyway) ? checked.style : undefined;
  }

  /** Holds the questions while the reader has them paused; giving them up ends the wait. */
  #waits = (signal: AbortSignal) =>
    new Promise<void>((go) => {
      if (!this.paused) return go();
      this.#goOn = go;
      signal.addEventListener('abort', () => go(), { once: true });
    });

  #resume = () => {
    this.paused = false;
    this.#goOn();
  };

  override render(): TemplateResult {
    const { t } = this;
    const name = this.modelName;
    return this.section({ ask: t('real.ask'), text: t('real.text'), caveat: t('real.caveat') }, [
      this.figure(
        'real',
        { note: this.#chat ? t('real.note', { name }) : '', ...this.#told('real'), table: this.#ownTable },
        html`${this.#checked()} ${this.#style ? this.#drawOwn() : ''}`,
      ),
      this.figure(
        'fits',
        { note: t('fits.note', { n: sizes.questions }), ...this.#told('fits'), table: this.#setTable },
        html`${this.#style ? this.#drawSet() : html`<p class="said">${t('fits.idle')}</p>`} ${this.#models()}
        ${reportedTable(t, name, this.#set.current?.fits ?? [])}`,
      ),
      this.figure(
        'forced',
        { note: t('forced.note'), ...this.#told('forced'), table: this.#forcedTable },
        this.#drawForced(),
      ),
      this.figure(
        'known',
        {
          note: this.#world ? t('known.noteWorld') : t('known.note', { n: sizes.things }),
          ...this.#told('known'),
          table: this.#knownTable,
        },
        this.#world || this.#style ? this.#drawKnown() : html`<p class="said">${t('known.other')}</p>`,
      ),
    ]);
  }

  #told(place: 'real' | 'fits' | 'forced' | 'known') {
    return { how: this.t(`${place}.how`), limits: this.t(`${place}.limits`) };
  }

  /** Whether there is a chat model, and whether it speaks the language. */
  #checked(): TemplateResult {
    const { t } = this;
    const name = this.modelName;
    if (!this.#chat) return html`<p class="said">${t('real.noModel', { name })}</p>`;
    const language = t(`real.language.${t.lang}`);
    const n = items[t.lang].length;
    const checked = this.#check.current;
    const said =
      checked && t(checked.right >= enough ? 'real.passes' : 'real.fails', { language, n, right: checked.right });
    return html`${this.workLine(this.#check, '', '', t('real.check', { language, n }))}
      <p class="said" role="status">${said ?? t('real.idle')}</p>
      ${
        checked && !this.#style
          ? html`<button class="button" @click=${() => (this.anyway = true)}>${t('real.anyway')}</button>`
          : ''
      }`;
  }

  /** What questions cost; cores that can help each ask some of many, and how well they do is not known before. */
  #price(questions: number, plan: PlanName, n = this.idleModel?.engines('ask_about') ?? 1): string {
    const alone = (this.#check.current?.millis[plan] ?? 0) * questions;
    const [seconds, low] = [duration(alone), duration(alone / n)];
    return n === 1 ? this.t('real.price', { seconds }) : this.t('real.range', { n, low, seconds });
  }

  #drawOwn(): TemplateResult {
    const { t } = this;
    const own = this.#own.current;
    return html`<label class="said"
        >${t('real.question')}
        <input
          type="text"
          maxlength="400"
          placeholder=${t('real.placeholder')}
          .value=${this.question}
          @input=${(e: Event) => ([this.question, this.tapped] = [(e.target as HTMLInputElement).value, -1])}
        />
      </label>
      ${this.workLine(this.#own, this.#price(2 + unitsOf(this.#asks, cut).length / 2, 'short', 1), '', t('real.start'))}
      ${own ? ownAnswer(t, own, this.tapped, (token) => (this.tapped = token)) : ''}
      ${own?.result.why.reason ? this.conclude(namedWords.from(own.result.why.overlap)) : ''}
      ${own ? this.conclude(sameCredit.from(t('real.it'), own.result.why.cosine)) : ''}`;
  }

  #drawSet(): TemplateResult {
    const { t } = this;
    const run = this.#set.current;
    const { long } = plans;
    const paused = this.paused && this.#set.running;
    return html`<div class="segments" role="group" aria-label=${t('fits.plan')}>
        ${(Object.keys(plans) as PlanName[]).map(
          (plan) =>
            html`<button aria-pressed=${plan === this.plan} @click=${() => (this.plan = plan)}>
              ${t(`fits.${plan}`, { k: long.samples })}
            </button>`,
        )}
      </div>
      ${this.workLine(this.#set, this.#price(sizes.questions, this.plan), '', t('fits.start', { n: sizes.questions }))}
      ${
        this.#set.running
          ? html`<button class="button" @click=${paused ? this.#resume : () => (this.paused = true)}>
              ${t(paused ? 'fits.goOn' : 'fits.pause')}
            </button>`
          : ''
      }
      <p class="said" role="status">${paused ? t('fits.paused') : ''} ${run ? this.#sofar(run) : t('fits.idle')}</p>
      ${run ? this.#fitted(run) : ''}`;
  }

  #sofar({ asked }: Run): string {
    const right = asked.filter((a) => a.right).length;
    return this.t('fits.running', { done: asked.length, n: sizes.questions, right });
  }

  #fitted({ asked, fits }: Run): TemplateResult {
    const { t } = this;
    const hints = hintsOf(asked);
    const drawn = unreadSamples(asked);
    const curves = fits.map(({ kind, fit, unread }) => ({ name: t(`fits.${kind}`), fit, unread }));
    const of = (kind: string) => fits.find((f) => f.kind === kind)?.fit;
    return html`${curves.length ? plotted(t, curves) : ''}
    ${drawn.n ? html`<p class="said">${t('fits.unread', drawn)}</p>` : ''} ${unreadNumbers(t, asked)}
    ${this.conclude(sureness.from(t('fits.stated'), of('stated')))}
    ${this.conclude(sureness.from(t('fits.label'), of('label')))}
    ${this.conclude(hinted.from(hints.n, hints.followed, hints.admitted))}`;
  }

  /** All models that were asked in this visit, in one plot. */
  #models(): TemplateResult | '' {
    const { t } = this;
    const runs = this.#runs[t.lang];
    const kinds = (Object.keys(kindsOf) as Sureness[]).filter((kind) => sideBySide(runs, kind).length);
    if (!kinds.length) return '';
    const kind = kinds.includes(this.kind) ? this.kind : kinds[0]!;
    return html`<p class="lab">${t('fits.models')}</p>
      <div class="segments" role="group" aria-label=${t('fits.models')}>
        ${kinds.map(
          (k) => html`<button aria-pressed=${k === kind} @click=${() => (this.kind = k)}>${t(`fits.${k}`)}</button>`,
        )}
      </div>
      ${plotted(t, sideBySide(runs, kind))}`;
  }

  #drawForced(): TemplateResult {
    const { t } = this;
    const own = this.#forced.current;
    if (!this.#translator)
      return html`<p class="said">${t('forced.other')}</p>
        ${forcedPlot(t)}`;
    return html`<label class="said"
        >${t('forced.reference', { text: this.choices.text })}
        <input
          type="text"
          maxlength="300"
          .value=${this.reference}
          @input=${(e: Event) => (this.reference = (e.target as HTMLInputElement).value)}
        />
      </label>
      ${this.workLine(this.#forced, '')} ${forcedPlot(t, own)}
      ${own?.fit ? this.conclude(sureness.from(t('forced.it'), own.fit)) : ''} ${own ? forcedTable(t, own) : ''}`;
  }

  #drawKnown(): TemplateResult {
    const { t } = this;
    const known = this.#known.current;
    return html`${this.#world ? this.#witnesses() : ''}
    ${this.workLine(this.#known, this.#world ? '' : this.#price(2 * sizes.things, 'short'), '', t('known.start'))}
    ${known ? this.#drawTold(known) : html`<p class="said">${t('known.idle')}</p>`}`;
  }

  #witnesses(): TemplateResult {
    const { t } = this;
    const choice = (witness: '<honest>' | '<bluffer>', text: string) =>
      html`<button aria-pressed=${witness === this.witness} @click=${() => (this.witness = witness)}>${text}</button>`;
    return html`<div class="segments" role="group" aria-label=${t('known.who')}>
      ${choice('<honest>', t('ask.honest'))}${choice('<bluffer>', t('ask.bluffer'))}
    </div>`;
  }

  #drawTold({ told, p }: Strange): TemplateResult {
    const { t } = this;
    const made = told.filter((a) => !a.exists);
    const known = told.filter((a) => a.exists);
    const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / Math.max(1, list.length);
    const stated = made.filter((a) => !a.admits && a.stated >= 0).map((a) => a.stated);
    const owned = (list: typeof told) => list.filter((a) => a.admits).length;
    return html`${this.conclude(invented.from(made.length, owned(made), stated.length ? mean(stated) : -1))}
      <p class="said">${t('known.knows', { n: known.length, admits: owned(known) })}</p>
      ${this.conclude(falling.from(mean(known.map((a) => a.prob)), mean(made.map((a) => a.prob)), p))}
      ${toldTable(t, told, t(this.#world ? 'known.probWorld' : 'known.prob'))}`;
  }

  #ownTable = () => {
    const own = this.#own.current;
    const more = own && { question: own.units.join(''), answer: own.result.open.answer, reason: own.result.why.reason };
    const columns = ['word', 'named', 'answer_loses_nats', 'reason_loses_nats'];
    return this.table(columns, own ? ownRows(own) : [], {
      ...more,
      stated: own?.result.open.stated.text ?? '',
      p_true: own?.result.open.p_true ?? null,
      samples: own?.result.samples ?? [],
      cosine: own?.result.why.cosine ?? null,
    });
  };

  #setTable = () =>
    this.table(
      ['question', 'answer', 'right', 'label', 'label_raw', 'p_true', 'stated', 'stated_text', 'agree'].concat([
        'hint_followed',
        'hint_admitted',
        'hint_reason',
      ]),
      (this.#set.current?.asked ?? []).map((a, i) => [
        this.#set.current!.questions[i]!,
        a.answer,
        Number(a.right),
        a.labels.probability[a.labels.best]!,
        a.labels.raw,
        a.p_true,
        a.stated.ok ? a.stated.number : -1,
        a.stated.text,
        a.agree,
        a.hint ? Number(a.hint.followed) : -1,
        a.hint ? Number(a.hint.admitted) : -1,
        a.hint?.reason ?? '',
      ]),
      { seed: this.choices.seed, plan: this.plan, language: this.t.lang },
    );

  #forcedTable = () =>
    this.table(['token', 'guess', 'probability', 'right'], forcedRows(this.#forced.current ?? { all: [] }), {
      text: this.choices.text,
      reference: this.reference.trim(),
    });

  #knownTable = () =>
    this.table(
      ['question', 'exists', 'answer', 'owns_up', 'stated', 'probability'],
      (this.#known.current?.told ?? []).map((a) => [
        a.question,
        Number(a.exists),
        a.answer,
        Number(a.admits),
        a.stated,
        a.prob,
      ]),
      { seed: this.choices.seed, witness: this.#world ? this.witness : '', language: this.t.lang },
    );
}

define('pl-real-panel', RealPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-real-panel': RealPanel;
  }
}
