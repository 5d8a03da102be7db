// The diet: the output is read again with few of the prompt's keys, chosen by an explanation, by attention, by
// age and at random; what is lost, which words were kept, and what it spares.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { DietCurve, DietPolicy, DietResult } from '../../../wasm/bridge/protocol.gen.ts';
import { diet, trainedChoice, trainedFaster, trainedTokens, type Difference } from '../../conclusions.ts';
import figures from '../../../assets/fewkeys/tales.json' with { type: 'json' };
import { count, decimal, percent } from '../../state/format.ts';
import { inputOf } from '../../state/input.ts';
import { numbers, panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';

/** Shares of the prompt's keys that are tried, and the place in the list that is shown first: a quarter. */
const budgets = [0.1, 0.15, 0.25, 0.4, 0.6, 0.8, 1] as const;
const quarter = 2;

/** Random choices a budget, first tokens kept, tokens of the output that the explanation sees; the figure says so. */
const settings = { draws: 20, sinks: 4, seen: 8 };

/** Continuations that are read: a budget's choices and its random ones. */
const passes = budgets.length * (5 + settings.draws);

/** A prompt in which some words matter more than others; our own. */
const example = [
  'Lily had a red ball and a small dog. Tom had a blue kite. One day the dog ran away with the ball.',
  'Lily was sad, because she loved her',
].join(' ');

/** What the sentences about the study say of it. */
const numbersOf = ({ rows, keys, group, first, steps, seeds, date, command }: typeof figures) => ({
  rows,
  keys,
  group,
  first,
  steps,
  seeds,
  date,
  command,
});

type TrainedFigures = (typeof figures.ways)[number];
type TrainedWay = 'full' | 'window' | 'learned' | 'random' | 'tokens' | 'unsure';

export class DietPanel extends Panel {
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
      .kept {
        font: var(--type-6)/1.9 var(--serif);
        margin: 6px 0;
        white-space: pre-wrap;
      }
      .kept b {
        border-bottom: 3px solid var(--accent);
      }
      .kept s {
        color: var(--faint);
      }
      th[scope='row'] {
        min-width: 8em;
      }
      pl-line-chart + pl-line-chart {
        margin-top: 18px;
      }
    `,
  ];

  @state() private accessor policy: DietPolicy = 'gradient';
  @state() private accessor budget: number = quarter;

  #diet = new Work<DietResult>(
    this,
    () => (this.#fits ? [this.choices.text, this.choices.seed] : undefined),
    (model, { signal, progress }) =>
      model.call(
        'diet',
        { input: inputOf(this.choices), budgets: [...budgets], ...settings, seed: this.choices.seed },
        { signal, onProgress: progress },
      ),
    false,
  );

  get #fits(): boolean {
    return this.results.info?.config.kind === 'decoder';
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('diet.ask'), text: t('diet.text'), caveat: t('diet.caveat') }, [
      this.figure(
        'diet',
        {
          note: t('diet.note'),
          how: t('diet.how', settings),
          limits: t('diet.limits', settings),
          table: this.#curveTable,
        },
        this.#fits || !this.results.info ? this.#drawn() : this.#other(),
      ),
      this.figure(
        'share',
        { note: t('share.note'), how: t('share.how'), limits: t('share.limits'), table: this.#shareTable },
        this.#share(),
      ),
      this.figure(
        'trained',
        {
          note: t('trained.note'),
          how: t('trained.how', numbersOf(figures)),
          limits: t('trained.limits'),
          table: this.#trainedTable,
        },
        this.#trained(),
      ),
    ]);
  }

  /** A translator's prompt lies in its encoder: a model that continues texts is wanted. */
  #other(): TemplateResult {
    return html`<p class="said">${this.t('diet.other')}</p>
      <button class="button" @click=${() => this.app.store.set({ model: 'stories', text: example, forced: [] })}>
        ${this.t('diet.open')}
      </button>`;
  }

  #drawn(): TemplateResult {
    const { t } = this;
    const work = this.#diet;
    const value = work.current;
    return html`${this.workLine(work, '', value ? this.#paid(value) : '', t('diet.start'))}
      ${value ? this.#curves(value) : html`<p class="said">${t('diet.idle', { n: passes })}</p>`}
      <button class="button" @click=${() => this.app.store.set({ text: example, forced: [] })}>
        ${t('diet.example')}
      </button>`;
  }

  #paid(value: DietResult): string {
    return this.t('diet.paid', { forward: value.price.forward.passes, backward: value.price.backward.passes });
  }

  #curves(value: DietResult): TemplateResult {
    const { t } = this;
    const ticks = budgets.map((b) => percent(b, 0));
    return html`<pl-line-chart
        .series=${value.curves.map((c) => ({ name: t(`diet.${c.policy}`, settings), values: c.fall }))}
        .band=${[value.random.map((r) => r.low), value.random.map((r) => r.fall), value.random.map((r) => r.high)]}
        bandName=${t('diet.random', settings)}
        .ticks=${ticks}
        .x=${t('diet.x')}
        .y=${t('diet.y')}
        name=${t('diet.curve')}
      ></pl-line-chart>
      ${this.conclude(diet.from(...this.#measured(value, quarter)))} ${this.#chosen(value)}`;
  }

  #measured(value: DietResult, at: number): Parameters<typeof diet.from> {
    const fall = (name: DietPolicy) => value.curves.find((c) => c.policy === name)!.fall[at]!;
    return [budgets[at]!, fall('gradient'), fall('recent'), value.random[at]!];
  }

  /** One policy at one budget: which words stay, and what that costs and spares. */
  #chosen(value: DietResult): TemplateResult {
    const { t } = this;
    const curve = value.curves.find((c) => c.policy === this.policy)!;
    return html`<div class="row">
        <label class="said"
          >${t('diet.policy')}
          <select @change=${(e: Event) => (this.policy = (e.target as HTMLSelectElement).value as DietPolicy)}>
            ${value.curves.map(
              (c) =>
                html`<option value=${c.policy} ?selected=${c === curve}>${t(`diet.${c.policy}`, settings)}</option>`,
            )}
          </select>
        </label>
        <label class="said"
          >${t('diet.budget')}
          <input
            type="range"
            min="0"
            max=${budgets.length - 1}
            .value=${String(this.budget)}
            aria-valuetext=${percent(budgets[this.budget]!, 0)}
            @input=${(e: Event) => (this.budget = Number((e.target as HTMLInputElement).value))}
          />
          <b>${percent(budgets[this.budget]!, 0)}</b>
        </label>
      </div>
      ${this.#words(value, curve)}
      <p class="said" aria-live="polite">
        ${t('diet.at', {
          fall: decimal(curve.fall[this.budget]!),
          same: percent(curve.same[this.budget]!, 0),
          spare: percent(curve.spare[this.budget]!, 0),
        })}
      </p>`;
  }

  #words(value: DietResult, curve: DietCurve): TemplateResult {
    if (curve.policy === 'top') return html`<p class="said">${this.t('diet.each')}</p>`;
    const kept = new Set(curve.kept[this.budget]!);
    const last = value.prompt.tokens.length - 1;
    return html`<p class="kept">
      ${value.prompt.tokens.map((token, i) =>
        token.special ? nothing : i === last || kept.has(i) ? html`<b>${token.text}</b>` : html`<s>${token.text}</s>`,
      )}
    </p>`;
  }

  #share(): TemplateResult {
    const { t } = this;
    const list = this.#diet.current?.attention;
    if (!list) return html`<p class="said">${t('share.idle')}</p>`;
    const longest = this.results.info?.config.context ?? 0;
    return html`<pl-line-chart
        shares
        .series=${[{ name: t('share.line'), values: list.map((s) => s.share) }]}
        .ticks=${list.map((s) => String(s.keys))}
        .x=${t('share.x')}
        .y=${t('share.y')}
        name=${t('share.figure')}
      ></pl-line-chart>
      <p class="said">
        ${t('share.said', {
          first: percent(list[0]!.share),
          keys: list[0]!.keys,
          last: percent(list.at(-1)!.share),
          most: list.at(-1)!.keys,
          longest: count(longest, t.lang),
        })}
      </p>`;
  }

  /** What came of training with few keys: losses by steps and by seconds, and what each way cost. */
  #trained(): TemplateResult {
    const { t } = this;
    const [all, ...ways] = figures.ways.map((w) => ({ ...w, name: t(`trained.${w.way as TrainedWay}`) }));
    const by = (id: TrainedWay) => ways.find((w) => w.way === id)!;
    const chart = (axis: 'steps' | 'seconds', at: readonly number[], values: (w: TrainedFigures) => number[]) =>
      html`<pl-line-chart
        .series=${[all!, ...ways].map((w) => ({ name: w.name, values: values(w) }))}
        .ticks=${at.map(String)}
        .x=${t(axis === 'steps' ? 'trained.x' : 'trained.clock')}
        .y=${t('trained.y')}
        name=${t(`trained.${axis}`)}
      ></pl-line-chart>`;
    return html`${this.conclude(trainedFaster.from(ways))}
      ${this.conclude(trainedChoice.from(by('window').random, by('learned').random))}
      ${this.conclude(trainedTokens.from(by('tokens').steps, by('unsure').steps))}
      ${chart('steps', figures.marks, (w) => w.curve)} ${chart('seconds', figures.clock, (w) => w.timed)}
      ${this.#fares([all!, ...ways])}
      <p class="said">${t('trained.made', { ...numbersOf(figures), share: percent(figures.share, 0) })}</p>`;
  }

  #fares(ways: readonly (TrainedFigures & { name: string })[]): TemplateResult {
    const { t } = this;
    const spread = (r: Difference) => `${decimal(r.mean)} (${decimal(r.low)} … ${decimal(r.high)})`;
    const head = ['trained.way', 'trained.loss', 'trained.work', 'trained.time', 'trained.after'] as const;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('trained.table')}>
      <table>
        <tr>
          ${head.map((key) => html`<th scope="col">${t(key)}</th>`)}
        </tr>
        ${ways.map(
          (w, i) =>
            html`<tr>
              <th scope="row">${w.name}</th>
              <td class="num">${spread(w.loss)}</td>
              <td class="num">${percent(w.work, 0)}</td>
              <td class="num">${percent(w.seconds.mean, 0)}</td>
              <td class="num">${i ? spread(w.time) : '–'}</td>
            </tr>`,
        )}
      </table>
    </div>`;
  }

  #trainedTable = () =>
    this.table(
      ['way', 'steps', 'loss by steps', 'seconds', 'loss by seconds'],
      figures.ways.flatMap((w) =>
        w.curve.map((loss, i): (string | number | null)[] => [
          w.way,
          figures.marks[i]!,
          loss,
          figures.clock[i] ?? null,
          w.timed[i] ?? null,
        ]),
      ),
      { command: figures.command, date: figures.date },
    );

  #curveTable = () => {
    const value = this.#diet.current;
    return this.table(
      ['policy', 'keys kept', 'nats lost a token', 'same likeliest token', 'attention work spared'],
      (value?.curves ?? [])
        .flatMap((c): (string | number)[][] =>
          c.fall.map((fall, i) => [c.policy, value!.budgets[i]!, fall, c.same[i]!, c.spare[i]!]),
        )
        .concat((value?.random ?? []).map((r, i) => ['random (mean)', value!.budgets[i]!, r.fall, r.same, NaN])),
      { full_log_prob: value?.full, seed: this.choices.seed },
    );
  };

  #shareTable = () =>
    this.table(
      ['keys', 'share'],
      (this.#diet.current?.attention ?? []).map((s) => [s.keys, s.share]),
    );
}

define('pl-diet-panel', DietPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-diet-panel': DietPanel;
  }
}
