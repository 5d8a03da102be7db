// Where the list comes from by which the page cuts Chinese.

import { request } from '../../wasm/bridge/origin.ts';
import { beside } from './beside.ts';
import { useWords } from './words.ts';

let coming: Promise<void> | undefined;

/** Fetches the list once. Without it every character is a word. */
export function loadWords(url = 'words/zh.txt'): Promise<void> {
  return (coming ??= request(beside(url))
    .then(async (response) => useWords(response.ok ? await response.text() : ''))
    .catch(() => {
      coming = undefined;
      useWords('');
    }));
}
