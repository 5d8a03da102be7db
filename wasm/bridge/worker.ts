// The worker's entry point.

import { serve } from './host.ts';
import type { Port } from './messages.ts';

const port = globalThis as unknown as Port;
serve(port, true);

// A page is not told when the browser ends a worker. It sees that a lock, held here for ever, is free again.
const lock = `pellucid-${Math.random()}`;
void navigator.locks
  ?.request(lock, () => {
    port.postMessage({ kind: 'alive', lock }, []);
    return new Promise(() => undefined);
  })
  .catch(() => undefined); // an opaque origin, such as that of a file, has no locks: the page asks from time to time
