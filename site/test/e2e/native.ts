// The engine's native results: a Go process that answers the same calls as the page, on the same model files, with the
// plain kernels. Also how nearly a page must agree with it.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@playwright/test';
import type { GenerateResult, Input, CallName, Calls, Sampling } from '../../../wasm/bridge/protocol.gen.ts';

export const root = resolve(import.meta.dirname, '../../..');
export const dist = resolve(root, process.env['PELLUCID_TEST_DIST'] ?? 'run/e2e');
/** The folder of one shipped model. */
export const modelFolder = (name: string) => join(dist, 'models', name);
/** A file of the development data, or undefined where there is none. */
export function dataFile(name: string): string | undefined {
  const path = join(process.env['PELLUCID_DATA'] || join(root, '../shared/data'), name);
  return existsSync(path) ? path : undefined;
}

export class NativeError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly values: Record<string, unknown>,
  ) {
    super(message);
  }
}

interface Answer {
  id: number;
  result?: unknown;
  tail?: string[];
  error?: { code: string; message: string; values?: Record<string, unknown> };
}

/** One native engine. Models are named by their folder, or by one file. */
export class Native {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #known = new Map<string, Promise<unknown>>();
  #last = 0;

  constructor() {
    this.#process = spawn(process.env['PELLUCID_EXPECT']!, ['-vocab', join(dist, 'vocab')]);
    this.#process.stderr.pipe(process.stderr);
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#receive(JSON.parse(line) as Answer));
    this.#process.on('exit', (code) =>
      this.#waiting.forEach((w) => w.reject(new Error(`the native engine ended with ${code}`))),
    );
  }

  #receive({ id, result, tail = [], error }: Answer): void {
    const waiting = this.#waiting.get(id)!;
    this.#waiting.delete(id);
    if (error) return waiting.reject(new NativeError(error.code, error.message, error.values ?? {}));
    waiting.resolve(
      attach(
        result,
        tail.map((text) => {
          const bytes = Buffer.from(text, 'base64');
          return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        }),
      ),
    );
  }

  /**
   * Asks one call; the same again gets the same answer. A test may ask ahead, while its page computes, and await it
   * later.
   */
  call<M extends CallName>(model: string, method: M, params: Calls[M]['params']): Promise<Calls[M]['result']> {
    const question = JSON.stringify({ model: model.includes('/') ? model : modelFolder(model), method, params });
    const known = this.#known.get(question) ?? this.#ask(question);
    this.#known.set(question, known);
    return known as Promise<Calls[M]['result']>;
  }

  #ask(question: string): Promise<unknown> {
    const id = ++this.#last;
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdin.write(`{"id":${id},${question.slice(1)}\n`);
    });
    answer.catch(() => undefined); // a test that failed earlier awaits it no more
    return answer;
  }

  close(): void {
    this.#process.stdin.end();
  }
}

function attach(value: unknown, tail: Float32Array[]): unknown {
  if (tail.length === 0 || typeof value !== 'object' || value === null) return value;
  const object = value as Record<string, unknown>;
  if (Array.isArray(object.axes) && typeof object.data === 'number') object.data = tail[object.data];
  else for (const member of Object.values(object)) attach(member, tail);
  return object;
}

/**
 * How nearly the page agrees with native Go. Both compute in float32 with int8 weights, but add in another order and
 * round activations to int8 blocks, where a sum just at a rounding edge may fall to either side: one part in a hundred
 * of the value, and two thousandths for values near zero. Log-probabilities and scores get 0.03 nats.
 */
export const tolerance = { relative: 0.01, absolute: 0.002, nats: 0.03 };

/** Two numbers agree to the stated tolerance. */
export function near(got: number, want: number, what: string, absolute = tolerance.absolute): void {
  if (Number.isNaN(got) && Number.isNaN(want)) return;
  const most = absolute + tolerance.relative * Math.abs(want);
  expect(Math.abs(got - want), `${what}: want ${want}, got ${got}`).toBeLessThanOrEqual(most);
}

/** Two lists of numbers agree, entry by entry; null in a saved file stands for a number JSON does not have. */
export function allNear(
  got: ArrayLike<number | null>,
  want: ArrayLike<number>,
  what: string,
  absolute = tolerance.absolute,
): void {
  expect(got.length, `${what}: how many numbers`).toBe(want.length);
  let worst = { excess: 0, text: '' };
  for (let i = 0; i < want.length; i++) {
    const [g, w] = [got[i] ?? NaN, want[i]!];
    if (!Number.isFinite(w) && !Number.isFinite(g)) continue;
    const excess = Math.abs(g - w) - absolute - tolerance.relative * Math.abs(w);
    if (!(excess <= worst.excess)) worst = { excess, text: `${what} [${i}]: want ${w}, got ${g}` };
  }
  expect(worst.text).toBe('');
}

/**
 * An output of the page is one that the native engine would write too: it is forced token by token, every probability
 * and entropy agrees, and a greedy choice is the likeliest token (or one that ties with it within the tolerance).
 */
export async function sameOutput(
  native: Native,
  model: string,
  input: Input,
  got: GenerateResult,
  sampling: Sampling = {},
): Promise<void> {
  const forced = got.output.tokens.map((t) => t.id);
  const want = await native.call(model, 'generate', { input, sampling, forced, top: 12 });
  expect(want.text).toBe(got.text);
  expect(want.steps.length, 'steps').toBe(got.steps.length);
  expect(got.source.tokens.map((t) => t.id)).toEqual(want.source.tokens.map((t) => t.id));
  got.steps.forEach((step, i) => {
    const other = want.steps[i]!;
    near(step.prob, other.prob, `probability of output token ${i}`);
    near(step.entropy, other.entropy, `entropy of output token ${i}`, tolerance.nats);
    const own = other.candidates.find((c) => c.token.id === step.token.id);
    if (!sampling.temperature)
      expect(other.prob, `output token ${i} is the likeliest`).toBeGreaterThanOrEqual(
        other.candidates[0]!.prob - 2 * tolerance.absolute - tolerance.relative,
      );
    else if (own) expect(own.chance, `sampling may choose output token ${i}`).toBeGreaterThan(0);
    const known = new Map(other.candidates.map((c) => [c.token.id, c]));
    for (const c of step.candidates) {
      const same = known.get(c.token.id);
      if (same) near(c.prob, same.prob, `candidate ${c.token.id} of output token ${i}`);
    }
    // The twelve likeliest are the same, but for ties at the end of the list.
    expect(step.candidates.filter((c) => known.has(c.token.id)).length).toBeGreaterThanOrEqual(
      Math.min(9, step.candidates.length),
    );
  });
}
