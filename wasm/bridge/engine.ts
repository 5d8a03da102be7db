// Starting Go in WebAssembly: its runtime's glue, its module, the kernels that work on its memory, and what happens
// when it stops. The Go program hands over one function, through which everything else goes.

import 'wasm_exec';
import { compileKernel, kernelImports } from '../kernel/load.mjs';
import { EngineError } from './errors.ts';
import { joined, name, Patience, readAll, retries, verify } from './download.ts';
import type { Bytes, EngineFiles, EngineModules, Failure, Given } from './messages.ts';
import { request } from './origin.ts';

/** Receives a result, a partial result or a failure as JSON, and the numbers of its tensors. */
type Reply = (kind: 'result' | 'progress' | 'error' | 'share', head: string, tail: Uint8Array<ArrayBuffer>[]) => void;

/** Hands its callback the next piece of a file, null at its end, or why it cannot be read. */
export type NextPiece = (callback: (piece: Uint8Array | null, failure: Failure | null) => void) => void;

/** One file that Go may read. */
export interface GoFile {
  name: string;
  size: number;
  sha256?: string;
}

/** What the Go program (wasm/main.go) understands. */
export type GoMessage =
  | { op: 'open'; id: number; files: GoFile[]; read: (name: string) => NextPiece; reply: Reply }
  | {
      op: 'call';
      id: number;
      method: string;
      params: string;
      data?: Uint8Array;
      share?: 'first' | 'other';
      reply: Reply;
    }
  | ({ op: 'share'; id: number } & Given)
  | { op: 'cancel'; id: number };

export type Dispatch = (message: GoMessage) => void;

/** Starts the engine. `stopped` is called once if it ends by itself, which it does only when it breaks. */
export async function startEngine(
  files: EngineFiles,
  onProgress: (loaded: number, total: number) => void,
  stopped: (error: EngineError) => void,
  compiled: (modules: EngineModules) => void,
): Promise<Dispatch> {
  if (typeof WebAssembly !== 'object') {
    throw new EngineError('no-wasm', 'This browser does not run WebAssembly, or a policy forbids it.');
  }
  if (files.modules) return run(files.modules.engine, files.modules.kernel, stopped);
  let loaded = 0;
  const total = ENGINE_SIZES.engine + ENGINE_SIZES.relaxed;
  const count = (bytes: number) => onProgress((loaded += bytes), Math.max(loaded, total));
  const [module, kernel] = await Promise.all([
    compile(files.engine ?? beside(ENGINE_FILES.engine), count),
    compileKernel((build) => kernelFile(build, files, count)),
  ]);
  compiled({ engine: module, kernel });
  return run(module, kernel, stopped);
}

/** A build of the kernels, from hand or from beside this script, and then held to its sum. */
async function kernelFile(
  build: 'relaxed' | 'simd',
  files: EngineFiles,
  count: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const given = files.kernels?.[build];
  const file = ENGINE_FILES[build];
  const bytes = await readAll(given ?? beside(file), count);
  return given ? bytes : verify(bytes, ENGINE_SUMS[build], file);
}

const beside = (file: string) => new URL(file, import.meta.url).href;

async function run(
  module: WebAssembly.Module,
  kernel: WebAssembly.Module | null,
  stopped: (error: EngineError) => void,
): Promise<Dispatch> {
  const log = captureOutput();
  const go = new Go();
  const { imports, attach } = kernelImports(module, kernel);
  const instance = await WebAssembly.instantiate(module, { ...go.importObject, ...imports } as WebAssembly.Imports);
  attach(instance.exports['mem'] as WebAssembly.Memory);
  let dispatch: Dispatch | undefined;
  const scope = globalThis as unknown as { pellucidReady?: (f: Dispatch) => void };
  scope.pellucidReady = (f) => (dispatch = f);
  go.exit = () => undefined;
  go.run(instance).then(
    () => stopped(broken(log())),
    (error) => stopped(broken(log() || String(error))),
  );
  delete scope.pellucidReady;
  if (!dispatch)
    throw new EngineError(
      'engine-file',
      'The engine started but did not answer: its file is of another version. Reload the page.',
      { detail: 'version' },
    );
  const go_dispatch = dispatch;
  return (message) => {
    try {
      go_dispatch(message);
    } catch (error) {
      stopped(broken(log() || String(error)));
    }
  };
}

