// One way to a sentence: a translator for a language. The compiler proves that Chinese has every key that English has.

import { html, type TemplateResult } from 'lit';
import { en } from './en.ts';
import type { Language } from './language.ts';
import { zh } from './zh.ts';

export { language, type Language } from './language.ts';
export type Key = keyof typeof en;

/**
 * Gives the text of a key with its places filled in: {name} is the value; {name?one|many} is what stands for a value of
 * 1 and for all others, with # as the value: "runs {n?once|# times}".
 */
export type Translate = ((key: Key, values?: Readonly<Record<string, string | number | undefined>>) => string) & {
  readonly lang: Language;
};

const place = /\{(\w+)(?:\?([^|{}]*)\|([^{}]*))?\}/g;
const cache = new Map<Language, Translate>();

/** The translator of a language: always the same function, so that elements redraw only when the language changes. */
export function translator(lang: Language): Translate {
  let t = cache.get(lang);
  if (!t) {
    const texts: Record<Key, string> = lang === 'zh' ? zh : en;
    const translate = (key: Key, values: Readonly<Record<string, string | number | undefined>> = {}) =>
      texts[key].replace(place, (whole, name: string, one?: string, many?: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        return many === undefined ? String(value) : String(value) === '1' ? one! : many.replaceAll('#', String(value));
      });
    t = Object.assign(translate, { lang });
    cache.set(lang, t);
  }
  return t;
}

/** A text in which [q|words], [k|words] and [v|words] stand in the colour of queries, keys and values. */
export function rich(text: string): (string | TemplateResult)[] {
  return text.split(/(\[[qkv]\|[^\]]*\])/).map((part) => {
    const marked = /^\[([qkv])\|([^\]]*)\]$/.exec(part);
    return marked ? html`<span class=${marked[1]!}>${marked[2]}</span>` : part;
  });
}
