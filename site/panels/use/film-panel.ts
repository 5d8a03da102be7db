// The training film: a sentence at several moments of a training, what is written then, how attention looks and which
// tokens stand near; of the translator's first run, of the small world's model, and of the run that the reader started.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { AbilityResult, ForwardResult, NeighboursResult } from '../../../wasm/bridge/protocol.gen.ts';
import { coursed, filmed } from '../../conclusions.ts';
import { labels } from '../../state/cells.ts';
import { films, filesOf, type Film } from '../../state/films.ts';
import { decimal, megabytes } from '../../state/format.ts';
import { writtenIds } from '../../state/input.ts';
import { headMatrix } from '../../state/tensor.ts';
import { numbers, panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import { watched } from './watched.ts';
import '../../views/attention-matrix.ts';
import '../../views/line-chart.ts';

const kinds = ['zh-en', 'world', 'run'] as const;
type Kind = (typeof kinds)[number];

/** Where a moment's files come from; `bytes` is what must be fetched for it, 0 for none. */
interface Frame {
  step: number;
  bytes: number;
  files(signal: AbortSignal): Promise<File[]>;
}

/** A sentence at one moment. */
interface Scene {
  step: number;
  text: string;
  output: string;
  forward: ForwardResult;
  ability: AbilityResult;
  near: NeighboursResult;
}

export class FilmPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    numbers,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 14px;
        align-items: center;
        margin: 10px 0;
      }
      .row input {
        accent-color: var(--accent);
        flex: 1 1 180px;
        max-width: 420px;
      }
      .wrote {
        font: var(--type-6)/1.6 var(--serif);
        margin: 6px 0;
        overflow-wrap: anywhere;
      }
      .two {
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      }
      td {
        overflow-wrap: anywhere;
      }
      @media (max-width: 760px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** Undefined until the list has come; empty where it cannot be had. */
  @state() private accessor listed: readonly Film[] | undefined;
  #asked = false;
  /** Files that have been fetched, by film and moment. */
  readonly #held = new Map<string, File[]>();
  /** Scenes that have been seen, by film, then by moment. */
  readonly #seen = new Map<string, Map<number, Scene>>();

  get #film(): Film | undefined {
    return this.listed?.find((film) => film.name === this.choices.film);
  }

  /** Why there is no film. */
  get #missing(): 'film.failed' | 'film.coming' {
    return this.listed ? 'film.failed' : 'film.coming';
  }

  /** The moments of the film on show. */
  get #frames(): Frame[] {
    if (this.choices.film === 'run')
      return (this.app.made?.looks ?? []).map(({ step, files }) => ({ step, bytes: 0, files: async () => files }));
    const film = this.#film;
    if (!film) return [];
    const words = film.vocabulary.reduce((sum, file) => sum + file.bytes, 0);
    return film.moments.map((moment, i) => ({
      step: moment.step,
      bytes: moment.bytes + words,
      files: (signal) => filesOf(film, i, signal),
    }));
  }

  get #at(): number {
    return Math.min(this.choices.frame, this.#frames.length - 1);
  }

  /** The reader's sentence; the small world's models are asked what they know, unless one of them is open. */
  get #text(): string {
    const fits = this.choices.film === 'zh-en' || !!this.results.info?.name.startsWith('world');
    return fits ? this.choices.text : watched[this.t.lang];
  }

  get #key(): string {
    return JSON.stringify([this.choices.film, this.#frames[this.#at]?.step]);
  }

  #scenes(): Map<number, Scene> {
    const key = JSON.stringify([this.choices.film, this.#text, this.choices.source]);
    let scenes = this.#seen.get(key);
    if (!scenes) this.#seen.set(key, (scenes = new Map()));
    return scenes;
  }

  #scene = new Work<Scene>(
    this,
    () => (this.#frames.length && this.#text.trim() ? [this.#key, this.#text, this.choices.source] : undefined),
    async (_, { signal }) => {
      const [frame, key, scenes] = [this.#frames[this.#at]!, this.#key, this.#scenes()];
      const known = scenes.get(frame.step);
      if (known) return known;
      const files = this.#held.get(key) ?? (await frame.files(signal));
      this.#held.set(key, files);
      const scene = await this.#play(frame.step, files, signal);
      scenes.set(frame.step, scene);
      return scene;
    },
    () => this.#frames[this.#at]?.bytes === 0 || this.#held.has(this.#key),
  );

  /** Runs the sentence through a moment, in an engine of its own. */
  async #play(step: number, files: File[], signal: AbortSignal): Promise<Scene> {
    const [text, input, source] = [this.#text, { text: this.#text }, this.choices.source];
    const model = await this.app.session.another(files, signal);
    try {
      const info = await model.call('info', {}, { signal });
      const sampling = { temperature: 0, max_tokens: 48 };
      const output = await model.call('generate', { input, sampling, top: 1 }, { signal });
      const keep = [
        info.config.kind === 'encoder-decoder' ? 'decoder.*.cross_attn.hook_pattern' : 'blocks.*.attn.hook_pattern',
      ];
      const target_ids = writtenIds(output, info);
      const forward = await model.call('forward', { input: { ...input, target_ids }, keep }, { signal });
      const ability = await model.call('ability', { input }, { signal });
      const read = info.config.kind === 'encoder-decoder' ? forward.source.tokens : forward.target.tokens;
      const own = read.filter((token) => !token.special);
      const { id } = own[Math.min(source, own.length - 1)]!;
      const near = await model.call('neighbours', { id, k: 5, centered: true }, { signal });
      return { step, text, output: output.text, forward, ability, near };
    } finally {
      model.close();
    }
  }

  override render(): TemplateResult {
    const { t } = this;
    if (this.seen && !(this.folded('film') && this.folded('course'))) this.#list();
    return this.section({ ask: t('film.ask'), text: t('film.text'), caveat: t('film.caveat') }, [
      this.figure(
        'film',
        { note: t('film.note'), how: t('film.how'), limits: t('film.limits'), table: this.#sceneTable },
        html`${this.#controls()}${this.#drawn()}`,
      ),
      this.figure(
        'course',
        { note: t('course.note'), how: t('course.how'), limits: t('course.limits'), table: this.#curveTable },
        this.#course(),
      ),
    ]);
  }

  /** A step's number in full. */
  #whole(step: number): string {
    return new Intl.NumberFormat(this.t.lang).format(step);
  }

  #list(): void {
    if (this.#asked) return;
    this.#asked = true;
    films().then(
      (list) => (this.listed = list),
      () => (this.listed = []),
    );
  }

  #controls(): TemplateResult {
    const { t } = this;
    const [frames, at] = [this.#frames, this.#at];
    const frame = frames[at];
    return html`<div class="row">
        <div class="segments" role="group" aria-label=${t('film.whose')}>
          ${kinds.map(
            (kind: Kind) =>
              html`<button
                aria-pressed=${kind === this.choices.film}
                @click=${() => this.app.store.set({ film: kind, frame: 0 })}
              >
                ${t(`film.${kind}`)}
              </button>`,
          )}
        </div>
      </div>
      ${
        frame
          ? html`<label class="row said"
              >${t('film.moment')}
              <input
                type="range"
                min="0"
                max=${frames.length - 1}
                .value=${String(at)}
                aria-valuetext=${t('film.step', { step: this.#whole(frame.step) })}
                @input=${(e: Event) => this.app.store.set({ frame: Number((e.target as HTMLInputElement).value) })}
              />
              <b>${t('film.step', { step: this.#whole(frame.step) })}</b>
            </label>`
          : nothing
      }`;
  }

  #drawn(): TemplateResult {
    const { t } = this;
    const frame = this.#frames[this.#at];
    if (!frame) {
      return html`<p class="said" role="status">${t(this.choices.film === 'run' ? 'film.none' : this.#missing)}</p>`;
    }
    const held = !frame.bytes || this.#held.has(this.#key);
    const action = held ? t('film.play') : t('film.fetch', { size: megabytes(frame.bytes) });
    const scene = this.#scenes().get(frame.step);
    return html`${scene ? nothing : this.workLine(this.#scene, '', '', action)}
      <p class="said">${t('film.read', { text: this.#text })}</p>
      ${scene ? this.#shown(scene) : nothing} ${this.#all()}`;
  }

  #shown(scene: Scene): TemplateResult {
    const { t } = this;
    const { forward, ability, near } = scene;
    const pattern = forward.tensors.at(-1)!; // the last layer's
    const cross = pattern.name.includes('cross_attn');
    const rows = labels(forward.target);
    return html`<p class="wrote" aria-live="polite">${scene.output.trim() || t('film.nothing')}</p>
      <div class="two">
        <div class="scroll" tabindex="0" role="group" aria-label=${t('film.attention')}>
          <pl-attention-matrix
            .t=${t}
            .values=${headMatrix(pattern, 0)}
            .rows=${rows}
            .columns=${cross ? labels(forward.source) : rows}
            .row=${rows.length - 1}
          ></pl-attention-matrix>
        </div>
        <div>
          <p class="said">
            ${t('film.even', { even: decimal(ability.mean.entropy), spared: decimal(ability.mean.spared) })}
          </p>
          <p class="said">
            ${t('film.near', { token: near.of.text })}
            ${near.neighbours.map((n) => html` <b>${n.token.text}</b> ${decimal(n.cosine)}`)}
          </p>
        </div>
      </div>`;
  }

  /** All moments that have been seen with this sentence, and what they come to. */
  #all(): TemplateResult | typeof nothing {
    const { t } = this;
    const scenes = [...this.#scenes().values()].toSorted((a, b) => a.step - b.step);
    if (scenes.length < 2) return nothing;
    const evens = scenes.map(({ step, ability }) => ({ step, even: ability.mean.entropy }));
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('film.seen')}>
        <table>
          <tr>
            <th scope="col">${t('film.steps')}</th>
            <th scope="col">${t('film.wrote')}</th>
            <th scope="col">${t('film.evenness')}</th>
          </tr>
          ${scenes.map(
            (scene) =>
              html`<tr>
                <th scope="row" class="num">${this.#whole(scene.step)}</th>
                <td>${scene.output.trim() || t('film.nothing')}</td>
                <td class="num">${decimal(scene.ability.mean.entropy)}</td>
              </tr>`,
          )}
        </table>
      </div>
      ${this.conclude(filmed.from(evens))}`;
  }

  #course(): TemplateResult {
    const { t } = this;
    const curve = this.#film?.curve;
    if (!curve) return html`<p class="said">${t(this.choices.film === 'run' ? 'course.run' : this.#missing)}</p>`;
    const ticks = curve.map((p) => this.#whole(p.step));
    const lines = [
      ['course.loss', curve.map((p) => p.loss)],
      ['course.even', curve.map((p) => p.even)],
    ] as const;
    return html`<div class="two">
        ${lines.map(
          ([name, values]) =>
            html`<pl-line-chart
              .series=${[{ name: t(name), values }]}
              .x=${t('course.steps')}
              .y=${t(name)}
              .ticks=${ticks}
              name=${t('course.chart', { name: t(name) })}
            ></pl-line-chart>`,
        )}
      </div>
      ${this.conclude(coursed.from(curve))}`;
  }

  #sceneTable = () =>
    this.table(
      ['step', 'output', 'entropy of attention, normalised', 'without sinks'],
      [...this.#scenes().values()]
        .toSorted((a, b) => a.step - b.step)
        .map((s): (string | number)[] => [s.step, s.output, s.ability.mean.entropy, s.ability.mean.spared]),
      { film: this.choices.film, read: this.#text },
    );

  #curveTable = () =>
    this.table(
      ['step', 'tokens', 'held-out loss, nats a token', 'entropy of attention, normalised'],
      (this.#film?.curve ?? []).map((p) => [p.step, p.tokens, p.loss, p.even]),
      { film: this.choices.film },
    );
}

define('pl-film-panel', FilmPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-film-panel': FilmPanel;
  }
}
