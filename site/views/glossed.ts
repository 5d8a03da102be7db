// Texts in which the terms of the glossary can be pressed.

import { html, type TemplateResult } from 'lit';
import { pieces, type Piece, type TermId } from '../i18n/glossary.ts';
import type { Language } from '../i18n/index.ts';
import './term-mark.ts';

/** Marks the terms in the plain parts of a text, each once as far as `told` goes. */
export function glossed(
  parts: (string | TemplateResult)[],
  lang: Language,
  told: Set<TermId>,
): (string | TemplateResult)[] {
  const mark = ({ text, term }: Piece) =>
    term ? html`<pl-term .term=${term} .lang=${lang} .word=${text}></pl-term>` : text;
  return parts.flatMap((part): (string | TemplateResult)[] =>
    typeof part === 'string' ? pieces(part, lang, told).map(mark) : [part],
  );
}
