// Tests of the built modules and of the loader, with Node's own runner: npm --prefix wasm/kernel test. What the kernels
// compute is tested from Go (engine/kernel/kerneltest under exec.mjs).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fault } from './check.mjs';
import { compileKernel, kernelImports } from './load.mjs';

const built = (build) => readFileSync(new URL(`build/kernel.${build}.wasm`, import.meta.url));

const header = [0, 97, 115, 109, 1, 0, 0, 0];
const importsMemory = [2, 15, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2, 0, 1];
const type = [1, 4, 1, 96, 0, 0];

/** A module that imports pellucid_kernel.<name>, as Go's does. */
function importer(name) {
  const text = (value) => [value.length, ...new TextEncoder().encode(value)];
  const entry = [1, ...text('pellucid_kernel'), ...text(name), 0, 0];
  return new WebAssembly.Module(new Uint8Array([...header, ...type, 2, entry.length, ...entry]));
}

for (const build of ['relaxed', 'simd']) {
  test(`kernel.${build}.wasm owns nothing in Go's memory`, () => assert.equal(fault(built(build)), ''));
}

test('a module that owns memory, data or a start function is refused', () => {
  for (const [section, wanted] of [
    [[5, 3, 1, 0, 1], /a memory/],
    [[8, 1, 0], /a start function/],
    [[11, 7, 1, 0, 65, 0, 11, 1, 7], /data/],
  ]) {
    assert.match(fault(new Uint8Array([...header, ...importsMemory, ...section])), wanted);
  }
  assert.match(fault(new Uint8Array(header)), /other than env.memory/);
});

test('attached kernels work on the memory they are given', async () => {
  const { imports, attach } = kernelImports(importer('scale'), await compileKernel(built, 'simd'));
  const { available, scale } = imports.pellucid_kernel;
  const memory = new WebAssembly.Memory({ initial: 1 }),
    floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3, 4, 5, 6], 1);
  assert.equal(available(), 0);
  attach(memory);
  assert.equal(available(), 1);
  scale(2, 8, 4);
  assert.deepEqual([...floats.subarray(0, 8)], [0, 1, 4, 6, 8, 10, 6, 0]);
});

test('without a kernel build, Go is told so', async () => {
  const { imports, attach } = kernelImports(importer('scale'), await compileKernel(built, 'none'));
  attach(new WebAssembly.Memory({ initial: 1 }));
  assert.equal(imports.pellucid_kernel.available(), 0);
});

test('a kernel module older than the engine is named', async () => {
  const { attach } = kernelImports(importer('transmogrify'), await compileKernel(built, 'simd'));
  assert.throws(() => attach(new WebAssembly.Memory({ initial: 1 })), /lacks transmogrify/);
});
