// Checksums of files while they come: by hash-wasm, since browsers' own sums want a whole file at once and do not exist
// on plain http. Loaded when a model is first fetched by name.

import { createSHA1, createSHA256 } from 'hash-wasm';

/** Takes bytes and gives their sum, as it stands in a hub's list: "sha256:…" or "git:…". */
export interface RunningSum {
  add(bytes: Uint8Array): void;
  value(): string;
}

/** The sum of the kind that `promised` names, of a file of `size` bytes; nothing where no sum is promised. */
export async function runningSum(promised: string, size: number): Promise<RunningSum | undefined> {
  const kind = promised.split(':')[0]!;
  if (kind !== 'sha256' && kind !== 'git') return undefined;
  const hasher = await (kind === 'git' ? createSHA1() : createSHA256());
  hasher.init();
  if (kind === 'git') hasher.update(`blob ${size}\0`); // as git sums up a file
  return { add: (bytes) => void hasher.update(bytes), value: () => `${kind}:${hasher.digest('hex')}` };
}
