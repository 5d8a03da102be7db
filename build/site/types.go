package main

import "path/filepath"

// types writes pellucid.d.ts and the declarations it stands on, for those who use pellucid.js from TypeScript. They come
// after the list of files that a visited page keeps: no page loads them.
func (b *builder) types() error {
	compiler := filepath.Join("site", "node_modules", ".bin", "tsc")
	if _, err := command(compiler, "--project", filepath.Join("wasm", "bridge"), "--outDir", filepath.Join(b.out, "types")); err != nil {
		return err
	}
	return b.write("pellucid.d.ts", []byte("export * from './types/bridge/pellucid.js';\n"))
}
