// What the panels of the third door share: the same question (which output, which units, which scale, how words are
// hidden) asked of every method, its price, the settings that change it, and the method's card in words.

import { html, css, nothing, type TemplateResult } from 'lit';
import { cards, type CardId } from '../../wasm/bridge/cards.gen.ts';
import type { CardPlan, CostResult, Explained, Head, Price } from '../../wasm/bridge/protocol.gen.ts';
import { cells, label, tokenText } from '../state/cells.ts';
import {
  chosenOutput,
  explainedOf,
  foilOf,
  foilsOf,
  judgeOf,
  maskingOf,
  masks,
  paidFor,
  pairsOf,
  provenance,
  sourceOfUnit,
  timeOf,
  together,
  weightOf,
  wordSpans,
  type Estimate,
} from '../state/explain.ts';
import { duration } from '../state/format.ts';
import { written } from '../state/selection.ts';
import { cut } from '../state/words.ts';
import type { OpenModel } from '../state/session.ts';
import type { Table } from '../state/table.ts';
import { shared } from '../styles/shared.ts';
import { Panel } from './panel.ts';
import { Work } from './work.ts';
import '../views/credit-rows.ts';
import '../views/figure-frame.ts';
import '../views/stage-section.ts';
import '../views/token-strip.ts';
import '../views/value-grid.ts';
import '../views/work-line.ts';

/** Multiplications that a figure may cost without being asked for: a few seconds on a slow computer. */
const free = 1.5e11;

/**
 * The fastest pass seen of each model and text, in milliseconds, by how many engines did it: many passes together are
 * faster than the one that is timed first, and a busy moment must not make an estimate absurd.
 */
const fastest = new WeakMap<OpenModel, { of: string; pass: Map<number, number> }>();

/** Takes note of what a pass took. */
function learn(model: OpenModel, of: string, millis: number, engines: number): void {
  const known = fastest.get(model);
  const seen = known?.of === of ? known : { of, pass: new Map<number, number>() };
  seen.pass.set(engines, Math.min(seen.pass.get(engines) ?? Infinity, millis));
  fastest.set(model, seen);
}

export abstract class ExplainPanel extends Panel {
  static override styles = [
    shared,
    css`
      .wait {
        min-height: 160px;
        color: var(--muted);
        font-size: var(--type-4);
        display: grid;
        place-items: center;
        text-align: center;
        padding: 0 12px;
        margin: 0;
      }
      .verdict {
        font: 500 var(--type-8)/1.6 var(--serif);
        border-left: 3px solid var(--accent);
        padding: 2px 0 2px 16px;
        margin: 18px 0 4px;
        max-width: 62ch;
      }
      .said {
        font-size: var(--type-4);
        color: var(--muted);
        margin: 12px 0 0;
        min-height: 1.65em;
        max-width: 78ch;
      }
      .said b {
        color: var(--ink);
        font-weight: 500;
      }
      .verdict + .button,
      .scroll + .button,
      .legend + .button {
        margin-top: 12px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        align-items: center;
        font-size: var(--type-3);
        color: var(--muted);
        margin: 14px 0 0;
      }
      .legend i {
        width: 120px;
        height: 8px;
        border-radius: var(--round-2);
        background: linear-gradient(90deg, var(--neg), var(--zero), var(--pos));
      }
      .legend i.one {
        background: linear-gradient(90deg, var(--card), var(--weight));
        border: 1px solid var(--rule);
      }
      .cap {
        font-size: var(--type-3);
        color: var(--muted);
        margin: 0 0 6px;
      }
      .block {
        margin: 0 0 16px;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 14px;
        align-items: end;
        margin: 0 0 14px;
      }
      .controls label select,
      .controls label input {
        display: block;
        margin-top: 2px;
        color: var(--ink);
      }
      details.settings {
        margin: 0 0 14px;
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        padding: 0 12px;
        font-size: var(--type-3);
        color: var(--muted);
      }
      details.settings summary {
        cursor: pointer;
        min-height: 40px;
        display: flex;
        align-items: center;
        gap: 8px;
        flex-wrap: wrap;
        padding: 4px 0;
        list-style: none;
      }
      details.settings summary::before {
        content: '›';
        font: var(--type-7) var(--mono);
        color: var(--accent);
        transition: transform 0.15s;
      }
      details.settings[open] summary::before {
        transform: rotate(90deg);
      }
      details.settings summary::-webkit-details-marker {
        display: none;
      }
      details.settings summary b {
        color: var(--ink);
        font-weight: 500;
      }
      details.settings .controls {
        padding: 4px 0 10px;
        margin: 0;
      }
      table.data {
        border-collapse: collapse;
        font-size: var(--type-4);
        width: 100%;
      }
      table.data th,
      table.data td {
        text-align: right;
        padding: 7px 10px;
        border-bottom: 1px solid var(--rule);
        font-weight: 400;
      }
      table.data th:first-child,
      table.data td.word {
        text-align: left;
      }
      table.data thead th {
        color: var(--muted);
        font-size: var(--type-3);
        vertical-align: bottom;
      }
      table.data td {
        font-family: var(--mono);
        font-variant-numeric: tabular-nums;
        font-size: var(--type-3);
      }
      table.data td.word {
        font: var(--type-4) var(--sans);
      }
      table.data tr.on th,
      table.data tr.on td {
        background: color-mix(in srgb, var(--accent) 9%, transparent);
      }
      @media (max-width: 760px) {
        .verdict {
          font-size: var(--type-7);
        }
        table.data th,
        table.data td {
          padding: 6px 6px;
        }
      }
    `,
  ];

