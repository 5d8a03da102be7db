// Hosts that tests start themselves: a plain static host, as dumb as they come, that serves the built site under any
// path. Files can be replaced while it runs.

import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What can go wrong with a file on its way. */
export const faults = ['abort', '404', '500', 'truncated', 'stalled', 'wrong bytes', 'login page'] as const;
export type Fault = (typeof faults)[number];

/** Answers in the way of a fault. */
function goWrong(fault: Fault, content: Buffer, type: string, response: ServerResponse): void {
  const half = content.subarray(0, content.length >> 1);
  const head = { 'content-type': type, 'cache-control': 'no-cache', 'content-length': content.length };
  if (fault === 'abort') response.socket!.destroy();
  else if (fault === '404' || fault === '500') response.writeHead(Number(fault)).end('no');
  else if (fault === 'login page')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>');
  else if (fault === 'wrong bytes') {
    const wrong = Buffer.from(content);
    wrong[wrong.length >> 1]! ^= 4;
    response.writeHead(200, head).end(wrong);
  } else {
    response.writeHead(200, head);
    response.write(half, () => fault === 'truncated' && response.socket!.destroy()); // else nothing more ever comes
  }
}

/** A running host. `replaced` holds contents by path within the site; null is "not there". */
export interface Host {
  origin: string;
  url: string;
  replaced: Map<string, string | Buffer | null>;
  /** What goes wrong with a file, by its path within the site. */
  faults: Map<string, Fault>;
  /** Every path asked for, in order. */
  asked: string[];
  /** While true, every connection breaks: the network is gone. */
  down: boolean;
  close(): Promise<void>;
}

/** Serves a folder under a path such as "/a/b/". With `open`, other origins may read its files. */
export async function host(folder: string, path = '/', open = false): Promise<Host> {
  const replaced = new Map<string, string | Buffer | null>();
  const result: Omit<Host, 'origin' | 'url' | 'close'> = { replaced, faults: new Map(), asked: [], down: false };
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
    const type = types[extname(file)] ?? 'application/octet-stream';
    const fault = result.faults.get(file);
    if (fault && content !== undefined) return goWrong(fault, Buffer.from(content), type, response);
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': type,
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
