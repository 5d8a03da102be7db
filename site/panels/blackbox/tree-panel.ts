// What an explicit path looks like: a decision tree that can be read, beside the best small tree that imitates the open
// model.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { rivals, surrogate, tree as walked, type Said } from '../../conclusions.ts';
import type { Interval, ProbeQuestionsResult, SurrogateResult, TreeResult } from '../../../wasm/bridge/protocol.gen.ts';
import { label, tokenText } from '../../state/cells.ts';
import { quick } from '../../state/clinic.ts';
import { maskingOf } from '../../state/explain.ts';
import { duration, percent } from '../../state/format.ts';
import { define } from '../../views/define.ts';
import { pathOf } from '../../state/tree.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';
import '../../views/decision-tree.ts';
import '../../views/text-field.ts';

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
        font-size: var(--type-3);
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
    `,
  ];

  @state() private accessor sentence = '';
  @state() private accessor flipped: readonly number[] = [];

  protected readonly tree = new Work<TreeResult>(
    this,
    () => [this.#sentence()],
    (model, { signal }) => model.call('tree', { text: this.#sentence() }, { signal }),
  );

  protected readonly probing = new Work<ProbeQuestionsResult>(
    this,
    () => [],
    (model, { signal, progress }) => model.call('probe_questions', {}, { signal, onProgress: progress }),
    () => quick(this.results.info?.parameters.total ?? Infinity),
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

  #write = (event: CustomEvent<{ text: string }>) => {
    this.sentence = event.detail.text;
    this.flipped = [];
  };

  #sentence(): string {
    return this.sentence || (this.t.lang === 'zh' ? '我知道他住在哪儿' : 'I know where he lives');
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('tree.ask'), text: t('tree.text'), caveat: this.limits('surrogate') }, [
      this.figure(
        'tree',
        { note: t('tree.note'), how: t('tree.how'), limits: t('tree.limits'), table: this.#treeTable },
        this.#tree(),
      ),
      this.figure(
        'surrogate',
        {
          values: { token: this.outputName },
          note: t('surrogate.note', { seed: this.choices.seed }),
          how: this.how('surrogate'),
          limits: this.limits('surrogate'),
          table: this.#surrogateTable,
        },
        this.explained ? this.#surrogate() : this.waitText(),
      ),
    ]);
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
    const said = asked.map((f) => r.features[f]!.name[t.lang] + t('colon') + t(answers[f] ? 'tree.yes' : 'tree.no'));
    return html`<div class="controls">
        <pl-text-field
          live
          class="wide"
          .text=${this.#sentence()}
          .label=${t('tree.sentence')}
          @text=${this.#write}
        ></pl-text-field>
      </div>
      <p class="cap">${t('tree.answers')}</p>
      <ul class="answers">
        ${r.features.map(
          (f, i) =>
            html`<li>
              <button
                class=${asked.includes(i) ? 'asked' : ''}
                aria-pressed=${answers[i]!}
                @click=${() =>
                  (this.flipped = this.flipped.includes(i)
                    ? this.flipped.filter((x) => x !== i)
                    : [...this.flipped, i])}
              >
                ${f.name[t.lang]}${t('colon')}${t(answers[i] ? 'tree.yes' : 'tree.no')}
              </button>
            </li>`,
        )}
      </ul>
      <pl-decision-tree
        .t=${t}
        .nodes=${r.nodes}
        .path=${path}
        .questions=${r.features.map((f) => t('tree.askMark', { text: f.name[t.lang] }))}
        .classes=${classes}
      ></pl-decision-tree>
      ${this.conclude(walked.from(asked.length, said.join(t('semicolon')), classes[leaf.class]!))}
      <p class="said">
        ${t('tree.score', {
          right: percent(r.right, 0),
          majority: percent(r.majority, 0),
          held: r.held,
          train: r.train,
        })}
      </p>
      ${this.#rivals()}`;
  }

  /** The same sentences told by a probe of the model's last layer: no path, and right how often? */
  #rivals(): TemplateResult {
    const { t } = this;
    const r = this.probing.current;
    const paid = r ? t('rivals.paid', { n: r.train, time: duration(r.millis) }) : '';
    const line = this.workLine(this.probing, paid, paid, t('rivals.start'));
    if (!r) return line;
    const write = ({ value, low, high }: Interval) =>
      t('clinic.interval', { value: percent(value, 0), low: percent(low, 0), high: percent(high, 0) });
    const last = r.probe.length - 1;
    const rows = [
      [t('rivals.treeName'), write(r.tree), t('rivals.path')],
      [t('rivals.probeName'), write(r.probe[last]!), t('rivals.noPath')],
    ];
    return html`<h4>${t('rivals.title')}</h4>
      <table class="data">
        <thead>
          <tr>
            <th></th>
            <th scope="col">${t('clinic.y')}</th>
            <th scope="col">${t('rivals.why')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, right, path]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${right}</td>
                <td class="word">${path}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${this.conclude(rivals.from(r.probe[last]!, r.tree, r.over_tree[last]!, r.held))}${line}`;
  }

  #surrogate(): TemplateResult {
    const { t } = this;
    const r = this.surrogate.current;
    const classes = r?.classes.map((c) => label(tokenText(c))) ?? [];
    return html`${this.outputStrip()}${this.settings(false, false)}${this.workLine(
      this.surrogate,
      this.price(this.passes('surrogate')),
      this.paid(r?.head),
      t('surrogate.start'),
    )}
    ${
      r
        ? html`<pl-decision-tree
              .t=${t}
              .nodes=${r.nodes}
              .path=${r.path}
              .questions=${r.head.units.map((u) => t('surrogate.shown', { unit: u.text }))}
              .classes=${classes}
            ></pl-decision-tree>
            ${this.conclude(this.#imitated(r))}`
        : html`<p class="said">${t('surrogate.idle')}</p>`
    }`;
  }

  #imitated(r: SurrogateResult): Said | undefined {
    const leaves = r.nodes.filter((n) => n.feature < 0).length;
    return surrogate.from(this.outputName, { ...r, classes: r.classes.length, leaves });
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
      ...(r && { json: { ...r, sentence: this.#sentence(), probe: this.probing.current } }),
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

define('pl-tree-panel', TreePanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-tree-panel': TreePanel;
  }
}
