// Runs Go test binaries and programs built with GOOS=js GOARCH=wasm in Node, with the kernel module attached, as Go's
// own lib/wasm/wasm_exec_node.js does without it:
//
//	GOOS=js GOARCH=wasm go test -exec "node --stack-size=8192 $PWD/wasm/kernel/exec.mjs" ./engine/...
//
// PELLUCID_KERNEL picks the build: relaxed, simd, none (plain Go), or signed or unsigned, which imitate the products of
// bytes that Node's relaxed SIMD may lack; without it, the best that Node can run.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { compileKernel, kernelImports } from './load.mjs';

// Node 20 knows relaxed SIMD but waits to be asked; later releases have it without.
if (Number(process.versions.node.split('.')[0]) < 21) setFlagsFromString('--experimental-wasm-relaxed-simd');

const build = process.env.PELLUCID_KERNEL || undefined;
const builds = ['relaxed', 'simd', 'none', 'signed', 'unsigned'];
if (build && !builds.includes(build)) {
  console.error(`PELLUCID_KERNEL is ${build}; wanted ${builds.join(', ')}`);
  process.exit(1);
}
if (process.argv.length < 3) {
  console.error('usage: node exec.mjs program.wasm [arguments]');
  process.exit(1);
}

const require = createRequire(import.meta.url);
Object.assign(globalThis, { require, fs: require('node:fs'), path: require('node:path') });
const goroot = process.env.GOROOT || execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
require(join(goroot, 'lib/wasm/wasm_exec.js'));

const go = new Go();
go.argv = process.argv.slice(2);
go.env = { TMPDIR: tmpdir(), ...process.env };
go.exit = process.exit;

const module = await WebAssembly.compile(readFileSync(process.argv[2]));
const kernel = await compileKernel(
  (name) => readFileSync(new URL(`build/kernel.${name}.wasm`, import.meta.url)),
  build,
);
const { imports, attach } = kernelImports(module, kernel);
const instance = await WebAssembly.instantiate(module, { ...go.importObject, ...imports });
attach(instance.exports.mem);

process.on('exit', (code) => {
  if (code !== 0 || go.exited) return;
  go._pendingEvent = { id: 0 }; // all goroutines wait and nothing can wake them: let Go report the deadlock
  go._resume();
});
await go.run(instance);
