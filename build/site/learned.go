package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"

	"pellucid/engine/api"
	"pellucid/engine/model"
)

// shownPositions is how many positions the page draws; site/panels/how/vectors-panel.ts has the same.
const shownPositions = 64

// learned is a real table of learned positions, for pages whose open model has none.
type learned struct {
	File  string `json:"file"`
	Sum   string `json:"sum"`   // SHA-256, base64
	Model string `json:"model"` // whose table it is
}

// learnedPositions writes the first rows of the table of the first model that has one; the engine's own call reads it.
func (b *builder) learnedPositions() error {
	for _, m := range b.index.Models {
		opened, err := api.Open(os.DirFS(filepath.Join(b.models, m.Name)))
		if err != nil {
			return err
		}
		if opened.Model.Config.Position != model.Learned {
			continue
		}
		params := api.PositionsParams{Length: min(shownPositions, opened.Model.Config.Context)}
		_, tail, err := api.Answer[api.PositionsResult](opened, "positions", params)
		if err != nil {
			return err
		}
		var data bytes.Buffer
		if err := binary.Write(&data, binary.LittleEndian, tail[0]); err != nil {
			return err
		}
		text, err := json.Marshal(map[string]any{
			"width": opened.Model.Config.Width, "data": base64.StdEncoding.EncodeToString(data.Bytes()),
		})
		if err != nil {
			return err
		}
		b.learned = &learned{"learned/positions-" + shortHash(text) + ".json", integrity(text), m.Name}
		return b.write(b.learned.File, text)
	}
	return nil
}
