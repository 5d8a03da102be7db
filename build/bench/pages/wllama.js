// wllama, which is llama.cpp compiled to WebAssembly. Its times are those that llama.cpp itself reports for each
// completion, without the messages to and from its worker. It takes a prompt as text only; the file has GPT-2's own
// vocabulary, so the tokens are those of the others.

const folder = '/peers/@wllama/wllama/esm/';

export async function open({ task, steps, file = 'model.gguf' }) {
  const start = performance.now();
  const { Wllama } = await import(`${folder}index.min.js`);
  const engine = new Wllama(
    { default: `${folder}wasm/wllama.wasm` },
    { suppressNativeLog: true, logger: { debug() {}, log() {}, warn() {}, error: console.error } },
  );
  const weights = await (await fetch(`/weights/${file}`)).blob();
  await engine.loadModel([weights], { n_threads: 1, n_gpu_layers: 0, n_ctx: 1024, n_parallel: 1 });
  const load = performance.now() - start;

  const settings = { prompt: task.prompt, temperature: 0, ignore_eos: true, cache_prompt: false };
  const first = await engine.createCompletion({ ...settings, max_tokens: 1, logprobs: 10 });
  if (first.usage.prompt_tokens !== task.promptIDs.length)
    throw new Error(`the prompt has ${first.usage.prompt_tokens} tokens, wanted ${task.promptIDs.length}`);
  return { first: { load, best: first.choices[0].logprobs.content[0] }, round };

  async function round() {
    const { timings } = await engine.createCompletion({ ...settings, max_tokens: steps + 1 });
    return { prompt: [timings.prompt_ms], next: [timings.predicted_per_token_ms] };
  }
}
