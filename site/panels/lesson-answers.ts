// The teacher's page: pupils' answers, pasted or opened as files, as bars beside each question. They stay on this
// device.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import {
  barsOf,
  marks,
  merged,
  unpackAll,
  unpackAnswers,
  type Answers,
  type Lesson,
  type Mark,
} from '../state/lesson.ts';
import { lessonNamed } from '../state/lessons.ts';
import { shared } from '../styles/shared.ts';
import { define, unique } from '../views/define.ts';
import { WhenKept } from './when-kept.ts';

export class LessonAnswers extends LitElement {
  static override styles = [
    shared,
    css`
      h3 {
        font: 500 var(--type-7)/1.4 var(--serif);
        margin: 20px 0 4px;
        color: var(--ink);
      }
      h4 {
        font: 500 var(--type-5)/1.4 var(--serif);
        margin: 16px 0 4px;
        color: var(--ink);
        max-width: 72ch;
      }
      textarea {
        width: 100%;
        min-height: 64px;
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        padding: 8px 10px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(80px, max-content) 1fr;
        gap: 4px 12px;
        margin: 0;
        max-width: 720px;
      }
      dt {
        overflow-wrap: anywhere;
        max-width: 28ch;
      }
      dd {
        margin: 0;
        display: flex;
        gap: 8px;
        align-items: center;
        flex-wrap: wrap;
      }
      i {
        display: block;
        height: 12px;
        border-radius: var(--round-2);
        background: var(--accent);
      }
      .file {
        display: inline-flex;
        align-items: center;
        min-height: 40px;
        border-radius: var(--round-3);
        cursor: pointer;
      }
      .file:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @state() private accessor pasted: Answers[] = [];
  @state() private accessor opened: Answers[] = [];
  @state() private accessor unread = 0;
  @state() private accessor lessons: Lesson[] = [];
  readonly #field = unique('answers');

  override render(): TemplateResult {
    const { t } = this;
    const all = this.#all;
    return html`<h3>${t('answers.title')}</h3>
      <label for=${this.#field}>${t('answers.paste')}</label>
      <textarea id=${this.#field} spellcheck="false" @input=${this.#paste}></textarea>
      <div class="row">
        <label class="button file"
          >${t('answers.open')}<input
            class="sr"
            type="file"
            multiple
            accept=".json,application/json"
            @change=${this.#files}
        /></label>
        <span role="status"
          >${t('answers.from', { n: all.length })} ${this.unread ? t('answers.unread', { n: this.unread }) : ''}</span
        >
      </div>
      ${all.length && !this.lessons.length ? html`<p>${t('answers.other')}</p>` : nothing}
      ${this.lessons.map((lesson) => this.#lesson(lesson, all))}`;
  }

  constructor() {
    super();
    new WhenKept(this, () => void this.#load());
  }

  get #all(): Answers[] {
    return merged([...this.opened, ...this.pasted]);
  }

  #lesson(lesson: Lesson, all: readonly Answers[]): TemplateResult {
    const { lang } = this.t;
    return html`<h3>${lesson.title[lang]}</h3>
      ${lesson.steps.map((step, i) => {
        const bars = barsOf(all, lesson.id, i);
        const most = Math.max(...bars.map((b) => b.count));
        return bars.length
          ? html`<h4>${i + 1} · ${step.text[lang]} ${step.ask[lang]}</h4>
              <dl>${bars.map((bar) => this.#bar(bar.said, bar.count, bar.agreed, most))}</dl>`
          : nothing;
      })}`;
  }

  #bar(said: string, count: number, agreed: number, most: number): TemplateResult {
    const { t } = this;
    const word = (marks as readonly string[]).includes(said) ? t(`mark.${said as Mark}`) : said;
    return html`<dt>${word}</dt>
      <dd>
        <i style="width:${(60 * count) / most}%"></i><b class="num">${count}</b>
        ${agreed ? html`<span class="lab">${t('answers.agreed', { n: agreed })}</span>` : nothing}
      </dd>`;
  }

  #paste = (event: Event) => {
    this.pasted = unpackAll((event.target as HTMLTextAreaElement).value);
    void this.#load();
  };

  #files = async (event: Event) => {
    const texts = await Promise.all([...((event.target as HTMLInputElement).files ?? [])].map((file) => file.text()));
    const read = texts.map(unpackAnswers);
    this.unread = read.filter((a) => !a).length;
    this.opened = [...this.opened, ...read.filter((a) => a !== undefined)];
    void this.#load();
  };

  async #load(): Promise<void> {
    const ids = [...new Set(this.#all.map((a) => a.lesson))].filter((id) => /^[a-z0-9-]+$/.test(id));
    // Own lessons may be opened after the answers to them.
    const found = await Promise.all(ids.map((id) => lessonNamed(id).catch(() => undefined)));
    this.lessons = found.filter((lesson) => lesson !== undefined);
  }
}

define('pl-lesson-answers', LessonAnswers);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lesson-answers': LessonAnswers;
  }
}
