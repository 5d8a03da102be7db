// Several engines do a long call together: the same numbers as from one, also when one of them dies on the way.

import type { Request } from '@playwright/test';
import { test, expect, model } from './page.ts';
import { long } from './support.ts';
import type { AttributionResult } from '../../../wasm/bridge/protocol.gen.ts';

/** A call, and what happens to it. */
interface Asked {
  /** How many are to do it together; by default what the device has room for. */
  engines?: number;
  method: 'shapley' | 'lime' | 'occlusion';
  samples?: number;
  /** The worker, by its number, that is ended when so much is done. */
  kill?: number;
  at?: number;
  /** The call is given up when so much is done. */
  cancel?: number;
}

/** What is noted of workers: all that were made, how many have answered, those that were ended. */
interface Scope {
  made: Worker[];
  opened: number;
  gone: Set<Worker>;
}

test.beforeEach(async ({ blank }) => {
  await blank.evaluate(() => {
    const scope = globalThis as unknown as Scope & { Worker: typeof Worker };
    [scope.made, scope.opened, scope.gone] = [[], 0, new Set()];
    scope.Worker = class extends Worker {
      override terminate(): void {
        scope.gone.add(this);
        super.terminate();
      }
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        scope.made.push(this);
        const heard = ({ data }: MessageEvent<{ kind: string }>) => {
          if (data.kind !== 'result') return;
          scope.opened++;
          this.removeEventListener('message', heard);
        };
        this.addEventListener('message', heard);
      }
    };
  });
});

/** Makes the call, and tells what came of it, how many workers there were, and when the first was free again. */
const ask = (asked: Asked) =>
  [
    async ([model, asked]: readonly [string, Asked]) => {
      const scope = globalThis as unknown as Scope;
      const { made } = scope;
      [made.length, scope.opened] = [0, 0];
      scope.gone.clear();
      const m = await pellucid.open(`models/${model}/`, asked.engines ? { engines: asked.engines } : {});
      const explained = {
        // Short enough to be short on any machine, where no number of engines is asked for.
        input: { text: asked.engines ? '昨天下午我在学校门口看见一只小猫睡在树下。' : '猫', to: 'en' },
        units: 'token' as const,
      };
      const masking = { mask: 'replace' as const };
      if (asked.engines) {
        // A first call has the others started.
        await m.call('attribute', { method: 'occlusion', explained, masking, samples: 0 } as never);
        while (scope.opened < asked.engines) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const giveUp = new AbortController();
      const call = m.call(
        'attribute',
        {
          method: asked.method,
          explained,
          masking,
          samples: asked.samples ?? 0,
          seed: 7,
        } as never,
        {
          signal: giveUp.signal,
          onProgress: (value) => {
            const { done, total } = value as { done: number; total: number };
            if (asked.kill !== undefined && done / total >= (asked.at ?? 0) && made.length > asked.kill)
              made[asked.kill]!.terminate();
            if (asked.cancel !== undefined && done / total >= asked.cancel) giveUp.abort();
          },
        },
      );
      const timeless = (result: AttributionResult) => ({ ...result, head: { ...result.head, millis: 0 } });
      try {
        const result = timeless((await call) as AttributionResult);
        const [workers, alive] = [made.length, made.length - scope.gone.size];
        if (asked.kill === undefined) return { result, workers, alive };
        // The next call has all engines again: it is made until a whole sweep was shared by them.
        const wanted = asked.engines!;
        for (let tries = 0; ; tries++) {
          const params = { method: asked.method, explained, masking, samples: asked.samples ?? 0, seed: 7 };
          const next = (await m.call('attribute', params as never)) as AttributionResult;
          const shared = m.sharedBy(next);
          if (shared < wanted && tries < 5) continue;
          return { result, workers, alive: made.length - scope.gone.size, next: timeless(next), shared };
        }
      } catch (error) {
        const given = performance.now();
        await m.call('tokenize', { text: '猫' });
        return { error: String(error), free: performance.now() - given, workers: made.length };
      } finally {
        m.close();
      }
    },
    [model, asked] as const,
  ] as const;

test(
  'several, or dying engines give the numbers of one, to the last bit, and fetch nothing',
  long,
  async ({ blank }) => {
    const one = await blank.evaluate(...ask({ engines: 1, method: 'shapley', samples: 20 }));
    expect(one.error).toBeUndefined();
    expect(one.workers).toBe(1);
    for (const asked of [{}, { kill: 1, at: 0.4 }, { kill: 0, at: 0.4 }] as Partial<Asked>[]) {
      const fetched: string[] = [];
      const note = (request: Request) => fetched.push(new URL(request.url()).pathname);
      blank.on('request', note);
      const together = await blank.evaluate(...ask({ engines: 3, method: 'shapley', samples: 20, ...asked }));
      blank.off('request', note);
      expect(together.error).toBeUndefined();
      // A dead helper is replaced at once, the first engine when it is next asked.
      expect(together.workers).toBeGreaterThanOrEqual(asked.kill === 1 ? 4 : 3);
      expect(together.alive).toBe(3);
      expect(JSON.stringify(together.result)).toBe(JSON.stringify(one.result));
      const large = fetched.filter((path) => /\.safetensors$|engine.*\.wasm$/.test(path));
      expect(large).toHaveLength(asked.kill === 0 ? 4 : 2); // by the first, and by the first in place of a dead one
      if (asked.kill === undefined) continue;
      expect(together.shared).toBe(3);
      expect(JSON.stringify(together.next)).toBe(JSON.stringify(one.result));
    }
  },
);

test('a call that engines do together is given up at once', long, async ({ blank }) => {
  const { error, free, workers } = await blank.evaluate(
    ...ask({ engines: 2, method: 'shapley', samples: 60, cancel: 0.4 }),
  );
  expect(error).toContain('AbortError');
  expect(workers).toBe(2);
  // Until the first engine answers another call, ms: a quarter of a second on a machine that does nothing else.
  expect(free).toBeLessThan(1500);
});

test('a short call stays with one engine', async ({ blank }) => {
  const { error, workers } = await blank.evaluate(...ask({ method: 'occlusion' }));
  expect(error).toBeUndefined();
  expect(workers).toBe(1);
});
