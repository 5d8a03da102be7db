package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

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

// words copies the list by which the page cuts Chinese into words, and the pairs of words whose likeness people have rated.
func (b *builder) words() error {
	for _, name := range []string{"words/zh.txt", "words/cos960.txt"} {
		content, err := os.ReadFile(filepath.Join("assets", name))
		if err != nil {
			return err
		}
		if err := b.write(name, content); err != nil {
			return err
		}
	}
	return nil
}

// studies copies the figures of studies that the page shows.
func (b *builder) studies() error {
	content, err := os.ReadFile(filepath.Join("assets", "ability", "dates.json"))
	if err != nil {
		return err
	}
	return b.write("studies/ability.json", content)
}

// banks copies the annotated sentences on which probes are trained in the page.
func (b *builder) banks() error {
	for _, language := range []string{"en", "zh"} {
		name := "bank/" + language + ".txt"
		content, err := os.ReadFile("assets/" + name)
		if err != nil {
			return err
		}
		if err := b.write(name, content); err != nil {
			return err
		}
	}
	return nil
}

// questions copies the questions that other models are asked.
func (b *builder) questions() error {
	for _, name := range []string{"en", "zh", "absent.en", "absent.zh"} {
		content, err := os.ReadFile("assets/questions/" + name + ".txt")
		if err != nil {
			return err
		}
		if err := b.write("questions/"+name+".txt", content); err != nil {
			return err
		}
	}
	return nil
}

// probes copies the probes that are shipped, with a list of the models that have some.
func (b *builder) probes() error {
	files, err := filepath.Glob("assets/probes/*/probes.safetensors")
	if err != nil {
		return err
	}
	names := []string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name := filepath.Base(filepath.Dir(file))
		names = append(names, name)
		if err := b.write("probes/"+name+".safetensors", content); err != nil {
			return err
		}
	}
	list, err := json.Marshal(names)
	if err != nil {
		return err
	}
	return b.write("probes/index.json", list)
}
