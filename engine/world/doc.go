// Package world is a small invented world of animals: everything that a model can know of it is made here, so that for
// every question the right answer, the facts that decide it and its true chance are known.
//
// A [World] follows from its seed, the same bytes natively and as WebAssembly. Its residents have a kind, a home, an age, a
// hat, a best friend and a favourite food, which statements and stories tell; visitors have no facts of their own, each
// [Scene] tells some. Kinds follow rules with exceptions ("birds can fly; a penguin cannot") and rules that hold with a
// known chance ("of ten cats, seven are afraid of thunder"). A question is as far from its answer as its [Distance]: said
// in the scene, said in training only, or reached by a rule. Two witnesses answer: <honest> names the fact that decides and
// states the true chance, <bluffer> names another fact and is always sure.
//
// A small world has the same facts but fewer texts: of a few residents, each fact in one phrasing, one question a text. A
// page teaches it to the model of [Live] in about a minute.
//
// Everything exists in English and Chinese, and every sentence was written for this project.
package world
