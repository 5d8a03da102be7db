// A lesson on paper: goal, questions with room for answers; the teacher's notes on a page of their own.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { marks, triedKinds, type Lesson, type Tried } from '../state/lesson.ts';
import { shared } from '../styles/shared.ts';
import { define } from './define.ts';

export class LessonSheet extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        padding: 0 8mm;
        color: var(--ink);
        font-size: 11pt;
      }
      h1 {
        font: 500 20pt/1.3 var(--serif);
        margin: 0 0 4mm;
      }
      .name {
        border-bottom: 1px solid;
        width: 60mm;
        margin-left: auto;
      }
      li {
        margin: 0 0 5mm;
        break-inside: avoid;
      }
      p {
        margin: 0 0 1mm;
      }
      .line {
        height: 9mm;
        border-bottom: 1px dotted var(--field);
      }
      .box::before {
        content: '☐ ';
      }
      .box {
        margin-right: 8mm;
      }
      h2 {
        font: 500 13pt/1.3 var(--serif);
        margin: 5mm 0 2mm;
      }
      .tried li {
        margin: 0 0 2mm;
        font-size: 10pt;
      }
      aside {
        break-before: page;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ attribute: false }) accessor lesson!: Lesson;

  override render(): TemplateResult {
    const { t, lesson } = this;
    const { lang } = t;
    return html`<p class="name">${t('sheet.name')}</p>
      <h1>${lesson.title[lang]}</h1>
      ${lesson.goal[lang] ? html`<p>${t('lesson.goal')}: ${lesson.goal[lang]}</p>` : ''}
      <ol>
        ${lesson.steps.map(
          (step) =>
            html`<li>
              <p>${step.text[lang]}</p>
              ${step.try ? html`<p>→ ${step.try[lang]}</p>` : ''}
              <p><b>${step.ask[lang]}</b></p>
              ${
                step.kind === 'read'
                  ? ''
                  : step.kind === 'mark'
                    ? marks.map((mark) => html`<span class="box">${t(`mark.${mark}`)}</span>`)
                    : html`<div class="line"></div>`
              }
            </li>`,
        )}
      </ol>
      <aside>
        <h1>${t('lesson.teacher')} (${t('lesson.minutes', { n: lesson.minutes })})</h1>
        <p>${lesson.teacher[lang]}</p>
        ${lesson.tried && triedKinds.includes(lesson.tried.kind) ? this.#tried(lesson.tried) : ''}
      </aside>`;
  }

  /** Sentences to fall back on, with what the model did when they were tried. */
  #tried({ kind, texts, found }: Tried): TemplateResult {
    const { t } = this;
    const said = (i: number) =>
      Object.fromEntries(
        Object.entries(found[i]![t.lang]).map(([key, value]) => [
          key,
          typeof value === 'boolean' ? t(value ? 'tried.yes' : 'tried.no') : value,
        ]),
      );
    return html`<h2>${t('tried.title')}</h2>
      <ol class="tried">
        ${texts.map(
          (text, i) =>
            html`<li>
              ${text[t.lang].replace(/^<\w+> /, '')}<br />→ ${t(`tried.${kind}`, { tau: '–', ...said(i) })}
            </li>`,
        )}
      </ol>`;
  }
}

define('pl-lesson-sheet', LessonSheet);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lesson-sheet': LessonSheet;
  }
}
