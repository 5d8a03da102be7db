// How many engines a device has room for.

/** Most engines of a model, and most bytes of weights that they may hold together. */
const [mostEngines, mostWeights] = [4, 512 * 2 ** 20];

/** Further engines are started for a call that one alone would take longer for than this, ms. */
export const worthStarting = 1000;

/** How many engines this device has room for. */
export function enginesFor(weights: number, device: Navigator = navigator): number {
  const { hardwareConcurrency = 1, deviceMemory = 8 } = device as Navigator & { deviceMemory?: number };
  const phone = globalThis.matchMedia?.('(pointer: coarse)').matches ?? false;
  if (phone || deviceMemory < 4) return 1;
  return Math.max(1, Math.min(hardwareConcurrency, mostEngines, Math.floor(mostWeights / Math.max(weights, 1))));
}
