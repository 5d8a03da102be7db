// The form in which a teacher puts a lesson together: a title, and steps, each with a text, a figure with a sentence,
// and a question that the model in the page can answer. Every change is kept at once by whoever holds the form.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Key, Translate } from '../i18n/index.ts';
import { kinds, longestText, mostSteps, type Both, type Kind, type Lesson, type Step } from '../state/lesson.ts';
import { added, asked, blankStep, measuresFor, moved, put, recorded, withStep, without } from '../state/lesson-edit.ts';
import type { State } from '../state/url.ts';
import { stages, type Place } from '../stages.ts';
import { shared } from '../styles/shared.ts';
import { define, send, unique } from '../views/define.ts';

const typed = (event: Event) => (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;

/** Sends `lesson-made` with {lesson} at every change, and `lesson-done`. */
export class LessonMaker extends LitElement {
  static override styles = [
    shared,
    css`
      section {
        margin: 16px 0;
        padding: 16px;
        border: 1px solid var(--accent);
        border-radius: var(--round-3);
        max-width: 860px;
      }
      ol {
        list-style: none;
        margin: 16px 0;
        padding: 0;
        display: grid;
        gap: 12px;
      }
      fieldset {
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        margin: 0;
        padding: 4px 16px 12px;
        min-width: 0;
      }
      legend {
        padding: 0 6px;
        color: var(--ink);
        font: 500 var(--type-5)/1.4 var(--serif);
      }
      .field {
        display: grid;
        gap: 2px;
        margin: 6px 0;
        min-width: 0;
      }
      .two {
        display: grid;
        gap: 0 16px;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr));
      }
      .field > input,
      select,
      textarea {
        width: 100%;
        min-width: 0;
      }
      textarea {
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        padding: 8px 10px;
        min-height: 64px;
        font-size: var(--type-4);
        resize: vertical;
      }
      input[type='number'] {
        max-width: 96px;
      }
      p {
        margin: 0 0 8px;
        font-size: var(--type-4);
      }
      summary {
        cursor: pointer;
        min-height: 40px;
        padding: 8px 0;
        font-size: var(--type-4);
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ attribute: false }) accessor lesson!: Lesson;
  /** What the page shows now. */
  @property({ attribute: false }) accessor now!: () => State;
  /** How a model that is on offer is called; its name where it is not. */
  @property({ attribute: false }) accessor titleOf: (name: string) => string = (name) => name;
  /** Whether the device keeps what is made. */
  @property({ type: Boolean }) accessor keeps = true;
  /** The lesson before a step was taken out. */
  @state() private accessor undo: Lesson | undefined;

  override render(): TemplateResult {
    const { t, lesson } = this;
    const full = lesson.steps.length >= mostSteps;
    return html`<section aria-label=${t('own.making')}>
      <p>${t('own.how')}</p>
      ${this.#text('own.lessonTitle', lesson.title, (title) => this.#made({ ...lesson, title }))}
      ${this.#text('lesson.goal', lesson.goal, (goal) => this.#made({ ...lesson, goal }))}
      <details>
        <summary>${t('lesson.teacher')}</summary>
        ${this.#text('own.notes', lesson.teacher, (teacher) => this.#made({ ...lesson, teacher }), 3)}
        ${this.#field(
          'own.minutes',
          (id) =>
            html`<input
              id=${id}
              type="number"
              min="1"
              max="600"
              .value=${String(lesson.minutes)}
              @change=${(e: Event) => this.#made({ ...lesson, minutes: Math.min(600, Math.max(1, +typed(e) || 1)) })}
            />`,
        )}
      </details>
      <ol>
        ${lesson.steps.map((step, i) => html`<li>${this.#step(step, i)}</li>`)}
      </ol>
      <div class="row">
        <button class="button" ?disabled=${full} @click=${() => this.#made(added(lesson, blankStep()))}>
          ${t('own.add')}
        </button>
        <button class="button" ?disabled=${full} @click=${() => this.#made(added(lesson, recorded(this.now())))}>
          ${t('own.record')}
        </button>
        ${
          this.undo
            ? html`<button class="button" @click=${() => this.#made(this.undo!)}>${t('own.stepBack')}</button>`
            : nothing
        }
        <button class="button primary" @click=${() => send(this, 'lesson-done')}>${t('own.done')}</button>
      </div>
      <p role="status">${t(full ? 'own.full' : this.keeps ? 'own.kept' : 'own.notKept', { n: mostSteps })}</p>
    </section>`;
  }

  #made(lesson: Lesson): void {
    this.undo = undefined;
    send(this, 'lesson-made', { lesson });
  }

  #change(at: number, part: Partial<Step>): void {
    this.#made(withStep(this.lesson, at, part));
  }

  /** A step is not lost by a slip of the hand: it can be put back. */
  #remove(at: number): void {
    const before = this.lesson;
    this.#made(without(before, at));
    this.undo = before;
  }

  #field(label: Key, control: (id: string) => TemplateResult): TemplateResult {
    const id = this.#ids(label);
    return html`<div class="field"><label for=${id}>${this.t(label)}</label>${control(id)}</div>`;
  }

  /** Ids that stay the same from one drawing to the next: the n-th field of a name. */
  #ids(label: string): string {
    const n = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, n);
    return `${this.#prefix}-${label}-${n}`;
  }
  readonly #prefix = unique('made');
  readonly #counts = new Map<string, number>();

  protected override willUpdate(): void {
    this.#counts.clear();
  }

  /** A text in the reader's language; `rows` for one of several lines. */
  #text(label: Key, text: Both | undefined, done: (text: Both) => void, rows = 0): TemplateResult {
    const { lang } = this.t;
    const value = text?.[lang] ?? '';
    const input = (event: Event) => done(put(text, lang, typed(event), this.lesson.first));
    return this.#field(label, (id) =>
      rows
        ? html`<textarea id=${id} rows=${rows} maxlength=${longestText} .value=${value} @input=${input}></textarea>`
        : html`<input id=${id} type="text" maxlength=${longestText} .value=${value} @input=${input} />`,
    );
  }

  #choice(label: Key, done: (value: string) => void, options: TemplateResult): TemplateResult {
    return this.#field(
      label,
      (id) =>
        html`<select id=${id} @change=${(e: Event) => done(typed(e))}>
          ${options}
        </select>`,
    );
  }

  #step(step: Step, at: number): TemplateResult {
    const { t, lesson } = this;
    const measures = measuresFor(step.kind);
    const option = (value: string, key: Key, chosen: string) =>
      html`<option value=${value} .selected=${value === chosen}>${t(key)}</option>`;
    return html`<fieldset>
      <legend>${t('own.step', { n: at + 1 })}</legend>
      ${this.#text('own.text', step.text, (text) => this.#change(at, { text }), 2)}
      <div class="two">
        ${this.#choice('own.figure', (place) => this.#made(this.#opened(at, place)), this.#places(step.at))}
        ${this.#text('own.sentence', step.try, (sentence) => this.#made(this.#tried(at, sentence)))}
        ${this.#choice(
          'own.question',
          (kind) =>
            this.#made({ ...lesson, steps: lesson.steps.map((s, i) => (i === at ? asked(s, kind as Kind) : s)) }),
          html`${kinds.map((kind) => option(kind, `own.kind.${kind}`, step.kind))}`,
        )}
        ${
          measures.length
            ? this.#choice(
                'own.check',
                (name) => this.#made(this.#checked(at, name)),
                html`${option('', 'own.measure.none', step.measure ?? '')}
                ${measures.map((name) => option(name, `own.measure.${name}`, step.measure ?? ''))}`,
              )
            : nothing
        }
      </div>
      ${step.kind === 'read' ? nothing : this.#text('own.ask', step.ask, (ask) => this.#change(at, { ask }))}
      ${step.state ? html`<p class="lab">${t('own.state', { what: this.#opens(step.state) })}</p>` : nothing}
      <div class="row">
        <button ?disabled=${at === 0} @click=${() => this.#made(moved(lesson, at, -1))}>${t('own.up')}</button>
        <button ?disabled=${at === lesson.steps.length - 1} @click=${() => this.#made(moved(lesson, at, 1))}>
          ${t('own.down')}
        </button>
        <button @click=${() => this.#remove(at)}>${t('own.removeStep')}</button>
      </div>
    </fieldset>`;
  }

  /** What a step takes over from the page, in a reader's words; what has no name of its own is counted. */
  #opens(state: Readonly<Record<string, string>>): string {
    const { model, ...others } = state;
    const named = (['layer', 'head', 'source', 'target'] as const).filter((key) => key in others);
    const rest = Object.keys(others).length - named.length;
    return [
      ...(model ? [this.t('own.state.model', { title: this.titleOf(model) })] : []),
      ...named.map((key) => this.t(`own.state.${key}`, { n: Number(others[key]) + 1 })),
      ...(rest ? [this.t('own.state.rest', { n: rest })] : []),
    ].join(this.t.lang === 'zh' ? '，' : ', ');
  }

  /** All figures, by stage. */
  #places(chosen: Place | undefined): TemplateResult {
    const { t } = this;
    const named = (key: Key, stage: Key) => (/\{/.test(t(key)) ? t(stage) : t(key));
    return html`<option value="" .selected=${!chosen}>${t('own.noFigure')}</option>
      ${stages.map(
        ({ door, name, figures }) =>
          html`<optgroup label="${door} · ${t(name)}">
            ${Object.entries(figures).map(
              ([place, key]) => html`<option value=${place} .selected=${place === chosen}>${named(key, name)}</option>`,
            )}
          </optgroup>`,
      )}`;
  }

  /** The lesson with a step whose optional part is taken out where it says nothing. */
  #with(at: number, key: 'at' | 'try' | 'measure', value: unknown, empty: boolean): Lesson {
    const steps = this.lesson.steps.map((step, i) => {
      if (i !== at) return step;
      const { [key]: _, ...rest } = step;
      return (empty ? rest : { ...rest, [key]: value }) as Step;
    });
    return { ...this.lesson, steps };
  }

  #opened = (at: number, place: string) => this.#with(at, 'at', place, !place);
  #tried = (at: number, sentence: Both) => this.#with(at, 'try', sentence, !sentence.en && !sentence.zh);
  #checked = (at: number, name: string) => this.#with(at, 'measure', name, !name);
}

define('pl-lesson-maker', LessonMaker);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lesson-maker': LessonMaker;
  }
}
