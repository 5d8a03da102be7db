// What the layer clinic's calls need beforehand: banks of annotated sentences and shipped probes, fetched when they are
// first asked for and handed to the engine, also to a fresh one.

import { EngineError, asEngineError } from '../../wasm/bridge/errors.ts';
import { request } from '../../wasm/bridge/origin.ts';
import type { Language, ProbesResult } from '../../wasm/bridge/protocol.gen.ts';
import { beside } from './beside.ts';
import { textsOf } from './clinic.ts';
import type { OpenModel } from './session.ts';

const files = new Map<Language, Promise<Uint8Array>>();
const handed = new WeakMap<OpenModel, Set<Language>>();

/** The bank's file, fetched once. */
function file(language: Language): Promise<Uint8Array> {
  const name = `bank/${language}.txt`;
  let coming = files.get(language);
  if (!coming) {
    coming = request(beside(name)).then(async (response) => {
      if (!response.ok) throw new EngineError('missing-file', `The file ${name} is not there.`, { file: name });
      return new Uint8Array(await response.arrayBuffer());
    });
    coming.catch(() => files.delete(language));
    files.set(language, coming);
  }
  return coming;
}

/** The bank's sentences, as plain text. */
export async function bankTexts(language: Language): Promise<string[]> {
  return textsOf(new TextDecoder().decode(await file(language)), language);
}

/** Asks a question about a bank, and hands the bank over first where the engine has not got it: also a fresh engine. */
export async function withBank<R>(model: OpenModel, language: Language, ask: () => Promise<R>): Promise<R> {
  const known = handed.get(model) ?? new Set();
  handed.set(model, known);
  const hand = async () => {
    const data = (await file(language)).slice(); // what is handed over is gone
    try {
      await model.call('bank', { language, data });
    } catch (error) {
      if (asEngineError(error).code === 'wrong-file') files.delete(language); // damaged on its way: fetched again
      throw error;
    }
    known.add(language);
  };
  if (!known.has(language)) await hand();
  try {
    return await ask();
  } catch (error) {
    if (asEngineError(error).values?.['field'] !== 'source.language') throw error;
    await hand();
    return ask();
  }
}

let names: Promise<readonly string[]> | undefined;

/** The models that probes are shipped for. */
export function probesOnOffer(): Promise<readonly string[]> {
  return (names ??= request(beside('probes/index.json'))
    .then((response) => (response.ok ? (response.json() as Promise<string[]>) : []))
    .catch(() => []));
}

const given = new WeakMap<OpenModel, ProbesResult>();

/** Asks a question about the shipped probes of a model, and hands them over first. */
export async function withProbes<R>(model: OpenModel, name: string, ask: () => Promise<R>): Promise<R> {
  const hand = async () => {
    const file = `probes/${name}.safetensors`;
    const response = await request(beside(file));
    if (!response.ok) throw new EngineError('missing-file', `The file ${file} is not there.`, { file });
    given.set(model, await model.call('probes', { data: new Uint8Array(await response.arrayBuffer()) }));
  };
  if (!given.has(model)) await hand();
  try {
    return await ask();
  } catch (error) {
    if (asEngineError(error).values?.['field'] !== 'shipped') throw error;
    await hand();
    return ask();
  }
}

/** Whose data the shipped probes of a model were made of, once they have been handed over. */
export const creditOf = (model: OpenModel | undefined): ProbesResult | undefined => model && given.get(model);
