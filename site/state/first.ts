// The first run, computed by the same engine when the site was built, so that a true result is on the page before the
// engine has arrived. Tensors carry their numbers as base64 of little-endian float32.

import type {
  ForwardResult,
  GenerateResult,
  InfoResult,
  Input,
  Tensor,
  TokenizeResult,
} from '../../wasm/bridge/protocol.gen.ts';
import { verify } from '../../wasm/bridge/download.ts';
import type { Manifest } from '../../wasm/bridge/manifest.ts';
import { request } from '../../wasm/bridge/origin.ts';
import { floatsFromBase64 } from './tensor.ts';

/**
 * first.json: the input, the model and what the engine's calls return for it; `duel` is the text in published
 * vocabularies by name.
 */
export interface First {
  input: Input;
  model: Manifest;
  info: InfoResult;
  tokenize: TokenizeResult;
  duel: Record<string, TokenizeResult>;
  forward: ForwardResult;
  generate: GenerateResult;
}

/** Reads first.json; undefined if it is not there or not whole, for the engine will bring the same in a moment. */
export async function readFirst(url: string, sum: string): Promise<First | undefined> {
  try {
    const response = await request(url);
    if (!response.ok) return undefined;
    const bytes = await verify(await response.arrayBuffer(), sum, url);
    return parseFirst(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Turns the JSON into results with numbers in them. */
export function parseFirst(json: unknown): First {
  const first = json as First;
  const numbers = (t: Tensor & { data: unknown }) => ({
    ...t,
    data: typeof t.data === 'string' ? floatsFromBase64(t.data) : new Float32Array(t.data as ArrayLike<number>),
  });
  return { ...first, forward: { ...first.forward, tensors: (first.forward.tensors ?? []).map(numbers) } };
}
