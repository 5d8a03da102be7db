// A server that imitates a hub of models on this machine: its list of files, files small and large (these from another
// origin, by a redirect), ranges, pointers of LFS, refusals, slow lines and broken ones.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** One file, and whether it is kept in LFS. */
interface Stored {
  content: Buffer;
  large: boolean;
}

/** The imitated hub. */
export interface FakeHub {
  /** Of the hub, and of where it keeps large files. */
  origin: string;
  contents: string;
  /** Every request, as "METHOD path range". */
  asked: string[];
  /** What contents answer with in place of a file, by path. */
  forged: Map<string, Buffer>;
  /** Breaks the connection after so many bytes of a large file, once. */
  breakAfter: number;
  /** How often a connection breaks before its first byte; large files alone. */
  refuseRanges: boolean;
  /** Bytes a second; 0 for as fast as can be. */
  speed: number;
  /** What every question is answered with; 0 for what is asked for. */
  status: number;
  /** Whether other sites may read the answers. */
  open: boolean;
  /** No connection comes through. */
  down: boolean;
  close(): Promise<void>;
}

const revision = 'a'.repeat(40);

/** Imitates a hub with one repository, whose files are those of a folder; weights are in LFS. */
export async function imitateHub(repository: string, folder: string, licence = 'mit'): Promise<FakeHub> {
  const files = new Map<string, Stored>();
  for (const name of readdirSync(folder))
    files.set(name, { content: readFileSync(join(folder, name)), large: /\.(safetensors|gguf)$/.test(name) });
  files.set('README.md', { content: Buffer.from('# a model\n'), large: false });
  const hub = {
    asked: [] as string[],
    forged: new Map<string, Buffer>(),
    breakAfter: 0,
    refuseRanges: false,
    speed: 0,
    status: 0,
    open: true,
    down: false,
  };
  const listen = async (answer: (request: IncomingMessage, response: ServerResponse, path: string) => void) => {
    const server = createServer((request, response) => {
      if (hub.down) return void request.socket.destroy();
      const { pathname } = new URL(request.url!, 'http://hub/');
      hub.asked.push([request.method, pathname, request.headers.range].filter(Boolean).join(' '));
      if (hub.open) response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-expose-headers', 'Link, Retry-After');
      answer(request, response, decodeURIComponent(pathname));
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
  };
  const contents = await listen((request, response, path) => {
    const name = path.slice(1);
    send(request, response, hub.forged.get(name) ?? files.get(name)!.content, hub);
  });
  const main = await listen((request, response, path) => {
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (hub.status) return response.writeHead(hub.status, { 'retry-after': '60' }).end('no');
    if (path === `/api/models/${repository}`) return json({ sha: revision, cardData: { license: licence } });
    if (path === `/api/models/${repository}/tree/${revision}`) {
      // In two pages, as long lists come.
      const all = [...files].map(([name, file]) => entry(name, file));
      const second = request.url!.includes('cursor');
      if (!second) response.setHeader('link', `<${main.origin}${path}?recursive=true&cursor=2>; rel="next"`);
      return json(second ? all.slice(2) : [{ type: 'directory', path: 'onnx', size: 0 }, ...all.slice(0, 2)]);
    }
    const [, kind, name] = new RegExp(`^/${repository}/(resolve|raw)/${revision}/(.+)$`).exec(path) ?? [];
    const file = files.get(name ?? '');
    if (!file) return response.writeHead(404).end('not found');
    if (!file.large) return send(request, response, hub.forged.get(name!) ?? file.content, hub);
    if (kind === 'raw') return response.writeHead(200).end(pointer(file.content));
    return response.writeHead(302, { location: `${contents.origin}/${name}` }).end();
  });
  const end = ({ server }: typeof main) =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return Object.assign(hub, {
    origin: main.origin,
    contents: contents.origin,
    close: async () => void (await Promise.all([end(main), end(contents)])),
  });
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** What LFS keeps in git in place of a large file. */
export function pointer(content: Buffer): Buffer {
  const lines = ['version https://git-lfs.github.com/spec/v1', `oid sha256:${sha256(content)}`];
  return Buffer.from(`${lines.join('\n')}\nsize ${content.length}\n`);
}

/** A file as git sums it up. */
const blob = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

function entry(path: string, { content, large }: Stored): object {
  const plain = { type: 'file', path, size: content.length };
  if (!large) return { ...plain, oid: blob(content) };
  const text = pointer(content);
  return { ...plain, oid: blob(text), lfs: { oid: sha256(content), size: content.length, pointerSize: text.length } };
}

/** Sends a content or the asked part of it, as slowly as the line is, and breaks off once where it is to. */
async function send(request: IncomingMessage, response: ServerResponse, content: Buffer, hub: Partial<FakeHub>) {
  const from = hub.refuseRanges ? 0 : Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from ? 206 : 200, {
    'content-length': content.length - from,
    ...(from && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  const breaks = hub.breakAfter && content.length > hub.breakAfter ? hub.breakAfter : Infinity;
  const step = hub.speed ? Math.ceil(hub.speed / 10) : 64 << 10;
  for (let at = from; at < content.length && !response.destroyed; at += step) {
    const end = Math.min(at + step, content.length, from + breaks);
    await new Promise((resolve) => response.write(content.subarray(at, end), resolve));
    if (end === from + breaks) {
      hub.breakAfter = 0;
      return void response.socket?.destroy();
    }
    if (hub.speed) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  response.end();
}

/** The page as built for one imitated hub in place of the build's: its list and its policy are rewritten alike. */
export function pageKnowing(html: string, { origin, contents }: FakeHub): string {
  const list = JSON.stringify([{ name: 'the hub', url: origin }]).replaceAll('"', '&#34;');
  return html
    .replace(/<meta name="hubs" content="[^"]*">/, `<meta name="hubs" content="${list}">`)
    .replace(/connect-src [^;]*/, `connect-src 'self' blob: ${origin} ${contents}`);
}
