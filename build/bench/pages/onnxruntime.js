// onnxruntime-web on its WebAssembly backend. The graph has a cache, and gives back the attention patterns only if they
// are asked for, which is not done here: both are in its favour.

import { repeat } from './clock.js';

const folder = '/peers/onnxruntime-web/dist/';

export async function open({ task, steps, model, layers, heads, dim }) {
  const start = performance.now();
  const ort = await import(`${folder}ort.wasm.min.mjs`);
  Object.assign(ort.env.wasm, { numThreads: 1, simd: true, wasmPaths: folder });
  const session = await ort.InferenceSession.create(`/weights/${model}.onnx`, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    externalData: [{ path: `${model}.onnx_data`, data: `/weights/${model}.onnx_data` }],
  });
  const load = performance.now() - start;

  const names = Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat();
  const nothing = Object.fromEntries(
    names.map((name) => [`past.${name}`, new ort.Tensor('float32', new Float32Array(0), [1, heads, 0, dim])]),
  );
  /** The inputs for new tokens after a cache of `past` positions. */
  const inputs = (ids, cache, past) => {
    const mask = new Float32Array(ids.length * (past + ids.length));
    for (let row = 0; row < ids.length; row++)
      mask.fill(-1e9, row * (past + ids.length) + past + row + 1, (row + 1) * (past + ids.length));
    return {
      ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      positions: new ort.Tensor(
        'int64',
        BigInt64Array.from(ids, (_, i) => BigInt(past + i)),
        [ids.length],
      ),
      mask: new ort.Tensor('float32', mask, [ids.length, past + ids.length]),
      ...cache,
    };
  };
  const forward = (ids, cache, past, outputs) => session.run(inputs(ids, cache, past), outputs);
  const cached = ['logits', ...names.map((name) => `present.${name}`)];
  const kept = (result) => Object.fromEntries(names.map((name) => [`past.${name}`, result[`present.${name}`]]));

  const logits = Array.from((await forward(task.promptIDs, nothing, 0, ['logits'])).logits.data);
  return { first: { load, logits }, round };

  async function round() {
    let result;
    const prompt = await repeat(1, async () => (result = await forward(task.promptIDs, nothing, 0, cached)));
    const next = [];
    for (let step = 0; step < steps; step++) {
      const cache = kept(result);
      next.push(
        ...(await repeat(
          1,
          async () =>
            (result = await forward(
              [task.shortIDs[step % task.shortIDs.length]],
              cache,
              task.promptIDs.length + step,
              cached,
            )),
        )),
      );
    }
    const occlusion = await repeat(1, async () => {
      for (let at = -1; at < task.shortIDs.length; at++) {
        await forward(
          task.shortIDs.map((id, i) => (i === at ? task.neutral : id)),
          nothing,
          0,
          ['logits'],
        );
      }
    });
    return { prompt, next, occlusion };
  }
}
