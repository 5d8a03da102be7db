// The page's own figures, in milliseconds, by the names that report.go has bars for. All times are taken inside the
// page, from the event that a reader causes to the moment when the elements that show the answer have been updated.

/** A sentence of which so many characters are taken that they make twenty tokens. */
const sentence = '我昨天下午在学校门口看见一只小猫睡在树下，它的妈妈不在旁边，所以我很担心它';
const tokens = 20;
const rounds = 11;

/** Measures the site that is served at origin/site/. */
export async function measureSite(browser, origin, { present }) {
  if (!present) return { name: 'page', error: 'the built site has no model zh-en' };
  const result = {};
  const own = `#text=${encodeURIComponent('昨天晚上我在家看书。')}`;
  const measure = async (address, use) =>
    Object.assign(result, await medians(browser, `${origin}/site/${address}`, use));
  try {
    await measure('', async (page) => ({
      first_paint: await page.evaluate(() => reader.firstText),
      first_bench: await page.evaluate(() => reader.firstBench),
    }));
    await measure(own, async (page) => ({
      own_sentence: await page.evaluate(() => reader.computed().then(() => performance.now())),
    }));
    await measure('#lang=zh', async (page) => {
      await page.evaluate(() => reader.computed());
      const text = await page.evaluate(([all, count]) => reader.cut(all, count), [sentence, tokens]);
      await page.locator('pl-sentence-field textarea').fill(text);
      await page.evaluate(() => reader.computed());
      await page.evaluate(() => reader.forgetTasks());
      const times = { ...(await typing(page)), ...(await explaining(page)) };
      const long_task = await page.evaluate(() => reader.longestTask());
      const word_vectors = await page.evaluate(() => reader.learned(2000));
      return { ...times, long_task, word_vectors, ...(await page.evaluate(() => reader.clinic())) };
    });
    await measure('#lang=zh', async (page) => {
      await page.evaluate(() => reader.computed());
      return page.evaluate(trainWorld);
    });
    await measure(`${own}&at=walk`, async (page) => {
      await page.evaluate(() => reader.computed());
      return { walk_frame: await walking(browser, page) };
    });
    return { name: 'page', result };
  } catch (error) {
    return { name: 'page', error: `${error?.stack ?? error} (so far: ${JSON.stringify(result)})` };
  }
}

/** The medians, by name, of what `use` measures in five pages of new profiles. */
async function medians(browser, address, use) {
  const all = [];
  for (let i = 0; i < 5; i++)
    await inFreshPage(browser, async (page) => {
      await page.goto(address);
      all.push(await use(page));
    });
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((of) => of[name]))]));
}

/** A page of a new profile: nothing is in its cache. */
async function inFreshPage(browser, use) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    await page.addInitScript(watchReader);
    await use(page);
  } finally {
    await context.close();
  }
}

/**
 * One character at the end of the sentence, there and away again: typed at the top of the page, and set while the
 * reader watches the attention.
 */
async function typing(page) {
  const field = page.locator('pl-sentence-field textarea');
  const times = { tokens: [], attention: [] };
  await field.focus();
  await page.keyboard.press('End');
  for (let round = 0; round < rounds; round++) {
    const answer = page.evaluate(() => reader.typed('tokens')).catch((error) => error);
    await page.waitForFunction(() => reader.listening);
    if (round % 2) await page.keyboard.press('Backspace');
    else await page.keyboard.insertText('吗');
    times.tokens.push(taken(await answer));
    await page.evaluate(() => reader.computed());
  }
  await page.locator('pl-figure[place="attention"]').scrollIntoViewIfNeeded();
  for (let round = 0; round < rounds; round++) {
    times.attention.push(
      taken(
        await page
          .evaluate(
            (back) => {
              const answer = reader.typed('attention');
              reader.write((text) => (back ? text.slice(0, -1) : `${text}吗`));
              return answer;
            },
            round % 2 === 0,
          )
          .catch((error) => error),
      ),
    );
    await page.evaluate(() => reader.computed());
  }
  return { tokens: median(times.tokens), attention: median(times.attention) };
}

/**
 * The small world's live recipe, trained in the page for a minute, texts and vocabulary included, once a language;
 * then every fact that its texts tell is asked.
 */
async function trainWorld() {
  const { open } = await import('/site/pellucid.js');
  const model = await open('/site/models/stories/');
  const result = {};
  let [tokens, spent] = [0, 0];
  for (const language of ['en', 'zh']) {
    const start = performance.now();
    let run = await model.call('world_begin', { seed: 1, language });
    while (run.step < run.steps && performance.now() - start < 60_000) {
      const answer = await model.call('world_steps', { steps: Math.min(10, run.steps - run.step) });
      run = answer.run;
      spent += answer.millis;
    }
    tokens += run.tokens;
    result[`world_seconds_${language}`] = (performance.now() - start) / 1000;
    const { scores } = await model.call('world_ask', { sorts: ['told'], most: 1000 });
    result[`world_told_${language}`] = 100 * scores[0].right.value;
  }
  model.close();
  return { ...result, world_speed: tokens / (spent / 1000) };
}

