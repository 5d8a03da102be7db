package main

// Training from nothing: other random weights, the whole training, the late part without the same texts. It says whether what the
// page does, training again from one saved moment, comes to the same.

import (
	"log"
	"math/rand/v2"
	"slices"

	"pellucid/engine/keydata"
	"pellucid/engine/model"
	"pellucid/engine/rank"
	"pellucid/engine/world"
)

// field trains a model of a world up to the planting; start 0 has the weights that the page begins with, others have others.
func (p *program) field(seed, start uint64) (*keydata.Field, error) {
	run, err := world.NewRun(world.Live, seed, []world.Language{world.English}, 0, none)
	if err != nil {
		return nil, err
	}
	if start > 0 {
		other := model.Init(run.Model.Config, rand.New(rand.NewPCG(seed, start)))
		for _, spec := range run.Model.Config.Specs() {
			copy(run.Model.Weight(spec.Name).F32, other.Weight(spec.Name).F32)
		}
	}
	for run.Trainer.Steps() < p.base {
		if _, err := run.Next(); err != nil {
			return nil, err
		}
	}
	return keydata.New(run, world.English, keydata.Late)
}

// fromNothing does the removals and the halves of a world again, each with everything trained anew.
func (p *program) fromNothing(seed uint64, scores scored, effects gone,
	truth [][]float64) error {
	anew := gone{}
	var others [][][]float64 // [start][fact][subset]
	var field *keydata.Field
	for start := range uint64(p.starts) {
		var err error
		if field, err = p.field(seed, start+1); err != nil {
			return err
		}
		found, err := removals(field, scores, seed, 1)
		if err != nil {
			return err
		}
		for m, list := range found {
			for fact, each := range list {
				if anew[m] == nil {
					anew[m] = map[int][]float64{}
				}
				anew[m][fact] = append(anew[m][fact], each...)
			}
		}
		other, err := halves(field, seed)
		if err != nil {
			return err
		}
		others = append(others, other)
		log.Printf("world %d: start %d", seed, start+1)
	}
	for _, m := range taken {
		for _, fact := range chosen(field) {
			at := kind(field, fact)
			p.methods[m].anew[at] = append(p.methods[m].anew[at], anew[m][fact]...)
			p.effects[0] = append(p.effects[0], average(effects[m][fact]))
			p.effects[1] = append(p.effects[1], average(anew[m][fact]))
		}
	}
	for fact := range truth {
		for i, other := range others {
			p.halves = append(p.halves, rank.Spearman(truth[fact], other[fact]))
			for _, third := range others[i+1:] {
				p.limit = append(p.limit, rank.Spearman(other[fact], third[fact]))
			}
		}
	}
	return nil
}

// agreement is Spearman of the removals' effects, moment against nothing, with its 95 % bootstrap interval.
func (p *program) agreement() (value, low, high float64) {
	value = rank.Spearman(p.effects[0], p.effects[1])
	random := rand.New(rand.NewPCG(1, 2))
	var drawn []float64
	for range 1000 {
		var a, b []float64
		for range p.effects[0] {
			i := random.IntN(len(p.effects[0]))
			a, b = append(a, p.effects[0][i]), append(b, p.effects[1][i])
		}
		drawn = append(drawn, rank.Spearman(a, b))
	}
	slices.Sort(drawn)
	return value, drawn[25], drawn[974]
}
