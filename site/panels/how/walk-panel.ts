// The walk: the whole machine on the reader's sentence, moment by moment, at the reader's pace.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { ForwardResult } from '../../../wasm/bridge/protocol.gen.ts';
import { stageOf, type Place } from '../../stages.ts';
import { layersOf } from '../../state/anatomy.ts';
import { label, tokenText } from '../../state/cells.ts';
import { decimal, percent } from '../../state/format.ts';
import { sourceRow } from '../../state/selection.ts';
import { inputOf, writtenIds } from '../../state/input.ts';
import { download } from '../../state/table.ts';
import { row as rowOf } from '../../state/tensor.ts';

import { active, focus, laneOf, largest, mostColumns, readTokens, scene, walkSites } from '../../state/walk.ts';
import type { Act, Lane, Moment, Scene } from '../../state/walk.ts';
import { shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { loopingSVG } from '../../views/walk-loop.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/step-buttons.ts';
import '../../views/value-strip.ts';
import '../../views/walk-scene.ts';

/** The stage that explains an act in full: a figure's place. */
const explains: Record<Act, Place> = {
  text: 'tokens',
  tokens: 'tokens',
  vectors: 'vectors',
  places: 'positions',
  attend: 'attention',
  feed: 'board',
  layers: 'lens',
  begin: 'generate',
  self: 'attention',
  cross: 'attention',
  think: 'lens',
  race: 'generate',
  drop: 'generate',
};

/** The lane whose numbers are read out in an act. */
const readOut: Partial<Record<Act, Lane['kind']>> = {
  vectors: 'embed',
  places: 'sum',
  feed: 'feed',
  layers: 'final',
  begin: 'sum',
  think: 'final',
};

/** The whole walk takes this long when it is played, ms; no moment is hurried below what its movement takes. */
const whole = 20_000;
const least = 600;

export class WalkPanel extends Panel {
  static override styles = [
    shared,
    css`
      .stage {
        position: relative;
        outline-offset: 6px;
        touch-action: pan-x pan-y;
      }
      .say {
        font: 500 var(--type-8)/1.5 var(--serif);
        margin: 0 0 14px;
        min-height: 3em;
        max-width: 44em;
        text-wrap: pretty;
      }
      @media (min-width: 1600px) {
        .say {
          max-width: none;
          min-height: 1.5em;
        }
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 14px;
        align-items: end;
        margin: 0 0 12px;
      }
      .controls label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .controls input {
        flex: 1 1 180px;
        min-width: 120px;
        height: 40px;
        accent-color: var(--accent);
      }
      .read {
        display: grid;
        gap: 6px;
        margin: 14px 0 0;
        min-height: 52px;
      }
      .small {
        font-size: var(--type-3);
        color: var(--muted);
        margin: 0;
      }
      .way {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 16px;
        align-items: center;
      }
      /* Paper has neither steps nor links; without them, and a little smaller, the walk fits under the sentence. */
      @media print {
        :host {
          zoom: 0.88;
        }
        .controls,
        .way {
          display: none;
        }
        .read {
          min-height: 0;
        }
      }
      .wait {
        min-height: 420px;
        display: grid;
        place-items: center;
        color: var(--muted);
        font-size: var(--type-4);
      }
    `,
  ];

  @state() private accessor layer = 0;
  @state() private accessor head = -1;
  /** Paper shows the end of the walk, where all is drawn. */
  @state() private accessor onPaper = false;
  #swipe: { x: number; y: number } | undefined;

  /** The pass that keeps what the walk draws; the session's own keeps less. */
  #pass = new Work<ForwardResult & { of: string }>(
    this,
    () => {
      const { forward, output } = this.results;
      if (!forward || readTokens(this.results) > mostColumns) return undefined;
      return [inputOf(this.choices), output?.output.tokens.map((t) => t.id)];
    },
    async (model, { signal }) => {
      const { info, output } = this.results;
      const input = { ...inputOf(this.choices), ...(output && { target_ids: writtenIds(output, info!) }) };
      const keep = walkSites(info!.sites);
      return { of: this.choices.text, ...(await model.call('forward', { input, keep }, { signal })) };
    },
  );

  override async whole(): Promise<void> {
    this.onPaper = true;
    addEventListener('afterprint', () => (this.onPaper = false), { once: true });
    await super.whole();
  }

  override render(): TemplateResult {
    const { t } = this;
    const text = { note: t('walk.note'), how: t('walk.how'), limits: t('walk.limits'), table: this.#table };
    return this.section({ ask: t('walk.ask'), text: '', caveat: '', wide: true }, [
      this.figure('walk', text, this.#figure()),
    ]);
  }

  #figure(): TemplateResult {
    const { t, results } = this;
    if (!results.forward || !results.info)
      return html`<p class="wait">
        ${t(this.app.session.phase.kind === 'empty' ? 'status.empty' : 'figure.waiting')}
      </p>`;
    const n = readTokens(results);
    if (n > mostColumns) return html`<p class="wait">${t('walk.long', { n, most: mostColumns })}</p>`;
    const s = scene(results, this.#tensors(), this.layer, this.head)!;
    const last = s.moments.length - 1;
    const index = Math.max(0, this.onPaper ? last : Math.min(this.choices.moment, last));
    const moment = s.moments[index];
    if (!moment) return html`<p class="wait">${t('figure.waiting')}</p>`;
    return html`${this.#controls(s, index)}
      <div
        class="stage"
        @pointerdown=${this.#press}
        @pointerup=${(e: PointerEvent) => this.#release(e, index, s.moments.length)}
      >
        <p class="say" aria-live="polite">${this.#say(s, moment)}</p>
        <pl-walk-scene
          .t=${t}
          .scene=${s}
          .moment=${moment}
          .selected=${sourceRow(results, this.choices)}
          @token-select=${this.#choose}
        ></pl-walk-scene>
      </div>
      ${this.#numbers(s, moment)}
      <button slot="tools" @click=${() => this.#saveLoop(s)}>${t('walk.loop')}</button>
      ${s.cut ? html`<p class="small">${t('walk.cut', { n: s.steps.length })}</p>` : ''}`;
  }

  #tensors() {
    const pass = this.#pass.value;
    return pass && pass.of === this.results.forward?.of ? pass.tensors : [];
  }

  /** Arrow keys now move the walk, wherever the page is scrolled to. */
  override takeKeys(): void {
    this.renderRoot.querySelector<HTMLInputElement>('.controls input')?.focus({ preventScroll: true });
  }

  #controls(s: Scene, index: number): TemplateResult {
    const { t } = this;
    const config = this.results.info!.config;
    const depth = Math.max(layersOf(config, 'encoder'), layersOf(config, 'decoder'));
    const layer = Math.min(this.layer, depth - 1);
    const last = s.moments.length - 1;
    const pick = (name: string, value: number, options: [number, string][], change: (n: number) => void) =>
      html`<label
        >${name}<select @change=${(e: Event) => change(+(e.target as HTMLSelectElement).value)}>
          ${options.map(([n, text]) => html`<option value=${n} ?selected=${n === value}>${text}</option>`)}
        </select></label
      >`;
    const numbers = (n: number): [number, string][] => Array.from({ length: n }, (_, i) => [i, String(i + 1)]);
    const heads: [number, string][] = [[-1, t('walk.mean')], ...numbers(config.heads)];
    return html`<div class="controls" @keydown=${(e: KeyboardEvent) => this.#key(e)}>
      <pl-steps
        .t=${t}
        .step=${index}
        .last=${last}
        .pace=${Math.max(least, whole / (last + 1))}
        @step=${this.#step}
      ></pl-steps>
      <input
        type="range"
        min="0"
        max=${last}
        .value=${String(index)}
        aria-label=${t('walk.scrub')}
        aria-valuetext=${t('walk.moment', { n: index + 1, all: last + 1 })}
        @input=${(e: Event) => this.#go(+(e.target as HTMLInputElement).value)}
      />
      ${depth > 1 ? pick(t('walk.layer'), layer, numbers(depth), (n) => (this.layer = n)) : ''}
      ${config.heads > 1 ? pick(t('walk.head'), this.head, heads, (n) => (this.head = n)) : ''}
    </div>`;
  }

  /** What happens in a moment, in one sentence with the model's numbers. */
  #say(s: Scene, moment: Moment): string {
    const { t } = this;
    const { config } = this.results.info!;
    const tower = s.towers[moment.tower]!;
    const at = focus(s, moment, sourceRow(this.results, this.choices));
    const token = tower.labels[at] ?? '';
    const looks = (kind: 'attend' | 'cross') => {
      const best = largest(laneOf(tower, kind)?.weights, at);
      const names = kind === 'cross' ? s.towers[0]!.labels : tower.labels;
      const whose = this.head < 0 ? t('walk.allHeads') : t('walk.oneHead', { n: this.head + 1 });
      return { token, best: names[best?.index ?? -1] ?? '…', share: best ? percent(best.value, 0) : '…', whose };
    };
    const step = s.steps[moment.step];
    switch (moment.act) {
      case 'text':
        return t('walk.say.text', { n: [...this.choices.text].length });
      case 'tokens':
        return t('walk.say.tokens', { n: tower.labels.length, token, id: tower.ids[at] ?? '' });
      case 'vectors':
        return t('walk.say.vectors', { token, width: config.width, first: this.#first(laneOf(tower, 'embed'), at) });
      case 'attend':
        return t('walk.say.attend', looks('attend'));
      case 'feed':
        return this.#sayFeed(laneOf(tower, 'feed'), at, token);
      case 'layers': {
        const n = tower.lanes.filter((l) => l.kind === 'thin').length + 1;
        return n === 1 ? t('walk.say.layersOne') : t('walk.say.layers', { n });
      }
      case 'self':
        return t('walk.say.self', looks('attend'));
      case 'cross':
        return t('walk.say.cross', looks('cross'));
      case 'think':
        return t('walk.say.think', { width: config.width });
      case 'race': {
        const [one, two] = step!.candidates;
        const first = { token: label(tokenText(step!.token)), share: percent(step!.prob) };
        const other = one && one.token.id !== step!.token.id ? one : two;
        if (!other) return t('walk.say.race', first);
        return t('walk.say.raceTwo', { ...first, second: label(tokenText(other.token)), other: percent(other.prob) });
      }
      case 'drop': {
        const ended = step!.token.id === config.end;
        const key = ended ? 'walk.say.done' : 'walk.say.drop';
        return t(key, { token: label(tokenText(step!.token)), n: moment.step + 1 });
      }
      default:
        return t(`walk.say.${moment.act}`);
    }
  }

  /** ReLU neurons are on or off, so they can be counted; of others the strongest is told. */
  #sayFeed(lane: Lane | undefined, at: number, token: string): string {
    const { config } = this.results.info!;
    const best = largest(lane?.values, at);
    if (config.activation === 'relu' || !best)
      return this.t('walk.say.feed', { token, hidden: config.hidden, active: best ? active(lane!.values, at) : '…' });
    const values = { token, hidden: config.hidden, best: best.index + 1, value: decimal(best.value) };
    return this.t('walk.say.feedStrongest', values);
  }

  #first(lane: Lane | undefined, at: number): string {
    const { values } = lane ?? {};
    if (!values || at >= values.rows) return '…';
    return [...rowOf(values, at).subarray(0, 3)].map((v) => decimal(v)).join(', ');
  }

  /** The whole vector of the column whose turn it is, and the way to the stage that explains the moment. */
  #numbers(s: Scene, moment: Moment): TemplateResult {
    const { t } = this;
    const tower = s.towers[moment.tower]!;
    const kind = readOut[moment.act];
    const lane = kind && (laneOf(tower, kind) ?? (kind === 'sum' ? laneOf(tower, 'embed') : undefined));
    const at = focus(s, moment, sourceRow(this.results, this.choices));
    const vector = lane?.values && at < lane.values.rows ? rowOf(lane.values, at) : undefined;
    const token = tower.labels[at] ?? '';
    const place = explains[moment.act];
    const { door, number, name } = stageOf(place);
    return html`<div class="read">
      ${
        vector
          ? html`<pl-value-strip .vector=${vector} .most=${rms(vector) * 3} .name=${token}></pl-value-strip>
              <p class="small num">${t('walk.vector', { token, n: vector.length, first: this.#first(lane, at) })}</p>`
          : nothing
      }
      <p class="small way">
        <button class="button" @click=${() => this.app.store.set({ door, at: place })}>
          ${t('walk.more', { stage: `${number} · ${t(name)}` })}
        </button>
        <span>${t('walk.keys')}</span>
      </p>
    </div>`;
  }

  #step = (event: CustomEvent<{ step: number }>) => {
    event.stopPropagation();
    this.#go(event.detail.step);
  };

  #go(moment: number): void {
    this.app.store.set({ moment });
  }

  /** Space plays; the buttons and the scrubber have their own arrow keys. */
  #key(event: KeyboardEvent): void {
    if (event.key !== ' ' || !(event.composedPath()[0] instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.renderRoot.querySelector('pl-steps')?.toggle();
  }

  #press = (event: PointerEvent) => {
    this.#swipe = event.pointerType === 'touch' ? { x: event.clientX, y: event.clientY } : undefined;
  };

  #release(event: PointerEvent, index: number, count: number): void {
    if (!this.#swipe) return;
    const [dx, dy] = [event.clientX - this.#swipe.x, event.clientY - this.#swipe.y];
    this.#swipe = undefined;
    if (Math.abs(dx) < 48 || Math.abs(dx) < 2 * Math.abs(dy)) return;
    this.#go(Math.min(count - 1, Math.max(0, index + (dx < 0 ? 1 : -1))));
  }

  #choose = (event: CustomEvent<{ index: number }>) => {
    const first = sourceRow(this.results, { source: 0 });
    this.app.store.set({ source: Math.max(0, event.detail.index - first), side: 'source' });
  };

  /** All moments in turn as one moving SVG, for slides. */
  async #saveLoop(s: Scene): Promise<void> {
    const frames = s.moments.map((moment) => ({ moment, sentence: this.#say(s, moment) }));
    const text = await loopingSVG(this.t, s, frames);
    download(new Blob([text], { type: 'image/svg+xml' }), 'pellucid-walk-moving.svg');
  }

  #table = () => {
    const s =
      this.results.forward &&
      readTokens(this.results) <= mostColumns &&
      scene(this.results, this.#tensors(), this.layer, this.head);
    if (!s) return this.table(['moment'], []);
    const rows = s.moments.map((m, i) => [i + 1, m.act, m.step + 1, this.#say(s, m)]);
    return this.table(['moment', 'act', 'output_token', 'sentence'], rows, {
      layer: this.layer + 1,
      head: this.head + 1,
    });
  };
}

function rms(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0) / Math.max(1, vector.length)) || 1;
}

define('pl-walk-panel', WalkPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-walk-panel': WalkPanel;
  }
}
