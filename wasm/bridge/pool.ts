// Further engines with the same model, for calls that take long. They are started when such a call has shown that it
// does, kept for the next, and ended when none has come for a while. Which calls engines can do together, and what each
// must have been given before, stands in the protocol (`shared`); how the work is dealt out, in sharing.ts.

import { Connection, type CallOptions } from './connection.ts';
import { EngineError } from './errors.ts';
import type { OpenOptions } from './client.ts';
import type { Call, Source } from './messages.ts';
import { apart, shared, type CallName } from './protocol.gen.ts';
import { Pace } from './pace.ts';
import { enginesFor, worthStarting } from './room.ts';
import { Sharing } from './sharing.ts';

/** A call is shared with engines that run already when more than this is left, ms. */
const worthAsking = 200;
/** How long engines wait for another call, ms. */
const patience = 60_000;
/** How many engines may die in a call before no more are started for it. */
const mostDeaths = 3;

/** A further engine, and what it has been given. */
interface Helper {
  connection: Connection;
  opened: Promise<unknown>;
  has: Set<Call>;
}

/** One call being done by several engines. */
interface Run {
  call: Call;
  sharing: Sharing;
  pace: Pace;
  /** Those that take part or are about to. */
  engines: Set<Connection>;
  deaths: number;
  over: AbortController;
}

export class Pool {
  readonly #source: Source;
  readonly #options: OpenOptions;
  #helpers: Helper[] = [];
  /** What the first engine was given for others' sake, by name and params. */
  readonly #given = new Map<string, Call>();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #running = 0;
  /** What a piece of the last call of a name took, ms. */
  readonly #usual = new Map<CallName, number>();
  /** Engines that do one of many calls, and what they do. */
  readonly #taken = new Map<Connection, Promise<unknown>>();
  /** No further engine could be opened: no more are tried. */
  #refused = false;
  /** How many engines have done a call together, by its result and the head of that. */
  readonly sharedBy = new WeakMap<object, number>();
  /** The weights' size in bytes. */
  weights = 0;

