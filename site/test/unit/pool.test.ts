// Many questions at once, and whichever engine is free: engines are played by workers that answer after a moment.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from '../../../wasm/bridge/connection.ts';
import type { Request } from '../../../wasm/bridge/messages.ts';
import { Pool } from '../../../wasm/bridge/pool.ts';

/** A worker that opens any model and answers a call with its number; it notes how many calls it had at once. */
class Player {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: ((event: { message: string }) => void) | undefined;
  now = 0;
  most = 0;
  answered = 0;

  constructor() {
    players.push(this);
  }

  postMessage(message: Request): void {
    if (message.kind !== 'open' && message.kind !== 'call') return;
    this.most = Math.max(this.most, (this.now += Number(message.kind === 'call')));
    if (message.kind === 'call' && dies(this)) {
      this.onmessage = undefined;
      setTimeout(() => this.onerror?.({ message: 'gone' }));
      return;
    }
    setTimeout(() => {
      this.now -= Number(message.kind === 'call');
      this.answered += Number(message.kind === 'call');
      const value = message.kind === 'call' ? { asked: (message.params as { i: number }).i } : {};
      this.onmessage?.({ data: { kind: 'result', id: message.id, value } });
    }, 5);
  }

  terminate(): void {
    this.onmessage = undefined;
  }
}

const players: Player[] = [];
/** Whether an engine dies of the call that it is given. */
let dies: (player: Player) => boolean = () => false;
Object.assign(globalThis, { Worker: Player, addEventListener: () => undefined, removeEventListener: () => undefined });

/** Asks eight questions at once of so many engines. */
async function ask(engines: number) {
  players.length = 0;
  const worker = { text: '' };
  const first = new Connection(worker);
  await first.request((id) => ({ kind: 'open', id, source: { files: [] }, engine: {} }), {});
  const pool = new Pool({ files: [] }, { worker, engines });
  const asked = Array.from({ length: 8 }, (_, i) =>
    pool.ask<{ asked: number }>(first, { method: 'ask_about', params: { i } }, {}),
  );
  const answers = await Promise.all(asked);
  pool.end();
  first.end(first.ended ?? (new Error('over') as never));
  return answers.map((answer) => answer.asked);
}

test('an engine does one question at a time, and all that are free do some', async () => {
  for (const engines of [1, 2, 3]) {
    assert.deepEqual(await ask(engines), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.equal(players.length, engines);
    for (const { most, answered } of players) {
      assert.equal(most, 1);
      assert.ok(answered > 0);
    }
  }
});

test('what a dead engine was asked is asked again', async () => {
  dies = (player) => player === players[1] && player.answered === 1;
  assert.deepEqual(await ask(2), [0, 1, 2, 3, 4, 5, 6, 7]);
  dies = () => false;
  assert.ok(players.length > 2, 'another takes its place');
  for (const { most } of players) assert.equal(most, 1);
});
