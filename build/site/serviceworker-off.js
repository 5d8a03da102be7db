// Switches the service worker off: deployed as sw.js (`go run ./build/site -offline=false`), it replaces the one that
// a browser has, empties this deployment's caches, and gives the open pages back to the host.

const mine = `pellucid ${self.registration.scope} `;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith(mine)) await caches.delete(name);
  await self.registration.unregister();
  for (const client of await self.clients.matchAll({ type: 'window' })) client.navigate(client.url);
}
