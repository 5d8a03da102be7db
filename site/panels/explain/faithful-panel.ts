// Is the explanation true to the model? Every method's order of words is tried: hide the words in that order and watch
// the probability fall, beside the band of random orders.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { methods as everyMethod, whyMethods } from '../../../wasm/bridge/cards.gen.ts';
import type { CardPlan, WhyResult } from '../../../wasm/bridge/protocol.gen.ts';
import { judgeOf, maskingOf } from '../../state/explain.ts';
import { decimal, percent } from '../../state/format.ts';
import { define } from '../../views/define.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';

const methods = everyMethod.map((m) => m.id);
const orders = 40;

export class FaithfulPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .picks {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 4px;
        margin: 0 0 8px;
      }
      .picks button[aria-pressed='true'] {
        box-shadow: inset 0 -2px var(--accent);
      }
    `,
  ];

  @state() private accessor kind: 'deletion' | 'insertion' = 'deletion';
  @state() private accessor shown: readonly string[] = whyMethods;

  protected readonly judged = new Work<WhyResult>(
    this,
    () =>
      this.explained && [
        this.explained,
        this.output,
        maskingOf(this.choices),
        judgeOf(this.choices),
        this.choices.seed,
      ],
    (model, { signal, progress }) => {
      let done = 0;
      progress({ done, total: methods.length + 1 });
      return model.call(
        'why',
        {
          explained: this.explained!,
          output: this.output,
          masking: maskingOf(this.choices),
          evaluate: judgeOf(this.choices),
          methods,
          orders,
          seed: this.choices.seed,
        },
        { signal, onProgress: () => progress({ done: ++done, total: methods.length + 1 }) },
      );
    },
    false,
  );

  protected override plan(): CardPlan | undefined {
    return { output: this.output, methods, evaluate: judgeOf(this.choices), orders };
  }

  override render(): TemplateResult {
    const { t } = this;
    const result = this.judged.current;
    const texts = { ask: t('faith.ask'), text: t('faith.text'), caveat: this.limits('faithfulness') };
    return this.section(texts, [
      this.figure(
        'curves',
        {
          values: { token: this.outputName },
          note: t('faith.note', { orders, seed: this.choices.seed }),
          how: this.how('faithfulness'),
          limits: this.limits('faithfulness'),
          table: this.#curveTable,
        },
        this.explained
          ? html`${this.settings()}${this.workLine(
              this.judged,
              this.price(this.cost.current?.card),
              this.paid(result?.head),
              t('faith.start', { n: methods.length }),
            )}${result ? this.#curves(result) : html`<p class="said">${t('faith.idle')}</p>`}`
          : this.waitText(),
      ),
      this.figure(
        'measures',
        { note: t('measures.note'), how: t('measures.how'), limits: t('measures.limits'), table: this.#table },
        result
          ? this.#measures(result)
          : this.encoderOnly && !this.explained
            ? this.waitText()
            : html`<p class="wait">${t('measures.wait')}</p>`,
      ),
    ]);
  }

  #curves(result: WhyResult): TemplateResult {
    const { t } = this;
    if (result.too_short) return html`<p class="wait">${t('faith.short', { n: result.head.units.length })}</p>`;
    const rows = result.rows.filter((r) => this.shown.includes(r.method) && r.curves);
    const n = result.head.units.length;
    return html`<div class="controls">
        <div class="segments" role="group" aria-label=${t('faith.kind')}>
          ${(['deletion', 'insertion'] as const).map(
            (k) =>
              html`<button aria-pressed=${k === this.kind} @click=${() => (this.kind = k)}>${t(`faith.${k}`)}</button>`,
          )}
        </div>
      </div>
      <div class="picks" role="group" aria-label=${t('faith.which')}>
        ${methods.map(
          (m) =>
            html`<button aria-pressed=${this.shown.includes(m)} @click=${() => this.#toggle(m)}>
              ${this.cardName(m)}
            </button>`,
        )}
      </div>
      <pl-line-chart
        shares
        .series=${rows.map((r) => ({ name: this.cardName(r.method), values: r.curves![this.kind] }))}
        .band=${this.kind === 'deletion' ? (result.compared?.band ?? []) : []}
        .bandName=${t('faith.band')}
        .ticks=${Array.from({ length: n + 1 }, (_, i) => String(i))}
        .x=${t(this.kind === 'deletion' ? 'faith.xDelete' : 'faith.xInsert')}
        .y=${t('faith.y', { token: this.outputName })}
        .name=${t('faith.figure', { token: this.outputName })}
      ></pl-line-chart>
      <p class="verdict">${result.verdict[t.lang]}</p>`;
  }

  #toggle(method: string): void {
    this.shown = this.shown.includes(method)
      ? this.shown.filter((m) => m !== method)
      : [...this.shown, method].slice(-6);
  }

  #measures(result: WhyResult): TemplateResult {
    const { t } = this;
    if (result.too_short) return html`<p class="wait">${t('faith.short', { n: result.head.units.length })}</p>`;
    const judged = result.rows.filter((r) => r.curves).sort((a, b) => b.curves!.gain - a.curves!.gain);
    return html`<div class="scroll">
        <table class="data">
          <thead>
            <tr>
              <th>${t('measures.method')}</th>
              <th scope="col">${t('measures.comp')}</th>
              <th scope="col">${t('measures.suff')}</th>
              <th scope="col">${t('measures.del')}</th>
              <th scope="col">${t('measures.ins')}</th>
              <th scope="col">${t('measures.gain')}</th>
              <th scope="col">${t('measures.regret')}</th>
              <th scope="col">${t('measures.share')}</th>
            </tr>
          </thead>
          <tbody>
            ${judged.map(
              (r) =>
                html`<tr class=${r.curves!.regret <= 0.005 * r.curves!.deletion[0]! ? 'on' : ''}>
                  <th scope="row">${this.cardName(r.method)}</th>
                  <td>${decimal(r.curves!.comprehensiveness, 3)}</td>
                  <td>${decimal(r.curves!.sufficiency, 3)}</td>
                  <td>${decimal(r.curves!.deletion_auc, 3)}</td>
                  <td>${decimal(r.curves!.insertion_auc, 3)}</td>
                  <td>${decimal(r.curves!.gain, 3)}</td>
                  <td>${decimal(r.curves!.regret, 3)}</td>
                  <td>${percent(1 - r.curves!.share, 0)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="said">${t('measures.said')}</p>`;
  }

  #curveTable = () => {
    const result = this.judged.current;
    const n = result?.head.units.length ?? 0;
    const rows = (result?.rows ?? [])
      .filter((r) => r.curves)
      .flatMap((r) => [
        [r.method, 'deletion', ...r.curves!.deletion],
        [r.method, 'insertion', ...r.curves!.insertion],
      ]);
    return this.file(
      result?.head,
      ['method', 'curve', ...Array.from({ length: n + 1 }, (_, i) => String(i))],
      rows,
      {
        output: this.output,
        evaluating_mask: judgeOf(this.choices),
        compared_with: result?.compared,
        verdict: result?.verdict,
        curves: Object.fromEntries(result?.rows.map((r) => [r.method, r.curves ?? null]) ?? []),
      },
      [...methods, 'faithfulness'],
    );
  };

  #table = () => {
    const result = this.judged.current;
    const rows = (result?.rows ?? [])
      .filter((r) => r.curves)
      .map((r) => [
        r.method,
        r.curves!.comprehensiveness,
        r.curves!.sufficiency,
        r.curves!.deletion_auc,
        r.curves!.insertion_auc,
        r.curves!.gain,
        r.curves!.regret,
        r.curves!.share,
      ]);
    return this.file(
      result?.head,
      [
        'method',
        'comprehensiveness',
        'sufficiency',
        'deletion_auc',
        'insertion_auc',
        'gain_over_mean_order',
        'regret',
        'share_of_orders_better',
      ],
      rows,
      {
        evaluating_mask: judgeOf(this.choices),
        measures: rows.map(([name, ...v]) => ({
          name,
          comprehensiveness: v[0],
          sufficiency: v[1],
          deletion_auc: v[2],
          insertion_auc: v[3],
          gain: v[4],
          regret: v[5],
          share_better: v[6],
        })),
      },
      [...methods, 'faithfulness'],
    );
  };
}

define('pl-faithful-panel', FaithfulPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-faithful-panel': FaithfulPanel;
  }
}
