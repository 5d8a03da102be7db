package main

import (
	"fmt"
	"os"

	"github.com/pkoukk/tiktoken-go-loader/assets"
)

// published are the vocabularies that texts can be compared in, and the files that tiktoken-go-loader embeds of them.
var published = map[string]string{
	"gpt2":   "r50k_base.tiktoken",
	"p50k":   "p50k_base.tiktoken",
	"cl100k": "cl100k_base.tiktoken",
	"o200k":  "o200k_base.tiktoken",
}

// vocabularies writes the published vocabularies.
func (b *builder) vocabularies() error {
	b.vocabularySums = map[string]string{}
	for name, file := range published {
		content, err := assets.Assets.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		b.vocabularySums[name] = integrity(content)
		if err := b.write("vocab/"+name+".tiktoken", content); err != nil {
			return err
		}
	}
	return nil
}

// words copies the list by which the page cuts Chinese into words.
func (b *builder) words() error {
	content, err := os.ReadFile("assets/words/zh.txt")
	if err != nil {
		return err
	}
	return b.write("words/zh.txt", content)
}
