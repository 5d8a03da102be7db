// Why this file exists: the Go engine calls its hot loops in a second WebAssembly module (the SIMD kernels of this
// folder), which works on Go's own linear memory without a copy. Go's memory exists only once Go is instantiated, and
// Go can be instantiated only with its imports in hand. So Go gets small JavaScript functions as imports, and they are
// pointed at the kernels right afterwards. The page's worker and Node's test runner both start the engine this way:
//
//	const kernel = await compileKernel((build) => fetch(`kernel.${build}.wasm`).then((r) => r.arrayBuffer()));
//	const { imports, attach } = kernelImports(goModule, kernel);
//	const instance = await WebAssembly.instantiate(goModule, { ...go.importObject, ...imports });
//	attach(instance.exports.mem);
//	await go.run(instance);

import { relaxedSimd, simd } from 'wasm-feature-detect';

const namespace = 'pellucid_kernel';

/**
 * Names the kernel build that this WebAssembly engine can run: "relaxed" (fused multiply-add), "simd", or "none".
 * @returns {Promise<'relaxed' | 'simd' | 'none'>}
 */
export async function kernelBuild() {
  if (!(await simd())) return 'none';
  return (await relaxedSimd()) ? 'relaxed' : 'simd';
}

/**
 * Compiles the right kernel build, or gives null where there is none, and Go then uses its plain loops.
 * @param {(build: 'relaxed' | 'simd') => Promise<BufferSource> | BufferSource} bytes reads kernel.<build>.wasm
 * @param {'relaxed' | 'simd' | 'none'} [build] instead of the one that the feature test picks
 * @returns {Promise<WebAssembly.Module | null>}
 */
export async function compileKernel(bytes, build) {
  build ??= await kernelBuild();
  return build === 'none' ? null : WebAssembly.compile(await bytes(build));
}

/**
 * Makes the imports that Go's module asks for. Until attach has run, and for ever if kernel is null,
 * `pellucid_kernel.available` answers 0 and Go uses its plain loops.
 * @param {WebAssembly.Module} goModule the compiled engine
 * @param {WebAssembly.Module | null} kernel from compileKernel
 * @returns {{ imports: Record<string, Record<string, Function>>, attach(memory: WebAssembly.Memory): void }}
 */
export function kernelImports(goModule, kernel) {
  const wanted = WebAssembly.Module.imports(goModule)
    .filter((entry) => entry.module === namespace && entry.name !== 'available')
    .map((entry) => entry.name);
  /** @type {Record<string, Function>} */
  let loops = {};
  let available = 0;
  const functions = { available: () => available };
  for (const name of wanted) functions[name] = (...values) => loops[name](...values);

  function attach(memory) {
    if (!kernel) return;
    const { exports } = new WebAssembly.Instance(kernel, { env: { memory } });
    const missing = wanted.filter((name) => typeof exports[name] !== 'function');
    if (missing.length > 0)
      throw new Error(`kernel module lacks ${missing.join(', ')}: build it again with the engine`);
    loops = exports;
    available = 1;
  }
  return { imports: { [namespace]: functions }, attach };
}
