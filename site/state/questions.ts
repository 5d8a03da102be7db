// The sets of questions for other models, fetched when they are first asked for.

import { EngineError } from '../../wasm/bridge/errors.ts';
import { request } from '../../wasm/bridge/origin.ts';
import { beside } from './beside.ts';

const files = new Map<string, Promise<string>>();

function file(name: string): Promise<string> {
  let coming = files.get(name);
  if (!coming) {
    coming = request(beside(name)).then((response) => {
      if (!response.ok) throw new EngineError('missing-file', `The file ${name} is not there.`, { file: name });
      return response.text();
    });
    coming.catch(() => files.delete(name));
    files.set(name, coming);
  }
  return coming;
}

/** Questions with a right answer, and questions about things that do not exist. */
export async function questionFiles(language: 'en' | 'zh'): Promise<{ questions: string; absent: string }> {
  const [questions, absent] = await Promise.all([
    file(`questions/${language}.txt`),
    file(`questions/absent.${language}.txt`),
  ]);
  return { questions, absent };
}
