// The teacher's own lessons: made here or opened from a file, to begin, to change, to save, and to hand to pupils.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { copied } from '../state/clipboard.ts';
import { type Lesson } from '../state/lesson.ts';
import { BadLesson, packLesson, writeLesson } from '../state/lesson-file.ts';
import { blankLesson } from '../state/lesson-edit.ts';
import { dropOwn, keepOwn, newId, openLesson, ownLesson, ownLessons } from '../state/own-lessons.ts';
import { download } from '../state/table.ts';
import { longestLesson } from '../state/url.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';
import { cards, lessonHref, printSheet } from './lesson-cards.ts';
import { offerOf } from './offer.ts';
import type { App } from './panel.ts';
import { WhenKept } from './when-kept.ts';
import './lesson-maker.ts';

/** The largest file that is read, bytes. */
const largest = 1_000_000;

export class OwnLessons extends LitElement {
  static override styles = [
    shared,
    cards,
    css`
      h3.own {
        margin: 24px 0 4px;
      }
      ul + .row {
        margin-top: 12px;
      }
      .file {
        display: inline-flex;
        align-items: center;
        min-height: 40px;
        border-radius: var(--round-3);
        cursor: pointer;
        font-size: var(--type-4);
      }
      .file:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ attribute: false }) accessor app!: App;
  /** The lesson that is being changed. */
  @state() private accessor editing = '';
  @state() private accessor said = '';
  @state() private accessor removed: Lesson | undefined;
  /** Whether the device keeps what was made last. */
  @state() private accessor keeps = true;

  constructor() {
    super();
    new WhenKept(this, () => this.requestUpdate());
  }

  override render(): TemplateResult {
    const { t } = this;
    const edited = this.editing ? ownLesson(this.editing) : undefined;
    return html`<h3 class="own">${t('own.title')}</h3>
      <p>${t('own.note')}</p>
      <ul>
        ${ownLessons().map((lesson) => this.#item(lesson))}
      </ul>
      <div class="row">
        <button class="button" @click=${this.#make}>${t('own.make')}</button>
        <label class="button file"
          >${t('own.open')}<input
            class="sr"
            type="file"
            multiple
            accept=".json,application/json"
            @change=${this.#files}
        /></label>
        ${
          this.removed
            ? html`<button class="button" @click=${this.#putBack}>
                ${t('own.putBack', { title: this.#title(this.removed) })}
              </button>`
            : nothing
        }
        <span role="status">${this.said}</span>
      </div>
      ${
        edited
          ? html`<pl-lesson-maker
              .t=${t}
              .lesson=${edited}
              .now=${() => this.app.store.get()}
              .titleOf=${this.#titleOf}
              .keeps=${this.keeps}
              @lesson-made=${(e: CustomEvent<{ lesson: Lesson }>) => this.#keep(e.detail.lesson)}
              @lesson-done=${() => (this.editing = '')}
            ></pl-lesson-maker>`
          : nothing
      }`;
  }

  #titleOf = (name: string): string => {
    const model = this.app.offers?.find((m) => m.name === name);
    return (model && offerOf(model, this.t).title) || name;
  };

  #title(lesson: Lesson): string {
    return lesson.title[this.t.lang] || this.t('own.untitled');
  }

  #item(lesson: Lesson): TemplateResult {
    const { t } = this;
    const { id } = lesson;
    return html`<li>
      <h3>${this.#title(lesson)} <span class="lab">${t('own.steps', { n: lesson.steps.length })}</span></h3>
      <p>${lesson.goal[t.lang]}</p>
      <div class="row">
        <a class="button" href=${lessonHref(id)}>${t('lesson.start')}</a>
        <button @click=${() => (this.editing = id)}>${t('own.change')}</button>
        <button @click=${() => this.#save(lesson)}>${t('own.save')}</button>
        <button @click=${() => this.#copy(lesson)}>${t('lesson.pupils')}</button>
        <button @click=${() => printSheet(t, lesson)}>${t('lesson.sheet')}</button>
        <button @click=${() => this.#remove(lesson)}>${t('own.remove')}</button>
      </div>
    </li>`;
  }

  #keep(lesson: Lesson): void {
    this.keeps = keepOwn(lesson);
    this.requestUpdate();
  }

  #make = () => {
    const lesson = blankLesson(newId(), this.t.lang);
    this.#keep(lesson);
    this.editing = lesson.id;
    this.said = '';
  };

  #remove(lesson: Lesson): void {
    dropOwn(lesson.id);
    this.removed = lesson;
    if (this.editing === lesson.id) this.editing = '';
    this.requestUpdate();
  }

  #putBack = () => {
    if (this.removed) this.#keep(this.removed);
    this.removed = undefined;
  };

  #save(lesson: Lesson): void {
    const name = this.#title(lesson)
      .replace(/[^\p{L}\p{N}_-]+/gu, '-')
      .slice(0, 60);
    const text = writeLesson(lesson, 1) + '\n';
    download(new Blob([text], { type: 'application/json' }), `pellucid-lesson-${name}.json`);
  }

  async #copy(lesson: Lesson): Promise<void> {
    const { t } = this;
    const made = packLesson(lesson);
    const link = location.href.replace(/#.*$/, '') + lessonHref(lesson.id, { lock: true, made });
    if (made.length > longestLesson) this.said = t('own.tooLong');
    else if (await copied(link)) this.said = t('own.copied', { n: link.length });
    else this.said = t('figure.notCopied');
  }

  #files = async (event: Event) => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    const said: string[] = [];
    for (const file of files) said.push(await this.#read(file));
    input.value = '';
    this.said = said.join(' ');
  };

  /** Opens one file, and says what came of it. */
  async #read(file: File): Promise<string> {
    const { t } = this;
    const { name } = file;
    if (file.size > largest) return t('own.bad.large', { name });
    try {
      const lesson = openLesson(await file.text(), { en: ' (earlier)', zh: '（旧）' });
      return t('own.opened', { title: this.#title(lesson) });
    } catch (error) {
      if (!(error instanceof BadLesson)) return t('own.bad.JSON', { name });
      const { field, step } = error;
      if (field === 'JSON' || field === 'id') return t('own.bad.JSON', { name });
      return step ? t('own.bad.step', { name, step, field }) : t('own.bad.field', { name, field });
    }
  }
}

define('pl-own-lessons', OwnLessons);
declare global {
  interface HTMLElementTagNameMap {
    'pl-own-lessons': OwnLessons;
  }
}
