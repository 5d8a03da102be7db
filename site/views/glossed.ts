// Texts in which the terms of the glossary can be pressed.

import { html, type TemplateResult } from 'lit';
import { pieces, type TermId } from '../i18n/glossary.ts';
import type { Language } from '../i18n/index.ts';
import './term-mark.ts';

/** Marks the terms in the plain parts of a text, each once as far as `told` goes. */
export function glossed(
  parts: (string | TemplateResult)[],
  lang: Language,
  told: Set<TermId>,
): (string | TemplateResult)[] {
  return parts.flatMap((part) => {
    if (typeof part !== 'string') return [part];
    return pieces(part, lang, told).map(({ text, term }) =>
      term ? html`<pl-term .term=${term} .lang=${lang} .word=${text}></pl-term>` : text,
    );
  });
}
