// What is known at which depth: every layer read as if it were the last, and what each part adds straight to the score
// of the token that was written.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { direct as adds, lens as since, type Said } from '../../conclusions.ts';
import type { Component, DirectResult, LensResult, Place } from '../../../wasm/bridge/protocol.gen.ts';
import { label, labels, tokenText } from '../../state/cells.ts';
import { afterLayer, attentionOf } from '../../state/anatomy.ts';
import { foilOf } from '../../state/explain.ts';
import { decimal, percent, tiny } from '../../state/format.ts';
import { promptRows, written } from '../../state/selection.ts';
import { define } from '../../views/define.ts';
import type { SignedBar } from '../../views/signed-bars.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';
import '../../views/signed-bars.ts';

/** The most bars shown; the rest is one bar. */
const mostBars = 12;

export class LensPanel extends ExplainPanel {
  protected override readonly guessed = false;

  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .top {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(118px, 1fr));
        gap: 2px 14px;
        list-style: none;
        margin: 8px 0 16px;
        padding: 0;
        font-size: var(--type-4);
      }
      .top li {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        border-bottom: 1px solid var(--rule);
        padding: 4px 0;
      }
      h4 {
        font: 500 var(--type-4) var(--sans);
        margin: 18px 0 8px;
      }
      .check {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-height: 40px;
        font-size: var(--type-4);
      }
      .check input {
        width: 20px;
        height: 20px;
        accent-color: var(--accent);
      }
    `,
  ];

  @state() private accessor row = -1;
  @state() private accessor versus = false;
  @state() private accessor bar = '';

  protected readonly lens = new Work<LensResult>(
    this,
    () => this.explained && [this.explained.input, this.#watch()],
    (model, { signal }) =>
      model.call(
        'lens',
        { explained: { input: this.explained!.input, units: 'token' }, top: 5, watch: this.#watch() },
        { signal },
      ),
  );

  protected readonly direct = new Work<DirectResult>(
    this,
    () => this.explained && [this.explained.input, this.output, this.#foil()],
    (model, { signal }) =>
      model.call(
        'direct',
        {
          explained: { input: this.explained!.input, units: 'token' },
          output: this.output,
          ...(this.#foil() !== undefined && { foil: this.#foil()! }),
        },
        { signal },
      ),
  );

  #foil(): number | undefined {
    return this.versus ? foilOf(this.results, this.choices) : undefined;
  }

  /** The token that was written and the likeliest others. */
  #watch(): number[] {
    const own = written(this.results).tokens[this.output]?.id;
    const others =
      this.results.output?.steps[this.output]?.candidates
        .filter((c) => c.token.id !== own && !c.token.special)
        .slice(0, 2)
        .map((c) => c.token.id) ?? [];
    return own === undefined ? [] : [own, ...others];
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section(
      { ask: t('lens.ask', { token: this.outputName }), text: t('lens.text'), caveat: this.limits('lens') },
      [
        this.figure(
          'lens',
          { note: t('lens.note'), how: this.how('lens'), limits: this.limits('lens'), table: this.#lensTable },
          this.explained ? this.#lens() : this.waitText(),
        ),
        this.figure(
          'direct',
          {
            values: { token: this.outputName },
            note: t('direct.note'),
            how: this.how('direct'),
            limits: this.limits('direct'),
            table: this.#directTable,
          },
          this.explained ? this.#direct() : this.waitText(),
        ),
      ],
    );
  }

  /** Columns begin where the model begins to write, if there is a long prompt before. */
  #first(): number {
    return Math.max(0, promptRows(this.results) - 1);
  }

  #lens(): TemplateResult {
    const { t } = this;
    const r = this.lens.current;
    if (!r)
      return html`${this.outputStrip()}${this.workLine(this.lens, this.price(this.passes('lens')))}
        <p class="wait">${t('figure.waiting')}</p>`;
    const first = this.#first();
    const sites = r.sites.map((_, i) => r.sites.length - 1 - i);
    const columns = r.next.slice(first).map((x) => label(tokenText(x)));
    const cells = sites.map((s) => r.cells[s]!.slice(first));
    const column = Math.min(this.output, columns.length - 1);
    const row = this.row >= 0 && this.row < sites.length ? this.row : 0;
    const cell = cells[row]![column]!;
    return html`${this.workLine(this.lens, this.price(this.passes('lens')), this.paid(r.head))}
      <pl-value-grid
        unsigned
        .values=${cells.map((line) => line.map((c) => Math.exp(-c.kl)))}
        .texts=${cells.map((line) => line.map((c) => label(tokenText(c.top[0]!.token))))}
        .most=${1}
        .digits=${2}
        .rows=${sites.map((s) => this.#rowName(r.sites[s]!))}
        .columns=${columns}
        .row=${row}
        .column=${column}
        .name=${t('lens.figure')}
        .corner=${t('lens.corner')}
        @cell-select=${(e: CustomEvent<{ row: number; col: number }>) => {
          this.row = e.detail.row;
          this.app.store.set({ target: e.detail.col, side: 'target', foil: -1 });
        }}
      ></pl-value-grid>
      <p class="legend">
        <span>${t('lens.far')}</span><i class="one" aria-hidden="true"></i><span>${t('lens.near')}</span>
      </p>
      <p class="said" aria-live="polite">
        ${t('lens.cell', {
          layer: this.#layerName(r.sites[sites[row]!]!),
          before: labels(r.positions)[first + column] ?? '',
          kl: decimal(cell.kl),
          entropy: decimal(cell.entropy),
          next: columns[column]!,
          p: percent(cell.next),
        })}
      </p>
      <ol class="top">
        ${cell.top.map(
          (x) => html`<li><span>${label(tokenText(x.token))}</span><span class="num">${percent(x.prob)}</span></li>`,
        )}
      </ol>
      <h4>${t('lens.ranks')}</h4>
      <pl-line-chart
        ranks
        .series=${r.watch.map((x, i) => ({
          name: label(tokenText(x)),
          values: r.ranks[i]!.map((line) => line[first + column]! + 1),
        }))}
        .ticks=${r.sites.map((s) => this.#layerShort(s))}
        .x=${t('lens.x')}
        .y=${t('lens.y')}
        .name=${t('lens.ranks')}
      ></pl-line-chart>
      ${this.conclude(this.#since(r, first + column))}`;
  }

  #layerName(place: Place): string {
    return afterLayer(place) ? this.t('lens.after', { layer: place.layer + 1 }) : this.t('lens.start');
  }

  #rowName(place: Place): string {
    return afterLayer(place) ? this.t('lens.row', { layer: place.layer + 1 }) : this.t('lens.rowStart');
  }

  #layerShort(place: Place): string {
    return afterLayer(place) ? String(place.layer + 1) : '0';
  }

  /** From which layer on the token that was written is first. */
  #since(r: LensResult, column: number): Said | undefined {
    const ranks = r.ranks[0]?.map((line) => line[column]! + 1) ?? []; // the engine counts from 0
    const depths = r.sites.map((site) => this.#layerName(site));
    return since.from(this.outputName, ranks, depths);
  }

  #direct(): TemplateResult {
    const { t } = this;
    const r = this.direct.current;
    const foil = foilOf(this.results, this.choices);
    const other = this.results.output?.steps[this.output]?.candidates.find((c) => c.token.id === foil)?.token;
    return html`${this.outputStrip()}
    ${
      other
        ? html`<label class="check"
            ><input
              type="checkbox"
              .checked=${this.versus}
              @change=${(e: Event) => (this.versus = (e.target as HTMLInputElement).checked)}
            />${t('direct.versus', { token: label(tokenText(other)) })}</label
          >`
        : nothing
    }
    ${this.workLine(this.direct, this.price(this.passes('direct')), this.paid(r?.head))}
    ${
      r
        ? html`<pl-signed-bars
              .bars=${this.#bars(r)}
              .selected=${this.bar}
              .name=${t('direct.figure', { token: this.outputName })}
              @bar-select=${this.#chooseBar}
            ></pl-signed-bars>
            ${this.legend()}
            <p class="said">
              ${t('direct.sum', {
                sum: decimal(
                  r.components.reduce((s, c) => s + c.logit, 0),
                  3,
                ),
                constant: decimal(r.constant, 3),
                logit: decimal(r.logit, 3),
                gap: Math.abs(r.gap) < 0.0005 ? tiny(r.gap) : decimal(Math.abs(r.gap), 3),
              })}
            </p>
            ${this.conclude(this.#strongest(r))}`
        : html`<p class="wait">${t('figure.waiting')}</p>`
    }`;
  }

  #name(c: Component): string {
    const { t } = this;
    if (c.module === 'pos_embed') return t('direct.pos');
    if (c.module === 'embed') return t('direct.embed');
    const layer = c.layer + 1;
    if (c.module === 'mlp') return t('direct.mlp', { layer });
    const kind = t(`board.kind.${c.module === 'cross_attn' ? 'cross' : 'self'}`);
    return c.head >= 0 ? t('direct.head', { layer, kind, head: c.head + 1 }) : t('direct.attn', { layer, kind });
  }

  /** The largest, and one bar for the sum of the rest. */
  #bars(r: DirectResult): SignedBar[] {
    const all = r.components
      .map((c, i) => ({ id: `${i}`, name: this.#name(c), value: c.logit }))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const rest = all.slice(mostBars);
    return rest.length > 1
      ? [
          ...all.slice(0, mostBars),
          { id: 'rest', name: this.t('direct.rest', { n: rest.length }), value: rest.reduce((s, b) => s + b.value, 0) },
        ]
      : all;
  }

  #chooseBar = (event: CustomEvent<{ id: string }>) => {
    this.bar = event.detail.id;
    const part = this.direct.value?.components[Number(event.detail.id)];
    if (part && part.head >= 0) this.app.store.set({ stack: attentionOf(part), layer: part.layer, head: part.head });
  };

  #strongest({ components }: DirectResult): Said | undefined {
    const names = components.map((c) => this.#name(c));
    const added = components.map((c) => c.logit);
    return adds.from(this.outputName, names, added);
  }

  #lensTable = () => {
    const r = this.lens.current;
    const rows =
      r?.cells.flatMap((line, l) =>
        line.map((c, i) => [
          r.sites[l]!.site,
          i,
          tokenText(r.positions.tokens[i]!),
          tokenText(r.next[i]!),
          tokenText(c.top[0]!.token),
          c.top[0]!.prob,
          c.next,
          c.kl,
          c.entropy,
        ]),
      ) ?? [];
    return this.file(
      r?.head,
      ['site', 'position', 'read', 'written', 'top_token', 'top_prob', 'written_prob', 'kl_nats', 'entropy_nats'],
      rows,
      {
        sites: r?.sites.map((s) => s.site),
        positions: r?.positions.tokens.map(tokenText),
        next: r?.next.map(tokenText),
        cells: r?.cells,
        watch: r?.watch,
        ranks: r?.ranks,
      },
    );
  };

  #directTable = () => {
    const r = this.direct.current;
    return this.file(
      r?.head,
      ['site', 'head', 'name', 'logit'],
      r?.components.map((c) => [c.site, c.head, this.#name(c), c.logit]) ?? [],
      {
        output: this.output,
        foil: this.#foil() ?? null,
        components: r?.components,
        constant: r?.constant,
        logit: r?.logit,
        gap: r?.gap,
      },
    );
  };
}

define('pl-lens-panel', LensPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-lens-panel': LensPanel;
  }
}
