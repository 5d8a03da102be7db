// The site's own models that open without a network: which of them the service worker (build/site/serviceworker.js) has
// whole, and ways to have one kept and to let it go. Only over https: elsewhere browsers give a page no such cache.

import type { Manifest } from '../../wasm/bridge/manifest.ts';
import { fileURL, keepModel } from '../../wasm/bridge/offline.ts';

const folder = (name = '') => new URL(name ? `models/${name}/` : '.', document.baseURI).href;

/** The cache of files that come when they are asked for; undefined where there is none. */
async function cache(): Promise<Cache | undefined> {
  try {
    if (!navigator.serviceWorker?.controller) return undefined;
    return await caches.open(`pellucid ${folder()} files`);
  } catch {
    return undefined; // a sandboxed frame, or a strict browser
  }
}

const addresses = ({ name, files }: Manifest) => files.map((file) => fileURL(folder(name), file));

/** Those that are here whole, by name; undefined where nothing can be kept. */
export async function offlineModels(models: readonly Manifest[]): Promise<Set<string> | undefined> {
  const files = await cache();
  if (!files) return undefined;
  const here = await Promise.all(
    models.map(async (model) => (await Promise.all(addresses(model).map((url) => files.match(url)))).every(Boolean)),
  );
  return new Set(models.filter((_, i) => here[i]).map(({ name }) => name));
}

/** Has one kept, and waits until it is here; gives false if it is not after so many ms without a further file. */
export async function keepOffline(model: Manifest, patience = 60_000): Promise<boolean> {
  const files = await cache();
  if (!files) return false;
  await keepModel(folder(model.name));
  let [last, since] = [-1, performance.now()];
  for (;;) {
    const found = await Promise.all(addresses(model).map((url) => files.match(url)));
    const count = found.filter(Boolean).length;
    if (count === found.length) return true;
    if (count > last) [last, since] = [count, performance.now()];
    if (performance.now() - since > patience) return false;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Lets one go. The page keeps it again when it is next opened from the host. */
export async function dropOffline(model: Manifest): Promise<void> {
  const files = await cache();
  await Promise.all(addresses(model).map((url) => files?.delete(url)));
}
