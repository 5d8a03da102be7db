// The worker's glue: starts the Go program once and hands it every request that is its own; all else is a static file.
// The library's own glue (workers-assets-gen) starts a program for each request, which costs more than the answer.

import './wasm_exec.js';
import program from './app.wasm';

let started;

/** The running program's binding, `handleRequest(request)`. */
function start(env, ctx) {
  if (started) return started;
  const binding = {};
  globalThis.context = { env, ctx, binding };
  globalThis.tryCatch = (f) => {
    try {
      return { result: f() };
    } catch (error) {
      return { error };
    }
  };
  started = new Promise((resolve, reject) => {
    const go = new Go();
    // No call that is answered here multiplies matrices: the kernels are said not to be there, and nothing calls them.
    const kernel = new Proxy({ available: () => 0 }, { get: (have, name) => have[name] ?? (() => 0) });
    const workers = { ready: () => resolve(binding) };
    const instance = new WebAssembly.Instance(program, { ...go.importObject, workers, pellucid_kernel: kernel });
    go.run(instance).then(() => ((started = undefined), reject(new Error('the program ended'))));
  });
  return started;
}

/** Addresses that the program answers; one that ends in "/" stands for all below it. */
const answered = 'ANSWERED';

/** What goes with every file, as `make serve` sends it: headers, and types by the ending of a name. */
const headers = 'HEADERS';
const types = 'TYPES';
const hashed = new RegExp('HASHED');

const ending = (path) => /\.[a-z0-9]+$/i.exec(path)?.[0] ?? '.html';

async function file(request, env) {
  const url = new URL(request.url);
  if (!['GET', 'HEAD'].includes(request.method))
    return new Response('only GET and HEAD', { status: 405, headers: { ...headers, Allow: 'GET, HEAD' } });
  const found = await env.ASSETS.fetch(request);
  const answer = new Response(found.body, found);
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  if (!found.ok) return answer;
  answer.headers.set('Content-Type', types[ending(url.pathname)] ?? 'application/octet-stream');
  const lasts = hashed.test(url.pathname) || url.searchParams.has('v');
  answer.headers.set('Cache-Control', lasts ? 'FOREVER' : 'REVALIDATE');
  if (ending(url.pathname) === '.html') answer.headers.append('Link', discovery(url));
  return answer;
}

/** By which blogs find out how a page is embedded. The page itself stays as it was built: its sum is known. */
function discovery({ origin, href }) {
  return `<${origin}/oembed?url=${encodeURIComponent(href)}>; rel="alternate"; type="application/json+oembed"`;
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    const mine = answered.some((path) => (path.endsWith('/') ? pathname.startsWith(path) : pathname === path));
    if (!mine) return file(request, env);
    const { handleRequest } = await start(env, ctx);
    return handleRequest(request);
  },
};
