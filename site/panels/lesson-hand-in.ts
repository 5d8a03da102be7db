// How a pupil hands answers in: as a file, or as a link for the class's chat.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { copied } from '../state/clipboard.ts';
import { packAnswers, type Answers } from '../state/lesson.ts';
import { answersOf } from '../state/lessons.ts';
import { download } from '../state/table.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';

export class LessonHandIn extends LitElement {
  static override styles = [
    shared,
    css`
      input {
        width: 14ch;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property() accessor lesson = '';
  /** How many answers there are. */
  @property({ type: Number }) accessor count = 0;
  @state() private accessor name = '';
  @state() private accessor done = false;

  override render(): TemplateResult {
    const { t } = this;
    return html`<span class="row" title=${t('lesson.stays')}>
      <input
        type="text"
        maxlength="60"
        aria-label=${t('lesson.name')}
        placeholder=${t('lesson.name')}
        .value=${this.name}
        @input=${(e: Event) => (this.name = (e.target as HTMLInputElement).value)}
      />
      <button class="button" ?disabled=${!this.count} @click=${this.#save}>${t('lesson.save')}</button>
      <button ?disabled=${!this.count} @click=${this.#copy}>${t(this.done ? 'lesson.copied' : 'lesson.copy')}</button>
    </span>`;
  }

  get #answers(): Answers {
    return { lesson: this.lesson, name: this.name.trim(), answers: [...answersOf(this.lesson)] };
  }

  #save = () => {
    const text = JSON.stringify(this.#answers, null, 1) + '\n';
    const name = this.name.trim().replace(/[^\p{L}\p{N}_-]+/gu, '-');
    download(new Blob([text], { type: 'application/json' }), `pellucid-${this.lesson}${name && `-${name}`}.json`);
  };

  #copy = async () => {
    this.done = await copied(`${location.href.replace(/#.*$/, '')}#answers=${packAnswers(this.#answers)}`);
    setTimeout(() => (this.done = false), 2500);
  };
}

define('pl-lesson-hand-in', LessonHandIn);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lesson-hand-in': LessonHandIn;
  }
}
