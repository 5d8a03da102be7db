// Why this token? One screen: the reader predicts first, then several methods' rows over the same words, each with how
// faithful it is against random order, how the methods agree, and one sentence made from the numbers.

import { html, css, nothing, type TemplateResult } from 'lit';
import { whyMethods } from '../../../wasm/bridge/cards.gen.ts';
import type { CardPlan, WhyResult, WhyRow } from '../../../wasm/bridge/protocol.gen.ts';
import { guessedWord } from '../../conclusions.ts';
import { judgeOf, level, maskingOf, unitAt } from '../../state/explain.ts';
import { isSigned } from '../../state/methods.ts';
import { decimal, percent } from '../../state/format.ts';
import { label } from '../../state/cells.ts';
import { tokenCell } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import type { CreditRow } from '../../views/credit-rows.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';

const methods = whyMethods;

/** Rows so far; `result` once all is known. */
interface Card {
  rows: Record<string, WhyRow>;
  result?: WhyResult;
}

export class WhyPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    tokenCell,
    css`
      .guess {
        border: 1px dashed var(--accent);
        border-radius: var(--round-4);
        padding: 16px 18px;
        margin: 4px 0 8px;
      }
      .guess p {
        font: 500 var(--type-8)/1.5 var(--serif);
        margin: 0 0 12px;
      }
      .guess .strip {
        margin-bottom: 12px;
      }
      .guess .tok {
        cursor: pointer;
      }
      .mine {
        font-size: var(--type-5);
        margin: 14px 0 0;
      }
      .mine b {
        font-weight: 600;
      }
      caption {
        text-align: left;
      }
      .scroll + .scroll {
        margin-top: 22px;
      }
      .said + .button,
      .verdict + .button,
      .mine + .button {
        margin-top: 12px;
      }
    `,
  ];

  #textOf = '';

  protected readonly why = new Work<Card>(
    this,
    () => {
      const { explained } = this;
      return explained && [explained, this.output, maskingOf(this.choices), judgeOf(this.choices), this.choices.seed];
    },
    async (model, { signal, show }) => {
      const rows: Record<string, WhyRow> = {};
      const params = {
        explained: this.explained!,
        output: this.output,
        masking: maskingOf(this.choices),
        evaluate: judgeOf(this.choices),
        methods: [...methods],
        seed: this.choices.seed,
      };
      const result = await model.call('why', params, {
        signal,
        onProgress: (row) => {
          rows[row.method] = row;
          show({ rows: { ...rows } });
        },
      });
      return { rows: Object.fromEntries(result.rows.map((r) => [r.method, r])), result };
    },
    () => this.cheap(this.cost.current?.card),
  );

  protected override plan(): CardPlan | undefined {
    return { output: this.output, methods: [...methods], evaluate: judgeOf(this.choices) };
  }

  override willUpdate(): void {
    // A guess is about one sentence.
    if (this.#textOf && this.#textOf !== this.choices.text && this.choices.guess >= 0)
      this.app.store.set({ guess: -1 });
    this.#textOf = this.choices.text;
  }

  override render(): TemplateResult {
    const { t } = this;
    const card = this.why.current;
    const name = this.outputName;
    const measure = t(`set.measure.${this.choices.measure}`);
    const texts = { ask: t('why.ask'), text: t('why.text'), caveat: this.limits('faithfulness') };
    return this.section({ values: { token: name }, ...texts }, [
      this.figure(
        'why',
        {
          values: { token: name },
          note: t('why.note', { measure, seed: this.choices.seed }),
          how: this.how(...methods, 'faithfulness'),
          limits: this.limits(...methods, 'faithfulness'),
          table: this.#table,
        },
        this.explained
          ? html`${this.outputStrip()}${this.settings()}${this.workLine(
              this.why,
              this.price(this.cost.current?.card),
              this.paid(card?.result?.head),
            )}${this.choices.guess === -1 ? this.#ask() : this.#rows(card)}`
          : this.waitText(),
      ),
      this.figure(
        'agreement',
        { note: t('agree.note'), how: t('agree.how'), limits: t('agree.limits'), table: this.#agreeTable },
        card?.result && this.choices.guess !== -1
          ? this.#agreement(card.result)
          : this.encoderOnly && !this.explained
            ? this.waitText()
            : html`<p class="wait">${t(this.choices.guess === -1 ? 'agree.afterGuess' : 'figure.waiting')}</p>`,
      ),
    ]);
  }

  /** Predict first. */
  #ask(): TemplateResult {
    const { t } = this;
    const units = this.why.current?.result?.head.units.map((u) => u.text) ?? this.unitTexts;
    return html`<div class="guess">
      <p id="guess">${t('why.guess', { token: this.outputName })}</p>
      <div class="strip" role="group" aria-labelledby="guess">
        ${units.map(
          (u, i) => html`<button class="tok" @click=${() => this.app.store.set({ guess: i })}>${label(u)}</button>`,
        )}
      </div>
      <button class="button" @click=${() => this.app.store.set({ guess: -2 })}>${t('why.skip')}</button>
    </div>`;
  }

  #rows(card: Card | undefined): TemplateResult {
    const { t } = this;
    const result = card?.result;
    const known = Object.values(card?.rows ?? {})[0]?.credit.length;
    const own = this.unitTexts;
    const units =
      result?.head.units.map((u) => u.text) ??
      (known === undefined || known === own.length ? own : Array.from({ length: known }, () => '·'));
    const selected = result ? unitAt(result.head, this.choices.source) : -1;
    const guess = this.choices.guess;
    return html`<pl-credit-rows
        .t=${t}
        .units=${units}
        .rows=${methods.map((m) => this.#row(m, card))}
        .selected=${selected}
        .guess=${guess}
        @unit-select=${(e: CustomEvent<{ unit: number }>) => this.selectUnit(result?.head, e.detail.unit)}
      ></pl-credit-rows>
      ${this.legend(t('why.legend'))}
      ${
        result
          ? html`<p class="said" aria-live="polite">${this.#said(result, selected)}</p>
              ${guess >= 0 && guess < units.length ? html`<p class="mine">${this.#mine(result, guess)}</p>` : nothing}
              <p class="verdict">${result.conclusion[t.lang]}</p>
              ${
                result.too_short
                  ? nothing
                  : html`<p class="said">
                      ${t('why.judged', { mask: t(`set.mask.${judgeOf(this.choices).mask as 'blank'}`) })}
                    </p>`
              }`
          : nothing
      }
      <button class="button" @click=${() => this.app.store.set({ guess: -1 })}>${t('why.again')}</button>`;
  }

  #row(method: string, card: Card | undefined): CreditRow {
    const row = card?.rows[method];
    const result = card?.result;
    const curves = row?.curves;
    const bar = curves && {
      share: curves.gain / Math.max(curves.deletion[0] ?? 1, 1e-9),
      text: `${curves.gain < 0 ? '' : '+'}${decimal(curves.gain * 100, 1)}`,
      note: this.t('why.share', { share: percent(1 - curves.share, 0) }),
    };
    const flat = row && level(row.credit);
    return {
      id: method,
      name: this.cardName(method),
      values: row?.credit,
      unsigned: !isSigned(method),
      bar,
      note:
        flat && row!.credit.length > 1
          ? this.t('why.level')
          : result?.too_short
            ? this.t('why.tooShort')
            : !isSigned(method)
              ? this.t('credit.noSign')
              : '',
    };
  }

  /** The selected unit in numbers. */
  #said(result: WhyResult, unit: number): TemplateResult | string {
    if (unit < 0) return this.t('why.hint');
    const { t } = this;
    const base = result.head.probs[result.output] ?? NaN;
    const parts = result.rows
      .map((r) => `${this.cardName(r.method)} ${decimal(r.credit[unit]!, Math.abs(r.credit[unit]!) < 0.1 ? 3 : 2)}`)
      .join(' · ');
    return html`<b
        >${t('why.hidden', {
          unit: result.head.units[unit]!.text,
          token: this.outputName,
          from: percent(base),
          to: percent(result.hidden_prob[unit]!),
        })}</b
      >
      ${parts}`;
  }

  /** What the reader's guess was worth. */
  #mine(result: WhyResult, guess: number): string {
    const units = result.head.units.map((unit) => unit.text);
    const said = guessedWord.from(units, result.head.probs[result.output] ?? NaN, result.hidden_prob, guess);
    return said ? this.t(said.key, said.values) : '';
  }

  #agreement(result: WhyResult): TemplateResult {
    const { t } = this;
    const n = result.head.units.length;
    if (n < 3) return html`<p class="wait">${t('agree.short', { n })}</p>`;
    const names = result.rows.map((r) => this.cardName(r.method));
    const table = (caption: string, values: number[][], write: (v: number) => string) =>
      html`<div class="scroll">
        <table class="data">
          <caption class="cap">
            ${caption}
          </caption>
          <thead>
            <tr>
              <th></th>
              ${names.slice(0, -1).map((x) => html`<th scope="col">${x}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${values
              .map(
                (row, i) =>
                  html`<tr>
                    <th scope="row">${names[i]}</th>
                    ${row.slice(0, -1).map((v, j) => html`<td>${j >= i ? '' : write(v)}</td>`)}
                  </tr>`,
              )
              .slice(1)}
          </tbody>
        </table>
      </div>`;
    const pairs = result.kendall.flatMap((row, i) => row.slice(0, i)).filter(Number.isFinite);
    const mean = pairs.reduce((a, b) => a + b, 0) / Math.max(1, pairs.length);
    return html`${table(t('agree.kendall'), result.kendall, (v) => (Number.isFinite(v) ? decimal(v) : '–'))}
      ${table(t('agree.top', { k: result.k, chance: percent(result.chance, 0) }), result.top, (v) => percent(v, 0))}
      <p class="verdict">
        ${t(mean > 0.6 ? 'agree.high' : mean > 0.2 ? 'agree.some' : 'agree.low', { mean: decimal(mean) })}
      </p>`;
  }

  #table = () => {
    const result = this.why.current?.result;
    const head = result?.head;
    const rows = result
      ? head!.units.map((u, i) => [
          u.text,
          u.start,
          u.end,
          ...result.rows.map((r) => r.credit[i]!),
          result.hidden_prob[i]!,
        ])
      : [];
    return this.file(
      head,
      ['unit', 'start_byte', 'end_byte', ...methods, 'prob_hidden'],
      rows,
      {
        target: result && { output: result.output, token: head!.written.tokens[result.output] },
        seq_attr: Object.fromEntries(result?.rows.map((r) => [r.method, r.credit]) ?? []),
        faithfulness: Object.fromEntries(result?.rows.map((r) => [r.method, r.curves ?? null]) ?? []),
        evaluating_mask: judgeOf(this.choices),
        hidden_prob: result?.hidden_prob,
        kendall_tau: result?.kendall,
        top_overlap: result && { k: result.k, chance: result.chance, values: result.top },
        compared_with: result?.compared,
        conclusion: result?.conclusion,
      },
      [...methods, 'faithfulness'],
    );
  };

  #agreeTable = () => {
    const result = this.why.current?.result;
    const rows =
      result?.rows.flatMap((a, i) =>
        result.rows.slice(0, i).map((b, j) => [a.method, b.method, result.kendall[i]![j]!, result.top[i]![j]!]),
      ) ?? [];
    return this.file(
      result?.head,
      ['method', 'other', 'kendall_tau', 'top_k_overlap'],
      rows,
      { methods, kendall_tau: result?.kendall, top_overlap: result?.top, k: result?.k, chance: result?.chance },
      methods,
    );
  };
}

define('pl-why-panel', WhyPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-why-panel': WhyPanel;
  }
}
