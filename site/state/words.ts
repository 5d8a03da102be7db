// Words: how the browser finds them in a text, and the reader's word list for the map with which of them mean the same.

const segmenters = new Map<string | undefined, Intl.Segmenter>();

/**
 * Finds the words of a language, the browser's own if none is named. Made once: its dictionaries take their time to
 * load.
 */
export function segmenter(language?: string): Intl.Segmenter {
  let known = segmenters.get(language);
  if (!known) segmenters.set(language, (known = new Intl.Segmenter(language, { granularity: 'word' })));
  return known;
}

/** The words of the map until the reader writes others, for a model of English alone. */
export const englishWords =
  'cat dog bird mom dad boy girl friend water fire tree flower red blue big little happy sad eat drink run jump ' +
  'one two';

/** Words of a list, separated by spaces, commas or line breaks; doubles dropped, at most 80. */
export function splitWords(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))].slice(0, 80);
}

/** Index pairs of a Chinese word and the word in another script right after it. */
export function meaningPairs(words: readonly string[]): [number, number][] {
  const han = (w: string | undefined) => w !== undefined && /\p{Script=Han}/u.test(w);
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < words.length; i++) if (han(words[i]) && !han(words[i + 1])) pairs.push([i, i + 1]);
  return pairs;
}

/** A word as it stands inside a sentence: words of spaced scripts carry the space before them into their token. */
export function spaced(word: string): string {
  return /\p{Script=Han}/u.test(word) ? word : ` ${word}`;
}
