// Models by name: what a hub (Hugging Face or a mirror with its paths) says of owner/model, and which of its files this
// page can open. Nothing here asks anybody unless the reader has pressed a button.

import { EngineError } from '../../wasm/bridge/errors.ts';
import { Patience } from '../../wasm/bridge/download.ts';
import { request } from '../../wasm/bridge/origin.ts';

/** One hub, as the build lists it. */
export interface Hub {
  name: string;
  /** Its address, without a slash at the end. */
  url: string;
}

/** One file of a repository. */
export interface HubFile {
  path: string;
  size: number;
  /** "sha256:…" for large files, "git:…" for the others. */
  sum: string;
}

/** What can be opened of a repository: some files that belong together. */
export interface Choice {
  /** What tells it from the other choices: a file's name. */
  label: string;
  files: HubFile[];
  bytes: number;
}

/** What a hub says of a model. */
export interface Listing {
  hub: Hub;
  repository: string;
  /** The commit whose files were listed. */
  revision: string;
  /** The licence's short name, as its owner gives it; "" if it says none. */
  licence: string;
  choices: Choice[];
}

/** A model that many know, with facts to choose by before anybody is asked. */
export interface WellKnown {
  repository: string;
  /** The choice that is meant. */
  file: string;
  bytes: number;
  licence: string;
  languages: ('en' | 'zh' | 'more')[];
}

/**
 * Sizes and licences as of November 2026: bartowski's GGUF files and openai-community/gpt2's as several programs that
 * fetch them state them, the first also by what its repository held when it was made.
 */
export const wellKnown: readonly WellKnown[] = [
  {
    repository: 'bartowski/SmolLM2-135M-Instruct-GGUF',
    file: 'SmolLM2-135M-Instruct-Q4_K_M.gguf',
    bytes: 105_454_432,
    licence: 'apache-2.0',
    languages: ['en'],
  },
  {
    repository: 'bartowski/Qwen2.5-0.5B-Instruct-GGUF',
    file: 'Qwen2.5-0.5B-Instruct-Q4_K_M.gguf',
    bytes: 397_808_192,
    licence: 'apache-2.0',
    languages: ['zh', 'en', 'more'],
  },
  {
    repository: 'openai-community/gpt2',
    file: 'model.safetensors',
    bytes: 548_105_171,
    licence: 'mit',
    languages: ['en'],
  },
];

/** The hubs of this page: the build writes them into its head, beside the policy that allows them. */
export function hubs(): Hub[] {
  const text = document.querySelector<HTMLMetaElement>('meta[name="hubs"]')?.content;
  try {
    return text ? (JSON.parse(text) as Hub[]) : [];
  } catch {
    return [];
  }
}

