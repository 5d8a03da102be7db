// Train it here: a small model of a small world is trained from nothing, in an engine of its own, while the reader
// watches its loss, its answers and its attention; the result opens in all doors.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { asEngineError } from '../../../wasm/bridge/errors.ts';
import { grown } from '../../conclusions.ts';
import type { Key } from '../../i18n/index.ts';
import { labels } from '../../state/cells.ts';
import { count, decimal, percent } from '../../state/format.ts';
import { kept } from '../../state/kept.ts';
import { download } from '../../state/table.ts';
import { headMatrix } from '../../state/tensor.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { errorText } from '../errors.ts';
import { Panel } from '../panel.ts';
import { Grower } from './grower.ts';
import { watched } from './watched.ts';
import '../../views/attention-matrix.ts';
import '../../views/line-chart.ts';

/** Steps at a time and the rest after them, milliseconds. */
const paces = { fast: [10, 0], slow: [1, 250] } as const;

/** A phone trains half as long. */
const phone = '(max-width: 600px)';
const phoneSteps = 700;

/** The curve has at most so many points, each the mean of the steps it stands for. */
const curvePoints = 70;

export class GrowPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 14px;
        align-items: center;
        margin: 10px 0;
      }
      label {
        font-size: var(--type-4);
      }
      input {
        width: 8em;
        font: inherit;
      }
      ul {
        list-style: none;
        margin: 10px 0;
        padding: 0;
        font: var(--type-5)/1.7 var(--serif);
      }
    `,
  ];

  @state() private accessor opening = false;
  /** What became of keeping the model. */
  @state() private accessor keeping: Key | undefined;
  #grower: Grower | undefined;
  /** What the run was begun with. */
  #of = '';
  #drawnLooks = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reset();
  }

  /** The run of the seed and language on show; another seed or language ends the old one. */
  get #run(): Grower | undefined {
    if (this.#of !== this.#key) this.#reset();
    return this.#grower;
  }

  get #key(): string {
    return JSON.stringify([this.choices.world, this.t.lang]);
  }

  #reset = (): void => {
    this.#grower?.close();
    this.#grower = undefined;
    this.#of = this.#key;
    this.requestUpdate();
  };

  #begin(): Grower {
    const steps = matchMedia(phone).matches ? phoneSteps : 0;
    const grower = new Grower(
      () => this.app.session.another('world'),
      { seed: this.choices.world, language: this.t.lang, steps },
      watched[this.t.lang],
    );
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    grower.addEventListener('change', () => {
      const looks = `${grower.phase} ${grower.looks.length}`;
      if (still && looks === this.#drawnLooks) return;
      this.#drawnLooks = looks;
      this.requestUpdate();
    });
    this.app.made = grower;
    return (this.#grower = grower);
  }

  #play = (once = false): void => {
    const [each, rest] = once ? [1, 0] : paces[this.choices.pace];
    void (this.#run ?? this.#begin()).play(each, rest, once);
  };

  #pace(pace: keyof typeof paces): void {
    this.app.store.set({ pace });
    if (this.#grower?.phase === 'playing') this.#play();
  }

  protected override get busy(): boolean {
    return this.#grower?.phase === 'playing' || this.#grower?.phase === 'loading';
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('grow.ask'), text: t('grow.text'), caveat: t('grow.caveat') }, [
      this.figure(
        'grow',
        { note: t('grow.note'), how: t('grow.how'), limits: t('grow.limits'), table: this.#table },
        html`${this.#controls()}${this.#state()}`,
      ),
    ]);
  }

  #controls(): TemplateResult {
    const { t } = this;
    const run = this.#run;
    const playing = run?.phase === 'playing' || run?.phase === 'loading';
    const done = run?.phase === 'done';
    return html`<div class="row" role="group" aria-label=${t('grow.controls')}>
        <button class="button" ?disabled=${done} @click=${() => (playing ? run.pause() : this.#play())}>
          ${t(playing ? 'grow.pause' : 'grow.play')}
        </button>
        <button class="button" ?disabled=${playing || done} @click=${() => this.#play(true)}>${t('grow.step')}</button>
        <button class="button" ?disabled=${!run} @click=${this.#reset}>${t('grow.reset')}</button>
        <div class="segments" role="group" aria-label=${t('grow.pace')}>
          ${(['fast', 'slow'] as const).map(
            (pace) =>
              html`<button aria-pressed=${pace === this.choices.pace} @click=${() => this.#pace(pace)}>
                ${t(`grow.${pace}`)}
              </button>`,
          )}
        </div>
        <label
          >${t('grow.seed')}
          <input
            type="number"
            min="0"
            max="2147483647"
            step="1"
            .value=${String(this.choices.world)}
            @change=${this.#seed}
          />
        </label>
      </div>
      ${matchMedia(phone).matches ? html`<p class="said">${t('grow.phone', { steps: phoneSteps })}</p>` : nothing}`;
  }

  #seed = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    if (input.checkValidity() && input.value) this.app.store.set({ world: input.valueAsNumber });
    else input.value = String(this.choices.world);
  };

  #state(): TemplateResult {
    const { t } = this;
    const run = this.#grower;
    if (run?.error)
      return html`<p class="bad" role="alert">${errorText(run.error, t).text}</p>
        <button class="button" @click=${() => this.#play()}>${t('status.retry')}</button>`;
    if (!run?.run || !run.looks.length)
      return html`<p class="said" role="status">${t(run ? 'grow.loading' : 'grow.idle')}</p>`;
    const { step, steps, tokens, parameters } = run.run;
    const look = run.looks.at(-1)!;
    const told = look.asked.scores[0]!.right;
    return html`<p class="said num">
        ${t('grow.at', {
          step: count(step, t.lang),
          steps: count(steps, t.lang),
          tokens: count(tokens, t.lang),
          parameters: count(parameters, t.lang),
        })}
      </p>
      <p class="said" role="status">
        ${t('grow.asked', { step: look.step, share: percent(told.value, 0), n: told.n, residents: run.run.residents })}
      </p>
      <div class="two">${this.#curve(run)}${this.#attention(run)}</div>
      <ul aria-label=${t('grow.answers')}>
        ${look.asked.samples.map((s) => html`<li>${s.right ? '✓' : '✗'} ${s.prompt}<b>${s.got || '…'}</b></li>`)}
      </ul>
      ${run.phase === 'done' ? this.conclude(grown.from(told, steps)) : nothing}
      <div class="row">
        <button class="button" ?disabled=${this.opening || this.busy} @click=${this.#openIt}>${t('grow.open')}</button>
        <button class="button" ?disabled=${this.opening || this.busy} @click=${this.#save}>${t('grow.save')}</button>
        <button class="button" ?disabled=${this.opening || this.busy} @click=${this.#keep}>${t('grow.keep')}</button>
        <span class="said" role="status">${this.keeping ? t(this.keeping) : t('grow.kept')}</span>
      </div>`;
  }

  #curve(run: Grower): TemplateResult {
    const { t } = this;
    const size = Math.max(1, Math.ceil(run.loss.length / curvePoints));
    const values: number[] = [];
    for (let i = 0; i < run.loss.length; i += size) {
      const part = run.loss.slice(i, i + size);
      values.push(part.reduce((a, b) => a + b, 0) / part.length);
    }
    return html`<pl-line-chart
      .series=${[{ name: t('grow.loss'), values }]}
      .x=${t('grow.steps')}
      .y=${t('grow.loss')}
      .ticks=${values.map((_, i) => String(i * size + 1))}
      name=${t('grow.curve')}
    ></pl-line-chart>`;
  }

  /** The last layer's first head on the watched question, and what the model would write next. */
  #attention(run: Grower): TemplateResult | typeof nothing {
    const { t } = this;
    const pattern = run.seen?.tensors.filter((x) => x.name.endsWith('.attn.hook_pattern')).at(-1); // the last layer's
    if (!pattern) return nothing;
    const names = labels(run.seen!.target);
    const next = run.seen!.top?.at(-1) ?? [];
    return html`<div>
      <p class="said">${t('grow.watched')} ${next.map((c) => html` <b>${c.token.text}</b> ${decimal(c.prob)}`)}</p>
      <div class="scroll" tabindex="0" role="group" aria-label=${t('grow.attention')}>
        <pl-attention-matrix
          .t=${t}
          .values=${headMatrix(pattern, 0)}
          .rows=${names}
          .columns=${names}
          .row=${names.length - 1}
        ></pl-attention-matrix>
      </div>
    </div>`;
  }

  /** Opens what has been learned as the page's model, with the watched question. */
  #openIt = () =>
    this.#with(async (files) => {
      this.app.store.set({ text: watched[this.t.lang], forced: [] });
      await this.app.session.open(files);
    });

  #save = () => this.#with((files) => files.forEach((file) => download(file, file.name)));

  /** Keeps what has been learned, where the list of models shows it. */
  #keep = () =>
    this.#with(async (files) => {
      const { seed, step } = { seed: this.choices.world, step: this.#grower!.run!.step };
      const title = `${this.t('grow.name')} · ${this.t.lang} · ${seed} · ${step}`;
      const done = await kept.keep('trained', title, files).catch(asEngineError);
      this.keeping = done === true ? 'grow.keeping' : done ? `error.${done.code}` : 'kept.forbidden';
    });

  async #with(use: (files: File[]) => void | Promise<void>): Promise<void> {
    const run = this.#grower;
    if (!run) return;
    this.opening = true;
    try {
      await use(await run.files());
    } finally {
      this.opening = false;
    }
  }

  #table = () => {
    const run = this.#grower;
    const right = new Map(run?.looks.map((look) => [look.step, look.asked.scores[0]!.right.value]));
    return this.table(
      ['step', 'loss', 'told_right'],
      (run?.loss ?? []).map((loss, i) => [i + 1, loss, right.get(i + 1) ?? null]),
      {
        seed: this.choices.world,
        language: this.t.lang,
        steps: run?.run?.steps ?? 0,
        kernels: run?.run?.kernels ?? '',
      },
    );
  };
}

define('pl-grow-panel', GrowPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-grow-panel': GrowPanel;
  }
}
