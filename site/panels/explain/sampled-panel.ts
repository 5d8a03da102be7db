// Credit by sampling and by gradients: LIME and Shapley values with their errors, and integrated gradients with the gap
// of its sum. Each says what its credits should add up to and by how much they do not.

import { html, css, type TemplateResult } from 'lit';
import type { AttributionResult } from '../../../wasm/bridge/protocol.gen.ts';
import { maskingOf, order, unitAt } from '../../state/explain.ts';
import { decimal, tiny } from '../../state/format.ts';
import { define } from '../../views/define.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';

type Sampled = { lime: AttributionResult; shapley?: AttributionResult };
type Gradients = { integrated: AttributionResult; gradient_input: AttributionResult; gradient: AttributionResult };

export class SampledPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .sum {
        font-size: var(--type-4);
        margin: 10px 0 0;
      }
      .sum .num {
        color: var(--ink);
      }
    `,
  ];

  protected readonly sampled = new Work<Sampled>(
    this,
    () => this.explained && [this.explained, maskingOf(this.choices), this.choices.seed],
    async (model, { signal, show, progress }) => {
      const params = { explained: this.explained!, masking: maskingOf(this.choices), seed: this.choices.seed };
      const lime = await model.call('sampled', { ...params, kind: 'lime' }, { signal, onProgress: progress });
      show({ lime });
      const shapley = await model.call('sampled', { ...params, kind: 'shapley' }, { signal, onProgress: progress });
      return { lime, shapley };
    },
    false,
  );

  protected readonly gradients = new Work<Gradients>(
    this,
    () => this.explained && [this.explained, this.output],
    async (model, { signal, progress }) => {
      const params = { explained: this.explained!, outputs: [this.output] };
      const gradient_input = await model.call('gradient', { ...params, kind: 'gradient_input' }, { signal });
      const gradient = await model.call('gradient', { ...params, kind: 'gradient' }, { signal });
      const integrated = await model.call(
        'gradient',
        { ...params, kind: 'integrated' },
        { signal, onProgress: progress },
      );
      return { integrated, gradient_input, gradient };
    },
    () => this.cheap(this.passes('integrated', 'gradient', 'gradient')),
  );

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('sampled.ask'), text: t('sampled.text'), caveat: this.limits('shapley') }, [
      this.figure(
        'sampled',
        {
          values: { token: this.outputName },
          note: t('sampled.note', { seed: this.choices.seed }),
          how: this.how('lime', 'shapley'),
          limits: this.limits('lime', 'shapley'),
          table: this.#sampledTable,
        },
        this.explained ? this.#sampled() : this.waitText(),
      ),
      this.figure(
        'integrated',
        {
          values: { token: this.outputName },
          note: t('integrated.note'),
          how: this.how('integrated', 'gradient_input', 'gradient'),
          limits: this.limits('integrated', 'gradient_input', 'gradient'),
          table: this.#gradientTable,
        },
        this.explained ? this.#gradients() : this.waitText(),
      ),
    ]);
  }

  #sampled(): TemplateResult {
    const { t } = this;
    const value = this.sampled.current;
    const head = value?.lime.head;
    const units = head?.units.map((u) => u.text) ?? [];
    const row = (id: 'lime' | 'shapley') => ({
      id,
      name: this.cardName(id),
      values: value?.[id]?.token_attr[this.output],
      errors: value?.[id]?.error?.[this.output],
      note: id === 'lime' && value?.lime.fit ? `R² ${decimal(value.lime.fit[this.output]!)}` : '',
    });
    return html`${this.settings(false, false)}${this.workLine(
      this.sampled,
      this.price(this.passes('lime', 'shapley')),
      this.t('work.paidPasses', { n: (value?.lime.head.passes ?? 0) + (value?.shapley?.head.passes ?? 0) }),
      t('sampled.start'),
    )}
    ${
      value
        ? html`<pl-credit-rows
              common
              .t=${t}
              .units=${units}
              .rows=${[row('lime'), row('shapley')]}
              .selected=${unitAt(head!, this.choices.source)}
              @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(head, e.detail.unit)}
            ></pl-credit-rows>
            ${this.legend(t('sampled.legend'))}${this.#numbers(value)}
            ${
              value.shapley
                ? html`<p class="sum">${this.#sum(value.shapley)}</p>
                    <p class="verdict">${this.#verdict(value.shapley)}</p>`
                : ''
            }
            <button class="button" @click=${() => this.app.store.set({ seed: this.choices.seed + 1 })}>
              ${t('sampled.again', { seed: this.choices.seed + 1 })}
            </button>`
        : html`<p class="said">${t('sampled.idle')}</p>`
    }`;
  }

  /** The selected unit's credits with their errors. */
  #numbers(value: Sampled): TemplateResult {
    const unit = unitAt(value.lime.head, this.choices.source);
    const one = (r: AttributionResult | undefined, id: string) =>
      r
        ? `${this.cardName(id)} ${decimal(r.token_attr[this.output]![unit]!, 3)} ± ${decimal(
            r.error?.[this.output]?.[unit] ?? NaN,
            3,
          )}`
        : '';
    return html`<p class="said" aria-live="polite">
      ${
        unit < 0
          ? this.t('why.hint')
          : html`<b>${value.lime.head.units[unit]!.text}</b>
              ${[one(value.lime, 'lime'), one(value.shapley, 'shapley')].filter(Boolean).join(' · ')}`
      }
    </p>`;
  }

  #sum(r: AttributionResult): string {
    const sum = (r.token_attr[this.output] ?? []).reduce((a, b) => a + b, 0);
    return this.t('sampled.sum', {
      sum: decimal(sum, 4),
      total: decimal(r.total?.[this.output] ?? NaN, 4),
      gap: exponent(r.gap?.[this.output]),
    });
  }

  #verdict(r: AttributionResult): string {
    const values = r.token_attr[this.output] ?? [];
    const errors = r.error?.[this.output] ?? [];
    const [first, second] = order(values);
    const names = r.head.units.map((u) => u.text);
    if (second === undefined) return this.t('sampled.one', { unit: names[0]!, value: decimal(values[0]!) });
    const apart = values[first!]! - values[second]! > 2 * Math.hypot(errors[first!] ?? 0, errors[second] ?? 0);
    return this.t(apart ? 'sampled.apart' : 'sampled.close', {
      first: names[first!]!,
      second: names[second]!,
      value: decimal(values[first!]!),
      error: decimal(errors[first!] ?? 0),
    });
  }

  #gradients(): TemplateResult {
    const { t } = this;
    const value = this.gradients.current;
    const head = value?.integrated.head;
    const units = head?.units.map((u) => u.text) ?? this.unitTexts;
    const row = (id: keyof Gradients) => ({
      id,
      name: this.cardName(id),
      values: value?.[id].token_attr[0],
      unsigned: id === 'gradient',
    });
    return html`${this.workLine(
        this.gradients,
        this.price(this.passes('integrated', 'gradient', 'gradient')),
        this.t('work.paidPasses', { n: value ? value.integrated.head.passes + 6 : 0 }),
      )}
      <pl-credit-rows
        .t=${t}
        .units=${units}
        .rows=${[row('integrated'), row('gradient_input'), row('gradient')]}
        .selected=${head ? unitAt(head, this.choices.source) : -1}
        @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(head, e.detail.unit)}
      ></pl-credit-rows>
      ${this.legend(t('integrated.legend'))}
      ${value ? html`<p class="verdict">${this.#complete(value.integrated)}</p>` : ''}`;
  }

  #complete(r: AttributionResult): string {
    const total = r.total?.[0] ?? NaN;
    const gap = r.gap?.[0] ?? NaN;
    return this.t(Math.abs(gap) <= 0.02 * Math.max(Math.abs(total), 0.05) ? 'integrated.complete' : 'integrated.gap', {
      total: decimal(total, 3),
      gap: exponent(gap),
    });
  }

  #sampledTable = () => {
    const value = this.sampled.current;
    const rows = (['lime', 'shapley'] as const).flatMap((k) =>
      value?.[k]
        ? value[k]!.head.units.map((u, i) => [
            k,
            u.text,
            value[k]!.token_attr[this.output]![i]!,
            value[k]!.error?.[this.output]?.[i] ?? null,
          ])
        : [],
    );
    const json = (r: AttributionResult | undefined) =>
      r && {
        token_attr: r.token_attr,
        seq_attr: r.seq_attr,
        standard_error: r.error,
        total: r.total,
        gap: r.gap,
        r_squared: r.fit,
        forward_passes: r.head.passes,
      };
    return this.file(
      value?.lime.head,
      ['method', 'unit', 'credit', 'standard_error'],
      rows,
      { output: this.output, lime: json(value?.lime), shapley: json(value?.shapley) },
      ['lime', 'shapley'],
    );
  };

  #gradientTable = () => {
    const value = this.gradients.current;
    const rows = value
      ? value.integrated.head.units.map((u, i) => [
          u.text,
          value.integrated.token_attr[0]![i]!,
          value.gradient_input.token_attr[0]![i]!,
          value.gradient.token_attr[0]![i]!,
        ])
      : [];
    return this.file(
      value?.integrated.head,
      ['unit', 'integrated_gradients', 'gradient_x_input', 'gradient_norm'],
      rows,
      {
        output: this.output,
        token_attr: value && {
          integrated: value.integrated.token_attr,
          gradient_input: value.gradient_input.token_attr,
          gradient: value.gradient.token_attr,
        },
        convergence_delta: value?.integrated.gap?.[0],
        total: value?.integrated.total?.[0],
      },
      ['integrated', 'gradient_input', 'gradient'],
    );
  };
}

/** The size of a small error as people write it: 0.0000012 → "1.2e-6". */
function exponent(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value === 0 ? '0' : Math.abs(value) < 0.001 ? tiny(value) : decimal(Math.abs(value), 3);
}

define('pl-sampled-panel', SampledPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-sampled-panel': SampledPanel;
  }
}
