// A small model that is trained in an engine of its own, so that the page stays free: play, pause, step, start again.
// What it has learned is saved now and then; if its engine is lost, the run goes on from there.

import type {
  ForwardResult,
  WorldAskResult,
  WorldBeginParams,
  WorldRun,
  WorldStateResult,
} from '../../../wasm/bridge/protocol.gen.ts';
import { asEngineError, type EngineError } from '../../../wasm/bridge/errors.ts';
import type { OpenModel } from '../../state/session.ts';

/** Steps between two looks at what has been learned so far, each with a saved state. */
const lookEvery = 50;

/** One look: how many facts it gets right after so many steps, and the model as it was then. */
export interface Look {
  step: number;
  asked: WorldAskResult;
  files: File[];
}

/** Sends `change` whenever there is something new to draw. */
export class Grower extends EventTarget {
  run: WorldRun | undefined;
  loss: number[] = [];
  looks: Look[] = [];
  /** The network's last look at `prompt`: its attention and guess. */
  seen: ForwardResult | undefined;
  phase: 'idle' | 'loading' | 'playing' | 'paused' | 'done' = 'idle';
  error: EngineError | undefined;
  #model: OpenModel | undefined;
  #saved: WorldStateResult | undefined;
  #working: Promise<void> = Promise.resolve();
  #turn = 0;
  readonly #open: () => Promise<OpenModel>;
  readonly #params: WorldBeginParams;
  readonly #prompt: string;

  /** @param prompt the text whose attention is watched */
  constructor(open: () => Promise<OpenModel>, params: WorldBeginParams, prompt: string) {
    super();
    [this.#open, this.#params, this.#prompt] = [open, params, prompt];
  }

  /** Trains `each` steps at a time, with a pause of `rest` milliseconds, until told otherwise; `once`: one round. */
  play(each: number, rest: number, once = false): Promise<void> {
    const turn = ++this.#turn;
    this.error = undefined;
    this.#set('loading');
    return (this.#working = this.#working.then(() => this.#go(turn, each, rest, once)));
  }

  /** Stops after the steps under way. */
  pause(): void {
    this.#turn++;
    if (this.phase === 'playing' || this.phase === 'loading') this.#set('paused');
  }

  /** Ends its engine; the run is over. */
  close(): void {
    this.#turn++;
    this.#model?.close();
    this.#model = undefined;
  }

  /** The trained model as files, to be opened or saved. */
  async files(): Promise<File[]> {
    await this.#working;
    await this.#begin();
    return this.#files();
  }

  async #files(): Promise<File[]> {
    const { files } = await this.#model!.call('world_files', {});
    return Object.entries(files).map(([name, content]) => new File([bytesOf(content)], name));
  }

  async #go(turn: number, each: number, rest: number, once: boolean): Promise<void> {
    for (let lost = 0; turn === this.#turn;) {
      try {
        await this.#begin();
        if (turn !== this.#turn) return;
        this.#set('playing');
        while (turn === this.#turn && this.run!.step < this.run!.steps) {
          await visible();
          await this.#steps(each);
          lost = 0;
          if (once) return this.pause();
          await new Promise((resolve) => setTimeout(resolve, rest));
        }
        if (turn === this.#turn) this.#set('done');
        return;
      } catch (error) {
        this.run = undefined; // whatever the engine knew of it is gone
        if (++lost < 3 && this.#model) continue;
        if (turn !== this.#turn) return;
        this.error = asEngineError(error);
        this.#set('paused');
        return;
      }
    }
  }

  /** Makes sure that there is an engine which knows the run. */
  async #begin(): Promise<void> {
    this.#model ??= await this.#open();
    if (this.run) return;
    const saved = this.#saved && { data: bytesOf(this.#saved.state) };
    const run = await this.#model.call('world_begin', { ...this.#params, ...saved });
    this.loss.length = run.step;
    this.looks = this.looks.filter((look) => look.step <= run.step);
    this.run = run;
    if (!this.looks.length) await this.#look();
  }

  async #steps(each: number): Promise<void> {
    const { step, steps } = this.run!;
    const next = Math.min(steps, (Math.floor(step / lookEvery) + 1) * lookEvery);
    const made = await this.#model!.call('world_steps', { steps: Math.min(each, next - step) });
    this.loss.push(...made.loss);
    this.run = made.run;
    if (made.run.step === next) await this.#look();
    this.#tell();
  }

  async #look(): Promise<void> {
    const model = this.#model!;
    const { step, steps } = this.run!;
    const whole = step === steps;
    const asked = await model.call('world_ask', { sorts: ['told'], most: whole ? 1000 : 24, samples: 3 });
    await model.call('world_look', {});
    this.seen = await model.call('forward', {
      input: { text: this.#prompt },
      keep: ['blocks.*.attn.hook_pattern'],
      logits: 'last',
      top: 3,
    });
    this.#saved = await model.call('world_state', {});
    this.looks.push({ step, asked, files: await this.#files() });
  }

  #set(phase: Grower['phase']): void {
    this.phase = phase;
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** The bytes of a text in base64. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** Nothing is trained while nobody looks. */
function visible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
}