  /** What each method would cost for this question. */
  protected readonly cost: Work<CostResult> = new Work<CostResult>(
    this,
    () => {
      const explained = this.explained;
      return explained && [explained, maskingOf(this.choices), this.choices.seed, this.plan()];
    },
    async (model, { signal }) => {
      const of = this.choices.text;
      const card = this.plan();
      const cost = await model.call(
        'explain_cost',
        {
          explained: this.explained!,
          masking: maskingOf(this.choices),
          outputs: [this.output],
          seed: this.choices.seed,
          ...(card && { card }),
        },
        { signal },
      );
      learn(model, of, cost.millis, 1);
      return cost;
    },
  );

  /** The why-card whose price this panel wants; undefined for none. */
  protected plan(): CardPlan | undefined {
    return undefined;
  }

  /** Whether the panel explains what an encoder-only model puts in masked places, as it does what others write. */
  protected readonly guessed: boolean = true;

  /** The question; undefined until there is an output. */
  protected get explained(): Explained | undefined {
    if (this.encoderOnly && !this.guessed) return undefined;
    const cut = this.choices.units === 'token' || this.canCut;
    return cut ? explainedOf(this.results, this.choices) : undefined;
  }

  /** The output token being explained. */
  protected get output(): number {
    return chosenOutput(this.results, this.choices);
  }

  /** Its text. */
  protected get outputName(): string {
    const token = written(this.results).tokens[this.output];
    return token ? label(tokenText(token)) : '…';
  }

  /** The price of methods, or studies, one after another; undefined until known. */
  protected passes(...ids: CardId[]): Price | undefined {
    return together(ids.map((id) => this.cost.current?.prices[id]));
  }

