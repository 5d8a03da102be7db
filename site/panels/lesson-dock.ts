// A lesson that is being held: one step at a time at the foot of the window, over the figure that the step is about.
// The pupil answers first; then the model in the page does.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { language, translator, type Translate } from '../i18n/index.ts';
import { marks, placeOf, type Answer, type Lesson, type Mark, type Step } from '../state/lesson.ts';
import { BadLesson } from '../state/lesson-file.ts';
import { answersOf, keepAnswer, lessonNamed } from '../state/lessons.ts';
import { measures, type Found, type Measure } from '../state/measures.ts';
import { fields, initial, ofLesson, ofSentence, type State } from '../state/url.ts';
import { linkedLesson } from '../state/own-lessons.ts';
import { cut } from '../state/words.ts';
import { stageOf } from '../stages.ts';
import { shared } from '../styles/shared.ts';
import { define, send, unique } from '../views/define.ts';
import type { App } from './panel.ts';
import './lesson-hand-in.ts';

/** What a step asks of the page, beside the lesson itself. */
export function stateOf(step: Step, lang: 'zh' | 'en'): Partial<State> {
  const place = placeOf(step);
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(step.state ?? {})) {
    const mine = key in fields && !(key in ofLesson); // a lesson leads to no other
    const parsed = mine ? fields[key as keyof State].parse(value) : undefined;
    if (parsed !== undefined) own[key] = parsed;
  }
  return {
    ...(place && { door: stageOf(place).door, at: place }),
    ...(step.try && { ...ofSentence, text: step.try[lang], source: 0, target: initial.target }),
    ...own,
  };
}

