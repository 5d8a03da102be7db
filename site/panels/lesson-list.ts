// The lessons on offer, at the foot of the page: to begin, to hand to pupils as a link, to print as a worksheet; and
// the teacher's page, where answers are put together.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { copied } from '../state/clipboard.ts';
import { edge, shortLink } from '../state/edge.ts';
import { lessonNamed, lessonsOnOffer, type Listed } from '../state/lessons.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';
import { cards, lessonHref, printSheet } from './lesson-cards.ts';
import type { App } from './panel.ts';
import './lesson-answers.ts';
import './lesson-own.ts';

export class LessonList extends LitElement {
  static override styles = [
    shared,
    cards,
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
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ attribute: false }) accessor app!: App;
  @state() private accessor list: Listed[] = [];
  @state() private accessor done = '';
  @state() private accessor opened = false;
  /** What came of the last wish for a short link. */
  @state() private accessor short = { id: '', said: '' };

  override render(): TemplateResult {
    const { t } = this;
    return html`<details @toggle=${this.#open}>
      <summary>${t('lesson.list')}</summary>
      <ul>
        ${this.list.map((lesson) => this.#item(lesson))}
      </ul>
      ${
        this.opened
          ? html`<pl-own-lessons .t=${t} .app=${this.app}></pl-own-lessons>
              <pl-lesson-answers .t=${t}></pl-lesson-answers>`
          : nothing
      }
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
        ${edge() ? html`<button @click=${() => this.#short(id)}>${t('lesson.short')}</button>` : nothing}
        <button @click=${async () => printSheet(this.t, await lessonNamed(id))}>${t('lesson.sheet')}</button>
      </div>
      <p role="status">${this.short.id === id ? this.short.said : ''}</p>
    </li>`;
  }

  #open = async () => {
    this.opened = true;
    this.list = await lessonsOnOffer();
  };

  /** For the blackboard; nobody is asked for one before. */
  async #short(id: string): Promise<void> {
    const { t } = this;
    try {
      const { url, until } = await shortLink({ lesson: id, lock: 1 });
      const done = await copied(url);
      this.short = { id, said: t(done ? 'lesson.shortCopied' : 'lesson.shortMade', { url, until }) };
    } catch {
      this.short = { id, said: t('lesson.noShort') };
    }
  }

  async #copy(id: string): Promise<void> {
    const here = location.href.replace(/#.*$/, '');
    this.done = (await copied(here + lessonHref(id, { lock: true }))) ? id : '';
    setTimeout(() => (this.done = ''), 2500);
  }
}

define('pl-lessons', LessonList);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lessons': LessonList;
  }
}