  /** How long a price may take, from what passes have taken; undefined where none was timed. */
  #estimate(price: Price): Estimate | undefined {
    const model = this.idleModel;
    const seen = model && fastest.get(model);
    return seen?.of === this.choices.text && seen.pass.has(1)
      ? timeOf(price, seen.pass, model!.engines('attribute'))
      : undefined;
  }

  /** A price is low enough to run as soon as the figure is seen; others are started by the reader. */
  protected cheap(price: Price | undefined): boolean {
    const { info, forward } = this.results;
    if (price === undefined || !info || !forward) return false;
    const rows = forward.source.tokens.length + forward.target.tokens.length;
    return weightOf(price) * rows * (info.parameters.total ?? 0) < free;
  }

  /** Passes in words. */
  #inWords({ forward, backward }: Price): string {
    return this.t(backward ? 'work.both' : 'work.forward', { n: forward, m: backward });
  }

  protected price(price: Price | undefined): string {
    if (!price) return '';
    const passes = this.#inWords(price);
    const time = this.#estimate(price);
    if (time === undefined) return passes;
    const [low, high] = [time.low, time.high].map((ms) =>
      duration(ms > 1000 ? Math.round(ms / 100) * 100 : Math.max(1, Math.round(ms / 10) * 10)),
    ) as [string, string];
    if (price.at_most) return this.t('work.most', { passes, time: high });
    if (time.engines === 1) return this.t('work.price', { passes, time: high });
    const n = time.engines;
    return low === high
      ? this.t('work.shared', { passes, n, time: high })
      : this.t('work.range', { passes, n, low, high });
  }

  /** What was paid for results together, as the engine's meter counted it. */
  protected paid(...heads: (Head | undefined)[]): string {
    const known = heads.filter((h) => h !== undefined);
    if (!known.length) return '';
    const price = paidFor(known);
    const millis = known.reduce((sum, h) => sum + h.millis, 0);
    const model = this.idleModel;
    const engines = model ? Math.max(...known.map((h) => model.sharedBy(h))) : 1;
    if (model && weightOf(price)) learn(model, this.choices.text, millis / weightOf(price), engines);
    return this.t('work.paid', { passes: this.#inWords(price), time: duration(millis) });
  }

  /** Shown where a figure has nothing yet. */
  protected waitText(): TemplateResult {
    const kind = this.app.session.phase.kind;
    const mask = this.guessed && this.results.info?.mask_token;
    if (mask && this.idleModel && !this.explained) return html`<p class="wait">${this.t('explain.mask', { mask })}</p>`;
    return html`<p class="wait">
      ${this.t(
        this.encoderOnly && !this.explained
          ? 'explain.encoder'
          : kind === 'empty'
            ? 'status.empty'
            : this.idleModel && !this.explained
              ? 'explain.nothing'
              : 'figure.waiting',
      )}
    </p>`;
  }

  protected cardName(id: string): string {
    return cards[id as CardId]?.name[this.t.lang] ?? id;
  }

  /** What a method measures, costs and comes from. */
  protected how(...ids: CardId[]): string {
    const { lang } = this.t;
    return ids
      .map(
        (id) =>
          `${
            ids.length > 1 ? `${cards[id].name[lang]}${this.t('colon')}` : ''
          }${cards[id].measures[lang]} ${this.t('card.cost', { cost: cards[id].cost[lang] })} ${cards[id].reference}`,
      )
      .join('\n');
  }

  /** What it does not show. */
  protected limits(...ids: CardId[]): string {
    const { lang } = this.t;
    return ids
      .map((id) => `${ids.length > 1 ? `${cards[id].name[lang]}${this.t('colon')}` : ''}${cards[id].not[lang]}`)
      .join('\n');
  }

  /**
   * A result as a file: columns and rows for spreadsheets, Captum's or TransformerLens's names and shapes as JSON, with
   * the cards of the methods shown.
   */
  protected file(
    head: Head | undefined,
    columns: string[],
    rows: Table['rows'],
    json: Record<string, unknown>,
    methods: readonly string[] = [],
  ): Table {
    const about = {
      text: this.choices.text,
      output: this.results.output?.text ?? '',
      ...(head && provenance(head)),
      layers_and_heads_counted_from: 0,
    };
    return {
      about,
      columns,
      rows,
      json: { ...about, ...json, ...(methods.length && { cards: methods.map((id) => cards[id as CardId]) }) },
    };
  }

  /** The units as the page cuts them, until the engine says how it did. */
  protected get unitTexts(): string[] {
    const { text, units, spans } = this.choices;
    if (units === 'token')
      return this.results.tokens ? cells(this.results.tokens).map((c) => c.text.trim() || c.text) : [];
    const ranges = (units === 'spans' && pairsOf(spans)) || wordSpans(text);
    const raw = new TextEncoder().encode(text);
    const mask = this.results.info?.mask_token;
    if (mask && units !== 'spans') return text.split(mask).flatMap((part) => cut(part).filter((word) => word.trim()));
    return ranges.map(([start, end]) => new TextDecoder().decode(raw.slice(start, end)));
  }

  /** The output strip: which token is explained. */
  protected outputStrip(): TemplateResult {
    return html`<div class="block">
      <p class="cap">${this.t('explain.choose')}</p>
      <pl-token-strip
        .tokens=${written(this.results)}
        .selected=${this.output}
        .name=${this.t('bench.outputStrip')}
        @token-select=${this.chooseOutput}
      ></pl-token-strip>
    </div>`;
  }

  protected chooseOutput = (event: CustomEvent<{ index: number }>) => {
    const { guess } = this.choices;
    this.app.store.set({ target: event.detail.index, side: 'target', foil: -1, ...(guess >= 0 && { guess: -2 }) });
  };

  /** Selects a unit's token everywhere. */
  protected selectUnit(head: Head | undefined, unit: number): void {
    if (head) this.app.store.set({ source: sourceOfUnit(head, unit), side: 'source' });
  }

  /** What is asked, in one line, and the controls that change it. */
  protected settings(open = false, judge = true): TemplateResult {
    const { t, choices } = this;
    const set = (part: object) => this.app.store.set(part);
    const choice = (
      name: string,
      key: 'units' | 'measure' | 'mask' | 'judge',
      values: readonly string[],
      current: string,
    ) =>
      html`<label
        >${name}<select
          @change=${(e: Event) =>
            set({
              [key]: (e.target as HTMLSelectElement).value,
              ...(key === 'units' && { guess: choices.guess >= 0 ? -2 : choices.guess }),
            })}
        >
          ${values.map(
            (v) =>
              html`<option value=${v} .selected=${v === current}>
                ${t(`set.${key === 'judge' ? 'mask' : key}.${v}` as 'set.units.word')}
              </option>`,
          )}
        </select></label
      >`;
    const judged = judgeOf(choices).mask!;
    const picked = choices.units === 'spans' && pairsOf(choices.spans);
    return html`<details class="settings" ?open=${open}>
      <summary>
        <span>${t('set.units')} <b>${t(`set.units.${choices.units}`)}</b></span
        ><span>${t('set.measure')} <b>${t(`set.measure.${choices.measure}`)}</b></span
        ><span>${t('set.mask')} <b>${t(`set.mask.${choices.mask}`)}</b></span
        >${judge ? html`<span>${t('set.judge')} <b>${t(`set.mask.${judged as 'blank'}`)}</b></span>` : nothing}
      </summary>
      <div class="controls">
        ${choice(
          t('set.units'),
          'units',
          picked || choices.spans.length ? ['word', 'token', 'spans'] : ['word', 'token'],
          choices.units,
        )}
        ${choice(t('set.measure'), 'measure', ['log_prob', 'prob', 'contrast'], choices.measure)}
        ${choices.measure === 'contrast' ? this.#foil() : nothing} ${choice(t('set.mask'), 'mask', masks, choices.mask)}
        ${
          judge
            ? choice(
                t('set.judge'),
                'judge',
                masks.filter((m) => m !== choices.mask),
                judged,
              )
            : nothing
        }
      </div>
    </details>`;
  }

  #foil(): TemplateResult {
    const candidates = foilsOf(this.results, this.output);
    const current = foilOf(this.results, this.choices);
    return html`<label
      >${this.t('set.foil')}<select
        @change=${(e: Event) => this.app.store.set({ foil: +(e.target as HTMLSelectElement).value })}
      >
        ${candidates.map(
          (c) =>
            html`<option value=${c.token.id} .selected=${c.token.id === current}>${label(tokenText(c.token))}</option>`,
        )}
      </select></label
    >`;
  }

  /** The legend of the signed scale. */
  protected legend(note = ''): TemplateResult {
    return html`<p class="legend">
      <span>${this.t('legend.against')}</span><i aria-hidden="true"></i
      ><span>${this.t('legend.for')}</span>${note ? html`<span>· ${note}</span>` : nothing}
    </p>`;
  }
}
