// Few-shot prompts as a reader writes them: a line a demonstration, "sentence = label"; behind an empty line, questions
// with the label that would be right.

import prompts from '../../assets/shots.json' with { type: 'json' };
import type { LabelShot, LabelWordsParams } from '../../wasm/bridge/protocol.gen.ts';

/** Fewest demonstrations, and fewest labels. */
export const fewestShots = 2;

/** What is asked first, in a language. */
export function proposedShots(lang: 'en' | 'zh'): string {
  const lines = (list: readonly LabelShot[]) => list.map(({ text, label }) => `${text} = ${label.trim()}`).join('\n');
  return `${lines(prompts[lang].shots)}\n\n${lines(prompts[lang].queries)}`;
}

/** The prompts of a text; lines without a label are left out. The form is that of the language the text is in. */
export function shotsOf(text: string): Pick<LabelWordsParams, 'shots' | 'queries' | 'form'> {
  const { form } = prompts[/\p{Script=Han}/u.test(text) ? 'zh' : 'en'];
  const gap = form.middle.endsWith(':') ? ' ' : '';
  const read = (part = '') =>
    part.split('\n').flatMap((line): LabelShot[] => {
      const [, sentence = '', label = ''] = /^(.*)[=＝](.*)$/.exec(line) ?? [];
      return sentence.trim() && label.trim() ? [{ text: sentence.trim(), label: gap + label.trim() }] : [];
    });
  const [first, ...rest] = text.trim().split(/\n\s*\n/);
  return { shots: read(first), queries: read(rest.join('\n')), form };
}
