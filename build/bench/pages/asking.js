// Two hundred questions put to a model, by one engine: to a witness of the small world, and to the reader's chat model
// as the page does it by default (label probabilities over four orders, P(true), a stated number); and how soon the
// engine is free when a question is given up.

/** What SmolLM2's template puts around a first message. */
const style = {
  language: 'en',
  before:
    '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
    '<|im_start|>user\n',
  between: '<|im_end|>\n<|im_start|>assistant\n',
};
const plan = { orders: 4, samples: 0, temperature: 1, hint: false };
const sorts = ['chance', 'item', 'chance', 'rule, item'];

export async function open({ file, questions }) {
  const { open } = await import('/site/pellucid.js');
  const start = performance.now();
  const world = await open('/site/models/world/', { engines: 1 });
  const blob = file && (await (await fetch(`/weights/${file}`)).blob());
  const chat = blob && (await open([new File([blob], file)], { engines: 1 }));
  return { first: { load: performance.now() - start, weights: blob?.size ?? 0, asked: questions }, round };

  async function round() {
    const witness = '<honest>';
    const asked_world = await time(() =>
      world.call('world_quiz', { witness, language: 'en', sorts, n: questions, seed: 1 }),
    );
    if (!chat) return { asked_world: [asked_world] };
    const list = await read(questions);
    const about = (i, more = {}) =>
      chat.call('ask_about', { style, question: list[i], plan: { ...plan, seed: i } }, more);
    await about(0); // all of the engine has run once
    const asked_chat = await time(async () => {
      for (const i of list.keys()) await about(i);
    });
    return { asked_world: [asked_world], asked_chat: [asked_chat], given_up: await giveUp(chat, about) };
  }
}

async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** From giving a question up to the answer of the next call, at several points of the work. */
async function giveUp(chat, about) {
  const times = [];
  for (const wait of [20, 80, 150, 230, 320, 420]) {
    const control = new AbortController();
    const answer = about(times.length + 1, { signal: control.signal }).then(
      () => 'answered',
      () => 'given up',
    );
    await new Promise((resolve) => setTimeout(resolve, wait));
    const start = performance.now();
    control.abort();
    if ((await answer) === 'answered') continue; // it was faster
    await chat.call('tokenize', { text: 'a' });
    times.push(performance.now() - start);
  }
  return times;
}

/** The first questions of the page's set. */
async function read(n) {
  const text = await (await fetch('/site/questions/en.txt')).text();
  const lines = text.split('\n').filter((line) => line.trim() && !line.startsWith('#'));
  if (lines.length < n) throw new Error(`there are ${lines.length} questions, wanted ${n}`);
  return lines.slice(0, n).map((line) => {
    const [text, right, ...wrong] = line.split('|');
    return { text, right, wrong: wrong.slice(0, 3) };
  });
}
