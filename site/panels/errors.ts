// From an error's code to a sentence in the reader's language that says what is wrong and what to do.

import { en } from '../i18n/en.ts';
import type { Key, Translate } from '../i18n/index.ts';
import type { EngineError } from '../../wasm/bridge/errors.ts';

/** The sentence for an error, and the engine's own wording beneath it. */
export function errorText(error: EngineError, t: Translate): { text: string; detail: string } {
  const key: Key = `error.${error.code}`;
  const known = key in en; // an engine of another version may know more codes
  const values = Object.fromEntries(Object.entries(error.values).map(([k, v]) => [k, String(v)]));
  return { text: known ? t(key, values) : t('error.failed', { detail: error.message }), detail: error.message };
}
