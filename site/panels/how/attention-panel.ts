// Stage 3: attention. One head as matrix or arcs, the sums of one row worked out, and all layers and heads side by
// side.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Config, ForwardResult } from '../../../wasm/bridge/protocol.gen.ts';
import {
  attentionHook,
  attentions,
  chosenAttention,
  chosenLayer,
  layersOf,
  longText,
  type Attention,
} from '../../state/anatomy.ts';
import { attention as finding, looked } from '../../conclusions.ts';
import { columnShare, mostLooked, type Worked } from '../../state/attention.ts';
import { label, labels, tokenText } from '../../state/cells.ts';
import { sourceRow, targetRow, promptRows } from '../../state/selection.ts';
import { at, headMatrix, headRows, named, row as rowOf, type Matrix, type Tensor } from '../../state/tensor.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Guess } from '../guess.ts';
import { Panel } from '../panel.ts';
import '../../views/attention-arcs.ts';
import '../../views/attention-matrix.ts';
import '../../views/attention-steps.ts';
import '../../views/head-grid.ts';

/** What is chosen: a row and a column of one head. */
interface Choice {
  config: Config;
  forward: ForwardResult;
  attention: Attention;
  layer: number;
  head: number;
  values: Matrix;
  rows: string[];
  columns: string[];
  /** The token that each row leads to, where rows write. */
  leads: string[];
  row: number;
  column: number;
}

/** How many tokens a guess chooses from. */
const offeredColumns = 6;

