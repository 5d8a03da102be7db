// Why it is called a black box: how many numbers there are, what is published of well-known models, and what an explicit
// path looks like: a decision tree, beside the best small tree that imitates the open model.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { SurrogateResult, TreeResult } from '../../wasm/bridge/protocol.gen.ts';
import { label, tokenText } from '../state/cells.ts';
import { maskingOf } from '../state/explain.ts';
import { count, percent } from '../state/format.ts';
import { published, type Public } from '../state/published.ts';
import { define } from '../views/define.ts';
import { pathOf } from '../state/tree.ts';
import { ExplainPanel } from './explain-panel.ts';
import { Work } from './work.ts';
import '../views/decision-tree.ts';
import '../views/parameter-scale.ts';

export class BlackboxPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .parts {
        display: flex;
        height: 34px;
        border-radius: 8px;
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
        font-size: 14px;
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
        border-radius: 3px;
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
    return html`<pl-stage
      .number=${`1 · ${t('box.name')}`}
      .heading=${t('box.title')}
      .ask=${t('box.ask')}
      .text=${t('box.text')}
      .caveat=${t('box.caveat')}
    >
      <pl-figure
        .t=${t}
        place="parameters"
        .heading=${t('box.figure')}
        .note=${t('box.note')}
        .how=${t('box.how')}
        .limits=${t('box.limits')}
        .table=${this.#parameterTable}
        >${info ? this.#parameters() : this.waitText()}</pl-figure
      >
      <pl-figure
        .t=${t}
        place="published"
        .heading=${t('pub.figure')}
        .note=${t('pub.note')}
        .how=${t('pub.how')}
        .limits=${t('pub.limits')}
        .table=${this.#publishedTable}
        >${this.#published()}</pl-figure
      >
    </pl-stage>`;
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
        ${parts.map(([name, n], i) => html`<li><i .style=${`--i:${i}`} aria-hidden="true"></i>${name} <b class="num">${n.toLocaleString(t.lang)}</b> (${percent(n / total, 0)})</li>`)}
      </ul>
      <p class="cap">${t('box.scale')}</p>
      <pl-parameter-scale .items=${items} .name=${t('box.figure')}></pl-parameter-scale>
      <p class="verdict">
        ${t('box.verdict', { years: years(total, t.lang), times: count(Number(((largest.parameters ?? 0) / total).toPrecision(2)), t.lang), name: largest.name })}
      </p>`;
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
                    ${p.parameters === null ? t('pub.unknown') : count(p.parameters, t.lang)}${p.active ? html`<br /><span class="lab">${t('pub.active', { n: count(p.active, t.lang) })}</span>` : nothing}
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
      <p class="verdict">${t('pub.verdict', { n: published.length, all })}</p>`;
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

/** How long reading one number a second would take. */
function years(n: number, lang: 'zh' | 'en'): string {
  const days = n / 86400;
  if (days < 365) return lang === 'zh' ? `${Math.round(days)} 天` : `${Math.round(days)} days`;
  const y = (days / 365.25).toFixed(1);
  return lang === 'zh' ? `${y} 年` : `${y} years`;
}

export class TreePanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 0 0 16px;
        padding: 0;
        list-style: none;
      }
      .answers button {
        border: 1px solid var(--rule);
        font-size: 13.5px;
        color: var(--muted);
      }
      .answers button[aria-pressed='true'] {
        border-color: var(--accent);
        color: var(--ink);
      }
      .answers button.asked {
        border-style: solid;
        border-width: 2px;
      }
      .wide {
        flex: 1 1 300px;
      }
      .wide input {
        width: 100%;
        font-size: 17px;
        font-family: var(--serif);
      }
    `,
  ];

  @state() private accessor sentence = '';
  @state() private accessor flipped: readonly number[] = [];

  protected readonly tree = new Work<TreeResult>(
    this,
    () => [this.#sentence()],
    (model, { signal }) => model.call('tree', { text: this.#sentence() }, { signal }),
  );

  protected readonly surrogate = new Work<SurrogateResult>(
    this,
    () => this.explained && [this.explained, this.output, maskingOf(this.choices), this.choices.seed],
    (model, { signal, progress }) =>
      model.call(
        'surrogate',
        { explained: this.explained!, output: this.output, masking: maskingOf(this.choices), seed: this.choices.seed },
        { signal, onProgress: progress },
      ),
    false,
  );

  #sentence(): string {
    return this.sentence || (this.t.lang === 'zh' ? '我知道他住在哪儿' : 'I know where he lives');
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`<pl-stage
      .number=${`2 · ${t('tree.name')}`}
      .heading=${t('tree.title')}
      .ask=${t('tree.ask')}
      .text=${t('tree.text')}
      .caveat=${this.limits('surrogate')}
    >
      <pl-figure
        .t=${t}
        place="tree"
        .heading=${t('tree.figure')}
        .note=${t('tree.note')}
        .how=${t('tree.how')}
        .limits=${t('tree.limits')}
        .table=${this.#treeTable}
        >${this.#tree()}</pl-figure
      >
      <pl-figure
        .t=${t}
        place="surrogate"
        .heading=${t('surrogate.figure', { token: this.outputName })}
        .note=${t('surrogate.note', { seed: this.choices.seed })}
        .how=${this.how('surrogate')}
        .limits=${this.limits('surrogate')}
        .table=${this.#surrogateTable}
        >${this.explained ? this.#surrogate() : this.waitText()}</pl-figure
      >
    </pl-stage>`;
  }

  #tree(): TemplateResult {
    const { t } = this;
    const r = this.tree.value;
    if (!r) return this.tree.error ? this.workLine(this.tree, '') : html`<p class="wait">${t('figure.waiting')}</p>`;
    const answers = r.answers.map((a, i) => (this.flipped.includes(i) ? !a : a));
    const path = pathOf(r.nodes, answers);
    const asked = path.map((p) => r.nodes[p]!.feature).filter((f) => f >= 0);
    const classes = [t('tree.statement'), t('tree.question')];
    const leaf = r.nodes[path.at(-1)!]!;
    return html`<div class="controls">
        <label class="wide"
          >${t('tree.sentence')}<input
            type="text"
            .value=${this.#sentence()}
            @input=${(e: Event) => {
              this.sentence = (e.target as HTMLInputElement).value;
              this.flipped = [];
            }}
        /></label>
      </div>
      <p class="cap">${t('tree.answers')}</p>
      <ul class="answers">
        ${r.features.map((f, i) => html`<li><button class=${asked.includes(i) ? 'asked' : ''} aria-pressed=${answers[i]!} @click=${() => (this.flipped = this.flipped.includes(i) ? this.flipped.filter((x) => x !== i) : [...this.flipped, i])}>${f.name[t.lang]}${t('colon')}${t(answers[i] ? 'tree.yes' : 'tree.no')}</button></li>`)}
      </ul>
      <pl-decision-tree
        .t=${t}
        .nodes=${r.nodes}
        .path=${path}
        .questions=${r.features.map((f) => t('tree.askMark', { text: f.name[t.lang] }))}
        .classes=${classes}
      ></pl-decision-tree>
      <p class="verdict">
        ${t('tree.verdict', { n: asked.length, path: asked.map((f) => r.features[f]!.name[t.lang] + t('colon') + t(answers[f] ? 'tree.yes' : 'tree.no')).join(t('semicolon')), answer: classes[leaf.class]! })}
      </p>
      <p class="said">
        ${t('tree.score', { right: percent(r.right, 0), majority: percent(r.majority, 0), held: r.held, train: r.train })}
      </p>`;
  }

  #surrogate(): TemplateResult {
    const { t } = this;
    const r = this.surrogate.current;
    const classes = r?.classes.map((c) => label(tokenText(c))) ?? [];
    return html`${this.outputStrip()}${this.settings(false, false)}${this.workLine(this.surrogate, this.price(this.passes('surrogate')), this.paid(r?.head), t('surrogate.start'))}
    ${
      r
        ? html`<pl-decision-tree
              .t=${t}
              .nodes=${r.nodes}
              .path=${r.path}
              .questions=${r.head.units.map((u) => t('surrogate.shown', { unit: u.text }))}
              .classes=${classes}
            ></pl-decision-tree>
            <p class="verdict">
              ${r.classes.length < 2 ? t('surrogate.always', { token: this.outputName, n: r.train + r.held }) : t(r.fidelity > r.majority + 0.02 ? 'surrogate.verdict' : 'surrogate.useless', { fidelity: percent(r.fidelity, 0), majority: percent(r.majority, 0), held: r.held, leaves: r.nodes.filter((n) => n.feature < 0).length })}
            </p>`
        : html`<p class="said">${t('surrogate.idle')}</p>`
    }`;
  }

  #treeTable = () => {
    const r = this.tree.current;
    return {
      ...this.table(
        ['node', 'asks', 'yes', 'no', 'answer', 'statements', 'questions'],
        r?.nodes.map((n, i) => [
          i,
          r.features[n.feature]?.id ?? '',
          n.yes,
          n.no,
          n.class,
          n.counts[0]!,
          n.counts[1]!,
        ]) ?? [],
        { sentence: this.#sentence() },
      ),
      ...(r && { json: { ...r, sentence: this.#sentence() } }),
    };
  };

  #surrogateTable = () => {
    const r = this.surrogate.current;
    return this.file(
      r?.head,
      ['node', 'asks_if_shown', 'yes', 'no', 'answer', 'examples'],
      r?.nodes.map((n, i) => [
        i,
        r.head.units[n.feature]?.text ?? '',
        n.yes,
        n.no,
        tokenText(r.classes[n.class]!),
        n.counts.reduce((a, b) => a + b, 0),
      ]) ?? [],
      {
        output: this.output,
        nodes: r?.nodes,
        path: r?.path,
        classes: r?.classes,
        fidelity: r?.fidelity,
        majority: r?.majority,
        train: r?.train,
        held_out: r?.held,
      },
    );
  };
}

define('pl-blackbox-panel', BlackboxPanel);
define('pl-tree-panel', TreePanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-blackbox-panel': BlackboxPanel;
    'pl-tree-panel': TreePanel;
  }
}
