// Package paths has the addresses that the edge worker answers itself, for the program and for the glue around it.
package paths

import "pellucid/engine/api"

// Own are the worker's addresses beside the engine's calls; one that ends in "/" stands for all below it.
var Own = []string{"/oembed", "/share", "/card.svg", "/short", "/s/"}

// All are the worker's addresses and those of all calls of the engine, of which it answers a few and refuses the others.
func All() []string {
	list := append([]string{}, Own...)
	for _, m := range api.Calls {
		list = append(list, "/"+m.Name)
	}
	return list
}
