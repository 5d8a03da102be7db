// Taking something away by the clipboard.

import type { Embedded } from '../state/snippet.ts';
import type { State } from '../state/url.ts';
import type { Place } from '../stages.ts';

/** Puts a text on the clipboard, by the old way where the new one is not allowed. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area);
    area.select();
    const ok = document.execCommand('copy');
    area.remove();
    return ok;
  }
}

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
