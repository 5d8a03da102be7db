/**
 * Names the kernel build that this WebAssembly engine can run: "relaxed" (fused multiply-add), "simd", or "none".
 * @returns {Promise<'relaxed' | 'simd' | 'none'>}
 */
export declare function kernelBuild(): Promise<'relaxed' | 'simd' | 'none'>;
/**
 * Compiles the right kernel build, or gives null where there is none, and Go then uses its plain loops.
 * @param {(build: 'relaxed' | 'simd') => Promise<BufferSource> | BufferSource} bytes reads kernel.<build>.wasm
 * @param {'relaxed' | 'simd' | 'none'} [build] instead of the one that the feature test picks
 * @returns {Promise<WebAssembly.Module | null>}
 */
export declare function compileKernel(bytes: (build: 'relaxed' | 'simd') => Promise<BufferSource> | BufferSource, build?: 'relaxed' | 'simd' | 'none'): Promise<WebAssembly.Module | null>;
/**
 * Makes the imports that Go's module asks for. Until attach has run, and for ever if kernel is null,
 * `pellucid_kernel.available` answers 0 and Go uses its plain loops.
 * @param {WebAssembly.Module} goModule the compiled engine
 * @param {WebAssembly.Module | null} kernel from compileKernel
 * @returns {{ imports: Record<string, Record<string, Function>>, attach(memory: WebAssembly.Memory): void }}
 */
export declare function kernelImports(goModule: WebAssembly.Module, kernel: WebAssembly.Module | null): {
    imports: Record<string, Record<string, Function>>;
    attach(memory: WebAssembly.Memory): void;
};
