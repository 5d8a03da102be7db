// Who does which piece of a call that engines do together, without engines: they are played by queues.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Given } from '../../../wasm/bridge/messages.ts';
import { Pace } from '../../../wasm/bridge/pace.ts';
import { enginesFor } from '../../../wasm/bridge/room.ts';
import { Sharing, type Member } from '../../../wasm/bridge/sharing.ts';

/** An engine that does what it is given when it is told to go on. */
class Player {
  readonly member: Member;
  readonly got = new Set<number>();
  readonly did: number[] = [];
  #next = -1;
  readonly #sharing: Sharing;
  readonly #pieces: number;

  constructor(sharing: Sharing, first: boolean, pieces: number) {
    this.#sharing = sharing;
    this.#pieces = pieces;
    this.member = sharing.join(first, (given: Given) => {
      for (const piece of given.pieces) this.got.add(piece);
      assert.deepEqual(
        [...given.pieces],
        [...given.found].map((found) => found[0]),
      );
      if (given.next >= 0) this.#next = given.next;
    });
    this.say(-1);
  }

  say(piece: number): void {
    this.#sharing.heard(this.member, { loop: 0, pieces: this.#pieces, piece, found: Uint8Array.of(piece) });
  }

  /** Does a piece if there is one. */
  step(): boolean {
    let piece = this.#next;
    if (this.member.first) for (piece = 0; this.got.has(piece);) piece++;
    if (piece < 0 || piece >= this.#pieces || this.got.has(piece)) return false;
    this.#next = -1;
    this.got.add(piece);
    this.did.push(piece);
    this.say(piece);
    return true;
  }
}

/** Lets players go on in turn until none can. */
function play(players: Player[]): void {
  while (players.map((player) => player.step()).includes(true));
}

test('all engines get all findings, and each piece is done once', () => {
  const sharing = new Sharing();
  const players = [true, false, false].map((first) => new Player(sharing, first, 20));
  play(players);
  for (const { got } of players) assert.equal(got.size, 20);
  const done = players.flatMap(({ did }) => did);
  assert.equal(new Set(done).size, 20);
  assert.ok(done.length <= 21, `${done.length} pieces done`); // the last may be done twice
  for (const { did } of players) assert.ok(did.length >= 5, `only ${did}`);
});

test('what a dead engine had in work is done by another, also where the first one dies', () => {
  for (const dead of [0, 1]) {
    const sharing = new Sharing();
    const players = [true, false, false].map((first) => new Player(sharing, first, 12));
    for (const player of players) player.step();
    sharing.leave(players[dead]!.member);
    const alive = players.filter((_, i) => i !== dead);
    play(alive);
    for (const { got } of alive) assert.equal(got.size, 12);
  }
});

test('an engine that comes late is given what has been found', () => {
  const sharing = new Sharing();
  const first = new Player(sharing, true, 6);
  for (let i = 0; i < 4; i++) first.step();
  const late = new Player(sharing, false, 6);
  assert.deepEqual([...late.got], [0, 1, 2, 3]);
  play([late]);
  assert.deepEqual([...late.got].sort(), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(late.did, [5, 4]);
});

test('what is left is told from what the first engine took for its pieces', () => {
  let now = 0;
  const sharing = new Sharing(() => now);
  assert.equal(sharing.left(), 0);
  const first = new Player(sharing, true, 10);
  assert.equal(sharing.left(), 0);
  assert.equal(sharing.usually(30), 300);
  now = 50;
  first.step();
  assert.equal(sharing.left(), 450);
  assert.equal(sharing.usually(30), 0);
});

test('what is left is told from progress too, of each part of the work by itself', () => {
  let now = 0;
  const pace = new Pace(() => now);
  assert.equal(pace.left(), 0);
  pace.heard({ done: 0, total: 100 });
  now = 50;
  pace.heard({ done: 10, total: 100 });
  assert.equal(pace.left(), 0, 'too early to tell');
  now = 200;
  pace.heard({ answers: [] });
  pace.heard({ done: 20, total: 100 });
  assert.equal(pace.left(), 800);
  pace.heard({ done: 0, total: 4 });
  assert.equal(pace.left(), 0, 'another part has begun');
  now = 400;
  pace.heard({ done: 1, total: 4 });
  assert.equal(pace.left(), 600);
});

test('one engine on phones, at most four elsewhere, and no more weights than half a gigabyte', () => {
  const device = (hardwareConcurrency: number, deviceMemory?: number) =>
    ({ hardwareConcurrency, ...(deviceMemory && { deviceMemory }) }) as unknown as Navigator;
  assert.equal(enginesFor(20e6, device(8)), 4);
  assert.equal(enginesFor(20e6, device(2)), 2);
  assert.equal(enginesFor(200 * 2 ** 20, device(8)), 2);
  assert.equal(enginesFor(600 * 2 ** 20, device(8)), 1);
  assert.equal(enginesFor(20e6, device(8, 2)), 1);
  const scope = globalThis as { matchMedia?: unknown };
  scope.matchMedia = (query: string) => ({ matches: query === '(pointer: coarse)' });
  assert.equal(enginesFor(20e6, device(8)), 1);
  delete scope.matchMedia;
});
