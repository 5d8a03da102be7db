// Working without a network after the first visit: registers the service worker that build/site writes, and tells it
// which model to keep, since the first model is loaded before there is a service worker to see it pass.

import { readJSON, type Manifest } from './manifest.ts';

/** Registers the service worker beside the page, where the browser allows one. Failure only means no offline use. */
export async function registerOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || !/^https?:$/.test(location.protocol)) return;
  await navigator.serviceWorker.register('sw.js').catch(() => undefined);
}

/** Keeps the files of an opened model, by the address of its folder, for use without a network. */
export async function keepModel(url: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const folder = new URL(url.endsWith('/') ? url : `${url}/`, document.baseURI).href;
  const [worker, manifest] = await Promise.all([
    navigator.serviceWorker.ready,
    readJSON<Manifest>(`${folder}manifest.json`),
  ]);
  worker.active?.postMessage({ kind: 'keep', urls: manifest.files.map((file) => fileURL(folder, file)) });
}

/** The address of a model's file: its contents are part of it, so that no cache can hold another version. */
export function fileURL(folder: string, file: { name: string; sha256: string }): string {
  const url = new URL(file.name, folder);
  url.searchParams.set('v', file.sha256.slice(0, 16));
  return url.href;
}
