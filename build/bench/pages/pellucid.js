// This engine, through its public interface.

import { repeat } from './clock.js';

export async function run({ task, steps, rounds }) {
  const start = performance.now();
  const { open } = await import('/site/pellucid.js');
  const model = await open('/weights/pack/');
  const load = performance.now() - start;

  const info = await model.call('info', {});
  const { tensors } = await model.forward({ input: { text: task.prompt }, logits: 'last' });
  const prompt = [];
  const next = [];
  for (let round = 0; round < rounds; round++) {
    let last = performance.now();
    const times = [];
    await model.generate(
      { input: { text: task.prompt }, sampling: { max_tokens: steps + 1 } },
      { onProgress: () => { const now = performance.now(); times.push(now - last); last = now; } },
    );
    prompt.push(times.shift());
    next.push(...times);
  }
  const whole = { input: { text: task.short, target_ids: [task.shortIDs[0]] } };
  const occlusion = await repeat(rounds, async () => {
    const { token_attr } = await model.call('occlusion', { explained: whole, masking: { neutral: task.neutral } });
    if (token_attr[0].length !== task.shortIDs.length) throw new Error(`occlusion: ${token_attr[0].length} columns, wanted ${task.shortIDs.length}`);
  });
  return { load, prompt, next, occlusion, memory: await wasmMemory(), weights: info.bytes, kernels: info.kernels, logits: Array.from(tensors.at(-1).data) };
}
