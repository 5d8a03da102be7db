// What cards of lessons have in common: how they look, the link that begins a lesson, and its worksheet.

import { css } from 'lit';
import type { Translate } from '../i18n/index.ts';
import type { Lesson } from '../state/lesson.ts';
import { LessonSheet } from '../views/lesson-sheet.ts';

export const cards = css`
  ul {
    list-style: none;
    padding: 0;
    margin: 0;
    display: grid;
    gap: 12px 24px;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
  }
  ul > li {
    background: var(--card);
    border: 1px solid var(--rule);
    border-radius: var(--round-3);
    padding: 12px 16px;
  }
  h3 {
    font: 500 var(--type-7)/1.4 var(--serif);
    margin: 0;
    color: var(--ink);
    overflow-wrap: anywhere;
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
`;

/**
 * The link that begins a lesson; `lock` shows only what the lesson needs, `made` is the lesson itself where others have
 * it not.
 */
export function lessonHref(id: string, { lock, made }: { lock?: boolean; made?: string } = {}): string {
  return `#${new URLSearchParams({ lesson: id, ...(lock && { lock: '1' }), ...(made && { made }) })}`;
}

/** Prints a lesson's worksheet; paper gets that alone (styles/page.css). */
export async function printSheet(t: Translate, lesson: Lesson): Promise<void> {
  const sheet = new LessonSheet();
  Object.assign(sheet, { t, lesson });
  document.body.append(sheet);
  await sheet.updateComplete;
  addEventListener('afterprint', () => sheet.remove(), { once: true });
  print();
}
