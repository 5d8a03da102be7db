// Working without a network after the first visit: registers the service worker that build/site writes, tells it which
// model to keep, since the first model is loaded before there is a service worker to see it pass, and says when a new
// version of the page waits.

import { EngineError } from './errors.ts';
import { readJSON, type Manifest } from './manifest.ts';
import { trusted } from './trusted.ts';

/**
 * Registers the service worker beside the page, where the browser allows one. Failure only means no offline use.
 * @param waiting is called when a new version is there; calling what it gets puts it in place and loads the page again
 */
export async function registerOffline(waiting: (take: () => void) => void): Promise<void> {
  const worker = container();
  if (!worker || !/^https?:$/.test(location.protocol)) return;
  const registration = await worker.register(trusted('sw.js'), { updateViaCache: 'none' }).catch(() => undefined);
  if (!registration) return;
  const tell = () => {
    const { waiting: next } = registration;
    if (!next || !worker.controller) return; // the first version waits for nobody
    waiting(() => {
      worker.addEventListener('controllerchange', () => location.reload(), { once: true });
      next.postMessage({ kind: 'take' });
    });
  };
  tell();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => installing.state === 'installed' && tell());
  });
}

/** The browser's service workers; a sandboxed frame throws where others have none. */
function container(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

/** Keeps the files of an opened model, by the address of its folder, for use without a network. */
export async function keepModel(url: string): Promise<void> {
  const workers = container();
  if (!workers) return;
  const folder = new URL(url.endsWith('/') ? url : `${url}/`, document.baseURI).href;
  const [worker, manifest] = await Promise.all([workers.ready, readJSON<Manifest>(`${folder}manifest.json`)]);
  worker.active?.postMessage({ kind: 'keep', urls: manifest.files.map((file) => fileURL(folder, file)) });
}

/** The address of a model's file: its contents are part of it, so that no cache can hold another version. */
export function fileURL(folder: string, file: { name: string; sha256: string }): string {
  const url = new URL(file.name, folder);
  if (!url.href.startsWith(folder))
    throw new EngineError('wrong-file', `${file.name} is not in the model's folder.`, { file: file.name });
  url.searchParams.set('v', file.sha256.slice(0, 16));
  return url.href;
}