const taken = (answer) => {
  if (answer instanceof Error) throw answer;
  return answer;
};

/** The third door: another way of hiding for the matrix, another output for the card, a head off. */
async function explaining(page) {
  const time = async (panel, place, work, change) => {
    await page.evaluate(() => reader.set({ door: 3, guess: -2 }));
    await page.locator(`pl-figure[place="${place}"]`).scrollIntoViewIfNeeded();
    const all = [];
    for (let round = 0; round < 3; round++) {
      all.push(await page.evaluate(([...given]) => reader.worked(...given), [panel, work, change, round]));
    }
    return { first: median(all.map((t) => t.first)), whole: median(all.map((t) => t.whole)) };
  };
  const occlusion = await time('pl-occlusion-panel', 'occlusion', 'matrix', 'mask');
  const why = await time('pl-why-panel', 'why', 'why', 'target');
  const board = await time('pl-switch-panel', 'board', 'changed', 'part');
  return { occlusion: occlusion.whole, why_first: why.first, why: why.whole, switch_off: board.whole };
}

/**
 * Plays the walk, and returns what script, style and layout of 95 of 100 frames stay below. A frame is a sixtieth of
 * a second in which there was any such work, and paint is left out: a headless browser paints in software.
 */
async function walking(browser, page) {
  await page.waitForTimeout(1500); // the page has come to rest
  await browser.startTracing(page, { categories: ['devtools.timeline', '__metadata'] });
  await page.evaluate(() => reader.playWalk());
  await page.waitForTimeout(10_000);
  const frames = frameWork(JSON.parse(String(await browser.stopTracing())).traceEvents);
  return frames.sort((a, b) => a - b)[Math.floor(0.95 * frames.length)];
}

/** Script, style and layout, by the names of Chromium's timeline. */
const work = new Set(
  'FunctionCall FireAnimationFrame TimerFire EventDispatch RunMicrotasks UpdateLayoutTree Layout'.split(' '),
);

