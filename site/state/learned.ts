// A real table of learned positions, for a page whose open model has none: the build takes it from a model that does.

import { verify } from '../../wasm/bridge/download.ts';
import { request } from '../../wasm/bridge/origin.ts';
import { floatsFromBase64, type Matrix } from './tensor.ts';

/** Whose table it is; "" where the build has none. */
export const learnedFrom: string = LEARNED_POSITIONS?.model ?? '';

/** Fetches the table, [position, width]; its scripts' folder holds it. */
export async function learnedPositions(signal: AbortSignal): Promise<Matrix> {
  const { file, sum } = LEARNED_POSITIONS!;
  const response = await request(new URL(file, import.meta.url), { signal });
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  const bytes = await verify(await response.arrayBuffer(), sum, file);
  const { width, data } = JSON.parse(new TextDecoder().decode(bytes)) as { width: number; data: string };
  const values = floatsFromBase64(data);
  return { rows: values.length / width, cols: width, data: values, offset: 0, stride: width };
}
