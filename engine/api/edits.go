package api

// Edits, as data, into those of the model; and hook names with "*" into sites.

import (
	"path"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// edits makes the model's edits of a call's.
func (s *OpenModel) edits(list []Edit) ([]model.PlacedEdit, error) {
	var placed []model.PlacedEdit
	for i, e := range list {
		site, err := s.site(e.Site)
		if err != nil {
			return nil, err
		}
		edit, err := e.edit()
		if err != nil {
			return nil, problem.New(problem.BadEdit, problem.Values{"site": e.Site, "op": e.Op}, "edit %d at %s: %v", i, e.Site, err)
		}
		placed = append(placed, model.PlacedEdit{Site: site, Seq: -1, Edit: edit})
	}
	return placed, nil
}

func (e Edit) edit() (model.Edit, error) {
	at := model.Index(e.At)
	switch e.Op {
	case Zero:
		return model.Zero{At: at}, nil
	case Mean:
		return model.Mean{At: at, Value: e.Value}, nil
	case Scale:
		return model.Scale{At: at, Factor: e.Factor}, nil
	case Add:
		return model.Add{At: at, Value: e.Value}, nil
	case Set:
		return model.Set{At: at, Value: e.Value}, nil
	case BlankKeys:
		return model.BlankKeys{Keys: e.Keys}, nil
	}
	return nil, problem.NoneOf("op", e.Op, Zero, Mean, Scale, Add, Set, BlankKeys)
}

// site is a hook name of this model.
func (s *OpenModel) site(name string) (model.Site, error) {
	site, err := model.ParseSite(name)
	if err != nil || !s.Model.Config.HasSite(site) {
		return site, badSite(name)
	}
	return site, nil
}

func badSite(name string) error {
	return problem.New(problem.BadSite, problem.Values{"site": name}, "this model has no site %q; the info call lists its sites", name)
}

// sites are those that any of the patterns names, in forward order. "*" stands for any part of a name.
func (s *OpenModel) sites(patterns []string) ([]model.Site, error) {
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
func axes(site model.Site) []Axis {
	switch site.Point {
	case model.Q, model.V, model.RotQ, model.Z, model.CrossQ, model.CrossZ, model.K, model.RotK:
		return []Axis{PosAxis, HeadAxis, DimAxis}
	case model.CrossK, model.CrossV:
		return []Axis{SourceAxis, HeadAxis, DimAxis}
	case model.AttnScores, model.Pattern:
		return []Axis{HeadAxis, QueryAxis, KeyAxis}
	case model.CrossScores, model.CrossPattern:
		return []Axis{HeadAxis, QueryAxis, SourceAxis}
	case model.Result, model.CrossResult:
		return []Axis{PosAxis, HeadAxis, WidthAxis}
	case model.MLPPre, model.MLPPreLinear, model.MLPPost:
		return []Axis{PosAxis, HiddenAxis}
	case model.LN1Scale, model.LNCrossScale, model.LN2Scale, model.FinalScale:
		return []Axis{PosAxis, ScaleAxis}
	}
	return []Axis{PosAxis, WidthAxis}
}
