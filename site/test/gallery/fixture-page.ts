// Puts one view on a gallery page, in the language and theme that the address asks for (?en, ?dark), and answers its
// events the way a panel would, by setting properties.

import { render, type TemplateResult } from 'lit';
import { translator, type Translate } from '../../i18n/index.ts';

/** Draws a page whenever `state` changes; the template gets the translator, the state, and a way to change it. */
export function show<S extends object>(
  state: S,
  template: (t: Translate, state: S, set: (part: Partial<S>) => void) => TemplateResult,
): void {
  const query = new URLSearchParams(location.search);
  const t = translator(query.has('en') ? 'en' : 'zh');
  document.documentElement.lang = t.lang === 'zh' ? 'zh-Hans' : 'en';
  document.documentElement.dataset.theme = query.has('dark') ? 'dark' : 'light';
  const root = document.querySelector<HTMLElement>('main')!;
  const draw = () =>
    render(
      template(t, state, (part) => {
        Object.assign(state, part);
        draw();
      }),
      root,
    );
  draw();
}
