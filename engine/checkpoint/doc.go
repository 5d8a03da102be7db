// Package checkpoint reads and writes the weights of models: our own packs, Hugging Face folders and GGUF files.
//
// [Open] takes a folder of any of these and returns a model with its tokenizer. A folder is an [fs.FS], because the
// engine has no paths: a native program passes os.DirFS, a page a [FileMap] of the files it was given.
//
//   - A pack of ours: one safetensors file that also carries the configuration, the licence and the training facts. Matrices
//     are float32, float16, or int8 in blocks of 32 with a float16 scale each, which is the arithmetic of Q8_0. [WritePack],
//     [WriteHalfPack], [ReadPack], [Quantise].
//   - A Hugging Face folder of the GPT-2 family, or of the Llama family with SmolLM2 and Qwen2. [ParseHFConfig] says which
//     settings are understood; one that is not is refused by name rather than passed over.
//   - A GGUF file of the architectures gpt2 and llama, with F32, F16 or Q8_0 weights. [ReadGGUF].
//
// Underneath are a reader and a writer for the safetensors format itself: [ReadSafetensors] front to back,
// [OpenSafetensors] in any order, [WriteSafetensors].
//
// # Memory, and files that nobody should trust
//
// Bytes are decoded straight into the slices that the model keeps, so reading a pack takes the memory of its weights
// and a buffer of 64 KiB. A header is held against the length of the file and against the configuration before
// anything is allocated for it; where the length is not known (a stream), slices grow as bytes really arrive. A file
// that is cut short, too long, misnamed or made to do harm is one error that says what was wanted and what came.
package checkpoint
