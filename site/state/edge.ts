// Links through the edge worker (docs/edge.md), for a site that was built for one: a shared link then has a card, and a
// lesson may have a short one. A page that was not told of a worker, or comes from elsewhere, asks nobody.

import { initial, link, write, type State } from './url.ts';

/** The longest state that the worker takes, bytes. */
const longestState = 4000;

/** The address at which this page's worker answers; "" without one. */
export function edge(): string {
  const address = document.querySelector<HTMLMetaElement>('meta[name="edge"]')?.content ?? '';
  return address && location.href.startsWith(address) ? address : '';
}

/** The address of this page in a state, for others: through the worker where it knows all that is in it. */
export function sharedLink(state: State): string {
  const long = link(state);
  const query = long.slice(long.indexOf('#') + 1);
  const known = !state.made && !state.lesson.startsWith('own-') && query.length <= longestState;
  return edge() && known ? `${edge()}share?${query}` : long;
}

/** A short link, and the day until which it is kept, "2027-01-31". */
export interface Short {
  url: string;
  until: string;
}

/** Has the worker make a short link to a lesson of the site; throws where it does not. */
export async function shortLink(part: Partial<State>): Promise<Short> {
  const body = JSON.stringify({ state: write({ ...initial, ...part }, []) });
  const response = await fetch(`${edge()}short`, { method: 'POST', body });
  const made = (await response.json()) as Partial<Short>;
  if (!response.ok || typeof made.url !== 'string' || typeof made.until !== 'string')
    throw new Error(`no short link: ${response.status}`);
  return { url: made.url, until: made.until };
}
