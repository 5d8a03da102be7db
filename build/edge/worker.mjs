// The worker's glue: starts the Go program once and hands it every request for a call; all else is a static file.
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

const calls = new Set(CALLS);

/** What goes with every file, as `make serve` sends it. */
const headers = HEADERS;

async function file(request, env) {
  const found = await env.ASSETS.fetch(request);
  const answer = new Response(found.body, found);
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (!calls.has(pathname)) return file(request, env);
    const { handleRequest } = await start(env, ctx);
    return handleRequest(request);
  },
};