/** Milliseconds of work in each frame of the busiest thread that does such work, the page's own: from a trace. */
function frameWork(events) {
  const threads = new Map();
  for (const e of events) {
    if (e.ph !== 'X' || !work.has(e.name)) continue;
    const thread = `${e.pid} ${e.tid}`;
    if (!threads.has(thread)) threads.set(thread, []);
    threads.get(thread).push(e);
  }
  const weight = (list) => list.filter((e) => e.name === 'UpdateLayoutTree').length; // workers lay nothing out
  const [main = []] = [...threads.values()].sort((a, b) => weight(b) - weight(a));
  const frames = new Map();
  let end = 0;
  for (const { ts, dur = 0 } of main.sort((a, b) => a.ts - b.ts)) {
    if (ts < end) continue; // a call inside a call counts once
    const frame = Math.floor((ts * 60) / 1e6);
    frames.set(frame, (frames.get(frame) ?? 0) + dur / 1000);
    end = ts + dur;
  }
  return [...frames.values()];
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs in the page before its scripts, and makes `reader`. */
function watchReader() {
  const bench = () => document.querySelector('pl-playground')?.shadowRoot?.querySelector('pl-bench');
  const app = () => bench()?.app;
  const elements = (name, root = document) =>
    [...root.querySelectorAll('*')].flatMap((e) => [
      ...(e.localName === name ? [e] : []),
      ...(e.shadowRoot ? elements(name, e.shadowRoot) : []),
    ]);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 4));
  const until = async (condition) => {
    while (!condition()) await pause();
  };
  let tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask' });

  /** When an output was there and had been drawn. */
  const drawn = async (output) => {
    await until(() => output()?.textContent.trim());
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now();
  };
  const inBench = () => bench()?.shadowRoot?.querySelector('.out');
  const inPage = () =>
    [...document.querySelectorAll('#still .out')].find((out) => out.checkVisibility({ visibilityProperty: true }));

  /** When the page first had an output to show: that of the finished first result in its HTML. */
  const firstText = drawn(() => inPage() ?? inBench());
  /** When the bench had it, in which the reader can write. */
  const firstBench = drawn(inBench);

  /** The results of the sentence as it stands are the engine's own and on show. */
  const computed = async () => {
    await until(() => {
      const { session, store } = app() ?? {};
      const { text } = store?.get() ?? {};
      if (session?.phase.kind === 'failed') throw new Error(`the page failed: ${session.phase.error.message}`);
      return (
        session?.phase.kind === 'ready' &&
        !session.precomputed &&
        session.results.output?.of === text &&
        session.results.forward?.of === text
      );
    });
    await bench().updateComplete;
  };

  globalThis.reader = {
    firstText,
    firstBench,
    computed,
    listening: false,
    set: (choices) => app().store.set(choices),
    forgetTasks: () => (tasks = []),
    playWalk: () => elements('pl-steps', elements('pl-walk-panel')[0].shadowRoot)[0].toggle(),
    /** The longest task of the main thread; 0 if none took 50 ms, which are not reported. */
    longestTask: () => Math.max(0, ...tasks.map((task) => task.duration)),

    /** The beginning of a text that makes so many tokens. */
    async cut(text, count) {
      const { model } = app().session;
      for (let end = 1; end <= text.length; end++) {
        const cut = text.slice(0, end);
        if ((await model.call('tokenize', { text: cut })).tokens.length >= count) return cut;
      }
      throw new Error(`the sentence makes fewer than ${count} tokens`);
    },

    /** Changes the sentence as a key does. */
    write(change) {
      const [field] = elements('pl-sentence-field');
      const area = field.shadowRoot.querySelector('textarea');
      area.dispatchEvent(new InputEvent('beforeinput', { bubbles: true, composed: true }));
      area.value = change(area.value);
      area.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    },

    /** From the next key to the "tokens" or the "attention" of the new text, in milliseconds. */
    typed(what) {
      const { session, store } = app();
      const result = { tokens: 'tokens', attention: 'forward' }[what];
      return new Promise((resolve) => {
        const begin = (event) => {
          this.listening = false;
          const before = store.get().text;
          const look = async () => {
            const { text } = store.get();
            if (text === before || session.results[result]?.of !== text) return;
            session.removeEventListener('change', look);
            const [panel] = what === 'tokens' ? [bench()] : elements('pl-attention-panel');
            await panel.updateComplete;
            await elements(what === 'tokens' ? 'pl-token-strip' : 'pl-attention-matrix', panel.shadowRoot)[0]
              .updateComplete;
            resolve(performance.now() - event.timeStamp);
          };
          session.addEventListener('change', look);
        };
        addEventListener('beforeinput', begin, { capture: true, once: true });
        this.listening = true;
      });
    },

    /** Vectors of so many different words, from a text in which all occur: the whole call. */
    async learned(words) {
      let seed = 1;
      const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
      const sentence = (i) =>
        Array.from({ length: 10 }, (_, k) => `w${(i * 7 + Math.floor(random() * 40) + k) % words}`);
      const sentences = Array.from({ length: 5000 }, (_, i) => sentence(i));
      const start = performance.now();
      const params = { sentences, architecture: 'skip_gram', seed: 1 };
      const result = await app().session.model.call('learn_words', params);
      if (result.words !== words) throw new Error(`learned ${result.words} words of ${words}`);
      return performance.now() - start;
    },

    /**
     * The layer clinic's calls on the Chinese bank: tables of parts of speech and relations at all layers, real,
     * control and random weights, three seeds, from nothing; all of it for one sentence once its probes are trained;
     * and two lists of eight words.
     */
    async clinic() {
      const { model } = app().session;
      const { text } = app().store.get();
      const source = { language: 'zh' };
      const data = new Uint8Array(await (await fetch('bank/zh.txt')).arrayBuffer());
      await model.call('bank', { language: 'zh', data });
      const time = async (calls) => {
        const start = performance.now();
        for (const [name, params] of calls) await model.call(name, params);
        return performance.now() - start;
      };
      const clinic_tables = await time(['pos', 'relation'].map((task) => ['probe', { source, task }]));
      const spans = [...text].map((_, i) => [3 * i, 3 * i + 3]);
      const sentence = ['probe_apply', { source, input: { text }, spans, tasks: ['pos', 'relation'], trees: true }];
      await time([sentence]);
      const clinic = await time([sentence]);
      const lists = ['吃 喝 看 买 写 说 跑 走', '书 水 车 门 饭 桌子 房子 钱'].map((list) => list.split(' '));
      return { clinic_tables, clinic, own_idea: await time([['probe_own', { lists }]]) };
    },

    /** From a choice to a panel's computation of what it asks for: its first part, and the whole. */
    async worked(name, work, change, round) {
      await until(() => elements(name).length);
      const [panel] = elements(name);
      const controller = panel[work];
      const settled = () => controller.fresh || controller.error || controller.waiting;
      if (change !== 'part') await until(settled);
      await new Promise((resolve) => setTimeout(resolve, 1500)); // other figures of the same door come to rest
      const start = performance.now();
      const before = controller.value;
      if (change === 'mask') app().store.set({ mask: ['blank', 'mean', 'replace'][round] });
      if (change === 'target') app().store.set({ target: 2 + round });
      if (change === 'part') {
        const [board] = elements('pl-part-board', panel.shadowRoot);
        board.dispatchEvent(
          new CustomEvent('part-toggle', {
            detail: { id: board.rows[0].parts[round].id },
            bubbles: true,
            composed: true,
          }),
        );
      }
      await panel.updateComplete;
      let first;
      await until(() => {
        if (controller.error) throw new Error(`${name}: ${controller.error.message}`);
        if (controller.waiting && !controller.running) controller.start();
        if (controller.value !== before && first === undefined) first = performance.now() - start;
        return controller.value !== before && controller.fresh;
      });
      await panel.updateComplete;
      return { first, whole: performance.now() - start };
    },
  };
}
