// Package token turns text into tokens and back, byte for byte.
//
// Every kind of tokenizer is a [Tokenizer]:
//
//   - [BPE]: byte-level byte-pair encoding. [ReadPublished] opens r50k (GPT-2), p50k, cl100k and o200k, [Read] a
//     vocabulary of our own, [Train] makes one, [ParseHF] and [NewByteLevel] open those of GPT-2, Llama 3, Qwen2 and SmolLM2.
//   - [SentencePiece]: BPE over characters with scores and byte fallback, as GGUF files of the Llama family hold it.
//   - [WordPiece]: BERT's longest-match-first pieces.
//
// A token carries the bytes of the text that it covers, so nothing is ever decoded token by token. [Groups] joins the
// tokens that only together are whole characters, [NewStream] lets only whole characters out of a model, and the
// Merges methods show how a word is put together, merge by merge.
//
// Vocabularies come as readers or slices and are not trusted: a broken one is an error, and memory stays in
// proportion to its size.
package token
