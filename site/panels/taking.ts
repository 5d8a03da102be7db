// Taking something away by the clipboard.

import { copied } from '../state/clipboard.ts';
import type { Embedded } from '../state/snippet.ts';
import type { State } from '../state/url.ts';
import type { Place } from '../stages.ts';

/** Answers `embed-figure`: what of an embed is not the figure's own. */
export function embedOf(base: string, state: () => State) {
  return ({
    detail,
  }: CustomEvent<{ place: Place; answer: (of: Pick<Embedded, 'base' | 'place' | 'state'>) => void }>) =>
    detail.answer({ base, place: detail.place, state: state() });
}

/** Answers `copy-code`. */
export async function copyCode(event: CustomEvent<{ text: string; done: (ok: boolean) => void }>): Promise<void> {
  event.detail.done(await copied(event.detail.text));
}

/** Answers a figure's `copy-link`. */
export function copyLink(to: (place: Place) => string) {
  return async (event: CustomEvent<{ place: Place; done: (ok: boolean) => void }>): Promise<void> =>
    event.detail.done(await copied(to(event.detail.place)));
}
