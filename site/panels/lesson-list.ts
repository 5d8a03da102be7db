// The lessons on offer, at the foot of the page: to begin, to hand to pupils as a link, to print as a worksheet; and
// the teacher's page, where answers are put together.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { copied } from '../state/clipboard.ts';
import { lessonNamed, lessonsOnOffer, type Listed } from '../state/lessons.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';
import { LessonSheet } from '../views/lesson-sheet.ts';
import './lesson-answers.ts';

/** The link that begins a lesson; `locked` shows only what the lesson needs. */
export function lessonHref(id: string, locked = false): string {
  return `#${new URLSearchParams({ lesson: id, ...(locked && { lock: '1' }) })}`;
}

export class LessonList extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        margin: 0 0 16px;
      }
      summary {
        cursor: pointer;
        min-height: 40px;
        padding: 8px 0;
        color: var(--ink);
        font: 500 var(--type-7)/1.4 var(--serif);
      }
      ul {
        list-style: none;
        padding: 0;
        margin: 0;
        display: grid;
        gap: 12px 24px;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
      }
      li {
        background: var(--card);
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        padding: 12px 16px;
      }
      h3 {
        font: 500 var(--type-7)/1.4 var(--serif);
        margin: 0;
        color: var(--ink);
      }
      p {
        margin: 4px 0 8px;
        font-size: var(--type-4);
      }
      a.button {
        display: inline-flex;
        align-items: center;
        min-height: 40px;
        border-radius: var(--round-3);
        text-decoration: none;
        font-size: var(--type-4);
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @state() private accessor list: Listed[] = [];
  @state() private accessor done = '';

  override render(): TemplateResult {
    const { t } = this;
    return html`<details @toggle=${this.#open}>
      <summary>${t('lesson.list')}</summary>
      <ul>
        ${this.list.map((lesson) => this.#item(lesson))}
      </ul>
      ${this.list.length ? html`<pl-lesson-answers .t=${t}></pl-lesson-answers>` : nothing}
    </details>`;
  }

  #item({ id, title, goal, minutes }: Listed): TemplateResult {
    const { t } = this;
    return html`<li>
      <h3>${title[t.lang]} <span class="lab">${t('lesson.minutes', { n: minutes })}</span></h3>
      <p>${goal[t.lang]}</p>
      <div class="row">
        <a class="button" href=${lessonHref(id)}>${t('lesson.start')}</a>
        <button @click=${() => this.#copy(id)}>${t(this.done === id ? 'lesson.copied' : 'lesson.pupils')}</button>
        <button @click=${() => this.#print(id)}>${t('lesson.sheet')}</button>
      </div>
    </li>`;
  }

  #open = async () => {
    this.list = await lessonsOnOffer();
  };

  async #copy(id: string): Promise<void> {
    const here = location.href.replace(/#.*$/, '');
    this.done = (await copied(here + lessonHref(id, true))) ? id : '';
    setTimeout(() => (this.done = ''), 2500);
  }

  /** Paper gets the worksheet alone (styles/page.css). */
  async #print(id: string): Promise<void> {
    const sheet = new LessonSheet();
    Object.assign(sheet, { t: this.t, lesson: await lessonNamed(id) });
    document.body.append(sheet);
    await sheet.updateComplete;
    addEventListener('afterprint', () => sheet.remove(), { once: true });
    print();
  }
}

define('pl-lessons', LessonList);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lessons': LessonList;
  }
}
