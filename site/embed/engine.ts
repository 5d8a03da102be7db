// One engine for all figures of a page: those of one model share it, and when one of another model is woken the others
// go to sleep.

import { open, type PellucidModel } from '../../wasm/bridge/pellucid.ts';
import type { LoadProgress } from '../../wasm/bridge/messages.ts';
import type { OpenModel, Opener } from '../state/session.ts';

/** One figure's hold on the engine. */
interface Holder {
  model: OpenModel | undefined;
  progress: (progress: LoadProgress) => void;
  sleep: () => void;
}

interface Shared {
  name: string;
  opening: Promise<PellucidModel>;
  holders: Set<Holder>;
}

// A guest in somebody's page takes one core: its calls are not spread over several engines.
let shared: Shared | undefined;

/**
 * Opens models for one figure.
 * @param base the site's folder; names of models are relative to it
 * @param own the model that the figure shows; one beside it, for a comparison, gets an engine of its own
 * @param sleep is called when the engine is needed for another model
 */
export function opener(base: string, own: string, sleep: () => void): Opener {
  return async (from, options) => {
    if (typeof from !== 'string' || from !== own)
      return open(typeof from === 'string' ? folder(base, from) : from, { ...options, engines: 1 });
    const holder: Holder = { model: undefined, progress: options.onProgress, sleep };
    const held = hold(base, from, holder);
    try {
      const model = await held.opening;
      return (holder.model = handle(model, held, holder));
    } catch (error) {
      leave(held, holder);
      throw error;
    }
  };
}

const folder = (base: string, name: string) => new URL(`models/${name}/`, base).href;

/** The engine of a model, started if there is none. */
function hold(base: string, name: string, holder: Holder): Shared {
  if (shared && shared.name !== name) for (const other of shared.holders) other.sleep();
  if (shared?.name !== name) {
    const holders = new Set<Holder>();
    const onProgress = (progress: LoadProgress) => holders.forEach((each) => each.progress(progress));
    shared = { name, holders, opening: open(folder(base, name), { onProgress, engines: 1 }) };
  }
  shared.holders.add(holder);
  return shared;
}

/** The last one to leave stops the engine. */
function leave(held: Shared, holder: Holder): void {
  if (!held.holders.delete(holder) || held.holders.size) return;
  if (shared === held) shared = undefined;
  held.opening.then(
    (model) => model.close(),
    () => undefined,
  );
}

/** The shared model as one figure's own. */
function handle(model: PellucidModel, held: Shared, holder: Holder): OpenModel {
  const { holders } = held;
  model.onCrash = (error) => holders.forEach((each) => each.model?.onCrash?.(error));
  model.onReload = (progress) => holders.forEach((each) => each.model?.onReload?.(progress));
  return {
    card: model.card,
    call: (method, params, options) => model.call(method, params, options),
    engines: (method) => model.engines(method),
    sharedBy: (result) => model.sharedBy(result),
    close: () => leave(held, holder),
    onCrash: undefined,
    onReload: undefined,
  };
}
