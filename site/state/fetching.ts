// Fetching a model by name into the store: file after file, each piece kept as soon as it has come, so that a download
// that broke off or was stopped goes on where it was, also after a reload; each file held to the sum that the hub
// promised. Without storage the pieces stay in memory.

import { EngineError } from '../../wasm/bridge/errors.ts';
import { download } from '../../wasm/bridge/download.ts';
import { contentsOf, refused, type Choice, type Listing } from './hub.ts';
import { bytesOf, type Keep, type Kept, type KeptFile } from './kept.ts';

/** Bytes that are gathered before they are kept. */
const pieceSize = 4 << 20;

export interface FetchOptions {
  signal: AbortSignal;
  /** Bytes that are here, of all. */
  onProgress: (loaded: number, total: number) => void;
  /** What had to go to make room. */
  onRoom?: (gone: Kept[]) => void;
}

/** What will be kept of a choice; nothing of it is here yet. */
export function plan(listing: Listing, choice: Choice): Kept {
  const { hub, repository, revision, licence } = listing;
  return {
    id: `model ${hub.url}/${repository}/${choice.label}`,
    kind: 'model',
    title: choice.files.length === 1 ? choice.files[0]!.path.split('/').pop()! : repository,
    licence,
    files: choice.files.map(({ path, size, sum }) => ({
      name: path.split('/').pop()!,
      size,
      sum,
      have: 0,
      whole: false,
    })),
    origin: { hub: hub.url, repository, revision, paths: choice.files.map(({ path }) => path) },
    used: Date.now(),
  };
}

/**
 * Fetches what is missing of a model and gives its files. What had been kept of it under the same commit is not fetched
 * again.
 */
export async function fetchKept(planned: Kept, store: Keep, options: FetchOptions): Promise<File[]> {
  const stored = (await store.available()) ? store : undefined;
  const before = await stored?.get(planned.id);
  const same = before?.origin?.revision === planned.origin!.revision;
  const item = same ? before! : planned;
  if (before && !same) await stored!.remove(before.id);
  const total = item.files.reduce((sum, { size }) => sum + size, 0);
  const gone = await stored?.makeRoom(total - bytesOf(item), item.id);
  if (gone?.length) options.onRoom?.(gone);
  await stored?.note(item);
  const inHand = new Map<KeptFile, Blob[]>();
  const place: Place = {
    add: async (file, piece) => {
      if (stored) return stored.append(item, file, piece);
      inHand.set(file, [...(inHand.get(file) ?? []), piece]);
      file.have += piece.size;
    },
    pieces: (file) => (stored ? stored.pieces(item.id, file.name) : Promise.resolve(inHand.get(file) ?? [])),
    restart: async (file) => {
      inHand.delete(file);
      if (stored) await stored.restart(item, file);
      else Object.assign(file, { have: 0, whole: false });
    },
  };
  for (const [i, file] of item.files.entries()) {
    if (file.whole) continue;
    const before = item.files.slice(0, i).reduce((sum, { size }) => sum + size, 0);
    await fetchFile(item, i, place, { ...options, onProgress: (loaded) => options.onProgress(before + loaded, total) });
    file.whole = true;
    await stored?.note(item);
  }
  if (stored) return stored.files(item);
  return item.files.map((file) => new File(inHand.get(file) ?? [], file.name));
}

/** Where pieces go and come from. */
interface Place {
  add(file: KeptFile, piece: Blob): Promise<void>;
  pieces(file: KeptFile): Promise<Blob[]>;
  restart(file: KeptFile): Promise<void>;
}

async function fetchFile(item: Kept, index: number, place: Place, options: FetchOptions): Promise<void> {
  const { signal, onProgress } = options;
  const file = item.files[index]!;
  const { hub, repository, revision, paths } = item.origin!;
  const { runningSum } = await import('./sums.ts');
  const sum = await runningSum(file.sum, file.size);
  for (const piece of await place.pieces(file)) sum?.add(new Uint8Array(await piece.arrayBuffer()));
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  const flush = async () => {
    const piece = new Blob(chunks);
    [chunks, waiting] = [[], 0];
    if (piece.size) await place.add(file, piece);
  };
  const wrong = async () => {
    await place.restart(file);
    throw new EngineError('wrong-file', `${file.name} is not the file that was promised.`, { file: file.name });
  };
  let got = file.have;
  onProgress(got, file.size);
  try {
    const url = contentsOf(hub, repository, revision, paths[index]!);
    if (got < file.size || file.size === 0)
      for await (const chunk of download(url, file.size, { from: got, signal })) {
        got += chunk.length;
        if (got > file.size) break;
        sum?.add(chunk);
        chunks.push(chunk);
        waiting += chunk.length;
        if (waiting >= pieceSize) await flush();
        onProgress(got, file.size);
      }
  } catch (error) {
    if (got <= file.size) await flush().catch(() => undefined); // what has come need not come again
    signal.throwIfAborted();
    throw explained(error, new URL(hub).host, repository);
  }
  if (got !== file.size) return wrong();
  await flush();
  if (sum && sum.value() !== file.sum) return wrong();
}

/** A failure on the way, in a hub's terms. */
function explained(error: unknown, hub: string, name: string): unknown {
  if (!(error instanceof EngineError) || error.code !== 'network') return error;
  const status = Number(error.values['status']);
  return status ? refused(status, hub, name) : new EngineError('hub-broken', error.message, { hub, name });
}
