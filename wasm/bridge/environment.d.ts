// Names that build/site supplies: the Go runtime's glue, and the hashed file names of what stands beside the scripts.

declare module 'wasm_exec' {}

declare const ENGINE_FILES: { engine: string; relaxed: string; simd: string };
declare const ENGINE_SIZES: { engine: number; relaxed: number; simd: number };
/** SHA-256 of the worker's script, base64. */
declare const WORKER_SUM: string;
declare const ENGINE_SUMS: { engine: string; relaxed: string; simd: string };
declare const MANIFEST_SUMS: Record<string, string>;
declare const VOCABULARY_SUMS: Record<string, string>;
declare const WORKER_FILE: string;

/** The class that wasm_exec.js leaves behind (the part that is used here). */
declare class Go {
  importObject: WebAssembly.Imports;
  exit: (code: number) => void;
  run(instance: WebAssembly.Instance): Promise<void>;
}
