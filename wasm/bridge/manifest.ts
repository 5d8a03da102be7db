// What a host offers: models/index.json lists the models, and each model's folder has a manifest.json
// that names its files with their sizes and SHA-256 sums. Both are written by build/site.

import { EngineError } from './errors.ts';
import { name, readAll, verify } from './download.ts';

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

/** More files than any model has; a longer list is no manifest. */
const mostFiles = 1000;

/** Reads the manifest of a model's folder; one of this build's models is held to its sum. */
export async function readManifest(folder: string): Promise<Manifest> {
  const url = new URL('manifest.json', folder).href;
  const own = Object.keys(MANIFEST_SUMS).find((model) => new URL(`models/${model}/`, import.meta.url).href === folder);
  const manifest = await readJSON<Partial<Manifest> | null>(url, own && MANIFEST_SUMS[own]);
  const files = manifest?.files;
  const whole = (file: Partial<ManifestFile>) =>
    typeof file?.name === 'string' &&
    Number.isSafeInteger(file.bytes) &&
    file.bytes! >= 0 &&
    /^[0-9a-f]{64}$/.test(file.sha256 ?? '');
  if (!Array.isArray(files) || files.length > mostFiles || !files.every(whole))
    throw new EngineError('wrong-file', `${url} is not a model's manifest.`, { file: name(url) });
  return manifest as Manifest;
}

/** Reads a JSON file that was written by build/site, of the given SHA-256 sum (base64). */
export async function readJSON<T>(url: string, sum?: string): Promise<T> {
  const text = new TextDecoder().decode(await verify(await readAll(url), sum, name(url)));
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new EngineError('wrong-file', `${url} is not a JSON file.`, { file: name(url) }, { cause });
  }
}
