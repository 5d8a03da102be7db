// In the place of Go’s wasm_exec.js, for unit tests of what only starts an engine elsewhere.
export const none = undefined;
