package api

// Edits, as data, into those of the model; and hook names with "*" into sites.

import (
	"fmt"
	"path"

	"pellucid/engine/model"
)

// edits makes the model's edits of a call's.
func (s *Session) edits(list []Edit) ([]model.PlacedEdit, error) {
	var placed []model.PlacedEdit
	for i, e := range list {
		site, err := s.site(e.Site)
		if err != nil {
			return nil, err
		}
		edit, err := e.edit()
		if err != nil {
			return nil, &Error{Code: "bad-edit", Message: fmt.Sprintf("edit %d at %s: %v", i, e.Site, err)}
		}
		placed = append(placed, model.PlacedEdit{Site: site, Seq: -1, Edit: edit})
	}
	return placed, nil
}

func (e Edit) edit() (model.Edit, error) {
	at := model.Index(e.At)
	switch e.Op {
	case "zero":
		return model.Zero{At: at}, nil
	case "mean":
		return model.Mean{At: at, Value: e.Value}, nil
	case "scale":
		return model.Scale{At: at, Factor: e.Factor}, nil
	case "add":
		return model.Add{At: at, Value: e.Value}, nil
	case "set":
		return model.Set{At: at, Value: e.Value}, nil
	case "blank_keys":
		return model.BlankKeys{Keys: e.Keys}, nil
	}
	return nil, fmt.Errorf(`op: want "zero", "mean", "scale", "add", "set" or "blank_keys", got %q`, e.Op)
}

// site is a hook name of this model.
func (s *Session) site(name string) (model.Site, error) {
	site, err := model.ParseSite(name)
	if err != nil || !s.Model.Config.HasSite(site) {
		return site, badSite(name)
	}
	return site, nil
}

func badSite(name string) error {
	return &Error{
		Code:    "bad-site",
		Message: fmt.Sprintf("this model has no site %q; the info call lists its sites", name),
		Values:  map[string]any{"site": name},
	}
}

// sites are those that any of the patterns names, in forward order. "*" stands for any part of a name.
func (s *Session) sites(patterns []string) ([]model.Site, error) {
	var list []model.Site
	used := make([]bool, len(patterns))
	for site := range s.Model.Config.Sites() {
		name, wanted := site.String(), false
		for i, pattern := range patterns {
			if matches, err := path.Match(pattern, name); err == nil && matches {
				used[i], wanted = true, true
			}
		}
		if wanted {
			list = append(list, site)
		}
	}
	for i, pattern := range patterns {
		if !used[i] {
			return nil, badSite(pattern)
		}
	}
	return list, nil
}

// axes names the dimensions of a site's array.
func axes(site model.Site) []string {
	switch site.Point {
	case model.Q, model.V, model.RotQ, model.Z, model.CrossQ, model.CrossZ, model.K, model.RotK:
		return []string{"pos", "head", "dim"}
	case model.CrossK, model.CrossV:
		return []string{"source", "head", "dim"}
	case model.AttnScores, model.Pattern:
		return []string{"head", "query", "key"}
	case model.CrossScores, model.CrossPattern:
		return []string{"head", "query", "source"}
	case model.Result, model.CrossResult:
		return []string{"pos", "head", "width"}
	case model.MLPPre, model.MLPPreLinear, model.MLPPost:
		return []string{"pos", "hidden"}
	case model.LN1Scale, model.LNCrossScale, model.LN2Scale, model.FinalScale:
		return []string{"pos", "scale"}
	}
	return []string{"pos", "width"}
}
