// Training in the page: a small world's model by kernels with relaxed SIMD and without, and the part of it in which
// planted facts are read, done again without some texts; and a reader's file at 1,024 tokens, all keys and a quarter.

const length = 1024;
const base = 300; // steps before planted facts are read, as the page has it: `tracing` in site/panels/explain/tracer.ts
const each = 10;

export async function open({ file, plain, retrainings }) {
  const { open } = await import('/site/pellucid.js');
  const start = performance.now();
  const world = (engine) => open('/site/models/world/', { engines: 1, ...engine });
  const relaxed = await world();
  const simd = await world({ engine: { kernels: { relaxed: new URL(plain, location.href).href } } });
  const load = performance.now() - start;
  return { first: { load, weights: 0, retrainings }, round };

  async function round() {
    const speeds = await train([relaxed, simd]);
    const retrain = await trainAgain(relaxed);
    for (const model of [relaxed, simd]) model.close();
    return { relaxed: speeds[0], simd: speeds[1], retrain: [retrain], ...(await decode()) };
  }

  /** Tokens a second in the same steps of one run, by turns; the first model goes on to where facts are planted. */
  async function train(models) {
    for (const model of models) await model.call('world_begin', { seed: 1, language: 'en' });
    const speeds = models.map(() => []);
    let steps = 0;
    for (; steps < base; steps += each)
      for (const [i, model] of models.entries()) {
        if (i && steps >= base / 2) continue;
        const before = model.read ?? 0;
        const { run, millis } = await model.call('world_steps', { steps: each });
        if (steps < base / 2) speeds[i].push(((run.tokens - before) * 1000) / millis);
        model.read = run.tokens;
      }
    return speeds;
  }

  /** Milliseconds of so many trainings without ten texts, which are others each time. */
  async function trainAgain(model) {
    const { texts } = await model.call('key_data', { seed: 1 });
    const removals = Array.from({ length: retrainings }, (_, i) =>
      Array.from({ length: 10 }, (_, k) => (i * 10 + k) % texts.length),
    );
    const start = performance.now();
    const { probs } = await model.call('key_remove', { fact: 0, removals, seeds: [1] });
    const took = performance.now() - start;
    if (probs.flat().length !== retrainings) throw new Error(`${probs.flat().length} trainings of ${retrainings}`);
    return took;
  }

  /** Milliseconds of one token more after 1,023, all keys and a quarter of them by turns. */
  async function decode() {
    if (!file) return {};
    const blob = await (await fetch(`/weights/${file}`)).blob();
    const model = await open([new File([blob], file)], { engines: 1 });
    const sentence = ' The old man walked to the river and looked at the boats.';
    const tokens = async (text) => (await model.call('tokenize', { text })).tokens;
    const long = sentence.repeat(length / 8);
    const read = await tokens(long);
    const text = long.slice(0, read[length].start); // one byte a character
    const got = (await tokens(text)).length;
    if (got !== length) throw new Error(`the prompt has ${got} tokens, wanted ${length}`);
    const prompt = { text, target_ids: [read[length].id] };
    const budgets = Array.from({ length: 12 }, (_, i) => (i % 2 ? 0.25 : 1));
    const params = { input: prompt, budgets, seed: 1, draws: 2, policies: ['sinks_recent'] };
    const result = await model.call('diet', params);
    model.close();
    const of = (share) => result.curves[0].millis.filter((_, i) => budgets[i] === share).slice(1);
    return { full: of(1), quarter: of(0.25) };
  }
}