/** What to tell the reader about a Go program that ended with these last words. */
function broken(output: string): EngineError {
  const first =
    output.split('\n').find((line) => /^(panic|fatal error|runtime|RangeError|RuntimeError)/.test(line)) ??
    output.split('\n')[0] ??
    '';
  if (/out of memory|cannot allocate|memory\.grow|Out of memory/i.test(output)) {
    return new EngineError(
      'out-of-memory',
      'There was not enough memory for this computation. Use a shorter text or a smaller model.',
      { detail: first },
    );
  }
  return new EngineError(
    'crashed',
    `The engine stopped unexpectedly (${first || 'no message'}). It starts again with your next action.`,
    {
      detail: first,
      log: output.slice(-4000),
    },
  );
}

/** Keeps what Go writes to its standard error instead of logging it; gives the last part of it. */
function captureOutput(): () => string {
  const decoder = new TextDecoder();
  let text = '';
  const { fs } = globalThis as unknown as { fs: { writeSync(fd: number, bytes: Uint8Array): number } };
  fs.writeSync = (_fd, bytes) => {
    text = (text + decoder.decode(bytes, { stream: true })).slice(-16384);
    return bytes.length;
  };
  return () => text;
}

/** Compiles the engine while it downloads. */
async function compile(source: Bytes | string, onBytes: (count: number) => void): Promise<WebAssembly.Module> {
  if (typeof source !== 'string') return build(await readAll(source, onBytes));
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchAndCompile(source, attempt, onBytes);
    } catch (error) {
      // What is not there will not be there in a moment either; anything else may have been damaged on the way.
      const final = error instanceof EngineError && ['engine-file', 'stalled', 'left-out'].includes(error.code);
      if (attempt >= retries || final) throw loadFailure(error, source);
      await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** attempt));
    }
  }
}

/** Compiles while the bytes come, and gives the module only if their sum is right. */
async function fetchAndCompile(
  url: string,
  attempt: number,
  onBytes: (count: number) => void,
): Promise<WebAssembly.Module> {
  const patience = new Patience(url);
  const again = attempt > 0 ? ({ cache: 'reload' } as const) : {};
  const response = await patience.with(request(url, { ...again, signal: patience.signal }));
  const [file, { status }] = [name(url), response];
  if (status === 404 || status === 410)
    throw new EngineError('engine-file', `${file} is not on the server any more. Reload the page.`, { detail: file });
  if (!response.ok)
    throw new EngineError('network', `${file} could not be loaded: the server answered ${status}.`, { file, status });
  const copy = response.clone();
  const streamed = response.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : undefined;
  streamed?.catch(() => undefined); // the sum explains better why it cannot be compiled
  const bytes = await verify(await collect(copy, patience, onBytes), ENGINE_SUMS.engine, file);
  return (await streamed) ?? (await build(bytes));
}

function build(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytes).catch((error: unknown) => {
    throw loadFailure(error, 'engine.wasm');
  });
}

function loadFailure(error: unknown, source: string): EngineError {
  if (error instanceof EngineError) return error;
  if (error instanceof WebAssembly.CompileError) {
    return new EngineError(
      'engine-file',
      `The engine cannot be used: ${error.message}`,
      { detail: error.message },
      { cause: error },
    );
  }
  return new EngineError(
    'network',
    'The engine could not be loaded. Check the connection and try again.',
    { file: source },
    { cause: error },
  );
}

/** The bytes of a response, counted as they come. */
async function collect(
  response: Response,
  patience: Patience,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  for (;;) {
    const part = await (reader && patience.with(reader.read()));
    if (!part || part.done) return joined(chunks);
    chunks.push(part.value);
    onBytes(part.value.length);
  }
}
