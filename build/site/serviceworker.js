// Makes the site work without a network after the first visit. All files of one version are fetched together into one
// cache and served from it, so a page never gets parts of two versions; a new version waits until no page uses the old
// one. Models, which are named by their contents, are kept in a cache of their own and outlive versions.

const version = 'VERSION';
const shell = new Set('SHELL'.map((name) => new URL(name, self.registration.scope).href));
const shellCache = 'pellucid-' + version;
const modelCache = 'pellucid-models';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shellCache)
      .then((cache) => cache.addAll([...shell].map((url) => new Request(url, { cache: 'no-cache' })))),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith('pellucid-') && name !== shellCache && name !== modelCache) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(self.registration.scope) || request.headers.has('range')) return;
  if (request.mode === 'navigate') url.search = '';
  url.hash = '';
  const page = url.href.replace(/index\.html$/, '');
  if (shell.has(page)) event.respondWith(fromShell(page, request));
  else if (url.searchParams.has('v')) event.respondWith(keep(modelCache, request));
  else if (/\/vocab\/|\.wasm$/.test(url.pathname)) event.respondWith(keep(shellCache, request));
});

async function fromShell(url, request) {
  return (await (await caches.open(shellCache)).match(url)) ?? fetch(request);
}

/** Serves a file from a cache, and puts it there when it first comes. */
async function keep(name, request) {
  const cache = await caches.open(name);
  const found = await cache.match(request.url);
  if (found) return found;
  const response = await fetch(request);
  if (response.status === 200) cache.put(request.url, response.clone()).catch(() => undefined);
  return response;
}

// A page says which files it loaded before this worker was there (wasm/bridge/offline.ts).
self.addEventListener('message', (event) => {
  if (event.data?.kind !== 'keep') return;
  event.waitUntil(Promise.all(event.data.urls.map((url) => keep(modelCache, new Request(url)).catch(() => undefined))));
});
