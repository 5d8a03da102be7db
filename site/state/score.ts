// How often the reader guessed right, kept on this device: a guess counts once, however often its page is opened. Where
// storage is forbidden it lasts as long as the page.

/** Guesses by what was asked, and whether each was right. */
type Guesses = Record<string, boolean>;

const name = 'pellucid.guesses';
let guesses: Guesses = kept();

function kept(): Guesses {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as Guesses;
  } catch {
    return {};
  }
}

/** Takes note of the first answer to a question; later ones do not count. */
export function note(question: string, right: boolean): void {
  if (question in guesses) return;
  guesses = { ...guesses, [question]: right };
  try {
    localStorage.setItem(name, JSON.stringify(guesses));
  } catch {
    // It lasts as long as the page.
  }
}

/** Right guesses, and all. */
export function score(): { right: number; all: number } {
  const list = Object.values(guesses);
  return { right: list.filter(Boolean).length, all: list.length };
}
