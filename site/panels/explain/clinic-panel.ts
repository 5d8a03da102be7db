// The layer clinic: what small probes read from each layer's output, beside rivals that look at no layer; what they
// read from the reader's own sentence; and what becomes of the output when it is taken out.

import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type {
  EraseResult,
  Interval,
  Place,
  ProbeApplyResult,
  ProbeResult,
  ProbeSource,
  ProbeTask,
  ProbeTreesResult,
} from '../../../wasm/bridge/protocol.gen.ts';
import { clinic, erased, tags, trees } from '../../conclusions.ts';
import type { Key } from '../../i18n/index.ts';
import { className } from '../../i18n/ud.ts';
import { creditOf, probesOnOffer, withProbes } from '../../state/bank.ts';
import { about, bankOf, readable, shared, tasks } from '../../state/clinic.ts';
import { wordSpans, writtenTexts } from '../../state/explain.ts';
import { decimal, percent } from '../../state/format.ts';
import { inputOf } from '../../state/input.ts';
import { define } from '../../views/define.ts';
import { ProbingPanel } from '../probing-panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';
import '../../views/tree-arcs.ts';

interface Trees {
  sentence: ProbeApplyResult;
  bank: ProbeTreesResult;
}

export class ClinicPanel extends ProbingPanel {
  @state() private accessor row = -1;
  @state() private accessor column = 0;
  /** Models that have shipped probes, and whether the reader has chosen those. */
  @state() private accessor offered: readonly string[] = [];
  @state() private accessor shipped = false;
  /** What is read from the reader's sentence, whatever the curves are of. */
  @state() private accessor read: ProbeTask = 'pos';
  /** The last curves of each half of a translator, so that one can stand beside the other. */
  readonly #halves = new Map<string, ProbeResult>();

  override connectedCallback(): void {
    super.connectedCallback();
    void probesOnOffer().then((names) => (this.offered = names));
  }

