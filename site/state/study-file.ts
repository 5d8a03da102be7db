// Where the study of ability and attention comes from: fetched once when asked for.

import { request } from '../../wasm/bridge/origin.ts';
import { beside } from './beside.ts';
import type { Study } from './study.ts';

let coming: Promise<Study | undefined> | undefined;

/** The study; undefined if it cannot be had. */
export function abilityStudy(url = 'studies/ability.json'): Promise<Study | undefined> {
  return (coming ??= request(beside(url))
    .then(async (response) => (response.ok ? ((await response.json()) as Study) : undefined))
    .catch(() => {
      coming = undefined;
      return undefined;
    }));
}
