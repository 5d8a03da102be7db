// Attention as evidence, with its weaknesses in view: one head, the mean, weighted by value and followed through the
// layers; with and without the marks that soak weight up; and what kind of head each head is.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { evidence, head as clearest, type Said } from '../../conclusions.ts';
import type { AttributionResult, HeadMetric, HeadsResult } from '../../../wasm/bridge/protocol.gen.ts';
import type { MethodId } from '../../../wasm/bridge/cards.gen.ts';
import { attentionHook, attentionOf, chosenAttention, chosenLayer } from '../../state/anatomy.ts';
import { unitAt } from '../../state/explain.ts';
import { methodsOf } from '../../state/methods.ts';
import { decimal } from '../../state/format.ts';
import { targetRow } from '../../state/selection.ts';
import { headMatrix, named, row as rowOf } from '../../state/tensor.ts';
import { define } from '../../views/define.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';

const kinds = methodsOf('attention');
const metrics = [
  'alignment',
  'previous',
  'self',
  'duplicate',
  'induction',
  'first',
  'last',
  'entropy',
  'distance',
] as const;
type Metric = (typeof metrics)[number];
/** Each method's credit. */
type Credit = Partial<Record<MethodId, AttributionResult>>;

export class EvidencePanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .heads td,
      .heads th {
        white-space: nowrap;
      }
      .heads button {
        min-height: 40px;
        text-align: left;
        color: var(--ink);
      }
      @media (max-width: 760px) {
        .heads th:first-child {
          white-space: normal;
          width: 46%;
          padding-left: 0;
        }
        .heads button {
          padding: 4px 6px;
          font-size: var(--type-3);
        }
      }
      .heads td.by {
        color: var(--ink);
        font-weight: 600;
      }
      .check {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-height: 40px;
        font-size: var(--type-4);
        color: var(--ink);
      }
      .check input {
        width: 20px;
        height: 20px;
        accent-color: var(--accent);
      }
    `,
  ];

  @state() private accessor hide = false;
  @state() private accessor by: Metric | '' = '';
  @state() private accessor random = false;
  @state() private accessor all = false;

  protected readonly credit = new Work<Credit>(
    this,
    () => this.explained && [this.explained, this.hide],
    async (model, { signal }) => {
      const credit: Credit = {};
      for (const method of kinds)
        credit[method] = await model.call(
          'attribute',
          { explained: this.explained!, masking: {}, method, ...(this.hide && { hide_sinks: true }) },
          { signal },
        );
      return credit;
    },
  );

  protected readonly heads = new Work<HeadsResult>(
    this,
    () => this.explained && [this.random ? this.choices.model : this.explained, this.random, this.choices.seed],
    (model, { signal }) =>
      model.call(
        'heads',
        { explained: this.explained!, ...(this.random && { random: 24, seed: this.choices.seed }) },
        { signal },
      ),
  );

  override render(): TemplateResult {
    const { t } = this;
    return this.section(
      {
        ask: t('evidence.ask', { token: this.outputName }),
        text: t('evidence.text'),
        caveat: this.limits('attention'),
      },
      [
        this.figure(
          'evidence',
          {
            values: { token: this.outputName },
            note: t('evidence.note'),
            how: this.how(...kinds),
            limits: this.limits(...kinds),
            table: this.#table,
          },
          this.explained ? this.#rows() : this.waitText(),
        ),
        this.figure(
          'finder',
          {
            note: t('finder.note'),
            how: t('finder.how'),
            limits: t('finder.limits', { stage: this.numberOf('board') }),
            table: this.#headTable,
          },
          this.explained ? this.#finder() : this.waitText(),
        ),
      ],
    );
  }

  /** One head's row of the last pass, added up over the tokens of each unit. */
  #raw(result: AttributionResult): { name: string; values: number[] } | undefined {
    const { info, forward } = this.results;
    if (!info || !forward) return undefined;
    const { config } = info;
    const kind = config.kind === 'encoder-decoder' ? 'cross' : chosenAttention(config, 'decoder');
    const layer = chosenLayer(config, kind, this.choices.layer);
    const head = Math.min(this.choices.head, config.heads - 1);
    const pattern = named(forward.tensors, attentionHook(config, kind, layer, 'pattern'));
    const row = targetRow(this.results, { target: this.output });
    if (!pattern || row >= pattern.shape[1]!) return undefined;
    const weights = rowOf(headMatrix(pattern, head), row);
    const special = result.head.read.tokens.map((x) => x.special);
    const left = this.hide ? weights.reduce((sum, w, i) => sum + (special[i] ? 0 : w), 0) : 1;
    const values = result.head.units.map((u) => u.tokens.reduce((sum, i) => sum + (weights[i] ?? 0), 0) / (left || 1));
    return { name: this.t('evidence.head', { layer: layer + 1, head: head + 1 }), values };
  }

  #rows(): TemplateResult {
    const { t } = this;
    const value = this.credit.current;
    const head = value?.attention?.head;
    const units = head?.units.map((u) => u.text) ?? this.unitTexts;
    const raw = value?.attention && this.#raw(value.attention);
    const rows = [
      { id: 'raw', name: t('evidence.raw'), note: raw?.name ?? '', values: raw?.values, unsigned: true },
      ...kinds.map((k) => ({
        id: k,
        name: this.cardName(k),
        values: value?.[k]?.token_attr[this.output],
        unsigned: true,
      })),
    ];
    return html`${this.outputStrip()}<label class="check"
        ><input
          type="checkbox"
          .checked=${this.hide}
          @change=${(e: Event) => (this.hide = (e.target as HTMLInputElement).checked)}
        />${t('evidence.hide')}</label
      >
      ${this.workLine(this.credit, this.price(this.passes(...kinds)), this.paid(...kinds.map((k) => value?.[k]?.head)))}
      <pl-credit-rows
        .t=${t}
        .units=${units}
        .rows=${rows}
        .selected=${head ? unitAt(head, this.choices.source) : -1}
        @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(head, e.detail.unit)}
      ></pl-credit-rows>
      ${value ? this.conclude(this.#found(value)) : ''}`;
  }

  #found({ attention, weighted }: Credit): Said | undefined {
    const credit = (r: AttributionResult) => r.token_attr[this.output] ?? [];
    const units = attention!.head.units.map((u) => u.text);
    return evidence.from(units, credit(attention!), credit(weighted!), this.hide);
  }

  #by(list: readonly HeadMetric[]): Metric {
    const there = metrics.filter((m) => list.some((h) => h[m] !== null));
    if (this.by && there.includes(this.by)) return this.by;
    return this.random && there.includes('induction') ? 'induction' : (there[0] ?? 'entropy');
  }

  #finder(): TemplateResult {
    const { t } = this;
    const list = this.heads.current?.heads ?? [];
    const by = this.#by(list);
    const known = metrics.filter((m) => list.some((h) => h[m] !== null));
    const there = [by, ...known.filter((m) => m !== by)];
    // Low entropy is what is looked for: a head that knows where to look.
    const sorted = list
      .filter((h) => h[by] !== null)
      .sort((a, b) => (by === 'entropy' ? a[by]! - b[by]! : b[by]! - a[by]!));
    const shown = this.all ? sorted : sorted.slice(0, 8);
    return html`<div class="controls">
        <label
          >${t('finder.by')}<select
            @change=${(e: Event) => (this.by = (e.target as HTMLSelectElement).value as Metric)}
          >
            ${known.map((m) => html`<option value=${m} .selected=${m === by}>${t(`head.kind.${m}`)}</option>`)}
          </select></label
        >
        <label class="check"
          ><input
            type="checkbox"
            .checked=${this.random}
            @change=${(e: Event) => {
              this.random = (e.target as HTMLInputElement).checked;
              this.by = '';
            }}
          />${t('finder.random')}</label
        >
      </div>
      ${this.workLine(this.heads, this.price(this.passes('heads')), this.paid(this.heads.current?.head))}
      ${
        list.length
          ? html`<p class="said">${t(`head.what.${by}`)}</p>
              <div class="scroll">
                <table class="data heads">
                  <thead>
                    <tr>
                      <th>${t('finder.head')}</th>
                      ${there.map((m) => html`<th scope="col">${t(`head.kind.${m}`)}</th>`)}
                    </tr>
                  </thead>
                  <tbody>
                    ${shown.map((h) => {
                      const { layer } = h;
                      const stack = attentionOf(h);
                      const chosen =
                        this.choices.stack === stack &&
                        this.choices.head === h.head &&
                        chosenLayer(this.results.info!.config, stack, this.choices.layer) === layer;
                      return html`<tr class=${chosen ? 'on' : ''}>
                        <th scope="row">
                          <button
                            aria-pressed=${chosen}
                            @click=${() => this.app.store.set({ stack, layer, head: h.head })}
                          >
                            ${this.#headName(h)}
                          </button>
                        </th>
                        ${there.map(
                          (m) =>
                            html`<td class=${m === by ? 'by' : ''}>${h[m] === null ? '–' : decimal(h[m]!, 2)}</td>`,
                        )}
                      </tr>`;
                    })}
                  </tbody>
                </table>
              </div>
              ${
                sorted.length > 8
                  ? html`<button class="button" @click=${() => (this.all = !this.all)}>
                      ${t(this.all ? 'finder.fewer' : 'finder.all', { n: sorted.length })}
                    </button>`
                  : ''
              }
              ${sorted[0] ? this.conclude(this.#clearest(list, sorted[0], by)) : ''}`
          : ''
      }`;
  }

  /** What is said of the first of the list, beside a head that looks everywhere alike. */
  #clearest(list: readonly HeadMetric[], head: HeadMetric, by: Metric) {
    const uniform = this.heads.current!.uniform[list.indexOf(head)]![by] ?? 0;
    return clearest.from(this.#headName(head), this.t(`head.kind.${by}`), by, head[by]!, uniform);
  }

  #headName(h: HeadMetric): string {
    return this.t('attention.head', {
      stack: this.t(`stack.${attentionOf(h)}`),
      layer: h.layer + 1,
      head: h.head + 1,
    });
  }

  #table = () => {
    const value = this.credit.current;
    const head = value?.attention?.head;
    const raw = value?.attention && this.#raw(value.attention);
    return this.file(
      head,
      ['row', ...(head?.units.map((u) => u.text) ?? [])],
      value
        ? [['head', ...(raw?.values ?? [])], ...kinds.map((k) => [k, ...(value[k]?.token_attr[this.output] ?? [])])]
        : [],
      {
        output: this.output,
        hide_sinks: this.hide,
        head: raw,
        token_attr: value && Object.fromEntries(kinds.map((k) => [k, value[k]?.token_attr])),
      },
      kinds,
    );
  };

  #headTable = () => {
    const list = this.heads.current?.heads ?? [];
    return this.file(
      this.heads.current?.head,
      ['site', 'head', ...metrics],
      list.map((h) => [h.site, h.head, ...metrics.map((m) => h[m])]),
      { random_tokens: this.random ? 24 : 0, heads: list },
    );
  };
}

define('pl-evidence-panel', EvidencePanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-evidence-panel': EvidencePanel;
  }
}
