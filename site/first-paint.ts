// The smallest script file of the page, beside the large one: says which of the finished first results this reader's
// address and language ask for, so that it is on its way while the rest arrives.

import { fromLocation, openingOf } from './state/url.ts';

/** The link to the first result that this address asks for, if it asks for one. */
export function firstLink(): HTMLLinkElement | null {
  const lang = openingOf(fromLocation());
  return lang ? document.querySelector(`link[data-first][hreflang=${lang}]`) : null;
}

const first = firstLink();
// In a page that is one file it is there already.
if (first && !('pellucidBase' in globalThis)) {
  const early = { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: first.href };
  document.head.append(Object.assign(document.createElement('link'), early));
}
