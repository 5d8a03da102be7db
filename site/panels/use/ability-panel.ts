// Ability from attention: how even the open model's attention is on the reader's sentence, and how it changes over
// layers and inputs (a profile, never a verdict); and what a study of small models says of such readings.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { AbilityResult, Layer } from '../../../wasm/bridge/protocol.gen.ts';
import { even, lying, sinking } from '../../conclusions.ts';
import { decimal, percent } from '../../state/format.ts';
import { inputOf } from '../../state/input.ts';
import { abilityStudy } from '../../state/study-file.ts';
import { compared, readings, type Reading, type Study, type StudyModel } from '../../state/study.ts';
import { numbers, panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';
import '../../views/scatter-plot.ts';

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** A reading that is not there (−1) is drawn as a gap. */
const there = (value: number) => (value < 0 ? NaN : value);

export class AbilityPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    numbers,
    css`
      h4 {
        margin: 14px 0 4px;
        font: 500 var(--type-4) var(--sans);
      }
      .kinds {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
        gap: 8px 28px;
      }
      tr.first th,
      tr.first td {
        font-weight: 500;
      }
      .lies {
        margin: 8px 0;
        padding-left: 20px;
        font-size: var(--type-4);
      }
    `,
  ];

  @state() private accessor reading: Reading = 'entropy';
  @state() private accessor study: Study | undefined;
  #asked = false;

  #profile = new Work<AbilityResult>(
    this,
    () => (this.choices.text ? [inputOf(this.choices)] : undefined),
    (model, { signal, progress }) => {
      const input = inputOf(this.choices);
      const others = compared(input.text).map((text) => ({ ...input, text }));
      return model.call('ability', { input, others }, { signal, onProgress: progress });
    },
    false,
  );

  override render(): TemplateResult {
    const { t } = this;
    if (this.seen && !this.folded('study')) this.#fetch();
    return this.section({ ask: t('ability.ask'), text: t('ability.text'), caveat: t('ability.caveat') }, [
      this.figure(
        'ability',
        {
          note: t('ability.note'),
          how: t('ability.how', { n: compared(this.choices.text).length }),
          limits: t('ability.limits'),
          table: this.#profileTable,
        },
        this.#drawn(),
      ),
      this.figure(
        'study',
        { note: t('study.note'), how: t('study.how'), limits: t('study.limits'), table: this.#studyTable },
        this.study ? this.#studied(this.study) : html`<p class="said">${t('study.coming')}</p>`,
      ),
    ]);
  }

  #fetch(): void {
    if (this.#asked) return;
    this.#asked = true;
    void abilityStudy().then((study) => {
      this.study = study;
      this.#asked = !!study;
    });
  }

  #drawn(): TemplateResult {
    const { t } = this;
    const value = this.#profile.current;
    return html`${this.workLine(this.#profile, '', '', t('ability.start'))}
    ${value ? this.#profiled(value) : html`<p class="said">${t('ability.idle')}</p>`}`;
  }

  #profiled(value: AbilityResult): TemplateResult {
    const kindOf = (layer: Layer) => layer.site.replace(/\d+\./, '');
    const kinds = [...new Set(value.layers.map(kindOf))];
    return html`<div class="kinds">
        ${kinds.map((kind) =>
          this.#kind(
            kind,
            value.layers.filter((layer) => kindOf(layer) === kind),
          ),
        )}
      </div>
      ${this.conclude(sinking.from(value.mean))}
      <p class="said">${this.t('ability.profile')}</p>`;
  }

  /** One sort of attention: its readings, layer by layer. */
  #kind(kind: string, layers: readonly Layer[]): TemplateResult {
    const { t } = this;
    const name = t(
      kind.includes('cross') ? 'ability.cross' : kind.startsWith('encoder') ? 'ability.encoder' : 'ability.own',
    );
    const lines: [Reading, (layer: Layer) => number][] = [
      ['entropy', (l) => mean(l.entropy)],
      ['spared', (l) => mean(l.spared)],
      ['next', (l) => there(l.next)],
      ['inputs', (l) => there(mean(l.inputs))],
    ];
    return html`<div>
      <h4>${name}</h4>
      <pl-line-chart
        .series=${lines.map(([id, of]) => ({ name: t(`reading.${id}`), values: layers.map(of) }))}
        .ticks=${layers.map((_, i) => String(i + 1))}
        .x=${t('ability.layer')}
        .y=${t('ability.scale')}
        name=${t('ability.chart', { kind: name })}
      ></pl-line-chart>
      <p class="said">
        ${layers.map((l, i) =>
          t('ability.heads', {
            layer: i + 1,
            low: decimal(Math.min(...l.entropy)),
            high: decimal(Math.max(...l.entropy)),
          }),
        )}
      </p>
    </div>`;
  }

  #studied(study: Study): TemplateResult {
    const { t } = this;
    const together = study.gauges.find((g) => g.id === 'together')!;
    const entropy = study.gauges.find((g) => g.id === 'entropy')!;
    const loss = study.gauges.find((g) => g.id === 'train')!;
    return html`${this.conclude(even.from(together, entropy, loss, study.models.filter((m) => !m.fit).length))}
      <label class="said"
        >${t('study.reading')}
        <select @change=${(e: Event) => (this.reading = (e.target as HTMLSelectElement).value as Reading)}>
          ${readings.map(
            (id) => html`<option value=${id} ?selected=${id === this.reading}>${t(`reading.${id}`)}</option>`,
          )}
        </select>
      </label>
      <pl-scatter
        .dots=${study.models.map((m, i) => ({
          x: m[this.reading],
          y: m.loss,
          hollow: m.fit,
          tag: i === study.broad ? t('study.broadTag') : i === study.narrow ? t('study.narrowTag') : '',
          about: this.#about(m),
        }))}
        .x=${t(`reading.${this.reading}`)}
        .y=${t('study.loss')}
        name=${t('study.figure')}
      ></pl-scatter>
      <p class="said">${t('study.dots', { n: study.models.length, steps: study.steps })}</p>
      ${this.#gauges(study)} ${this.#lies(study)}`;
  }

  #about(m: StudyModel): string {
    return this.t('study.about', {
      width: m.width,
      layers: m.layers,
      dates: m.dates,
      rate: String(m.rate),
      exact: percent(m.exact, 0),
    });
  }

  #gauges(study: Study): TemplateResult {
    const { t } = this;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('study.table')}>
      <table>
        <tr>
          <th scope="col">${t('study.sign')}</th>
          <th scope="col">${t('study.spearman')}</th>
          <th scope="col">${t('study.plain')}</th>
        </tr>
        ${study.gauges.map(
          (g) =>
            html`<tr class=${g.id === 'together' ? 'first' : ''}>
              <th scope="row">${t(`reading.${g.id}`)}</th>
              <td class="num">${decimal(g.spearman)} (${decimal(g.low)} … ${decimal(g.high)})</td>
              <td class="num">${g.id === 'together' ? '–' : decimal(g.plain)}</td>
            </tr>`,
        )}
      </table>
    </div>`;
  }

  /** The two models of the study that a glance at their attention would get wrong. */
  #lies(study: Study): TemplateResult {
    const { t } = this;
    const cases = [
      ['study.broad', study.models[study.broad]!],
      ['study.narrow', study.models[study.narrow]!],
    ] as const;
    const [broad, narrow] = [cases[0][1], cases[1][1]];
    return html`${this.conclude(lying.from(broad, narrow))}
      <ul class="lies">
        ${cases.map(
          ([key, m]) =>
            html`<li>
              ${t(key, {
                entropy: decimal(m.entropy),
                loss: decimal(m.loss),
                exact: percent(m.exact, 0),
                about: this.#about(m),
              })}
            </li>`,
        )}
      </ul>`;
  }

  #profileTable = () => {
    const value = this.#profile.current;
    return this.table(
      ['site', 'head', 'entropy', 'entropy without sinks', 'divergence of inputs', 'divergence of next layer'],
      (value?.layers ?? []).flatMap((l) =>
        l.entropy.map((e, head) => [
          l.site,
          head,
          e,
          l.spared[head]!,
          l.inputs[head]! < 0 ? null : l.inputs[head]!,
          l.next < 0 ? null : l.next,
        ]),
      ),
      { compared_with: compared(this.choices.text) },
    );
  };

  #studyTable = () =>
    this.table(
      ['width', 'layers', 'dates', 'rate', 'half', 'held-out loss', 'exact', ...readings],
      (this.study?.models ?? []).map((m) => [
        m.width,
        m.layers,
        m.dates,
        m.rate,
        m.fit ? 'fitted' : 'ranked',
        m.loss,
        m.exact,
        ...readings.map((id) => m[id]),
      ]),
      { steps: this.study?.steps ?? 0, gauges: this.study?.gauges ?? [] },
    );
}

define('pl-ability-panel', AbilityPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-ability-panel': AbilityPanel;
  }
}
