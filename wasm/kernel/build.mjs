// Builds the kernels: build/kernel.relaxed.wasm (fused multiply-add, products of bytes) and build/kernel.simd.wasm, and
// for tests two that imitate what processors make of products of bytes (assembly/bytes.ts), and for the bench one that
// computes as where there are none. All must be free of data
// segments, start functions and memories of their own, since they run inside Go's memory; the build fails if one is
// not.

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { fault } from './check.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const builds = {
  relaxed: ['--enable', 'simd,relaxed-simd'],
  simd: ['--enable', 'simd'],
  signed: ['--enable', 'simd', '--use', 'IMITATED_BYTES=1'],
  unsigned: ['--enable', 'simd', '--use', 'IMITATED_BYTES=2'],
  words: ['--enable', 'simd,relaxed-simd', '--use', 'IMITATED_BYTES=3'],
};

mkdirSync(join(here, 'build'), { recursive: true });
for (const [name, special] of Object.entries(builds)) {
  const out = `build/kernel.${name}.wasm`;
  const options = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert', ...special];
  const { error, stderr } = await asc.main(['assembly/index.ts', ...options, '--baseDir', here, '--outFile', out]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  const bytes = readFileSync(join(here, out)),
    wrong = fault(bytes);
  if (wrong) {
    console.error(`${out} cannot run inside Go's memory: ${wrong}`);
    process.exit(1);
  }
  console.log(`${out} ${bytes.length} bytes`);
}
