// Hide a word and see what breaks: input × output with sign, what the way of hiding changes, and words that matter only
// together.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { hidden, maskings, occlusion as whole, pairs } from '../../conclusions.ts';
import type { AttributionResult, PairsResult } from '../../../wasm/bridge/protocol.gen.ts';
import { cells } from '../../state/cells.ts';
import { joined, maskingOf, masks, order, splitUnit, together, unitAt, writtenTexts } from '../../state/explain.ts';
import { written } from '../../state/selection.ts';
import { define } from '../../views/define.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';

/** Columns so far, [unit] → [output]; `result` once all is known. */
interface Columns {
  columns: (number[] | undefined)[];
  result?: AttributionResult;
}

export class OcclusionPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .tools {
        margin-top: 10px;
      }
      pl-credit-rows {
        margin-bottom: 14px;
      }
    `,
  ];

  @state() private accessor pair: { row: number; col: number } = { row: -1, col: -1 };

  protected readonly matrix = new Work<Columns>(
    this,
    () => this.explained && [this.explained, maskingOf(this.choices)],
    async (model, { signal, show, progress }) => {
      const columns: Columns['columns'] = [];
      const result = await model.call(
        'attribute',
        { explained: this.explained!, method: 'occlusion', masking: maskingOf(this.choices) },
        {
          signal,
          onProgress: (p) => {
            columns[p.unit] = p.column;
            progress(p);
            show({ columns: Array.from({ length: p.total }, (_, i) => columns[i]) });
          },
        },
      );
      return { columns: result.head.units.map((_, i) => result.token_attr.map((row) => row[i]!)), result };
    },
    () => this.cheap(this.passes('occlusion')),
  );

  protected readonly maskings = new Work<AttributionResult[]>(
    this,
    () => this.explained && [this.explained, this.choices.seed],
    async (model, { signal, show, progress }) => {
      const results: AttributionResult[] = [];
      for (const mask of masks) {
        progress({ done: results.length, total: masks.length });
        results.push(
          await model.call(
            'attribute',
            {
              explained: this.explained!,
              method: 'occlusion',
              masking: maskingOf({ mask, seed: this.choices.seed }),
            },
            { signal },
          ),
        );
        show([...results]);
      }
      return results;
    },
    false,
  );

  protected readonly pairs = new Work<PairsResult>(
    this,
    () => (this.explained && this.matrix.fresh ? [this.explained, maskingOf(this.choices), this.#chosen()] : undefined),
    (model, { signal, progress }) =>
      model.call(
        'pairs',
        { explained: this.explained!, masking: maskingOf(this.choices), chosen: this.#chosen() },
        { signal, onProgress: progress },
      ),
    false,
  );

  /** All units, or those of the largest effect on the whole output, in reading order. */
  #chosen(): number[] {
    const seq = this.matrix.value?.result?.seq_attr ?? [];
    return order(seq.map(Math.abs))
      .slice(0, this.cost.current?.pairs)
      .sort((a, b) => a - b);
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('occlusion.ask'), text: t('occlusion.text'), caveat: this.limits('occlusion') }, [
      this.figure(
        'occlusion',
        {
          note: t('occlusion.note'),
          how: this.how('occlusion'),
          limits: this.limits('occlusion'),
          table: this.#matrixTable,
        },
        this.explained ? this.#matrix() : this.waitText(),
      ),
      this.figure(
        'maskings',
        {
          values: { token: this.outputName },
          note: t('maskings.note'),
          how: t('maskings.how'),
          limits: t('maskings.limits'),
          table: this.#maskTable,
        },
        this.explained ? this.#maskings() : this.waitText(),
      ),
      this.figure(
        'pairs',
        { note: t('pairs.note'), how: this.how('pairs'), limits: this.limits('pairs'), table: this.#pairTable },
        this.explained ? this.#pairs() : this.waitText(),
      ),
    ]);
  }

  #matrix(): TemplateResult {
    const { t } = this;
    const value = this.matrix.current;
    const result = value?.result;
    const units = result?.head.units.map((u) => u.text) ?? this.unitTexts;
    const columns = value && (result || value.columns.length === units.length) ? value.columns : [];
    const outputs = result
      ? writtenTexts(result.head.written)
      : writtenTexts(written(this.results)).slice(0, columns.find(Boolean)?.length ?? 0);
    const values = outputs.map((_, j) => units.map((_, i) => columns[i]?.[j] ?? NaN));
    const column = result ? unitAt(result.head, this.choices.source) : -1;
    const sums = result?.seq_attr;
    return html`${this.settings(false, false)}${this.workLine(
        this.matrix,
        this.price(this.passes('occlusion')),
        this.paid(result?.head),
      )}
      <pl-credit-rows
        join
        .t=${t}
        .units=${units}
        .rows=${[{ id: 'sum', name: t('occlusion.sum'), values: sums }]}
        .selected=${column}
        @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(result?.head, e.detail.unit)}
        @unit-join=${(e: CustomEvent<{ from: number; to: number }>) => this.#join(e.detail.from, e.detail.to)}
      ></pl-credit-rows>
      <pl-value-grid
        .values=${values}
        .rows=${outputs}
        .columns=${units}
        .row=${this.output}
        .column=${column}
        .name=${t('occlusion.figure')}
        .corner=${t('occlusion.corner')}
        @cell-select=${this.#cell}
      ></pl-value-grid>
      ${this.legend(t('occlusion.legend'))}
      ${
        result
          ? html`<p class="said" aria-live="polite">${this.#said(result, column)}</p>
              <div class="row tools">${this.#cutting(result, column)}</div>
              ${this.conclude(whole.from(units, result.seq_attr))}`
          : nothing
      }`;
  }

  /** Buttons that join the selected word with the next one, take it apart, and go back to the page's own words. */
  #cutting(result: AttributionResult, unit: number): TemplateResult {
    const { t } = this;
    const texts = result.head.units.map((u) => u.text);
    const apart = unit < 0 ? undefined : splitUnit(result.head.units, unit, this.#cells(result));
    const next = unit >= 0 && unit + 1 < texts.length;
    const button = (text: string, act: () => void) => html`<button class="button" @click=${act}>${text}</button>`;
    return html`${
      next
        ? button(t('occlusion.join', { a: texts[unit]!, b: texts[unit + 1]! }), () => this.#join(unit, unit + 1))
        : nothing
    }
    ${apart ? button(t('occlusion.apart', { unit: texts[unit]! }), () => this.#cut(apart)) : nothing}
    ${
      this.choices.units === 'spans'
        ? button(t('occlusion.split'), () => this.app.store.set({ units: 'word', spans: [] }))
        : texts.length > 1
          ? html`<span class="lab">${t('occlusion.joinHint')}</span>`
          : nothing
    }`;
  }

  /** Byte ranges of the cells of the text. */
  #cells(result: AttributionResult): [number, number][] {
    const { tokens } = result.head.read;
    return cells(result.head.read)
      .filter((cell) => !cell.special)
      .map((cell) => [tokens[cell.first]!.start, tokens[cell.last - 1]!.end]);
  }

  #join(from: number, to: number): void {
    const units = this.matrix.value?.result?.head.units;
    if (!units) return;
    this.#cut(joined(units, from, to));
  }

  /** Takes other units; a guess was about the old ones. */
  #cut(spans: number[]): void {
    this.app.store.set({ units: 'spans', spans, ...(this.choices.guess >= 0 && { guess: -2 }) });
  }

  #cell = (event: CustomEvent<{ row: number; col: number }>) => {
    this.app.store.set({ target: event.detail.row, side: 'target' });
    this.selectUnit(this.matrix.value?.result?.head, event.detail.col);
  };

  #said(result: AttributionResult, unit: number): TemplateResult | string {
    const value = result.token_attr[this.output]?.[unit];
    if (value === undefined) return this.t('occlusion.hint');
    const said = hidden.from(result.head.units[unit]!.text, this.outputName, value)!;
    return html`<b>${this.t(said.key, said.values)}</b>`;
  }

  #maskings(): TemplateResult {
    const { t } = this;
    const results = this.maskings.current ?? [];
    const head = results[0]?.head;
    const units = head?.units.map((u) => u.text) ?? [];
    const rows = results.map((r) => r.token_attr[this.output] ?? []);
    return html`${this.workLine(
      this.maskings,
      this.price(together(masks.map((m) => this.cost.current?.masks[m]))),
      this.paid(...results.map((r) => r.head)),
      t('maskings.start'),
    )}
    ${
      rows.length
        ? html`<pl-credit-rows
              common
              .t=${t}
              .units=${units}
              .rows=${masks.map((m, i) => ({
                id: m,
                name: t(`set.mask.${m}`),
                values: rows[i],
                note: m === 'replace' && results[i]?.head.neutral ? `“${results[i]!.head.neutral!.text.trim()}”` : '',
              }))}
              .selected=${head ? unitAt(head, this.choices.source) : -1}
              @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(head, e.detail.unit)}
            ></pl-credit-rows
            >${this.legend(t('maskings.legend'))}`
        : html`<p class="said">${t('maskings.idle')}</p>`
    }
    ${this.maskings.fresh ? this.conclude(maskings.from(units, rows, this.#list)) : nothing}`;
  }

  #list = (names: string[]) => names.map((x) => this.t('quote', { x })).join(this.t('comma'));

  #pairs(): TemplateResult {
    const { t } = this;
    const result = this.pairs.current;
    const n = this.#chosen().length;
    if (this.matrix.fresh && n < 2) return html`<p class="wait">${t('pairs.one')}</p>`;
    const names = result?.chosen.map((i) => result.head.units[i]!.text) ?? [];
    return html`${this.workLine(
      this.pairs,
      this.matrix.fresh ? this.price(this.passes('pairs')) : t('figure.waiting'),
      this.paid(result?.head),
      t('pairs.start', { n }),
    )}
    ${
      result
        ? html`<pl-value-grid
              .values=${result.interaction.map((row, i) => row.map((v, j) => (i === j ? NaN : v)))}
              .rows=${names}
              .columns=${names}
              .row=${this.pair.row}
              .column=${this.pair.col}
              .name=${t('pairs.title')}
              @cell-select=${(e: CustomEvent<{ row: number; col: number }>) => (this.pair = e.detail)}
            ></pl-value-grid>
            <p class="legend">
              <span>${t('pairs.either')}</span><i aria-hidden="true"></i><span>${t('pairs.both')}</span>
            </p>
            ${this.conclude(pairs.from(names, result.interaction, this.#alone(result)))}`
        : html`<p class="said">${t('pairs.idle')}</p>`
    }`;
  }

  /** What each chosen word costs when it alone is hidden. */
  #alone({ chosen }: PairsResult): number[] {
    return chosen.map((i) => this.matrix.value?.result?.seq_attr[i] ?? NaN);
  }

  #matrixTable = () => {
    const result = this.matrix.current?.result;
    const units = result?.head.units.map((u) => u.text) ?? [];
    return this.file(
      result?.head,
      ['output', 'prob', ...units],
      result
        ? writtenTexts(result.head.written).map((x, j) => [x, result.head.probs[j]!, ...result.token_attr[j]!])
        : [],
      { seq_attr: result?.seq_attr, token_attr: result?.token_attr, base: result?.base, units: result?.head.units },
    );
  };

  #maskTable = () => {
    const results = this.maskings.current ?? [];
    return this.file(
      results[0]?.head,
      ['masking', ...(results[0]?.head.units.map((u) => u.text) ?? [])],
      results.map((r, i) => [masks[i]!, ...(r.token_attr[this.output] ?? [])]),
      { output: this.output, token_attr: Object.fromEntries(results.map((r, i) => [masks[i], r.token_attr])) },
    );
  };

  #pairTable = () => {
    const result = this.pairs.current;
    const names = result?.chosen.map((i) => result.head.units[i]!.text) ?? [];
    return this.file(result?.head, ['unit', ...names], result?.interaction.map((row, i) => [names[i]!, ...row]) ?? [], {
      chosen: result?.chosen,
      interaction: result?.interaction,
    });
  };
}

define('pl-occlusion-panel', OcclusionPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-occlusion-panel': OcclusionPanel;
  }
}
