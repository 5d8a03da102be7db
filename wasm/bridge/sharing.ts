// One call that several engines do together. Each makes the call; where its work is in pieces (engine/share), each does
// some, and all get what everybody found, so that any of them has the whole result. The first works through the pieces
// from the front and waits for nobody; the others are given pieces from the end. Who dies is left out: what it had not
// found, another does.

import type { Found, Given } from './messages.ts';

interface Loop {
  pieces: number;
  found: Map<number, Uint8Array>;
}

/** An engine that takes part. */
export interface Member {
  first: boolean;
  tell(given: Given): void;
  /** The loop it is in, −1 before the first. */
  loop: number;
  /** The piece that was given to it, −1 for none. */
  doing: number;
  /** The pieces whose findings it has. */
  has: Set<number>;
}

export class Sharing {
  readonly #members = new Set<Member>();
  readonly #loops: Loop[] = [];
  readonly #now: () => number;
  /** Of the loop in work: when the first engine came to it, and how many pieces it has done itself. */
  #began = 0;
  #done = 0;
  readonly #finders = new Set<Member>();
  /** Called when something was found or somebody left: there may be work for more engines. */
  onProgress: () => void = () => undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes an engine in, which has been asked to make the call. */
  join(first: boolean, tell: (given: Given) => void): Member {
    const member: Member = { first, tell, loop: -1, doing: -1, has: new Set() };
    this.#members.add(member);
    return member;
  }

  /** Leaves an engine out. */
  leave(member: Member): void {
    this.#members.delete(member);
    this.#tellAll(member.loop);
    this.onProgress();
  }

  /** Hears what an engine says. */
  heard(member: Member, { loop, pieces, piece, found }: Found): void {
    if (member.loop !== loop) Object.assign(member, { loop, doing: -1, has: new Set() });
    const whole = (this.#loops[loop] ??= { pieces, found: new Map() });
    if (member.first && piece < 0) [this.#began, this.#done] = [this.#now(), 0];
    if (piece >= 0) {
      if (!whole.found.has(piece)) whole.found.set(piece, found);
      member.has.add(piece);
      this.#finders.add(member);
      if (member.first) this.#done++;
    }
    this.#tellAll(loop);
    this.onProgress();
  }

  /** How many engines have found something. */
  get engines(): number {
    return this.#finders.size;
  }

  /** How long the loop in work would yet take the first engine alone, ms; 0 until that can be told. */
  left(): number {
    return this.pace * this.#open;
  }

  /** What a piece of the loop in work takes the first engine, ms; 0 until that can be told. */
  get pace(): number {
    return this.#done && (this.#now() - this.#began) / this.#done;
  }

  /** The same as `left` before a piece is done, if pieces take as long as they usually do, ms. */
  usually(pace: number): number {
    return this.#done ? 0 : pace * this.#open;
  }

  /** Pieces of the loop in work that nobody has done. */
  get #open(): number {
    const loop = this.#loops.at(-1);
    return loop ? loop.pieces - loop.found.size : 0;
  }

  #tellAll(loop: number): void {
    for (const member of this.#members) if (member.loop === loop && loop >= 0) this.#tell(member, this.#loops[loop]!);
  }

  /** Gives an engine what it has not, and a piece if it has none to do. */
  #tell(member: Member, loop: Loop): void {
    const pieces = [...loop.found.keys()].filter((piece) => !member.has.has(piece));
    let next = -1;
    if (!member.first && (member.doing < 0 || loop.found.has(member.doing)))
      next = member.doing = this.#free(member.loop, loop);
    if (next < 0 && !pieces.length) return;
    for (const piece of pieces) member.has.add(piece);
    member.tell({ loop: member.loop, next, pieces, found: pieces.map((piece) => loop.found.get(piece)!) });
  }

  /** The last piece that nobody was given; the first engine's own is the last choice. */
  #free(at: number, loop: Loop): number {
    const given = new Set([...this.#members].filter((member) => member.loop === at).map((member) => member.doing));
    let piece = loop.pieces - 1;
    while (piece >= 0 && (loop.found.has(piece) || given.has(piece))) piece--;
    return piece;
  }
}
