// What opening a file of the reader's own will take, said before it is opened: memory, seconds, and whether this device
// has them.

import { kept } from './kept.ts';

/** Bytes that the engine's memory can have: a WebAssembly memory of 32 bits. */
export const roof = 2 ** 32;

/** What the engine takes beside the weights: itself, a vocabulary and the cache of a conversation, bytes. */
const beside = 60e6;

export interface Forecast {
  /** Bytes of memory, at most about so many. */
  memory: number;
  /** As fast as the last opening here; undefined before there was one. */
  seconds: number | undefined;
  /** It will not fit, may not, or does as far as the device tells. */
  fits: 'never' | 'barely' | 'yes';
}

/** A file of whose size weights are read. */
interface Sized {
  name: string;
  size: number;
}

/** Bytes of the files in which weights are: all of a model's parts. */
export function weightBytes(files: readonly Sized[]): number {
  return files.filter((f) => /\.(gguf|safetensors)$/i.test(f.name)).reduce((sum, f) => sum + f.size, 0);
}

/**
 * The forecast for files. `device` is the memory of the device in bytes, where the browser tells; `speed` is what the
 * last opening measured, bytes a second. Blocks of GGUF files stay as they are, other matrices become int8, so that
 * these are bounds.
 */
export function forecast(files: readonly Sized[], device: number | undefined, speed?: number): Forecast {
  const bytes = weightBytes(files);
  const memory = Math.round(1.3 * bytes + beside);
  const fits = memory > roof ? 'never' : device && memory > device / 2 ? 'barely' : 'yes';
  return { memory, seconds: speed ? bytes / speed : undefined, fits };
}

/** The device's memory in bytes, rounded by the browser; undefined where it keeps that to itself. */
export function deviceMemory(): number | undefined {
  const gigabytes = (globalThis.navigator as { deviceMemory?: number } | undefined)?.deviceMemory;
  return gigabytes ? gigabytes * 1e9 : undefined;
}

const speedName = 'pellucid.opening-speed';

/** Bytes a second of the last opening on this device, on an earlier visit too; undefined before there was one. */
export function openingSpeed(): number | undefined {
  return Number(kept.text(speedName)) || undefined;
}

/** Takes note of it. */
export function noteSpeed(speed: number): void {
  if (speed > 0) kept.keepText(speedName, String(Math.round(speed)));
}
