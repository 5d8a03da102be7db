// Makes the site work without a network after the first visit. All files of one version are fetched together, held to
// their sums, and served from one cache, so a page never gets parts of two versions; a new version waits until no page
// uses the old one, or the reader takes it. Nothing is kept whose SHA-256 sum is not the one that the build wrote here,
// and no address is touched that is not in these lists: other apps of the same origin are none of its business.

const version = 'VERSION';
const { scope } = self.registration;
const absolute = (list) => new Map(Object.entries(list).map(([name, sum]) => [new URL(name, scope).href, sum]));
/** Files of every visit, with their sums. */
const shell = absolute('SHELL');
/** Files that come when they are asked for: models, vocabularies, the kernels of other browsers. */
const later = absolute('LATER');

// The names of caches hold the scope: two deployments on one origin keep apart.
const mine = `pellucid ${scope} `;
const shellCache = mine + version;
const laterCache = mine + 'files';

self.addEventListener('install', (event) => event.waitUntil(install()));

async function install() {
  const cache = await caches.open(shellCache);
  const add = async ([url, sum]) => cache.put(url, await fetched(url, sum));
  try {
    await Promise.all([...shell].map(add));
  } catch (error) {
    await caches.delete(shellCache);
    throw error; // the browser tries again with a later visit
  }
}

/** A file from the host, if it is the right one; a wrong one is asked for once more, past every cache on the way. */
async function fetched(url, sum) {
  for (const cache of ['no-cache', 'reload']) {
    const response = await fetch(url, { cache });
    if (response.status === 200 && (await matches(response.clone(), sum))) return response;
  }
  throw new Error(`${url} is not the file that was promised`);
}

async function matches(response, sum) {
  const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest))) === sum;
}

self.addEventListener('activate', (event) => event.waitUntil(activate()));

/**
 * Old versions go, and files that no model on offer has any more. While a still newer version comes or waits, none
 * goes: one of the caches is its own, and it will clear up when its turn has come.
 */
async function activate() {
  const { installing, waiting } = self.registration;
  for (const name of installing || waiting ? [] : await caches.keys()) {
    if (name.startsWith(mine) && name !== shellCache && name !== laterCache) await caches.delete(name);
  }
  const cache = await caches.open(laterCache);
  for (const { url } of await cache.keys()) if (!later.has(url)) await cache.delete(url);
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || request.headers.has('range')) return;
  if (request.mode === 'navigate') url.search = '';
  url.hash = '';
  const page = url.href.replace(/index\.html$/, '');
  if (shell.has(page)) event.respondWith(fromShell(page, request));
  else if (later.has(url.href)) event.respondWith(fromLater(event, url.href));
});

/** A file of the version; where the browser has thrown it away, the host's, kept again if it is right. */
async function fromShell(url, request) {
  const cache = await caches.open(shellCache);
  const found = await cache.match(url);
  if (found) return found;
  const response = await fetch(request);
  if (response.status === 200 && (await matches(response.clone(), shell.get(url))))
    await cache.put(url, response.clone());
  return response;
}

/** A file from the cache, or else from the host while it comes; it is kept when all of it has come and is right. */
async function fromLater(event, url) {
  const found = await (await caches.open(laterCache)).match(url);
  if (found) return found;
  const response = await fetch(url);
  event.waitUntil(keep(url, response.clone()).catch(() => undefined));
  return response;
}

async function keep(url, response) {
  if (response.status !== 200 || !(await matches(response.clone(), later.get(url)))) return;
  await (await caches.open(laterCache)).put(url, response);
}

self.addEventListener('message', (event) => {
  const { kind, urls } = event.data ?? {};
  // A page says which files it loaded before this worker was there (wasm/bridge/offline.ts).
  if (kind === 'keep') event.waitUntil(Promise.all(urls.map(keepLoaded)));
  if (kind === 'take') self.skipWaiting();
});

async function keepLoaded(url) {
  const cache = await caches.open(laterCache);
  if (!later.has(url) || (await cache.match(url))) return;
  await fetched(url, later.get(url)).then(
    (response) => cache.put(url, response),
    () => undefined,
  );
}
