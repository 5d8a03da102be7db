// Builds the kernels twice: build/kernel.relaxed.wasm (fused multiply-add) and build/kernel.simd.wasm. Both must be free
// of data segments, start functions and memories of their own, since they run inside Go's memory; the build fails if not.

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = dirname(fileURLToPath(import.meta.url));
const builds = { relaxed: ['simd', 'relaxed-simd'], simd: ['simd'] };

/** A module's sections by id, each its bytes, after the 8 bytes of its header. */
function sections(bytes) {
	const found = new Map();
	for (let at = 8; at < bytes.length; ) {
		const id = bytes[at++];
		let size = 0;
		for (let shift = 0, more = true; more; shift += 7) {
			more = (bytes[at] & 0x80) !== 0;
			size |= (bytes[at++] & 0x7f) << shift;
		}
		found.set(id, bytes.subarray(at, at + size));
		at += size;
	}
	return found;
}

/** What keeps a module from running inside Go's memory, or an empty string. The sections are read here, not by Node, whose older releases refuse relaxed SIMD. */
function fault(bytes) {
	const found = sections(bytes);
	for (const [id, what] of Object.entries({ 5: 'a memory', 8: 'a start function', 11: 'data' })) {
		if (found.has(Number(id))) return `it has ${what} of its own`;
	}
	const imports = found.get(2);
	if (imports?.[0] !== 1 || !imports.includes('env\x06memory')) return 'it imports something other than env.memory';
	return '';
}

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
