// Hosts that tests start themselves: a plain static host, as dumb as they come, that serves the built site under any
// path. Files can be replaced while it runs.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** A running host. `replaced` holds contents by path within the site; null is "not there". */
export interface Host {
  origin: string;
  url: string;
  replaced: Map<string, string | Buffer | null>;
  /** Every path asked for, in order. */
  asked: string[];
  /** While true, every connection breaks: the network is gone. */
  down: boolean;
  close(): Promise<void>;
}

/** Serves a folder under a path such as "/a/b/". With `open`, other origins may read its files. */
export async function host(folder: string, path = '/', open = false): Promise<Host> {
  const replaced = new Map<string, string | Buffer | null>();
  const result: Omit<Host, 'origin' | 'url' | 'close'> = { replaced, asked: [], down: false };
  const server: Server = createServer(async (request, response) => {
    if (result.down) return void request.socket.destroy();
    const { pathname } = new URL(request.url!, 'http://host/');
    result.asked.push(pathname);
    const name = normalize(decodeURIComponent(pathname.slice(path.length))) || '.';
    const file = name === '.' || name.endsWith('/') ? join(name, 'index.html') : name;
    const given = replaced.get(file);
    const content =
      !pathname.startsWith(path) || name.startsWith('..') || given === null
        ? undefined
        : (given ?? (await readFile(join(folder, file)).catch(() => undefined)));
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      ...(open && { 'access-control-allow-origin': '*' }),
    });
    response.end(content ?? 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return Object.assign(result, {
    origin,
    url: origin + path,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
