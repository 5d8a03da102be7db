// The small script of the page, beside the large one: begins what takes longest while the rest arrives. That is the
// finished first result that this reader's address and language ask for, and engine and model.

import type { LoadProgress } from '../wasm/bridge/messages.ts';
import { open, type PellucidModel, type PellucidOptions } from '../wasm/bridge/pellucid.ts';
import { fromLocation, openingOf, type State } from './state/url.ts';

/** The link to the first result that an address asks for, if it asks for one. */
export function firstLink(state: State = fromLocation()): HTMLLinkElement | null {
  const lang = openingOf(state);
  return lang ? document.querySelector(`link[data-first][hreflang=${lang}]`) : null;
}

/** A model that opens before anything asks for it. */
interface Early {
  name: string;
  model: Promise<PellucidModel>;
  /** How far it is, and who is told. */
  progress?: LoadProgress;
  listener?: (progress: LoadProgress) => void;
  control: AbortController;
}

let early: Early | undefined;

/** Begins to open the model of that name. */
function begin(name: string): void {
  const control = new AbortController();
  const onProgress = (progress: LoadProgress) => {
    if (!early) return;
    early.progress = progress;
    early.listener?.(progress);
  };
  early = { name, control, model: open(`models/${name}/`, { onProgress, signal: control.signal }) };
  early.model.catch(() => undefined); // told to whoever asks for it
}

/** Opens a model by its name; what has begun already goes on, for the first who asks. */
export function openNamed(name: string, options: PellucidOptions): Promise<PellucidModel> {
  const begun = early;
  if (begun?.name !== name || begun.listener || options.signal?.aborted) return open(`models/${name}/`, options);
  begun.listener = options.onProgress ?? (() => undefined);
  if (begun.progress) begun.listener(begun.progress);
  options.signal?.addEventListener('abort', () => begun.control.abort(options.signal!.reason));
  return begun.model;
}

// In a page that is one file all is there already, and read when it is asked for.
if (!('pellucidBase' in globalThis)) {
  const state = fromLocation();
  const first = firstLink(state);
  if (first) {
    const preload = { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: first.href };
    document.head.append(Object.assign(document.createElement('link'), preload));
  }
  begin(state.model);
}
