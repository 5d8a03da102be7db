// Which of the two languages a reader gets; a file of its own because the first script of the page needs no sentence.

export type Language = 'zh' | 'en';

/** The reader's language: their choice, else the browser's. */
export function language(choice: '' | Language, preferred: readonly string[] = navigator.languages): Language {
  if (choice) return choice;
  const first = preferred.find((l) => /^(zh|en)\b/i.test(l)) ?? 'zh';
  return first.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
