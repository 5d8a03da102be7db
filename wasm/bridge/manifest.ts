// What a host offers: models/index.json lists the models, and each model's folder has a manifest.json
// that names its files with their sizes and SHA-256 sums. Both are written by build/site.

import { EngineError } from './errors.ts';
import { name, readAll } from './download.ts';

/** One file of a model as its manifest promises it. */
export interface ManifestFile {
  name: string;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** One model on a host. */
export interface Manifest {
  name: string;
  /** All files together. */
  bytes: number;
  files: ManifestFile[];
  /** card.json as it stands, or null. */
  card: unknown;
}

/** models/index.json. */
export interface ModelIndex {
  models: Manifest[];
}

/** Reads a JSON file that was written by build/site. */
export async function readJSON<T>(url: string): Promise<T> {
  const text = new TextDecoder().decode(await readAll(url));
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new EngineError('wrong-file', `${url} is not a JSON file.`, { file: name(url) }, { cause });
  }
}
