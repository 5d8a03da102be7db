// Credit by sampling and by gradients: LIME and Shapley values with their errors, and integrated gradients with the gap
// of its sum. Each says what its credits should add up to and by how much they do not.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { integrated, sampled, type Said } from '../../conclusions.ts';
import type { AttributionResult, Price } from '../../../wasm/bridge/protocol.gen.ts';
import { maskingOf, together, unitAt } from '../../state/explain.ts';
import { isSigned } from '../../state/methods.ts';
import { decimal } from '../../state/format.ts';
import { define } from '../../views/define.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';

type Sampled = { lime: AttributionResult; shapley?: AttributionResult };
type Gradients = { integrated: AttributionResult; gradient_input: AttributionResult; gradient: AttributionResult };

export class SampledPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
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
      .sum {
        font-size: var(--type-4);
        margin: 10px 0 0;
      }
      .sum .num {
        color: var(--ink);
      }
    `,
  ];

  /** The reader wants Shapley values of all sets of words. */
  @state() private accessor wanted = false;

  /** They are wanted, and the words are few enough. */
  get exactly(): boolean {
    return this.wanted && this.cost.current?.exact['shapley'] !== undefined;
  }

  #shapleyPrice(): Price | undefined {
    return this.exactly ? this.cost.current?.exact['shapley'] : this.passes('shapley');
  }

  protected readonly sampled = new Work<Sampled>(
    this,
    () => this.explained && [this.explained, maskingOf(this.choices), this.choices.seed, this.exactly],
    async (model, { signal, show, progress }) => {
      const params = { explained: this.explained!, masking: maskingOf(this.choices), seed: this.choices.seed };
      const lime = await model.call('attribute', { ...params, method: 'lime' }, { signal, onProgress: progress });
      show({ lime });
      const shapley = await model.call(
        'attribute',
        { ...params, method: 'shapley', ...(this.exactly && { exact: true }) },
        { signal, onProgress: progress },
      );
      return { lime, shapley };
    },
    false,
  );

  protected readonly gradients = new Work<Gradients>(
    this,
    () => this.explained && [this.explained, this.output],
    async (model, { signal, progress }) => {
      const params = { explained: this.explained!, masking: {}, outputs: [this.output] };
      const ask = (method: keyof Gradients) =>
        model.call('attribute', { ...params, method }, { signal, onProgress: progress });
      const [gradient_input, gradient] = [await ask('gradient_input'), await ask('gradient')];
      const integrated = await ask('integrated');
      return { integrated, gradient_input, gradient };
    },
    () => this.cheap(this.passes('integrated', 'gradient_input', 'gradient')),
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
    return html`${this.settings(false, false)}${this.#choose()}${this.workLine(
      this.sampled,
      this.price(together([this.passes('lime'), this.#shapleyPrice()])),
      this.paid(value?.lime.head, value?.shapley?.head),
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
                    ${this.conclude(this.#lead(value.shapley))}`
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
        ? `${this.cardName(id)} ${decimal(r.token_attr[this.output]![unit]!, 3)}${
            r.error ? ` ± ${decimal(r.error[this.output]![unit]!, 3)}` : ''
          }`
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

  /** Exact values or drawn ones, with both prices. */
  #choose(): TemplateResult | typeof nothing {
    const exact = this.cost.current?.exact['shapley'];
    const drawn = this.passes('shapley');
    if (!exact || !drawn) return nothing;
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${this.wanted}
        @change=${(e: Event) => (this.wanted = (e.target as HTMLInputElement).checked)}
      />${this.t('sampled.exact', { n: exact.forward, m: drawn.forward })}</label
    >`;
  }

  /** How far the values can be trusted. That they add up cannot fail, so it proves nothing. */
  #sum(r: AttributionResult): string {
    const total = decimal(r.total?.[this.output] ?? NaN, 4);
    const errors = r.error?.[this.output];
    return errors
      ? this.t('sampled.error', { total, error: decimal(Math.max(...errors), 3) })
      : this.t('sampled.all', { total });
  }

  #lead({ head, token_attr, error }: AttributionResult): Said | undefined {
    const units = head.units.map((u) => u.text);
    return sampled.from(units, token_attr[this.output] ?? [], error?.[this.output] ?? []);
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
      unsigned: !isSigned(id),
    });
    return html`${this.workLine(
        this.gradients,
        this.price(this.passes('integrated', 'gradient_input', 'gradient')),
        this.paid(value?.integrated.head, value?.gradient_input.head, value?.gradient.head),
      )}
      <pl-credit-rows
        .t=${t}
        .units=${units}
        .rows=${[row('integrated'), row('gradient_input'), row('gradient')]}
        .selected=${head ? unitAt(head, this.choices.source) : -1}
        @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(head, e.detail.unit)}
      ></pl-credit-rows>
      ${this.legend(t('integrated.legend'))} ${value ? this.conclude(this.#complete(value.integrated)) : ''}`;
  }

  #complete({ total, gap }: AttributionResult): Said | undefined {
    return integrated.from(total?.[0] ?? NaN, gap?.[0] ?? NaN);
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
        forward_passes: r.head.paid.forward.passes,
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

define('pl-sampled-panel', SampledPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-sampled-panel': SampledPanel;
  }
}