  constructor(source: Source, options: OpenOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Whether a model's files are to be kept as they come: unless there is never to be more than one engine. */
  get keeps(): boolean {
    return (this.#options.engines ?? enginesFor(0)) > 1;
  }

  /** How many engines may do a call together. */
  size(first: Connection, method: CallName): number {
    if (!(shared[method] || apart.includes(method)) || this.#refused || !first.alone || first.altered) return 1;
    if ('url' in this.#source && !first.files) return 1;
    return this.#options.engines ?? enginesFor(this.weights);
  }

  /** Makes a call with the first engine, and with others if it takes long. */
  async ask<T extends object>(first: Connection, call: Call, options: CallOptions<never>): Promise<T> {
    if (apart.includes(call.method)) return this.#anywhere<T>(first, call, options);
    if (this.size(first, call.method) > 1) return this.#share<T>(first, call, options);
    const result = await first.request<T>((id) => ({ kind: 'call', id, ...call }), options);
    if (handedOver.has(call.method)) {
      const key = call.method + JSON.stringify(call.params);
      this.#given.delete(key);
      this.#given.set(key, call);
    }
    return result;
  }

  async #share<T extends object>(
    first: Connection,
    call: Call,
    { signal, onProgress }: CallOptions<never>,
  ): Promise<T> {
    const run: Run = {
      call,
      sharing: new Sharing(),
      pace: new Pace(),
      engines: new Set(),
      deaths: 0,
      over: new AbortController(),
    };
    const giveUp = () => run.over.abort(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    const rest = this.#wake();
    try {
      const result = await this.#lead<T>(run, first, onProgress);
      for (const part of [result, (result as { head?: object }).head])
        if (part) this.sharedBy.set(part, Math.max(1, run.sharing.engines));
      return result;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      run.over.abort();
      rest();
    }
  }

  /** Keeps further engines for as long as a call is under way, and a while after it. */
  #wake(): () => void {
    this.#running++;
    clearTimeout(this.#idle);
    return () => {
      if (!--this.#running) this.#idle = setTimeout(() => this.end(), patience);
    };
  }

  /**
   * Makes a call with the first engine or, while that does one like it, with one that is free, and waits where none is:
   * an engine does one such call at a time. If a further engine dies, another does its call.
   */
  async #anywhere<T extends object>(first: Connection, call: Call, options: CallOptions<never>): Promise<T> {
    const rest = this.#wake();
    const engine = await this.#free(first, call.method);
    const answer = engine.request<T>((id) => ({ kind: 'call', id, ...call }), options);
    this.#taken.set(engine, answer);
    try {
      return await answer;
    } catch (error) {
      if (engine === first || error !== engine.ended) throw error;
    } finally {
      this.#taken.delete(engine);
      rest();
    }
    return this.#anywhere<T>(first, call, options);
  }

  /** An engine that does no such call, and is now taken; one is started if there is room. */
  async #free(first: Connection, method: CallName): Promise<Connection> {
    while (this.#taken.has(first)) {
      const room = this.size(first, method) - 1;
      this.#helpers = this.#helpers.filter(({ connection }) => !connection.ended);
      const free = this.#helpers.slice(0, room).find(({ connection }) => !this.#taken.has(connection));
      const helper = free ?? (this.#helpers.length < room ? this.#start(first) : undefined);
      if (helper) {
        const ready = this.#prepare(helper, method);
        this.#taken.set(helper.connection, ready);
        const opened = await ready.then(
          () => true,
          () => false,
        );
        if (opened) return helper.connection;
        this.#taken.delete(helper.connection);
      } else await Promise.race(this.#taken.values()).catch(() => undefined);
    }
    this.#taken.set(first, Promise.resolve()); // until its call is under way
    return first;
  }

  /** The engine whose result it is; if it dies, one of the others is. */
  async #lead<T extends object>(run: Run, first: Connection, onProgress: CallOptions<never>['onProgress']): Promise<T> {
    const answers = new Map<Connection, Promise<T>>();
    let leader = first;
    const join = (connection: Connection) => {
      const progress = (value: never) => {
        if (connection !== leader) return;
        onProgress?.(value);
        // What was handed over is read first, which takes long too; all engines can do that meanwhile.
        if (!shared[run.call.method]!.length) return;
        run.pace.heard(value);
        this.#enlist(run, first, join);
      };
      const answer = this.#join<T>(run, connection, connection === first, progress);
      answer.catch(() => undefined); // whose result is not wanted, its error is not either
      answers.set(connection, answer);
    };
    join(first);
    run.sharing.onProgress = () => this.#enlist(run, first, join);
    for (;;) {
      try {
        return await answers.get(leader)!;
      } catch (error) {
        answers.delete(leader);
        const [next] = answers.keys();
        if (!leader.ended || error !== leader.ended || !next) throw error;
        leader = next;
      }
    }
  }

  /** Makes the call with one engine. */
  async #join<T extends object>(
    run: Run,
    connection: Connection,
    first: boolean,
    onProgress: (value: never) => void,
  ): Promise<T> {
    const role = first ? ('first' as const) : ('other' as const);
    const member = run.sharing.join(first, (given) => connection.post({ kind: 'share', id: asked.id, ...given }));
    const asked = connection.ask<T>(
      (id) => ({ kind: 'call', id, share: role, ...run.call }),
      { signal: run.over.signal, onProgress },
      (found) => run.sharing.heard(member, found),
    );
    try {
      return await asked.answer;
    } finally {
      if (connection.ended) run.deaths++;
      run.sharing.leave(member);
    }
  }

  /** Lets more engines take part, if there is enough left to do. */
  #enlist(run: Run, first: Connection, join: (connection: Connection) => void): void {
    const left = this.#left(run);
    const { method } = run.call;
    if (run.sharing.pace) this.#usual.set(method, run.sharing.pace);
    // A page that says how many engines it wants has them at once.
    const [asking, starting] = this.#options.engines ? [1, 1] : [worthAsking, worthStarting];
    // Engines that run need not wait for the first piece.
    if (Math.max(left, run.sharing.usually(this.#usual.get(method) ?? 0)) < asking) return;
    if (run.over.signal.aborted || run.deaths > mostDeaths) return;
    this.#helpers = this.#helpers.filter(({ connection }) => !connection.ended);
    const room = this.size(first, method) - 1;
    while (left >= starting && this.#helpers.length < room) this.#start(first);
    for (const helper of this.#helpers.slice(0, room)) {
      if (run.engines.has(helper.connection)) continue;
      run.engines.add(helper.connection);
      this.#prepare(helper, method).then(
        () => run.over.signal.aborted || this.#few(run, asking / 2) || join(helper.connection),
        () => undefined,
      );
    }
  }

  /** Whether less is left than this, ms, as far as can be told. */
  #few(run: Run, millis: number): boolean {
    return run.sharing.pace > 0 && this.#left(run) < millis;
  }

  /** What is left to do, ms, as far as can be told: of the pieces, or by the engine’s own progress. */
  #left({ sharing, pace }: Run): number {
    return Math.max(sharing.left(), pace.left());
  }

  #start(first: Connection): Helper {
    const connection = new Connection(this.#options.worker);
    const source = first.files ? { files: first.files } : this.#source;
    const engine = { ...this.#options.engine, ...(first.modules && { modules: first.modules }) };
    const opened = connection.request((id) => ({ kind: 'open', id, source, engine }), {});
    const helper = { connection, opened, has: new Set<Call>() };
    this.#helpers.push(helper);
    opened.catch((error: unknown) => {
      if (error === connection.ended && (error as EngineError).code === 'closed') return;
      this.#refused = true;
      connection.end(new EngineError('closed', 'The engine could not be opened.'));
    });
    return helper;
  }

  /** Gives an engine what the first was given. */
  async #prepare(helper: Helper, method: CallName): Promise<void> {
    await helper.opened;
    for (const call of this.#given.values()) {
      if (!shared[method]?.includes(call.method) || helper.has.has(call)) continue;
      await helper.connection.request((id) => ({ kind: 'call', id, ...call }), {});
      helper.has.add(call);
    }
  }

  /** Ends all further engines. */
  end(): void {
    clearTimeout(this.#idle);
    for (const { connection } of this.#helpers.splice(0))
      connection.end(new EngineError('closed', 'The engine was not needed any more.'));
  }
}

/** The calls that shared ones want made in every engine. */
const handedOver: ReadonlySet<CallName> = new Set(Object.values(shared).flat());
