// Stage 2: tokens become vectors. The model's own embeddings, who lies near whom, words of two languages on one map,
// position encodings, and what happens without them.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type {
  Encoding,
  GenerateResult,
  MapResult,
  NeighboursResult,
  Order,
} from '../../../wasm/bridge/protocol.gen.ts';
import { languages } from '../../conclusions.ts';
import { stackHook } from '../../state/anatomy.ts';
import { labels, tokenText, label } from '../../state/cells.ts';
import { decimal } from '../../state/format.ts';
import { chosenToken, sourceOf, sourceRow } from '../../state/selection.ts';
import { inputOf } from '../../state/input.ts';
import { matrix, named, type Matrix, type Tensor } from '../../state/tensor.ts';
import { defaultWords } from '../../state/url.ts';
import { englishWords, meaningPairs, spaced, splitWords } from '../../state/words.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { learnedFrom, learnedPositions } from '../../state/learned.ts';
import { define } from '../../views/define.ts';
import { errorText } from '../errors.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/neighbour-list.ts';
import '../../views/order-experiment.ts';
import '../../views/position-map.ts';
import '../../views/text-field.ts';
import '../../views/vector-table.ts';
import '../../views/word-map.ts';

const shownPositions = 64;

/** What the model writes with the words in place, without positions, and with the words shuffled. */
interface Orders {
  of: string;
  plain: GenerateResult;
  none: GenerateResult;
  shuffled: GenerateResult;
}

/** One kind of position encoding, and whose it is: "own", a model's name, or "" for a formula. */
interface Encoded {
  kind: Encoding;
  whose: string;
  /** [position, dimension] */
  values: Matrix;
  /** The values are angles in radians. */
  angles: boolean;
}