/** Sends `lesson-close`. Give it `app`. */
export class LessonDock extends LitElement {
  static override styles = [
    shared,
    css`
      section {
        position: fixed;
        left: 0;
        right: 0;
        bottom: 0;
        z-index: 6;
        max-height: 46vh;
        overflow-y: auto;
        background: var(--card);
        border-top: 2px solid var(--accent);
        box-shadow: 0 -6px 24px rgb(0 0 0 / 12%);
      }
      .in {
        max-width: var(--wide);
        margin: auto;
        padding: 8px var(--gutter) 12px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        align-items: center;
        font-size: var(--type-3);
        color: var(--muted);
      }
      .head b {
        font: 500 var(--type-5) var(--serif);
        color: var(--ink);
      }
      .head .row {
        margin-left: auto;
        gap: 0;
      }
      progress {
        width: 96px;
        height: 4px;
        accent-color: var(--accent);
      }
      p {
        margin: 4px 0;
        max-width: 72ch;
      }
      .ask {
        font: 500 var(--type-7)/1.45 var(--serif);
      }
      .found {
        border-left: 3px solid var(--accent);
        padding-left: 12px;
      }
      input {
        min-width: 0;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        justify-content: space-between;
        margin-top: 8px;
      }
      .large p,
      .large button {
        font-size: var(--type-8);
      }
      .large .ask {
        font-size: var(--type-10);
      }
      .words {
        gap: 4px;
      }
      .words button {
        border: 1px solid var(--rule);
        font-size: var(--type-5);
      }
      @media print {
        section {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor app!: App;
  @state() private accessor lesson: Lesson | undefined;
  @state() private accessor failed: '' | 'missing' | 'notHere' | 'cut' = '';
  @state() private accessor folded = false;
  @state() private accessor found: Found | undefined;
  @state() private accessor asking = false;
  @state() private accessor draft = '';
  #shown = '';
  #asked: AbortController | undefined;
  readonly #field = unique('lesson');

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.store.addEventListener('change', this.#changed);
    this.app.session.addEventListener('change', this.#changed);
    addEventListener('keydown', this.#keys);
    this.#changed();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.store.removeEventListener('change', this.#changed);
    this.app.session.removeEventListener('change', this.#changed);
    removeEventListener('keydown', this.#keys);
    this.#asked?.abort();
  }

  #changed = () => {
    this.requestUpdate();
    const { lesson, made, step } = this.app.store.get();
    const shown = `${lesson} ${step} ${made}`;
    if (!lesson || shown === this.#shown) return;
    this.#shown = shown;
    void this.#show(lesson, made, shown);
  };

  async #show(id: string, made: string, shown: string): Promise<void> {
    this.#asked?.abort();
    [this.found, this.asking, this.draft, this.failed] = [undefined, false, '', ''];
    try {
      const lesson = made ? linkedLesson(made) : await lessonNamed(id);
      if (shown !== this.#shown) return;
      this.lesson = lesson;
      if (this.#step) this.app.store.set(stateOf(this.#step, this.#t.lang));
    } catch (error) {
      if (shown !== this.#shown) return;
      const own = id.startsWith('own-');
      this.failed = made && error instanceof BadLesson ? 'cut' : own ? 'notHere' : 'missing';
    }
  }

  get #t(): Translate {
    return translator(language(this.app.store.get().lang));
  }

  get #number(): number {
    return Math.min(this.app.store.get().step, (this.lesson?.steps.length ?? 1) - 1);
  }

  get #step(): Step | undefined {
    return this.lesson?.steps[this.#number];
  }

  get #given(): Answer | undefined {
    return this.lesson && answersOf(this.lesson.id).find((a) => a.step === this.#number);
  }

  /** Arrows turn the pages, as a presenter's remote does, except where the reader is writing or choosing. */
  #keys = (event: KeyboardEvent) => {
    const at = event.composedPath()[0];
    const busy = at instanceof Element && at.matches('input, textarea, select, button, [role], [tabindex]');
    if (busy || event.altKey || event.ctrlKey || event.metaKey || !this.app.store.get().present) return;
    if (['ArrowRight', 'PageDown'].includes(event.key)) this.#turn(1, event);
    if (['ArrowLeft', 'PageUp'].includes(event.key)) this.#turn(-1, event);
  };

  #turn(by: number, event?: Event): void {
    event?.preventDefault();
    const last = (this.lesson?.steps.length ?? 1) - 1;
    this.app.store.set({ step: Math.max(0, Math.min(last, this.#number + by)) });
  }

  override render(): TemplateResult {
    const [t, { lesson, folded }] = [this.#t, this];
    const { present } = this.app.store.get();
    if (this.failed) return this.#around(html`<p>${t(`lesson.${this.failed}`)}</p>`);
    if (!lesson) return html``;
    const step = this.#step!;
    return html`<section aria-label=${lesson.title[t.lang]} class=${present ? 'large' : ''}>
      <div class="in">
        ${this.#head(lesson)}
        ${
          folded
            ? nothing
            : html`<p>${step.text[t.lang]}</p>
                ${step.ask[t.lang] ? html`<p class="ask">${step.ask[t.lang]}</p>` : nothing}
                ${this.#given ? this.#answered(step, this.#given) : this.#question(step)} ${this.#foot(lesson)}`
        }
      </div>
    </section>`;
  }

  #around(content: TemplateResult): TemplateResult {
    return html`<section>
      <div class="in">
        ${content}<button class="button" @click=${() => send(this, 'lesson-close')}>${this.#t('lesson.close')}</button>
      </div>
    </section>`;
  }

  #head(lesson: Lesson): TemplateResult {
    const t = this.#t;
    const { present, lock } = this.app.store.get();
    const all = lesson.steps.length;
    const place = t('lesson.step', { n: this.#number + 1, all });
    return html`<div class="head">
      <b>${lesson.title[t.lang]}</b>
      <progress max=${all} value=${this.#number + 1} aria-label=${place}></progress><span>${place}</span>
      <span class="row">
        <button aria-pressed=${present === 1} @click=${() => this.app.store.set({ present: present ? 0 : 1 })}>
          ${t('lesson.present')}
        </button>
        <button aria-expanded=${!this.folded} @click=${() => (this.folded = !this.folded)}>
          ${t(this.folded ? 'lesson.unfold' : 'lesson.fold')}
        </button>
        ${lock ? nothing : html`<button @click=${() => send(this, 'lesson-close')}>${t('lesson.close')}</button>`}
      </span>
    </div>`;
  }

  #question(step: Step): TemplateResult {
    const t = this.#t;
    if (step.kind === 'read') return html``;
    if (step.kind === 'mark')
      return html`<div class="row">
        ${marks.map((m) => html`<button class="button" @click=${() => this.#answer(m)}>${t(`mark.${m}`)}</button>`)}
      </div>`;
    if (step.kind === 'word')
      return html`<div class="row words">
        ${cut(this.app.store.get().text)
          .filter((word) => /[\p{L}\p{N}]/u.test(word))
          .map((word) => html`<button @click=${() => this.#answer(word)}>${word}</button>`)}
      </div>`;
    const give = () => this.draft.trim() && this.#answer(this.draft.trim());
    return html`<form class="row" @submit=${(e: Event) => (e.preventDefault(), give())}>
      <label for=${this.#field}>${t('lesson.answer')}</label>
      <input
        id=${this.#field}
        type=${step.kind === 'number' ? 'number' : 'text'}
        maxlength="300"
        .value=${this.draft}
        @input=${(e: Event) => (this.draft = (e.target as HTMLInputElement).value)}
      />
      <button class="button" type="submit">${t('lesson.give')}</button>
    </form>`;
  }

  #answered(step: Step, given: Answer): TemplateResult {
    const t = this.#t;
    const spoken = (word: string) => ((marks as readonly string[]).includes(word) ? t(`mark.${word as Mark}`) : word);
    const answer = this.found?.answer ?? given.found;
    const nothingFound = step.measure ? 'lesson.unmeasured' : placeOf(step) ? 'lesson.yours' : 'lesson.noStage';
    return html`<p>${t('lesson.said', { said: spoken(given.said) })}</p>
      <p class="found" role="status">
        ${
          this.asking
            ? t('lesson.asking')
            : answer === undefined
              ? t(nothingFound)
              : html`${t('lesson.found', { found: spoken(answer) })}
                ${this.found?.said ? html`<br />${t(this.found.said.key, this.found.said.values)}` : nothing}`
        }
      </p>`;
  }

  #foot(lesson: Lesson): TemplateResult {
    const [t, last] = [this.#t, lesson.steps.length - 1];
    return html`<div class="foot">
      <span class="row">
        <button class="button" ?disabled=${this.#number === 0} @click=${() => this.#turn(-1)}>
          ${t('lesson.back')}
        </button>
        <button class="button primary" ?disabled=${this.#number === last} @click=${() => this.#turn(1)}>
          ${t('lesson.next')}
        </button>
      </span>
      <pl-lesson-hand-in .t=${t} .lesson=${lesson.id} .count=${answersOf(lesson.id).length}></pl-lesson-hand-in>
    </div>`;
  }

  /** The pupil's answer is kept first; what the model says is put beside it. */
  async #answer(said: string): Promise<void> {
    const { lesson } = this;
    const [step, number] = [this.#step, this.#number];
    if (!lesson || !step) return;
    keepAnswer(lesson.id, { step: number, said });
    this.requestUpdate();
    const measure = step.measure ? measures[step.measure] : undefined;
    if (!measure) return;
    const { signal } = (this.#asked = new AbortController());
    this.asking = true;
    try {
      const found = await this.#measured(measure, signal);
      if (signal.aborted) return;
      this.found = found;
      if (found) keepAnswer(lesson.id, { step: number, said, found: found.answer });
    } catch {
      // Nothing was found, and that is said.
    } finally {
      if (!signal.aborted) this.asking = false;
    }
  }

  /** The model answers once it has read the sentence. */
  async #measured(measure: Measure, signal: AbortSignal): Promise<Found | undefined> {
    const { session, store } = this.app;
    while (session.phase.kind !== 'ready' || session.results.output?.of !== store.get().text) {
      if (session.phase.kind === 'failed' || session.phase.kind === 'empty') return undefined;
      await new Promise((resolve) => session.addEventListener('change', resolve, { once: true }));
      signal.throwIfAborted();
    }
    const { model, results } = session;
    return model && measure({ model, results, state: store.get(), signal });
  }
}

define('pl-lesson', LessonDock);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lesson': LessonDock;
  }
}