  /** The shipped probes are there for this model and language, and chosen. */
  get #treebank(): boolean {
    return this.shipped && this.#offer;
  }

  /** Shipped probes are of treebanks of the model's languages; the story writer has learned English only. */
  get #offer(): boolean {
    const { info } = this.results;
    const language = info?.config.kind === 'encoder-decoder' || bankOf(this.choices.text) === 'en';
    return language && this.offered.includes(info?.name ?? '');
  }

  /** A translator has two halves that can be looked into. */
  get #two(): boolean {
    return this.results.info?.config.kind === 'encoder-decoder';
  }

  get #decoder(): boolean {
    return this.#two && this.choices.tower === 'decoder';
  }

  get #source(): ProbeSource {
    return { ...this.sourceFor(this.choices.text), ...(this.#decoder && { stack: 'decoder' }) };
  }

  /** The sentences must be translated before the decoder can write them, so that half waits for its button. */
  get #quick(): boolean {
    return this.quick && !this.#decoder;
  }

  /** What may be read from the sentence. */
  get #choices(): ProbeTask[] {
    const language = bankOf(this.choices.text);
    const known = this.#treebank ? creditOf(this.idleModel)?.tasks.filter((x) => x.language === language) : undefined;
    return readable(language, this.#treebank).filter((id) => !known || known.some((x) => x.task === id));
  }

  /** The task whose tags are shown. */
  get #shown(): ProbeTask {
    return this.#choices.includes(this.read) ? this.read : 'pos';
  }

  #spans(): [number, number][] | undefined {
    const spans = this.canCut ? wordSpans(this.choices.text) : [];
    return spans.length ? spans : undefined;
  }

  readonly probing = new Work<ProbeResult>(
    this,
    () => [this.#source, this.choices.task],
    (model, { signal, progress }) => {
      const source = this.#source;
      const code_length = this.choices.task === 'pos' || this.choices.task === 'relation';
      return this.ask(model, source, () =>
        model.call('probe', { source, task: this.choices.task, code_length }, { signal, onProgress: progress }),
      );
    },
    () => this.#quick,
  );

  readonly reading = new Work<ProbeApplyResult>(
    this,
    () => this.#spans() && [this.#source, inputOf(this.choices), this.#spans(), this.#shown, this.#treebank],
    (model, { signal, progress }) => {
      const [source, input, spans, shipped] = [this.#source, inputOf(this.choices), this.#spans()!, this.#treebank];
      const tasks: ProbeTask[] = about[this.#shown] ? [this.#shown, 'pos'] : [this.#shown];
      const params = { source, input, spans, tasks, ...(shipped && { shipped }) };
      if (shipped)
        return withProbes(model, this.results.info!.name, () => model.call('probe_apply', params, { signal }));
      return this.ask(model, source, () => model.call('probe_apply', params, { signal, onProgress: progress }));
    },
    () => this.#quick,
  );

  readonly drawing = new Work<Trees>(
    this,
    () => this.#spans() && [this.#source, inputOf(this.choices), this.#spans()],
    (model, { signal, progress }) => {
      const [source, input, spans] = [this.#source, inputOf(this.choices), this.#spans()!];
      const options = { signal, onProgress: progress };
      return this.ask(model, source, async () => ({
        bank: await model.call('probe_trees', { source }, options),
        sentence: await model.call('probe_apply', { source, input, spans, tasks: [], trees: true }, options),
      }));
    },
    () => this.#quick,
  );

  /** The places at which something can be taken out: of a translator, the encoder's. */
  get #places(): Place[] {
    const { config } = this.results.info ?? {};
    const seen = this.probing.value?.bed.sites ?? this.reading.value?.bed.sites ?? [];
    if (!config || seen[0]?.stack !== 'decoder') return seen;
    const at = (layer: number, point: string): Place => ({ ...seen[0]!, stack: 'encoder', layer, point });
    return [
      at(0, 'hook_resid_pre'),
      ...Array.from({ length: config.encoder_layers }, (_, layer) => at(layer, 'hook_resid_post')),
    ];
  }

  /** Where it is taken out: a number among these places. */
  get #out(): number {
    const places = this.#places.length || 1;
    return this.choices.out < 0 ? Math.floor(places / 2) : Math.min(this.choices.out, places - 1);
  }

  readonly without = new Work<EraseResult>(
    this,
    () => {
      const { output } = this.results;
      const ready = this.encoderOnly || output?.of === this.choices.text;
      const source = this.sourceFor(this.choices.text);
      return ready ? [source, this.choices.task, this.#out, inputOf(this.choices), this.choices.seed] : undefined;
    },
    (model, { signal, progress }) => {
      const { task, seed } = this.choices;
      const source = this.sourceFor(this.choices.text);
      const ids = this.results.output?.output.tokens.map((token) => token.id);
      const input = { ...inputOf(this.choices), ...(ids && { target_ids: ids }) };
      return this.ask(model, source, () =>
        model.call('erase', { source, task, layer: this.#out, input, seed }, { signal, onProgress: progress }),
      );
    },
    false,
  );

  override render(): TemplateResult {
    const { t } = this;
    const task = t(`clinic.task.${this.choices.task}`);
    return this.section({ ask: t('clinic.ask'), text: t('clinic.text'), caveat: t('clinic.caveat') }, [
      this.figure(
        'clinic',
        {
          values: { task },
          note: t('clinic.note'),
          how: t('clinic.how'),
          limits: t('clinic.limits'),
          table: this.#tableFile,
        },
        this.#curves(task),
      ),
      this.figure(
        'tags',
        { note: t('tags.note'), how: t('tags.how'), limits: t('tags.limits'), table: this.#tagsFile },
        this.#sentence(),
      ),
      this.figure(
        'trees',
        { note: t('trees.note'), how: t('trees.how'), limits: t('trees.limits'), table: this.#treesFile },
        this.#arcs(),
      ),
      this.figure(
        'erased',
        {
          note: this.without.current ? t('erased.note', { layer: this.placeName(this.without.current.place) }) : task,
          how: t('erased.how'),
          limits: t('erased.limits'),
          table: this.#erasedFile,
        },
        this.#without(),
      ),
    ]);
  }

  #tasks(): TemplateResult {
    const set = (e: Event) => this.app.store.set({ task: (e.target as HTMLSelectElement).value as ProbeTask });
    return html`<div class="controls">
      <label
        >${this.t('clinic.task')}<select @change=${set}>
          ${tasks.map(
            (id) =>
              html`<option value=${id} .selected=${id === this.choices.task}>${this.t(`clinic.task.${id}`)}</option>`,
          )}
        </select></label
      >
    </div>`;
  }

  /** Which half of a translator is looked into. */
  #tower(): TemplateResult | typeof nothing {
    if (!this.#two) return nothing;
    return html`<div class="segments" role="group" aria-label=${this.t('clinic.tower')}>
        ${(['encoder', 'decoder'] as const).map(
          (tower) =>
            html`<button aria-pressed=${tower === this.choices.tower} @click=${() => this.app.store.set({ tower })}>
              ${this.t(`clinic.${tower}`)}
            </button>`,
        )}
      </div>
      ${this.#decoder ? html`<p class="said">${this.t('clinic.inDecoder')}</p>` : nothing}`;
  }

  /** What is known of the other half, from the reader having looked there. */
  #beside(r: ProbeResult): ProbeResult | undefined {
    if (!this.#two) return undefined;
    const key = (decoder: boolean) =>
      `${decoder} ${r.table.task} ${bankOf(this.choices.text)} ${this.results.info!.hash}`;
    const decoder = r.bed.sites[0]!.stack === 'decoder';
    this.#halves.set(key(decoder), r);
    return this.#halves.get(key(!decoder));
  }

  /** "81.5% (80.1% to 82.9%)", or points with a sign. */
  #interval({ value, low, high }: Interval, signed = false): string {
    const write = (x: number) => (signed ? (x > 0 ? `+${decimal(100 * x, 1)}` : decimal(100 * x, 1)) : percent(x));
    return this.t('clinic.interval', { value: write(value), low: write(low), high: write(high) });
  }

  #curves(task: string): TemplateResult {
    const { t } = this;
    const r = this.probing.current;
    const paid = this.trained(r?.bed);
    const head = html`${this.#tower()}${this.#tasks()}${this.workLine(this.probing, paid, paid)}`;
    if (!r)
      return html`${head}
        <p class="wait">${t('figure.waiting')}</p>`;
    const { rows, majority, memoriser } = r.table;
    const flat = (x: Interval) => rows.map(() => x.value);
    const random = r.random_models > 0;
    const other = this.#beside(r);
    const { sites } = r.bed;
    const deepest = other && other.bed.sites.length > sites.length ? other.bed.sites : sites;
    return html`${head}
      <pl-line-chart
        shares
        .series=${[
          { name: t('clinic.probe'), values: rows.map((row) => row.accuracy.value) },
          ...(other
            ? [
                {
                  name: t('clinic.beside', {
                    half: t(`clinic.${sites[0]!.stack === 'decoder' ? 'encoder' : 'decoder'}`),
                  }),
                  values: other.table.rows.map((row) => row.accuracy.value),
                },
              ]
            : []),
          { name: t('clinic.control'), values: rows.map((row) => row.control.value) },
          ...(random ? [{ name: t('clinic.random'), values: rows.map((row) => row.random.value) }] : []),
          { name: t('clinic.memoriser'), values: flat(memoriser) },
          { name: t('clinic.majority'), values: flat(majority) },
        ]}
        .ticks=${deepest.map((place) => this.tick(place))}
        .x=${t('lens.x')}
        .y=${t('clinic.y')}
        .name=${t('clinic.figure', { task })}
      ></pl-line-chart>
      ${this.conclude(
        clinic.from(
          task,
          r.bed.sites.map((place) => this.placeName(place)),
          rows,
          random,
          (names) => names.join(t('comma')),
        ),
      )}
      ${random ? nothing : html`<p class="said">${t('clinic.noRandom')}</p>`}
      ${this.#intervals(
        t('clinic.figure', { task }),
        [
          'clinic.place',
          'clinic.probe',
          'clinic.selectivity',
          'clinic.overMemoriser',
          ...(random ? (['clinic.overRandom'] as const) : []),
        ],
        rows.map((row, i) => [
          this.rowName(r.bed.sites[i]!),
          this.#interval(row.accuracy),
          this.#interval(row.selectivity, true),
          this.#interval(row.over_memoriser, true),
          ...(random ? [this.#interval(row.over_random, true)] : []),
        ]),
      )}`;
  }

  /** A table of intervals, a row a place; it scrolls where it is too wide. */
  #intervals(name: string, head: readonly Key[], rows: readonly (readonly string[])[]): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${name}>
      <table class="data">
        <thead>
          <tr>
            ${head.map((key) => html`<th scope="col">${this.t(key)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([place, ...values]) =>
              html`<tr>
                <th scope="row">${place}</th>
                ${values.map((value) => html`<td>${value}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** The likeliest class of each word at one layer; '' for words that the task is not about. */
  #likeliest(r: ProbeApplyResult, layer: number): string[] {
    return r.tasks[0]!.top[layer]!.map((top, w) =>
      this.#tells(r, layer, w) ? className(top[0]!.class, this.t.lang) : '',
    );
  }

  /** The task is about this word, as far as the probe of parts of speech can say at this layer. */
  #tells(r: ProbeApplyResult, layer: number, word: number): boolean {
    const parts = about[r.tasks[0]!.task];
    return !parts || parts.includes(r.tasks[1]?.top[layer]![word]![0]!.class ?? '');
  }

  #sentence(): TemplateResult {
    const { t } = this;
    const r = this.reading.current;
    const credit = this.#treebank ? creditOf(this.idleModel) : undefined;
    const paid = credit ? `${credit.credit} (${credit.licence})` : this.trained(r?.bed);
    const line = html`${this.#tower()}${this.#offer ? this.#choice() : nothing}${this.#reads()}${this.workLine(
      this.reading,
      paid,
      paid,
    )}`;
    if (!r?.tasks[0])
      return html`${line}
        <p class="wait">${t('figure.waiting')}</p>`;
    const { top } = r.tasks[0];
    const layers = top.map((_, i) => top.length - 1 - i);
    const row = this.row >= 0 && this.row < top.length ? this.row : 0;
    const column = Math.min(this.column, r.words.length - 1);
    const cell = top[layers[row]!]![column]!;
    const words = r.words.map((word) => word.text);
    return html`${line}
      <pl-value-grid
        unsigned
        .values=${layers.map((layer) => top[layer]!.map((guess, w) => (this.#tells(r, layer, w) ? guess[0]!.prob : 0)))}
        .texts=${layers.map((layer) => this.#likeliest(r, layer))}
        .most=${1}
        .digits=${2}
        .rows=${layers.map((layer) => this.rowName(r.bed.sites[layer]!))}
        .columns=${words}
        .row=${row}
        .column=${column}
        .name=${t('tags.figure')}
        .corner=${t('tags.corner')}
        @cell-select=${(e: CustomEvent<{ row: number; col: number }>) =>
          ([this.row, this.column] = [e.detail.row, e.detail.col])}
      ></pl-value-grid>
      <p class="said" aria-live="polite">
        ${t(this.#tells(r, layers[row]!, column) ? 'tags.cell' : 'tags.blank', {
          layer: this.placeName(r.bed.sites[layers[row]!]!),
          word: words[column]!,
          list: cell.map((guess) => `${className(guess.class, t.lang)} ${percent(guess.prob, 0)}`).join(t('comma')),
        })}
      </p>
      ${this.conclude(
        tags.from(words, this.#likeliest(r, 0), this.#likeliest(r, top.length - 1), (names) =>
          names.map((x) => t('quote', { x })).join(t('comma')),
        ),
      )}`;
  }

  /** What is read from the sentence. */
  #reads(): TemplateResult {
    const set = (e: Event) => (this.read = (e.target as HTMLSelectElement).value as ProbeTask);
    return html`<div class="controls">
      <label
        >${this.t('clinic.task')}<select @change=${set}>
          ${this.#choices.map(
            (id) => html`<option value=${id} .selected=${id === this.#shown}>${this.t(`clinic.task.${id}`)}</option>`,
          )}
        </select></label
      >
    </div>`;
  }

  /** Which probes read the sentence. */
  #choice(): TemplateResult {
    return html`<div class="segments" role="group" aria-label=${this.t('tags.by')}>
      ${[false, true].map(
        (shipped) =>
          html`<button aria-pressed=${this.shipped === shipped} @click=${() => (this.shipped = shipped)}>
            ${this.t(shipped ? 'tags.treebank' : 'tags.bank')}
          </button>`,
      )}
    </div>`;
  }

  #arcs(): TemplateResult {
    const { t } = this;
    const r = this.drawing.current;
    const paid = this.trained(r?.bank.bed);
    const line = html`${this.#tower()}${this.workLine(this.drawing, paid, paid)}`;
    if (!r)
      return html`${line}
        <p class="wait">${t('figure.waiting')}</p>`;
    const { sentence, bank } = r;
    const { rows, chain, random } = bank.table;
    const drawn = sentence.trees.map((edges, layer) => ({
      name: this.rowName(sentence.bed.sites[layer]!),
      edges,
      kept: layer ? shared(edges, sentence.trees[layer - 1]!) : edges.map(() => true),
    }));
    return html`${line}
      <pl-tree-arcs
        .words=${sentence.words.map((word) => word.text)}
        .trees=${drawn.toReversed()}
        .name=${t('trees.figure')}
      ></pl-tree-arcs>
      ${this.conclude(
        trees.from(
          bank.bed.sites.map((place) => this.placeName(place)),
          rows,
          chain.value,
        ),
      )}
      ${this.#intervals(
        t('trees.uuas'),
        ['clinic.place', 'trees.uuas', 'trees.over'],
        [
          ...rows.map((row, i) => [
            this.rowName(bank.bed.sites[i]!),
            this.#interval(row.uuas),
            this.#interval(row.over_chain, true),
          ]),
          [t('trees.chain'), this.#interval(chain), ''],
          [t('trees.random'), this.#interval(random), ''],
        ],
      )}`;
  }

  #without(): TemplateResult {
    const { t } = this;
    const r = this.without.current;
    const places = this.#places;
    const set = (e: Event) => this.app.store.set({ out: +(e.target as HTMLSelectElement).value });
    const head = html`${this.#tasks()}
      <div class="controls">
        <label
          >${t('erased.layer')}<select @change=${set}>
            ${places.map(
              (place, i) => html`<option value=${i} .selected=${i === this.#out}>${this.placeName(place)}</option>`,
            )}
          </select></label
        >
      </div>
      ${this.workLine(this.without, this.trained(r?.bed), this.trained(r?.bed))}`;
    if (!r) return html`${head}`;
    const { probe } = r;
    const sorted = r.random_divergence.toSorted((a, b) => a - b);
    return html`${head}
      <p class="said">${t('erased.directions', { n: probe.directions })}</p>
      ${this.#facts([
        ['erased.before', this.#interval(probe.before)],
        ['erased.after', this.#interval(probe.after)],
        ['erased.other', this.#interval(probe.random)],
        ['clinic.majority', this.#interval(probe.majority)],
      ])}
      ${
        sorted.length
          ? html`<h4>${t('erased.kl')}</h4>
              ${this.#facts([
                ['erased.out', decimal(r.divergence, 3)],
                ['erased.randoms', `${decimal(sorted[0]!, 3)} – ${decimal(sorted.at(-1)!, 3)}`],
              ])}
              ${this.conclude(erased.from(r.divergence, r.random_divergence))}
              ${this.#facts(
                [
                  ['erased.text', r.text],
                  ['erased.textErased', r.erased],
                  ['erased.textRandom', r.random],
                ],
                true,
              )}`
          : html`<p class="said">${t('erased.silent')}</p>`
      }`;
  }

  /** Names with what they are. */
  #facts(rows: readonly (readonly [Key, string])[], text = false): TemplateResult {
    return html`<table class="data">
      <tbody>
        ${rows.map(
          ([key, value]) =>
            html`<tr>
              <th scope="row">${this.t(key)}</th>
              <td class=${text ? 'word' : ''}>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #tableFile = () => {
    const r = this.probing.current;
    const write = (x: Interval) => [x.value, x.low, x.high];
    const names = ['accuracy', 'control', 'selectivity', 'random', 'over_memoriser', 'over_random'] as const;
    return this.probed(
      r?.bed,
      ['site', ...names.flatMap((name) => [name, `${name}_low`, `${name}_high`]), 'bits'],
      r?.table.rows.map((row, i) => [r.bed.sites[i]!.site, ...names.flatMap((name) => write(row[name])), row.bits]) ??
        [],
      { table: r?.table, seeds: r?.seeds, random_models: r?.random_models },
    );
  };

  #tagsFile = () => {
    const r = this.reading.current;
    return this.probed(
      r?.bed,
      ['site', 'word', 'class', 'prob'],
      r?.tasks[0]?.top.flatMap((line, layer) =>
        line.map((guess, w) => [r.bed.sites[layer]!.site, r.words[w]!.text, guess[0]!.class, guess[0]!.prob]),
      ) ?? [],
      { text: this.choices.text, words: r?.words, tasks: r?.tasks },
    );
  };

  #treesFile = () => {
    const r = this.drawing.current;
    return this.probed(
      r?.bank.bed,
      ['site', 'word', 'other'],
      r?.sentence.trees.flatMap((edges, layer) =>
        edges.map(([i, j]) => [
          r.sentence.bed.sites[layer]!.site,
          r.sentence.words[i]!.text,
          r.sentence.words[j]!.text,
        ]),
      ) ?? [],
      { text: this.choices.text, table: r?.bank.table, trees: r?.sentence.trees },
    );
  };

  #erasedFile = () => {
    const r = this.without.current;
    const { output } = this.results;
    return this.probed(
      r?.bed,
      ['what', 'divergence_nats'],
      r ? [['taken out', r.divergence], ...r.random_divergence.map((x, i) => [`random ${i + 1}`, x])] : [],
      { text: this.choices.text, output: output && writtenTexts(output.output), task: this.choices.task, ...r },
    );
  };
}

define('pl-clinic-panel', ClinicPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-clinic-panel': ClinicPanel;
  }
}
