package main

import (
	"os"
	"path/filepath"
)

// pictures copies the pictures of the project's own examples, which `make pictures` takes: links show them as cards.
func (b *builder) pictures() error {
	files, err := filepath.Glob("assets/pictures/*.png")
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := b.write("pictures/"+filepath.Base(file), content); err != nil {
			return err
		}
	}
	return nil
}
