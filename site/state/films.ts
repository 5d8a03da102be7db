// Films of trainings: what the site has of them, and a moment's files, fetched one at a time and held to their sums.

import { EngineError } from '../../wasm/bridge/errors.ts';
import { request } from '../../wasm/bridge/origin.ts';
import { beside } from './beside.ts';

/** A file of the site, what the engine wants it to be called, and its SHA-256 in base64. */
export interface FilmFile {
  file: string;
  as: string;
  bytes: number;
  sum: string;
}

/** Nats a token on held-out text after so many steps, and how even attention is, mean of all heads. */
export interface CurvePoint {
  step: number;
  tokens: number;
  loss: number;
  even: number;
}

/** One training; build/site/films.go writes it. */
export interface Film {
  name: string;
  vocabulary: FilmFile[];
  moments: ({ step: number } & FilmFile)[];
  curve: CurvePoint[];
}

let listed: Promise<Film[]> | undefined;

/** All films of the site. */
export function films(): Promise<Film[]> {
  listed ??= request(beside('films/index.json')).then(async (response) => {
    if (!response.ok) throw new EngineError('missing-file', 'There are no films.', { file: 'films/index.json' });
    return (await response.json()) as Film[];
  });
  listed.catch(() => (listed = undefined));
  return listed;
}

async function fetched({ file, as, sum }: FilmFile, signal: AbortSignal): Promise<File> {
  const response = await request(beside(file), { signal, integrity: `sha256-${sum}` });
  if (!response.ok) throw new EngineError('missing-file', `The file ${file} is not there.`, { file });
  return new File([await response.arrayBuffer()], as);
}

/** The files of one moment, as one opens a model. */
export function filesOf(film: Film, moment: number, signal: AbortSignal): Promise<File[]> {
  return Promise.all([...film.vocabulary, film.moments[moment]!].map((file) => fetched(file, signal)));
}
