// What the reader lets this page keep, in one place: model files opened by name or from the disk, models trained here
// (IndexedDB, in pieces, so that a download that broke off goes on where it was), and short texts such as answers to
// lessons (localStorage). IndexedDB, since it is there on plain http too, where caches and the origin's file system are
// not. Where storage is forbidden nothing is kept, and nothing breaks.

import { EngineError } from '../../wasm/bridge/errors.ts';

/** One file of something kept. `have` counts the bytes that are here; `sum` names what they must come to. */
export interface KeptFile {
  name: string;
  size: number;
  have: number;
  /** "sha256:…" or "git:…", hexadecimal; "" where nobody vouches for the file. */
  sum: string;
  /** Whether all of it is here and is what was promised. */
  whole: boolean;
}

/** Where the files of a model opened by name come from. */
export interface Origin {
  /** The hub's address. */
  hub: string;
  /** owner/model. */
  repository: string;
  /** The commit. */
  revision: string;
  /** The paths in the repository, in the order of the files. */
  paths: string[];
}

/** One thing that is kept. */
export interface Kept {
  id: string;
  kind: 'model' | 'trained';
  title: string;
  licence: string;
  files: KeptFile[];
  origin?: Origin;
  /** When it was last opened or added to, ms since 1970. */
  used: number;
}

/** Texts of a kind, such as all answers to lessons. */
export interface KeptTexts {
  prefix: string;
  bytes: number;
  count: number;
}

/** How much all kept files may come to, bytes: beyond, those go that were not opened for the longest time. */
export const keptLimit = 4e9;

/** The beginnings of the names of texts that the list shows. */
export const answers = 'pellucid.answers.';
export const lessons = 'pellucid.lesson.';

/** Bytes that are here. */
export const bytesOf = (item: Kept): number => item.files.reduce((sum, { have }) => sum + have, 0);

/** Whether all of it is here. */
export const isWhole = (item: Kept): boolean => item.files.every(({ whole }) => whole);

/**
 * Which must go so that `need` more bytes fit under the limit, what was opened longest ago first; never `but`.
 * Undefined where even all of them would not do.
 */
export function leaving(
  items: readonly Kept[],
  need: number,
  but: string,
  limit: number = keptLimit,
): Kept[] | undefined {
  const others = items.filter(({ id }) => id !== but).sort((a, b) => a.used - b.used);
  let sum = items.reduce((total, item) => total + bytesOf(item), 0) + need;
  const gone: Kept[] = [];
  while (sum > limit && others.length) {
    const item = others.shift()!;
    gone.push(item);
    sum -= bytesOf(item);
  }
  return sum > limit ? undefined : gone;
}

/** The store; it sends `change`. */
export class Keep extends EventTarget {
  readonly #name: string;
  #opening: Promise<IDBDatabase | undefined> | undefined;

  /** `name` of the database: other copies of the page on this origin have other ones. */
  constructor(name: string) {
    super();
    this.#name = name;
  }