export class VectorsPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .wait.tall {
        min-height: 340px;
      }
      .segments {
        margin-bottom: 12px;
      }
      .verdict {
        min-height: 1.6em;
      }
      .kinds {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 230px), 1fr));
        gap: 14px 24px;
      }
    `,
  ];

  /** Rows of the embedding matrix, of the tensor that they were made from. */
  #rows: { of: Tensor; rows: Matrix } | undefined;

  /** "": the model's own. */
  @state() private accessor kind: Encoding | '' = '';

  #neighbours = new Work<NeighboursResult>(
    this,
    () => {
      const id = chosenToken(this.results, this.choices)?.id;
      return id === undefined || this.folded('neighbours') ? undefined : [id, this.choices.origin];
    },
    (model, { signal }) =>
      model.call(
        'neighbours',
        {
          id: chosenToken(this.results, this.choices)!.id,
          k: 8,
          ...(this.choices.origin === 'mean' && { centered: true }),
        },
        { signal },
      ),
  );

  #map = new Work<MapResult>(
    this,
    () => (splitWords(this.#words).length > 2 && !this.folded('map') ? splitWords(this.#words) : undefined),
    async (model, { signal }) =>
      unspaced(await model.call('map', { words: splitWords(this.#words).map(spaced) }, { signal })),
  );

  /** The reader's words; a model that only continues texts starts with words of one language. */
  get #words(): string {
    const { words } = this.choices;
    return words === defaultWords && this.results.info?.config.kind === 'decoder' ? englishWords : words;
  }

  get #bilingual(): boolean {
    return meaningPairs(splitWords(this.#words)).length > 0;
  }

  /** Every kind side by side, the model's own first. */
  #positions = new Work<Encoded[]>(
    this,
    () => (this.folded('positions') || !this.results.info ? undefined : [this.results.info.hash]),
    async (model, { signal }) => {
      const length = Math.min(shownPositions, this.results.info!.config.context);
      const own = this.results.info!.config.position as Encoding;
      const all: Encoded[] = [];
      for (const kind of new Set([own, 'sinusoidal', 'learned', 'rotary'] as const)) {
        if (kind === 'relative') continue; // a bias by distance has no vectors to draw
        const whose = kind === own ? 'own' : kind === 'learned' ? learnedFrom : '';
        if (kind === 'learned' && whose !== 'own') {
          if (whose) all.push({ kind, whose, values: await learnedPositions(signal), angles: false });
          continue;
        }
        const [tensor] = (await model.call('positions', { length, ...(!whose && { kind }) }, { signal })).tensors;
        if (tensor) all.push({ kind, whose, values: matrix(tensor), angles: tensor.name === 'angles' });
      }
      return all;
    },
  );

  /** The one that is chosen: the model's own unless the reader wants another. */
  get #chosenPositions(): Encoded | undefined {
    const all = this.#positions.value ?? [];
    return all.find(({ kind }) => kind === this.kind) ?? all[0];
  }

  #order = new Work<Orders>(
    this,
    () => (this.results.output && !this.folded('order') ? [inputOf(this.choices), this.choices.seed] : undefined),
    async (model, { signal }) => {
      const { text, seed } = this.choices;
      const run = (positions?: Order) =>
        model.call(
          'generate',
          { input: { ...inputOf(this.choices), ...(positions && { positions }), seed } },
          { signal },
        );
      const [plain, none, shuffled] = [await run(), await run('none'), await run('shuffled')];
      return { of: text, plain, none, shuffled };
    },
  );

  override render(): TemplateResult {
    const { t } = this;
    return this.section(
      {
        ask: t('vectors.ask'),
        text: t('vectors.text', { width: this.results.info?.config.width ?? '…' }),
        caveat: t('vectors.caveat'),
      },
      [
        this.figure(
          'vectors',
          {
            note: t('vector.note'),
            how: t('vector.how', { scale: this.#scaled() }),
            limits: t('vector.limits'),
            table: this.#vectorTable,
          },
          this.#vectors(),
        ),
        this.figure(
          'neighbours',
          {
            values: { token: this.#chosen() },
            note: t('neighbours.note'),
            how: t('neighbours.how'),
            limits: t('neighbours.limits'),
            table: this.#neighbourTable,
          },
          this.#nearest(),
        ),
        this.figure(
          'map',
          {
            title: t(this.#bilingual ? 'map.title' : 'map.titleOne'),
            note: this.#bilingual ? t('map.note') : '',
            how: t('map.how'),
            limits: t('map.limits'),
            table: this.#mapTable,
          },
          this.#wordMap(),
        ),
        this.figure(
          'positions',
          {
            note: t('positions.note'),
            how: t('positions.how'),
            limits: t('positions.limits'),
            table: this.#positionTable,
          },
          this.#positionFigure(),
        ),
        this.figure(
          'order',
          { note: t('order.note'), how: t('order.how'), limits: t('order.limits'), table: this.#orderTable },
          html`<pl-order-experiment
            .t=${t}
            .seed=${this.choices.seed}
            .original=${this.#order.value?.plain}
            .none=${this.#order.value?.none}
            .shuffled=${this.#order.value?.shuffled}
            .pending=${this.#order.value?.of !== this.choices.text}
            @reshuffle=${() => this.app.store.set({ seed: this.choices.seed + 1 })}
          ></pl-order-experiment>`,
        ),
      ],
    );
  }

  #or(task: Work<unknown>, drawn: TemplateResult): TemplateResult {
    if (task.error) return html`<p class="bad" role="alert">${errorText(task.error, this.t).text}</p>`;
    return task.value ? drawn : html`<p class="wait tall">${this.t('figure.waiting')}</p>`;
  }

  #chosen(): string {
    const token = chosenToken(this.results, this.choices);
    return token ? label(tokenText(token)) : '…';
  }

  #embedding() {
    const { info, forward } = this.results;
    const tensor = info && forward && named(forward.tensors, stackHook(info.config, 'source', 'hook_embed'));
    if (tensor && this.#rows?.of !== tensor) this.#rows = { of: tensor, rows: rowsOf(tensor, this.#factor()) };
    return tensor && this.#rows!.rows;
  }

  /** What the model multiplies the rows of its embedding matrix by. */
  #factor(): number {
    const config = this.results.info?.config;
    return config?.embed_scale ? Math.sqrt(config.width) : 1;
  }

  #scaled(): string {
    const factor = this.#factor();
    if (factor === 1) return '';
    return this.t('vector.scaled', { width: this.results.info!.config.width, factor: decimal(factor) });
  }

  #vectors(): TemplateResult {
    const values = this.#embedding();
    if (!values) return html`<p class="wait">${this.t('figure.waiting')}</p>`;
    const read = sourceOf(this.results.forward!);
    return html`<pl-vector-table
      .t=${this.t}
      .labels=${labels(read)}
      .values=${values}
      .selected=${sourceRow(this.results, this.choices)}
      @token-select=${(e: CustomEvent<{ index: number }>) => this.#select(e.detail.index)}
    ></pl-vector-table>`;
  }

  #select(row: number): void {
    const first = sourceRow(this.results, { source: 0 });
    this.app.store.set({ source: Math.max(0, row - first), side: 'source' });
  }

  #nearest(): TemplateResult {
    const { t } = this;
    return html`<div class="segments" role="group" aria-label=${t('neighbours.origin')}>
        ${(['mean', 'zero'] as const).map(
          (origin) =>
            html`<button aria-pressed=${origin === this.choices.origin} @click=${() => this.app.store.set({ origin })}>
              ${t(`neighbours.${origin}`)}
            </button>`,
        )}
      </div>
      ${this.#or(
        this.#neighbours,
        html`<pl-neighbour-list .t=${t} .result=${this.#neighbours.value}></pl-neighbour-list>`,
      )}`;
  }

  #wordMap(): TemplateResult {
    const { t } = this;
    const result = this.#map.value;
    const pairs = meaningPairs(result?.points.map((p) => p.word) ?? []);
    return html`${this.#or(this.#map, html`<pl-word-map .t=${t} .result=${result} .pairs=${pairs}></pl-word-map>`)}
      ${this.conclude(languages.from(result?.cosine ?? [], result ? pairs : []))}
      <pl-text-field
        .lines=${2}
        .text=${this.#words}
        .label=${t(this.#bilingual ? 'map.words' : 'map.wordsOne')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ words: e.detail.text })}
      ></pl-text-field>`;
  }

  #positionFigure(): TemplateResult {
    const { t } = this;
    const whose = (one: Encoded) => (one.whose === 'own' ? t('positions.own') : one.whose);
    return html`${this.#or(
      this.#positions,
      html`<div class="kinds" role="group" aria-label=${t('positions.kind')}>
        ${(this.#positions.value ?? []).map(
          (one) =>
            html`<div class="kind">
              <button aria-pressed=${one === this.#chosenPositions} @click=${() => (this.kind = one.kind)}>
                ${t(`positions.${one.kind}`)}${one.whose ? ` · ${whose(one)}` : ''}
              </button>
              <pl-position-map .t=${t} .values=${one.values} .angles=${one.angles}></pl-position-map>
            </div>`,
        )}
      </div>`,
    )}`;
  }

  #vectorTable = () => {
    const m = this.#embedding();
    const names = this.results.forward ? labels(sourceOf(this.results.forward)) : [];
    return this.table(
      ['token', ...Array.from({ length: m?.cols ?? 0 }, (_, i) => `d${i + 1}`)],
      m ? names.map((name, r) => [name, ...m.data.subarray(r * m.stride, r * m.stride + m.cols)]) : [],
      { multiplied_by_the_model: this.#factor() },
    );
  };

  #neighbourTable = () => {
    const r = this.#neighbours.value;
    return this.table(
      ['token', 'id', 'cosine'],
      (r?.neighbours ?? []).map((n) => [tokenText(n.token), n.token.id, n.cosine]),
      {
        of: r && tokenText(r.of),
        origin: this.choices.origin,
        random_mean: r?.random_mean,
        random_sd: r?.random_sd,
        random_n: r?.random_n,
      },
    );
  };

  #mapTable = () =>
    this.table(
      ['word', 'x', 'y'],
      (this.#map.value?.points ?? []).map((p) => [p.word, p.x, p.y]),
      { explained: this.#map.value?.explained },
    );

  #positionTable = () => {
    const one = this.#chosenPositions;
    const m = one?.values;
    return this.table(
      ['position', ...Array.from({ length: m?.cols ?? 0 }, (_, i) => `d${i + 1}`)],
      m ? Array.from({ length: m.rows }, (_, r) => [r, ...m.data.subarray(r * m.stride, r * m.stride + m.cols)]) : [],
      { kind: one?.kind, whose: one?.whose },
    );
  };

  #orderTable = () => {
    const r = this.#order.value;
    return this.table(
      ['input', 'output'],
      [
        ['as written', r?.plain.text ?? ''],
        ['no positions', r?.none.text ?? ''],
        ['shuffled', r?.shuffled.text ?? ''],
      ],
      { seed: this.choices.seed },
    );
  };
}

/** What enters the model as rows of its embedding matrix. */
function rowsOf(tensor: Tensor, factor: number): Matrix {
  const scaled = matrix(tensor);
  return factor === 1 ? scaled : { ...scaled, data: scaled.data.map((x) => x / factor) };
}

function unspaced(result: MapResult): MapResult {
  return { ...result, points: result.points.map((p) => ({ ...p, word: p.word.trim() })) };
}

define('pl-vectors-panel', VectorsPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-vectors-panel': VectorsPanel;
  }
}
