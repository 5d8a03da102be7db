package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// cutter prints the words of a text as the page cuts it.
const cutter = `import { readFileSync } from 'node:fs';
import { useWords } from './site/state/words.ts';
import { wordSpans } from './site/state/explain.ts';
useWords(readFileSync('assets/words/zh.txt', 'utf8'));
process.stdout.write(JSON.stringify(wordSpans(JSON.parse(process.argv[2]))));`

var cutterCode []byte

// wordSpans are the words of a text, byte ranges, cut by the page's own code.
func wordSpans(root, text string) (spans [][2]int, err error) {
	if cutterCode == nil {
		folder, err := filepath.Abs(root)
		if err != nil {
			return nil, err
		}
		result := api.Build(api.BuildOptions{Stdin: &api.StdinOptions{Contents: cutter, ResolveDir: folder}, Bundle: true,
			AbsWorkingDir: folder, Platform: api.PlatformNode, Format: api.FormatESModule, Tsconfig: filepath.Join(folder, "site/tsconfig.json")})
		if len(result.Errors) > 0 {
			return nil, errors.New(result.Errors[0].Text)
		}
		cutterCode = result.OutputFiles[0].Contents
	}
	argument, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	node := exec.Command("node", "--input-type=module", "-", string(argument))
	node.Dir, node.Stdin, node.Stderr = root, bytes.NewReader(cutterCode), os.Stderr
	out, err := node.Output()
	if err != nil {
		return nil, err
	}
	return spans, json.Unmarshal(out, &spans)
}
