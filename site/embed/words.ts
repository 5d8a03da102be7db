// The few words of an embed before the page's sentences have come.

import made from 'pellucid:embed-words';
import type { Language } from '../i18n/language.ts';
import type { Place } from '../stages.ts';

/** What an embed says by itself; the keys stand in i18n with "embed." before them. */
export type Word = 'try' | 'again' | 'loads' | 'loading' | 'failed' | 'unknown' | 'sentence' | 'whole';

export const word = (lang: Language, key: Word): string => made[lang].words[`embed.${key}`]!;
export const titleOf = (lang: Language, place: Place): string => made[lang].figures[place]!;