/** owner/model from what a reader types or pastes, a page's address too; undefined if it is neither. */
export function repositoryOf(text: string): string | undefined {
  const path = text.trim().replace(/^https?:\/\/[^/]+\//, '');
  const [owner, model] = path.split(/[/?#]/);
  const word = /^[A-Za-z0-9][\w.-]*$/;
  return owner && model && word.test(owner) && word.test(model) ? `${owner}/${model}` : undefined;
}

/** Asks a hub for a model: its licence, its commit and its files with their sizes. */
export async function look(hub: Hub, text: string, signal: AbortSignal): Promise<Listing> {
  const repository = repositoryOf(text);
  if (!repository) throw new EngineError('hub-name', `${text} is no name of a model.`, { name: text.trim() });
  const about = await ask<{ sha?: string; cardData?: { license?: unknown }; tags?: string[] }>(
    hub,
    `${hub.url}/api/models/${repository}`,
    repository,
    signal,
  );
  const revision = /^[0-9a-f]{40}$/.test(about.body.sha ?? '') ? about.body.sha! : 'main';
  const files: HubFile[] = [];
  let next: string | undefined = `${hub.url}/api/models/${repository}/tree/${revision}?recursive=true`;
  for (let page = 0; next && page < mostPages; page++) {
    const { body, link }: Answer<TreeEntry[]> = await ask<TreeEntry[]>(hub, next, repository, signal);
    if (!Array.isArray(body)) throw new EngineError('hub-odd', `${hub.name} gave no list.`, { hub: hub.name });
    files.push(...body.flatMap(fileOf));
    next = link && link.startsWith(`${hub.url}/`) ? link : undefined;
  }
  const choices = choicesOf(files);
  if (!choices.length) throw new EngineError('hub-nothing', `${repository}: nothing to open`, { name: repository });
  return { hub, repository, revision, licence: licenceOf(about.body), choices };
}

/** Pages of a list that are read: a model has a few files. */
const mostPages = 20;

interface TreeEntry {
  type?: string;
  path?: string;
  size?: number;
  oid?: string;
  lfs?: { oid?: string; size?: number };
}

function fileOf({ type, path, size, oid, lfs }: TreeEntry): HubFile[] {
  const bytes = lfs?.size ?? size;
  if (type !== 'file' || typeof path !== 'string' || !Number.isSafeInteger(bytes)) return [];
  const [sha256] = /[0-9a-f]{64}$/.exec(lfs?.oid ?? '') ?? [];
  const sum = sha256 ? `sha256:${sha256}` : !lfs && /^[0-9a-f]{40}$/.test(oid ?? '') ? `git:${oid}` : '';
  return [{ path, size: bytes!, sum }];
}

function licenceOf({ cardData, tags }: { cardData?: { license?: unknown }; tags?: string[] }): string {
  const said = cardData?.license;
  if (typeof said === 'string') return said;
  return tags?.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? '';
}

/** Files beside the weights that say how to read them. */
const beside = new Set([
  'config.json',
  'generation_config.json',
  'model.safetensors.index.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'vocab.txt',
  'tokenizer.model',
  'spiece.model',
  'sentencepiece.bpe.model',
  'source.spm',
  'target.spm',
  'chat_template.jinja',
]);

/** What can be opened: the model of the root in safetensors, and each GGUF file with its parts; the smallest first. */
export function choicesOf(files: readonly HubFile[]): Choice[] {
  const list: Choice[] = [];
  const add = (label: string, some: HubFile[]) =>
    list.push({ label, files: some, bytes: some.reduce((sum, { size }) => sum + size, 0) });
  const root = files.filter(({ path }) => !path.includes('/'));
  const single = root.filter(({ path }) => path === 'model.safetensors');
  const shards = root.filter(({ path }) => /^model-\d{5}-of-\d{5}\.safetensors$/.test(path));
  const weights = single.length ? single : shards;
  const others = root.filter(({ path }) => beside.has(path) && !(single.length && path.endsWith('.index.json')));
  if (weights.length && others.some(({ path }) => path === 'config.json'))
    add(single.length ? 'model.safetensors' : `model.safetensors (${shards.length})`, [...others, ...weights]);
  const parts = new Map<string, HubFile[]>();
  for (const file of files.filter(isGGUF)) {
    const label = file.path.replace(/-\d{5}-of-\d{5}(?=\.gguf$)/i, '');
    parts.set(label, [...(parts.get(label) ?? []), file]);
  }
  for (const [label, some] of parts) add(label, some);
  return list.sort((a, b) => a.bytes - b.bytes);
}

/** A GGUF file of a language model; a projector for pictures is none. */
const isGGUF = ({ path }: HubFile) => /\.gguf$/i.test(path) && !/(^|\/)mmproj/i.test(path);

/** A body, and where the list goes on. */
interface Answer<T> {
  body: T;
  link?: string;
}

/** One answer of a hub's interface, as JSON. */
async function ask<T>(hub: Hub, url: string, name: string, signal: AbortSignal): Promise<Answer<T>> {
  const patience = new Patience(url, signal);
  try {
    const init = { signal: patience.signal, credentials: 'omit', cache: 'no-store' } as const;
    const response = await patience.with(request(url, init));
    if (!response.ok) throw refused(response.status, hub.name, name, response.headers.get('retry-after'));
    const link = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    const body = (await patience.with(response.json())) as T;
    return link ? { body, link: new URL(link, url).href } : { body };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) throw error;
    if (error instanceof SyntaxError) throw new EngineError('hub-odd', `${hub.name}: no JSON`, { hub: hub.name });
    throw new EngineError('hub-silent', `${hub.name} could not be asked: ${String(error)}`, { hub: hub.name });
  }
}

/** What a hub's status means for a reader. */
export function refused(status: number, hub: string, name: string, after?: string | null): EngineError {
  const values = { hub, name, status };
  if (status === 401 || status === 403) return new EngineError('hub-locked', `${hub}: ${status} for ${name}`, values);
  if (status === 404 || status === 410) return new EngineError('hub-missing', `${hub} has no ${name}`, values);
  if (status === 429)
    return new EngineError('hub-busy', `${hub}: too many requests${after ? `, again in ${after} s` : ''}`, values);
  return new EngineError('hub-odd', `${hub} answered ${status}`, values);
}

/** Where a file's contents are. */
export function contentsOf(hub: string, repository: string, revision: string, path: string): string {
  return `${hub}/${repository}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
