// Builds the kernels twice: build/kernel.relaxed.wasm (fused multiply-add) and build/kernel.simd.wasm. Both must be free
// of data segments, start functions and memories of their own, since they run inside Go's memory; the build fails if not.

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { fault } from './check.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const builds = { relaxed: ['simd', 'relaxed-simd'], simd: ['simd'] };

mkdirSync(join(here, 'build'), { recursive: true });
for (const [name, features] of Object.entries(builds)) {
	const out = `build/kernel.${name}.wasm`;
	const options = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert', '--enable', features.join(',')];
	const { error, stderr } = await asc.main(['assembly/index.ts', ...options, '--baseDir', here, '--outFile', out]);
	if (error) {
		console.error(stderr.toString());
		process.exit(1);
	}
	const bytes = readFileSync(join(here, out)), wrong = fault(bytes);
	if (wrong) {
		console.error(`${out} cannot run inside Go's memory: ${wrong}`);
		process.exit(1);
	}
	console.log(`${out} ${bytes.length} bytes`);
}