export class AttentionPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .wait {
        min-height: 320px;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 14px;
        margin-bottom: 14px;
        align-items: end;
      }
      label select {
        display: block;
        margin-top: 2px;
        color: var(--ink);
      }
      .grids {
        display: flex;
        flex-wrap: wrap;
        gap: 20px 36px;
      }
      .grids > * {
        min-width: 0;
        max-width: 100%;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 18px;
        font-size: var(--type-3);
        color: var(--muted);
        margin: 14px 0 0;
      }
      .key b {
        display: inline-block;
        width: 22px;
        height: 4px;
        border-radius: var(--round-1);
        vertical-align: 3px;
        margin-right: 6px;
        background: var(--k);
      }
      .key b.last {
        background: var(--accent);
      }
      .verdict {
        margin: 14px 0 4px;
      }
    `,
  ];

  /** The chosen column where it is not a token of the input (self-attention of the decoder); -1: none. */
  @state() private accessor column = -1;
  #stacks = new Map<Attention, Tensor[]>();
  #stacksOf: unknown;
  /** A guess is about one row of one head. */
  readonly #most = new Guess(this, 'looked', () => {
    const c = this.#choice();
    return c && [this.choices.text, this.results.info?.hash, c.attention, c.layer, c.head, c.row];
  });

  override render(): TemplateResult {
    const { t, results } = this;
    const { info } = results;
    const chosen = info && chosenAttention(info.config, this.choices.stack);
    return this.section({ ask: this.#ask(), text: t('attention.text'), caveat: t('attention.caveat') }, [
      this.figure(
        'attention',
        {
          title: this.#title(),
          note: chosen ? t(`matrix.note.${chosen}`) : '',
          how: t('matrix.how'),
          limits: t('matrix.limits'),
          table: this.#matrixTable,
        },
        this.#head(),
      ),
      this.figure(
        'heads',
        { note: t('heads.note'), how: t('heads.how'), limits: t('heads.limits'), table: this.#headsTable },
        this.#grids(),
      ),
      this.figure(
        'steps',
        {
          values: { token: this.#queryName() },
          note: this.#title(),
          how: t('work.how'),
          limits: t('work.limits'),
          table: this.#workTable,
        },
        this.#steps(),
      ),
    ]);
  }

  /** What is chosen, with the names of rows and columns; undefined until the forward pass has come. */
  #choice(): Choice | undefined {
    const { info, forward } = this.results;
    if (!info || !forward) return undefined;
    const { config } = info;
    const attention = chosenAttention(config, this.choices.stack);
    const layer = chosenLayer(config, attention, this.choices.layer);
    const head = Math.min(this.choices.head, config.heads - 1);
    const pattern = named(forward.tensors, attentionHook(config, attention, layer, 'pattern'));
    if (!pattern) return undefined;
    const values = headMatrix(pattern, head);
    const source = labels(forward.source.tokens.length ? forward.source : forward.target);
    const target = labels(forward.target);
    const rows = attention === 'encoder' ? source : target;
    const columns = attention === 'decoder' ? target : source;
    const leads = attention === 'encoder' ? [] : this.#leads();
    const single = !forward.source.tokens.length;
    const row =
      attention === 'encoder' || (single && this.choices.side === 'source')
        ? sourceRow(this.results, this.choices)
        : targetRow(this.results, this.choices);
    const column =
      attention === 'cross' ? sourceRow(this.results, this.choices) : Math.min(this.column, columns.length - 1);
    return { config, forward, attention, layer, head, values, rows, columns, leads, row, column };
  }

  /** The token that each decoder row leads to: what is read there plus one. */
  #leads(): string[] {
    const { forward, output } = this.results;
    if (!forward) return [];
    const read = labels(forward.target);
    const last = output?.output.tokens.at(-1);
    return [...read.slice(1), last && last.special ? label(tokenText(last)) : '…'];
  }

  #queryName(): string {
    const c = this.#choice();
    return c ? (c.leads[c.row] ?? c.rows[c.row] ?? '…') : '…';
  }

  /** The chosen row in full: the token at that place and, in a decoder, the one being written there. */
  #rowName(): string {
    const c = this.#choice();
    if (!c) return '…';
    const lead = c.leads[c.row];
    return lead === undefined ? (c.rows[c.row] ?? '…') : `${c.rows[c.row]} → ${lead}`;
  }

  #ask(): string {
    const c = this.#choice();
    if (!c) return this.t('attention.askPlain');
    return this.t(c.attention === 'encoder' ? 'attention.askReading' : 'attention.askWriting', {
      token: this.#queryName(),
    });
  }

  #title(): string {
    const c = this.#choice();
    return c
      ? this.t('attention.head', { stack: this.t(`stack.${c.attention}`), layer: c.layer + 1, head: c.head + 1 })
      : this.t('attention.name');
  }

  #head(): TemplateResult {
    const c = this.#choice();
    const { t } = this;
    if (!c)
      return html`<p class="wait">
        ${t(this.app.session.phase.kind === 'empty' ? 'status.empty' : 'figure.waiting')}
      </p>`;
    const shared = { values: c.values, rows: c.rows, columns: c.columns, leads: c.leads, row: c.row };
    const guess = this.#guess(c);
    return html`${this.#controls(c, this.#most.asked ? nothing : guess)} ${this.#most.asked ? guess : nothing}
    ${
      this.#most.open
        ? nothing
        : this.choices.view === 'matrix'
          ? html`<pl-attention-matrix
              .t=${t}
              .values=${shared.values}
              .rows=${shared.rows}
              .leads=${shared.leads}
              .columns=${shared.columns}
              .row=${shared.row}
              .column=${c.column}
              @cell-select=${this.#cell}
            ></pl-attention-matrix>`
          : html`<pl-attention-arcs
              .t=${t}
              .values=${shared.values}
              .rows=${shared.rows}
              .leads=${shared.leads}
              .columns=${shared.columns}
              .row=${shared.row}
              @cell-select=${this.#cell}
            ></pl-attention-arcs>`
    }
    ${this.#most.open ? nothing : this.#finding(c.values, c.row, c.columns)}`;
  }

  /** Guess first: which token the row looks at most. The other figures of this stage wait for it. */
  #guess(c: Choice): TemplateResult {
    if (c.row >= c.values.rows) return html``;
    const weights = [...rowOf(c.values, c.row)];
    const offered = mostLooked(weights, offeredColumns);
    if (offered.length < 3) return html``;
    const best = offered[0]!;
    return this.#most.render(this.t, {
      offer: 'looked.ask',
      question: this.t('looked.question', { token: this.#queryName(), layer: c.layer + 1, head: c.head + 1 }),
      choices: offered.toSorted((a, b) => a - b).map((id) => ({ id, text: c.columns[id]! })),
      right: best,
      said: (id) => looked.from(c.columns[id] ?? '', weights[id] ?? 0, c.columns[best]!, weights[best]!, id === best),
    });
  }

  /** What is shown, and at the end of the line the offer of a guess. */
  #controls({ config, attention, layer, head }: Choice, offer: unknown): TemplateResult {
    const { t } = this;
    const set = (part: object) => this.app.store.set(part);
    const pick = (name: string, value: number, count: number, key: 'layer' | 'head') =>
      html`<label
        >${name}<select @change=${(e: Event) => set({ [key]: +(e.target as HTMLSelectElement).value })}>
          ${Array.from(
            { length: count },
            (_, i) => html`<option value=${i} ?selected=${i === value}>${i + 1}</option>`,
          )}
        </select></label
      >`;
    const kinds = attentions(config);
    return html`<div class="controls">
      ${
        kinds.length > 1
          ? html`<div class="segments" role="group" aria-label=${t('attention.kind')}>
              ${kinds.map(
                (k) =>
                  html`<button
                    aria-pressed=${k === attention}
                    @click=${() => {
                      this.column = -1;
                      set({ stack: k });
                    }}
                  >
                    ${t(`stack.short.${k}`)}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      ${pick(
        t('attention.layer'),
        layer,
        layersOf(config, attention),
        'layer',
      )}${pick(t('attention.headName'), head, config.heads, 'head')}
      <div class="segments" role="group" aria-label=${t('attention.view')}>
        ${(['matrix', 'arcs'] as const).map(
          (v) =>
            html`<button aria-pressed=${v === this.choices.view} @click=${() => set({ view: v })}>
              ${t(`view.${v}`)}
            </button>`,
        )}
      </div>
      ${offer}
    </div>`;
  }

  /** The finding of one row and one head as a sentence. */
  #finding(m: Matrix, row: number, columns: string[]): TemplateResult | typeof nothing {
    const weights = row < m.rows ? [...rowOf(m, row)] : [];
    return this.conclude(
      finding.from(this.#queryName(), weights, columns, columnShare(m, 0), columnShare(m, m.cols - 1)),
    );
  }

  #cell = (event: CustomEvent<{ row: number; col: number }>) => {
    const c = this.#choice()!;
    const { row, col } = event.detail;
    const first = sourceRow(this.results, { source: 0 });
    const single = !c.forward.source.tokens.length;
    if (c.attention === 'encoder' || (single && row < promptRows(this.results) - 1))
      this.app.store.set({ source: Math.max(0, row - first), side: 'source' });
    else this.app.store.set({ target: Math.max(0, row - promptRows(this.results) + 1), side: 'target' });
    if (col < 0) return;
    this.column = col;
    if (c.attention === 'cross') this.app.store.set({ source: Math.max(0, col - first) });
  };

  /**
   * Patterns of all layers by kind of attention, made once a pass so that the small multiples are not redrawn for
   * nothing.
   */
  #layers(attention: Attention): Tensor[] {
    const { info, forward } = this.results;
    if (this.#stacksOf !== forward) {
      this.#stacks.clear();
      this.#stacksOf = forward;
    }
    let list = this.#stacks.get(attention);
    if (!list) {
      list = Array.from({ length: layersOf(info!.config, attention) }, (_, l) =>
        named(forward!.tensors, attentionHook(info!.config, attention, l, 'pattern')),
      ).filter((x) => x !== undefined);
      this.#stacks.set(attention, list);
    }
    return list;
  }

  #grids(): TemplateResult {
    const c = this.#choice();
    const { t } = this;
    if (!c) return html`<p class="wait">${t('figure.waiting')}</p>`;
    if (this.#most.open) return html`<p class="wait">${t('agree.afterGuess')}</p>`;
    if (c.forward.source.tokens.length + c.forward.target.tokens.length > longText + 2)
      return html`<p class="wait">${t('heads.long', { n: longText })}</p>`;
    return html`<div class="grids">
        ${attentions(c.config).map(
          (a) =>
            html`<pl-head-grid
              .t=${t}
              .heading=${t(`stack.${a}`)}
              .layers=${this.#layers(a)}
              .layer=${a === c.attention ? c.layer : -1}
              .head=${a === c.attention ? c.head : -1}
              @head-select=${(e: CustomEvent<{ layer: number; head: number }>) => {
                if (a !== c.attention) this.column = -1;
                this.app.store.set({ stack: a, ...e.detail });
              }}
            ></pl-head-grid>`,
        )}
      </div>
      <p class="key">
        <span><b></b>${t('heads.first')}</span><span><b class="last"></b>${t('heads.last')}</span
        ><span>${t('heads.read')}</span>
      </p>`;
  }

  #worked(): Worked | undefined {
    const c = this.#choice();
    if (!c) return undefined;
    const find = (point: string) => named(c.forward.tensors, attentionHook(c.config, c.attention, c.layer, point));
    const [q, k, v, z, scores] = [
      find('rot_q') ?? find('q'),
      find('rot_k') ?? find('k'),
      find('v'),
      find('z'),
      find('attn_scores'),
    ];
    if (!q || !k || !v || !z || !scores) return undefined;
    const heads = c.config.heads;
    return {
      query: this.#rowName(),
      labels: c.columns,
      q: rowOf(headRows(q, c.head, heads), c.row),
      keys: headRows(k, c.head, heads),
      values: headRows(v, c.head, heads),
      scores: rowOf(headMatrix(scores, c.head), c.row),
      weights: rowOf(c.values, c.row),
      z: rowOf(headRows(z, c.head, heads), c.row),
    };
  }

  #steps(): TemplateResult {
    if (this.#most.open) return html`<p class="wait">${this.t('agree.afterGuess')}</p>`;
    const worked = this.#worked();
    if (!worked) return html`<p class="wait">${this.t('figure.waiting')}</p>`;
    const c = this.#choice()!;
    return html`<pl-attention-steps
      .t=${this.t}
      .worked=${worked}
      .key=${c.column}
      @key-select=${(e: CustomEvent<{ index: number }>) =>
        this.#cell(new CustomEvent('cell-select', { detail: { row: c.row, col: e.detail.index } }))}
    ></pl-attention-steps>`;
  }

  #where() {
    const c = this.#choice();
    return c ? { attention: c.attention, layer: c.layer, head: c.head } : {};
  }

  #matrixTable = () => {
    const c = this.#choice();
    return this.table(
      ['query', ...(c?.columns ?? [])],
      c ? c.rows.map((name, r) => [c.leads[r] ? `${name} → ${c.leads[r]}` : name, ...rowOf(c.values, r)]) : [],
      this.#where(),
    );
  };

  #headsTable = () => {
    const c = this.#choice();
    const rows = !c
      ? []
      : attentions(c.config).flatMap((a) =>
          this.#layers(a).flatMap((tensor, l) =>
            Array.from({ length: c.config.heads }, (_, h) => {
              const m = headMatrix(tensor, h);
              return [a, l, h, columnShare(m, 0), columnShare(m, m.cols - 1)];
            }),
          ),
        );
    return this.table(['attention', 'layer', 'head', 'share_first_token', 'share_last_token'], rows);
  };

  #workTable = () => {
    const w = this.#worked();
    const dims = (name: string) => Array.from({ length: w?.q.length ?? 0 }, (_, i) => `${name}${i + 1}`);
    const rows = w
      ? w.labels.map((name, i) => [
          name,
          ...rowOf(w.keys, i),
          at({ ...w.keys, data: w.scores, offset: 0, stride: 0, cols: w.scores.length, rows: 1 }, 0, i),
          w.weights[i]!,
          ...rowOf(w.values, i),
        ])
      : [];
    return this.table(['key', ...dims('k'), 'score', 'weight', ...dims('v')], rows, {
      ...this.#where(),
      query: w?.query,
      q: w && [...w.q],
      z: w && [...w.z],
    });
  };
}

define('pl-attention-panel', AttentionPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-attention-panel': AttentionPanel;
  }
}
