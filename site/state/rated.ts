// Pairs of Chinese words whose likeness people have rated: COS960 (Huang et al. 2019, MIT), fetched once when asked
// for.

import { request } from '../../wasm/bridge/origin.ts';
import { beside } from './beside.ts';
import type { RatedPair } from '../../wasm/bridge/protocol.gen.ts';

let coming: Promise<RatedPair[]> | undefined;

/** The pairs; none if they cannot be had. */
export function ratedPairs(url = 'words/cos960.txt'): Promise<RatedPair[]> {
  return (coming ??= request(beside(url))
    .then(async (response) => (response.ok ? parseRated(await response.text()) : []))
    .catch(() => {
      coming = undefined;
      return [];
    }));
}

/** Lines of two words and their mean rating, 0 to 4. */
export function parseRated(text: string): RatedPair[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((f) => f.length === 3)
    .map(([a, b, score]) => ({ a: a!, b: b!, score: Number(score) }));
}
