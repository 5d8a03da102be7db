package api

// Calls lists every call. To add one:
//
//  1. write its params, result and handler in a file of its own, named for it; the handler is
//     func(*Call, XParams) (XResult, error), and its doc comment becomes the documentation of the call;
//  2. add a line here: method(name, handler), or stream(name, handler) if it sends partial results;
//  3. run `go generate ./engine/api`, which rewrites wasm/bridge/protocol.gen.ts.
//
// Long handlers call [Call.Yield], which reports progress and is where a cancelled call ends. One whose work goes through
// [Call.spread] is marked shared, with the calls that must have come before in every engine; one of which a page makes many, apart.
var Calls = []Signature{
	method("info", info),
	method("tokenize", tokenize),
	method("merges", merges),
	method("vocab", vocab),
	method("forward", forward),
	stream("generate", generate),
	method("beam", beam),
	method("neighbours", neighbours),
	method("map", wordMap),
	method("positions", positions),

	method("explain_cost", explainCost),
	stream("attribute", attribute).shared(),
	method("pairs", pairs).shared(),
	method("heads", heads),
	method("faithfulness", faithfulness).shared(),
	stream("why", why).shared(),
	method("importance", importance).shared(),
	method("patch", patch).shared(),
	method("lens", lens),
	method("direct", direct),
	method("surrogate", surrogate).shared(),
	method("tree", tree),

	method("bank", bank),
	method("probe", probeTask).shared("bank"),
	method("probe_trees", probeTrees).shared("bank"),
	method("probes", probes),
	method("probe_apply", probeApply),
	method("probe_own", probeOwn),
	method("probe_questions", probeQuestions),
	method("bank_senses", bankSenses),
	method("over_layers", overLayers),
	method("erase", erase),

	stream("train_tiny", trainTiny),
	stream("learn_words", learnWords),
	method("learned_words", learnedWords),
	method("diet", dietCurves),
	method("label_words", labelWords),
	method("ability", ability),
	method("world_begin", worldBegin),
	method("world_steps", worldSteps),
	method("world_ask", worldAsk),
	method("world_state", worldState),
	method("world_look", worldLook).alters(),
	method("world_files", worldFiles),
	method("similar", similar),
	method("key_data", keyData),
	method("key_rank", keyRank),
	stream("key_remove", keyRemove).shared(),

	method("ask_world", askWorld),
	stream("world_quiz", worldQuiz).shared(),
	method("world_known", worldKnown),
	method("permute", permute),
	method("ask_sheet", askSheet),
	method("ask_replies", askReplies),
	method("ask_torn", askTorn),
	method("ask_about", askAbout).apart(),
	method("ask_why", askWhy),
	method("ask_openly", askOpenly).apart(),
	method("calibrate", calibrate),
}

//go:generate go run pellucid/build/apitypes
