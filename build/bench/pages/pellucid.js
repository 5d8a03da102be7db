// This engine, through its public interface: on the pack, or on a file as a reader opens it; by one worker or several,
// with products of bytes or, by other kernels (wasm/kernel/build.mjs), without.

import { repeat } from './clock.js';

export async function open({ task, steps, file, engines = 1, kernels }) {
  const start = performance.now();
  const pellucid = await import('/site/pellucid.js');
  const blob = file && (await (await fetch(`/weights/${file}`)).blob());
  const model = await pellucid.open(file ? [new File([blob], file)] : '/weights/pack/', {
    engines,
    ...(kernels && { engine: { kernels: { relaxed: new URL(kernels, location.href).href } } }),
  });
  const load = performance.now() - start;

  const info = await model.call('info', {});
  const { tensors } = await model.forward({ input: { text: task.prompt }, logits: 'last' });
  const read = await model.call('tokenize', { text: task.prompt });
  if (read.tokens.length !== task.promptIDs.length)
    throw new Error(`the prompt has ${read.tokens.length} tokens, wanted ${task.promptIDs.length}`);
  const whole = task.short && { input: { text: task.short, target_ids: [task.shortIDs[0]] } };
  let ready = engines === 1;
  return {
    first: { load, weights: blob?.size ?? info.bytes, kernels: info.kernels, logits: Array.from(tensors.at(-1).data) },
    round,
  };

  async function round() {
    let last = performance.now();
    const times = [];
    await model.generate(
      { input: { text: task.prompt }, sampling: { max_tokens: steps + 1 } },
      {
        onProgress: () => {
          const now = performance.now();
          times.push(now - last);
          last = now;
        },
      },
    );
    // All workers run before anything is timed.
    for (let tries = 0; whole && !ready && tries < 20; tries++) ready = (await sweep()) === engines;
    const occlusion = await repeat(whole ? 1 : 0, sweep);
    return { prompt: times.slice(0, 1), next: times.slice(1), occlusion };
  }

  async function sweep() {
    const params = { method: 'occlusion', explained: whole, masking: { neutral: task.neutral } };
    const result = await model.call('attribute', params);
    const [{ length }] = result.token_attr;
    if (length !== task.shortIDs.length)
      throw new Error(`occlusion: ${length} columns, wanted ${task.shortIDs.length}`);
    return model.sharedBy(result);
  }
}
