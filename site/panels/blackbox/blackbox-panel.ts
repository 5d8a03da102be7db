// Why it is called a black box: how many numbers there are, and what is published of well-known models.

import { html, css, nothing, type TemplateResult } from 'lit';
import { openness, size } from '../../conclusions.ts';
import { count, percent } from '../../state/format.ts';
import { published, type Public } from '../../state/published.ts';
import { define } from '../../views/define.ts';
import { ExplainPanel } from '../explain-panel.ts';
import '../../views/parameter-scale.ts';

export class BlackboxPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .parts {
        display: flex;
        height: 34px;
        border-radius: var(--round-3);
        overflow: hidden;
        gap: 2px;
        margin: 4px 0 6px;
      }
      .parts span {
        min-width: 2px;
        background: color-mix(in srgb, var(--accent) calc(28% + 18% * var(--i)), var(--card));
      }
      .key {
        list-style: none;
        margin: 0 0 18px;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 4px 20px;
        font-size: var(--type-4);
        color: var(--muted);
      }
      .key b {
        color: var(--ink);
        font-weight: 500;
      }
      .key i {
        display: inline-block;
        width: 12px;
        height: 12px;
        border-radius: var(--round-2);
        margin-right: 7px;
        vertical-align: -1px;
        background: color-mix(in srgb, var(--accent) calc(28% + 18% * var(--i)), var(--card));
      }
      .pub {
        min-width: 600px;
      }
      .pub td {
        white-space: nowrap;
      }
      .pub td.word {
        white-space: normal;
      }
      .pub td:last-child {
        white-space: nowrap;
      }
      .pub th,
      .pub td {
        padding-left: 6px;
        padding-right: 6px;
      }
      .yes {
        color: var(--v);
      }
      .no {
        color: var(--bad);
      }
      .part {
        color: var(--k);
      }
    `,
  ];

  override render(): TemplateResult {
    const { t, results } = this;
    const { info } = results;
    return this.section({ ask: t('box.ask'), text: t('box.text'), caveat: t('box.caveat') }, [
      this.figure(
        'parameters',
        { note: t('box.note'), how: t('box.how'), limits: t('box.limits'), table: this.#parameterTable },
        info ? this.#parameters() : this.waitText(),
      ),
      this.figure(
        'published',
        { note: t('pub.note'), how: t('pub.how'), limits: t('pub.limits'), table: this.#publishedTable },
        this.#published(),
      ),
    ]);
  }

  #parts(): [string, number][] {
    const { parameters } = this.results.info!;
    return (['embed', 'encoder', 'decoder', 'unembed'] as const)
      .filter((k) => (parameters[k] ?? 0) > 0)
      .map((k) => [this.t(`box.part.${k}`), parameters[k]!]);
  }

  #parameters(): TemplateResult {
    const { t } = this;
    const info = this.results.info!;
    const total = info.parameters.total ?? 0;
    const parts = this.#parts();
    const items = [
      { name: t('box.own'), count: count(total, t.lang), parameters: total, own: true },
      ...published
        .filter((p) => p.parameters !== null)
        .map((p) => ({ name: p.name, count: count(p.parameters!, t.lang), parameters: p.parameters! })),
    ];
    const largest = published.reduce((a, b) => ((b.parameters ?? 0) > (a.parameters ?? 0) ? b : a));
    return html`<p class="cap">${t('box.parts', { n: total.toLocaleString(t.lang) })}</p>
      <div class="parts" aria-hidden="true">
        ${parts.map(([, n], i) => html`<span .style=${`flex:${n};--i:${i}`}></span>`)}
      </div>
      <ul class="key">
        ${parts.map(
          ([name, n], i) =>
            html`<li>
              <i .style=${`--i:${i}`} aria-hidden="true"></i>${name}
              <b class="num">${n.toLocaleString(t.lang)}</b> (${percent(n / total, 0)})
            </li>`,
        )}
      </ul>
      <p class="cap">${t('box.scale')}</p>
      <pl-parameter-scale .items=${items} .name=${t('box.figure')}></pl-parameter-scale>
      ${this.conclude(size.from(total, { name: largest.name, parameters: largest.parameters ?? 0 }, t.lang))}`;
  }

  #published(): TemplateResult {
    const { t } = this;
    const cell = (p: Public) => html`<td class="word ${p}">${t(`pub.${p}`)}</td>`;
    const all = published.filter((p) => p.weights === 'yes' && p.data === 'yes' && p.code === 'yes').length;
    return html`<div class="scroll">
        <table class="data pub">
          <thead>
            <tr>
              <th>${t('pub.model')}</th>
              <th scope="col">${t('pub.size')}</th>
              <th scope="col" style="text-align:left">${t('pub.weights')}</th>
              <th scope="col" style="text-align:left">${t('pub.code')}</th>
              <th scope="col" style="text-align:left">${t('pub.data')}</th>
              <th scope="col" style="text-align:left">${t('pub.source')}</th>
            </tr>
          </thead>
          <tbody>
            ${published.map(
              (p) =>
                html`<tr>
                  <th scope="row">${p.name}<br /><span class="lab">${p.maker}</span></th>
                  <td>
                    ${p.parameters === null ? t('pub.unknown') : count(p.parameters, t.lang)}${
                      p.active
                        ? html`<br /><span class="lab">${t('pub.active', { n: count(p.active, t.lang) })}</span>`
                        : nothing
                    }
                  </td>
                  ${cell(p.weights)}${cell(p.code)}${cell(p.data)}
                  <td class="word">
                    <a href=${p.link} target="_blank" rel="noopener">${p.source}</a><br /><span class="lab"
                      >${p.date}</span
                    >
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.conclude(openness.from(published.length, all))}`;
  }

  #parameterTable = () => {
    const parts = this.results.info ? this.#parts() : [];
    return this.table(
      ['part', 'parameters'],
      [...parts, ...published.map((p): [string, number | null] => [p.name, p.parameters])],
    );
  };

  #publishedTable = () =>
    this.table(
      ['model', 'maker', 'parameters', 'active_parameters', 'weights', 'code', 'data', 'source', 'link', 'date'],
      published.map((p) => [
        p.name,
        p.maker,
        p.parameters,
        p.active ?? null,
        p.weights,
        p.code,
        p.data,
        p.source,
        p.link,
        p.date,
      ]),
    );
}

define('pl-blackbox-panel', BlackboxPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-blackbox-panel': BlackboxPanel;
  }
}
