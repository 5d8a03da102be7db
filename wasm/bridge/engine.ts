// Starting Go in WebAssembly: its runtime's glue, its module, the kernels that work on its memory, and what happens
// when it stops. The Go program hands over one function, through which everything else goes.

import 'wasm_exec';
import { compileKernel, kernelImports } from '../kernel/load.mjs';
import { EngineError } from './errors.ts';
import { readAll, name, retries } from './download.ts';
import type { Bytes, EngineFiles, Failure } from './messages.ts';

/** Receives a result, a partial result or a failure as JSON, and the numbers of its tensors. */
type Reply = (kind: 'result' | 'progress' | 'error', head: string, tail: Uint8Array<ArrayBuffer>[]) => void;

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
  | { op: 'call'; id: number; method: string; params: string; data?: Uint8Array; reply: Reply }
  | { op: 'cancel'; id: number };

export type Dispatch = (message: GoMessage) => void;

/** Starts the engine. `stopped` is called once if it ends by itself, which it does only when it breaks. */
export async function startEngine(
  files: EngineFiles,
  onProgress: (loaded: number, total: number) => void,
  stopped: (error: EngineError) => void,
): Promise<Dispatch> {
  if (typeof WebAssembly !== 'object') {
    throw new EngineError('no-wasm', 'This browser does not run WebAssembly, or a policy forbids it.');
  }
  let loaded = 0;
  const total = ENGINE_SIZES.engine + ENGINE_SIZES.relaxed;
  const count = (bytes: number) => onProgress((loaded += bytes), Math.max(loaded, total));
  const [module, kernel] = await Promise.all([
    compile(files.engine ?? beside(ENGINE_FILES.engine), count),
    compileKernel((build) => readAll(files.kernels?.[build] ?? beside(ENGINE_FILES[build]), count)).catch(() => null),
  ]);
  return run(module, kernel, stopped);
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
      const response = await fetch(source);
      if (!response.ok)
        throw new EngineError(
          'network',
          `${name(source)} could not be loaded: the server answered ${response.status}.`,
          { file: name(source), status: response.status },
        );
      void watch(response.clone(), onBytes);
      if (response.headers.get('content-type')?.startsWith('application/wasm'))
        return await WebAssembly.compileStreaming(response);
      return await build(new Uint8Array(await response.arrayBuffer()));
    } catch (error) {
      if (attempt >= retries || error instanceof WebAssembly.CompileError) throw loadFailure(error, source);
      await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** attempt));
    }
  }
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

async function watch(response: Response, onBytes: (count: number) => void): Promise<void> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) return;
      onBytes(part.value.length);
    }
  } catch {
    // The copy that is compiled fails too, and says so.
  }
}