  /** Whether this browser lets the page keep files. */
  async available(): Promise<boolean> {
    return (await this.#database()) !== undefined;
  }

  #database(): Promise<IDBDatabase | undefined> {
    return (this.#opening ??= new Promise((resolve) => {
      try {
        const asking = indexedDB.open(this.#name, 1);
        asking.onupgradeneeded = () => {
          asking.result.createObjectStore('items', { keyPath: 'id' });
          asking.result.createObjectStore('pieces');
        };
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = (event) => (event.preventDefault(), resolve(undefined));
      } catch {
        resolve(undefined); // no storage in a sandboxed frame or a strict browser
      }
    }));
  }

  /** Runs `work` in a transaction that is through when the promise resolves; undefined where there is no storage. */
  async #in<T>(
    mode: IDBTransactionMode,
    work: (items: IDBObjectStore, pieces: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T | undefined> {
    const database = await this.#database();
    if (!database) return undefined;
    const transaction = database.transaction(['items', 'pieces'], mode);
    const request = work(transaction.objectStore('items'), transaction.objectStore('pieces'));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('storage'));
    });
    return request.result;
  }

  /** Everything, what was opened last first. */
  async list(): Promise<Kept[]> {
    const items = (await this.#in<Kept[]>('readonly', (store) => store.getAll())) ?? [];
    return items.sort((a, b) => b.used - a.used);
  }

  /** One thing. */
  async get(id: string): Promise<Kept | undefined> {
    return this.#in<Kept | undefined>('readonly', (store) => store.get(id));
  }

  /** Notes a thing, whose pieces come later. */
  async note(item: Kept): Promise<void> {
    await this.#in('readwrite', (items) => items.put(item));
    this.#tell();
  }

  /** Takes note that it is being opened. */
  async touch(id: string): Promise<void> {
    const item = await this.get(id);
    if (item) await this.note({ ...item, used: Date.now() });
  }

  /**
   * Adds a piece at the end of a file. What does not fit is made room for; where that is impossible, the error
   * "storage-full" says so.
   */
  async append(item: Kept, file: KeptFile, piece: Blob): Promise<void> {
    const next = { ...file, have: file.have + piece.size };
    const grown = { ...item, used: Date.now(), files: item.files.map((f) => (f === file ? next : f)) };
    for (;;) {
      try {
        await this.#in('readwrite', (items, pieces) => {
          pieces.put(piece, [item.id, file.name, file.have]);
          return items.put(grown);
        });
        break;
      } catch (error) {
        // The browser gives a page less than it may have by the rule.
        const [oldest] = (await this.list()).filter(({ id }) => id !== item.id).reverse();
        if ((error as DOMException).name !== 'QuotaExceededError' || !oldest) throw full(error);
        await this.remove(oldest.id);
      }
    }
    Object.assign(file, next);
    item.used = grown.used;
    this.#tell();
  }

  /** Throws away what has come of a file. */
  async restart(item: Kept, file: KeptFile): Promise<void> {
    Object.assign(file, { have: 0, whole: false });
    await this.#in('readwrite', (items, pieces) => {
      pieces.delete(IDBKeyRange.bound([item.id, file.name], [item.id, file.name, []]));
      return items.put(item);
    });
    this.#tell();
  }

  /** Makes room for so many bytes by the rule, and says what had to go. */
  async makeRoom(bytes: number, but: string): Promise<Kept[]> {
    const gone = leaving(await this.list(), bytes, but);
    if (!gone) throw full(undefined);
    for (const { id } of gone) await this.remove(id);
    return gone;
  }

  /** The pieces of a file, in order. */
  async pieces(id: string, name: string): Promise<Blob[]> {
    const range = () => IDBKeyRange.bound([id, name], [id, name, []]);
    return (await this.#in<Blob[]>('readonly', (_, pieces) => pieces.getAll(range()))) ?? [];
  }

  /** The files of something that is whole. */
  async files(item: Kept): Promise<File[]> {
    return Promise.all(item.files.map(async ({ name }) => new File(await this.pieces(item.id, name), name)));
  }

  /** Keeps files in hand; gives false where there is no storage. */
  async keep(kind: Kept['kind'], title: string, files: readonly File[]): Promise<boolean> {
    if (!(await this.available())) return false;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const id = `${kind} ${title} ${size}`;
    await this.makeRoom(size, id);
    await this.remove(id);
    const named = files.map((file) => ({ name: file.webkitRelativePath || file.name, size: file.size, have: 0 }));
    const item: Kept = {
      id,
      kind,
      title,
      licence: '',
      used: Date.now(),
      files: named.map((file) => ({ ...file, sum: '', whole: false })),
    };
    try {
      for (const [i, file] of item.files.entries()) {
        await this.append(item, file, files[i]!);
        file.whole = true;
      }
      await this.note(item);
    } catch (error) {
      await this.remove(id);
      throw full(error);
    }
    return true;
  }

  /** Forgets one thing. */
  async remove(id: string): Promise<void> {
    await this.#in('readwrite', (items, pieces) => {
      pieces.delete(IDBKeyRange.bound([id], [id, []]));
      return items.delete(id);
    });
    this.#tell();
  }

  /** Forgets everything, texts too. */
  async clear(): Promise<void> {
    await this.#in('readwrite', (items, pieces) => (pieces.clear(), items.clear()));
    for (const prefix of [answers, lessons]) this.forgetTexts(prefix);
  }

  /** A short text by its name; "" if there is none. */
  text(name: string): string {
    try {
      return localStorage.getItem(name) ?? '';
    } catch {
      return '';
    }
  }

  /** Keeps a short text; without storage it is lost with the page. */
  keepText(name: string, value: string): void {
    try {
      localStorage.setItem(name, value);
    } catch {
      return;
    }
    this.#tell();
  }

  /** The texts whose names begin so. */
  texts(prefix: string): KeptTexts {
    const names = this.names(prefix);
    const bytes = names.reduce((sum, name) => sum + new Blob([name, this.text(name)]).size, 0);
    return { prefix, bytes, count: names.length };
  }

  /** Forgets the texts whose names begin so; `forgotten` tells those who hold them. */
  forgetTexts(prefix: string): void {
    for (const name of this.names(prefix)) this.dropText(name);
    this.dispatchEvent(new CustomEvent('forgotten', { detail: prefix }));
    this.#tell();
  }

  /** Forgets one text. */
  dropText(name: string): void {
    try {
      localStorage.removeItem(name);
    } catch {
      return;
    }
    this.#tell();
  }

  /** The names of texts that begin so. */
  names(prefix: string): string[] {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    } catch {
      return [];
    }
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function full(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  const name = (cause as Error | undefined)?.name;
  if (cause && name !== 'QuotaExceededError')
    return new EngineError('storage-failed', `The browser could not keep it: ${String(cause)}.`, {}, { cause });
  return new EngineError('storage-full', 'There is no room left for this.', {}, { cause });
}

const folder = (globalThis.location?.href ?? '').replace(/[?#].*$/, '').replace(/[^/]*$/, '');

/** The page's store. */
export const kept = new Keep(`pellucid ${folder}`);
