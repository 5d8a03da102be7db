// This engine, through its public interface: on the pack, or on a file as a reader opens it.

import { repeat } from './clock.js';

export async function open({ task, steps, file }) {
  const start = performance.now();
  const pellucid = await import('/site/pellucid.js');
  const blob = file && (await (await fetch(`/weights/${file}`)).blob());
  const model = await pellucid.open(file ? [new File([blob], file)] : '/weights/pack/');
  const load = performance.now() - start;

  const info = await model.call('info', {});
  const { tensors } = await model.forward({ input: { text: task.prompt }, logits: 'last' });
  const read = await model.call('tokenize', { text: task.prompt });
  if (read.tokens.length !== task.promptIDs.length)
    throw new Error(`the prompt has ${read.tokens.length} tokens, wanted ${task.promptIDs.length}`);
  const whole = task.short && { input: { text: task.short, target_ids: [task.shortIDs[0]] } };
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
    const occlusion = await repeat(whole ? 1 : 0, async () => {
      const { token_attr } = await model.call('attribute', {
        method: 'occlusion',
        explained: whole,
        masking: { neutral: task.neutral },
      });
      if (token_attr[0].length !== task.shortIDs.length)
        throw new Error(`occlusion: ${token_attr[0].length} columns, wanted ${task.shortIDs.length}`);
    });
    return { prompt: times.slice(0, 1), next: times.slice(1), occlusion };
  }
}
