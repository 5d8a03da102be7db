// The opened model's runs: its language tried and one question timed; the set of questions, which can pause; things
// that exist and things that do not.

import type { Asked, AskStyle, AskWhyResult, Question } from '../../../wasm/bridge/protocol.gen.ts';
import type { Language } from '../../i18n/language.ts';
import {
  absentOf,
  confidences,
  drawnFrom,
  kindsOf,
  plans,
  questionsOf,
  short,
  sizes,
  styleOf,
  type Fitted,
  type PlanName,
  type Sureness,
} from '../../state/asking.ts';
import { rendered, templateOf } from '../../state/chat.ts';
import { questionFiles } from '../../state/questions.ts';
import type { OpenModel, Results } from '../../state/session.ts';
import { isRight, items } from '../../state/spoken.ts';
import { inTurn } from '../../state/turn.ts';
import type { Reporter } from '../work.ts';

/** Whether the model speaks the language, and what one question costs, ms. */
export interface Checked {
  style: AskStyle;
  right: number;
  millis: Record<PlanName, number>;
}

/** Tries the language with ten questions, then times one of the set. */
export async function check(
  model: OpenModel,
  info: NonNullable<Results['info']>,
  language: Language,
  { signal, progress }: Reporter<Checked>,
): Promise<Checked> {
  const { begin_token: bos_token, end_token: eos_token, chat_template } = info;
  const render = await templateOf(chat_template, { bos_token, eos_token });
  const style = styleOf(render, language);
  const total = items[language].length + 2;
  let right = 0;
  for (const [done, item] of items[language].entries()) {
    progress({ done, total });
    const { text } = rendered(render, [{ role: 'user', content: item.ask }]);
    if (isRight(item, await short(model, text, signal))) right++;
  }
  const { questions } = await questionFiles(language);
  const [question] = drawnFrom(questionsOf(questions), 1, 0);
  const millis = { short: 0, long: 0 };
  for (const [i, name] of (['short', 'long'] as const).entries()) {
    progress({ done: items[language].length + i, total });
    const params = { style, question: question!, plan: { ...plans[name], seed: 1 } };
    millis[name] = (await model.call('ask_about', params, { signal })).millis;
  }
  return { style, right, millis };
}

/** Questions asked so far, and how well each kind of confidence fits. */
export interface Run {
  asked: readonly Asked[];
  questions: readonly string[];
  fits: readonly Fitted[];
}

/** Fits are drawn anew after so many questions. */
const redrawn = 25;

/** Asks the set; `waits` holds it while the reader has it paused. */
export async function askSet(
  model: OpenModel,
  { signal, progress, show }: Reporter<Run>,
  { style, plan, seed }: { style: AskStyle; plan: PlanName; seed: number },
  waits: (signal: AbortSignal) => Promise<void>,
): Promise<Run> {
  const { questions } = await questionFiles(style.language);
  const list = drawnFrom(questionsOf(questions), sizes.questions, seed);
  const asked: Asked[] = [];
  let fits: Fitted[] = [];
  const ask = async (question: Question, i: number) => {
    await waits(signal);
    const params = { style, question, plan: { ...plans[plan], seed: seed + i } };
    return (await model.call('ask_about', params, { signal })).asked;
  };
  for await (const answer of inTurn(list, model.engines('ask_about'), ask)) {
    asked.push(answer);
    progress({ done: asked.length, total: list.length });
    if (asked.length % redrawn === 0 || asked.length === list.length) fits = await fitted(model, asked, signal, seed);
    show({ asked: [...asked], questions: list.map((q) => q.text), fits });
  }
  return { asked, questions: list.map((q) => q.text), fits };
}

async function fitted(model: OpenModel, asked: readonly Asked[], signal: AbortSignal, seed: number): Promise<Fitted[]> {
  const fits: Fitted[] = [];
  for (const kind of Object.keys(kindsOf) as Sureness[]) {
    const there = confidences(kind, asked);
    if (!there.right.length) continue;
    const { fit } = await model.call('calibrate', { ...there, seed }, { signal });
    fits.push({ kind, fit, unread: asked.length - there.right.length });
  }
  return fits;
}

/** One answer about something that exists, or does not. */
export interface Told {
  question: string;
  answer: string;
  exists: boolean;
  /** It says that it does not know. */
  admits: boolean;
  /** -1 for none. */
  stated: number;
  /** What the model itself gives its answer: P(true), or the small world's probability of the output. */
  prob: number;
}

/** Both lists, and the p-value of the difference of `prob`. */
export interface Strange {
  told: readonly Told[];
  p?: number;
}

/** Asks the small world about animals that it does not have, and about its residents. */
export async function askWorld(
  model: OpenModel,
  { signal }: Reporter<Strange>,
  params: { language: Language; witness: '<honest>' | '<bluffer>'; seed: number },
): Promise<Strange> {
  const { made, known } = await model.call('world_known', { ...params, n: sizes.things }, { signal });
  const told = [...made.map((a) => ({ ...a, exists: false })), ...known.map((a) => ({ ...a, exists: true }))].map(
    (a): Told => ({ ...a, answer: a.output.trim(), admits: a.not_known }),
  );
  return compared(model, told, signal, params.seed);
}

/** Asks a chat model, without options. */
export async function askOpenly(
  model: OpenModel,
  { signal, progress, show }: Reporter<Strange>,
  { style, seed }: { style: AskStyle; seed: number },
): Promise<Strange> {
  const files = await questionFiles(style.language);
  const absent = drawnFrom(absentOf(files.absent), sizes.things, seed);
  const known = drawnFrom(questionsOf(files.questions), sizes.things, seed).map((q) => q.text);
  const told: Told[] = [];
  const list = absent.flatMap((text, i) => [
    { exists: false, question: text },
    { exists: true, question: known[i]! },
  ]);
  const ask = async ({ question, exists }: (typeof list)[number]): Promise<Told> => {
    const { open } = await model.call('ask_openly', { style, question }, { signal });
    const { answer, admits, stated, p_true: prob } = open;
    return { question, answer, exists, admits, stated: stated.ok ? stated.number : -1, prob };
  };
  for await (const answer of inTurn(list, model.engines('ask_openly'), ask)) {
    told.push(answer);
    progress({ done: told.length, total: list.length });
    show({ told: [...told] });
  }
  return compared(model, told, signal, seed);
}

async function compared(model: OpenModel, told: Told[], signal: AbortSignal, seed: number): Promise<Strange> {
  const probs = (exists: boolean) => told.filter((a) => a.exists === exists).map((a) => a.prob);
  const { p } = await model.call('permute', { a: probs(true), b: probs(false), seed }, { signal });
  return { told, p };
}

/** The reader's own question, with the units it was cut into. */
export interface Own {
  units: readonly string[];
  result: AskWhyResult;
}
