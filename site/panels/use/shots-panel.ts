// Label words: where the answer to a few-shot prompt comes from, layer by layer, and whether the label words of its
// examples alone carry it.

import { html, css, nothing, type TemplateResult } from 'lit';
import type { LabelAnswer, LabelWordsResult } from '../../../wasm/bridge/protocol.gen.ts';
import { labelFlow, labelsKept } from '../../conclusions.ts';
import { bankOf } from '../../state/clinic.ts';
import { examplesOf } from '../../state/examples.ts';
import { percent } from '../../state/format.ts';
import { fewestShots, proposedShots, shotsOf } from '../../state/shots.ts';
import { numbers, panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';
import '../../views/text-field.ts';

/** Random choices a question. */
const draws = 10;

/** The place of the likeliest label. */
const best = (probs: readonly number[]) => probs.indexOf(Math.max(...probs));

export class ShotsPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    numbers,
    css`
      pl-text-field {
        margin: 6px 0 10px;
      }
      td small {
        color: var(--muted);
      }
      .row {
        display: flex;
        gap: 14px;
      }
    `,
  ];

  #asked = new Work<LabelWordsResult>(
    this,
    () => (this.#fits && !this.#short ? [this.#text, this.choices.seed] : undefined),
    (model, { signal, progress }) =>
      model.call(
        'label_words',
        { ...shotsOf(this.#text), seed: this.choices.seed, draws },
        { signal, onProgress: progress },
      ),
    false,
  );

  get #fits(): boolean {
    return this.results.info?.config.kind === 'decoder';
  }

  /** The reader's prompts, or those proposed in the language of the sentence, which the model can read. */
  get #text(): string {
    return this.choices.shots || proposedShots(bankOf(this.choices.text));
  }

  /** The prompts cannot be asked: too few, or a question whose label no example has. */
  get #short(): boolean {
    const { shots, queries } = shotsOf(this.#text);
    const labels = new Set(shots.map((shot) => shot.label));
    return labels.size < fewestShots || !queries.length || queries.some((query) => !labels.has(query.label));
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('shots.ask'), text: t('shots.text'), caveat: t('shots.caveat') }, [
      this.figure(
        'shots',
        { note: t('shots.note'), how: t('shots.how', { draws }), limits: t('shots.limits'), table: this.#file },
        this.#fits || !this.results.info ? this.#drawn() : this.#other(),
      ),
    ]);
  }

  #other(): TemplateResult {
    return html`<p class="said">${this.t('shots.other')}</p>
      <button class="button" @click=${this.#open}>${this.t('shots.open')}</button>`;
  }

  #open = () => {
    const [text] = examplesOf({ name: 'stories', continues: true }, this.t.lang);
    this.app.store.set({ model: 'stories', text: text!, forced: [] });
  };

  #drawn(): TemplateResult {
    const { t } = this;
    const n = shotsOf(this.#text).queries.length;
    const value = this.#asked.current;
    // A question is read once with its backward pass, its examples once, and once for each way to keep words.
    const passes = { forward: n * (2 + draws + 3), backward: n };
    const paid = value && { forward: value.price.forward.passes, backward: value.price.backward.passes };
    return html`<pl-text-field
        .lines=${8}
        .text=${this.#text}
        .label=${t('shots.field')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ shots: e.detail.text })}
      ></pl-text-field>
      ${
        this.choices.shots
          ? html`<button class="button" @click=${() => this.app.store.set({ shots: '' })}>${t('shots.again')}</button>`
          : nothing
      }
      ${
        this.#short
          ? html`<p class="said" role="status">${t('shots.few')}</p>`
          : this.workLine(
              this.#asked,
              t('shots.price', passes),
              paid ? t('shots.price', paid) : '',
              t('shots.start', { n }),
            )
      }
      ${value && !this.#short ? this.#result(value) : nothing}`;
  }

  #result(value: LabelWordsResult): TemplateResult {
    const { t } = this;
    const { to_labels: toLabels, to_answer: toAnswer, rest } = value.flow;
    const line = (key: 'shots.to_labels' | 'shots.to_answer' | 'shots.rest', values: readonly number[]) => ({
      name: t(key),
      values: values.map((v) => 1000 * v),
    });
    return html`<pl-line-chart
        .series=${[line('shots.to_labels', toLabels), line('shots.to_answer', toAnswer), line('shots.rest', rest)]}
        .ticks=${rest.map((_, layer) => String(layer + 1))}
        .x=${t('shots.x')}
        .y=${t('shots.y')}
        name=${t('shots.figure')}
      ></pl-line-chart>
      ${this.conclude(labelFlow.from(toLabels, toAnswer, rest))}
      ${this.conclude(labelsKept.from(...this.#kept(value.answers)))} ${this.#answers(value)}`;
  }

  #kept(answers: readonly LabelAnswer[]): Parameters<typeof labelsKept.from> {
    const same = answers.filter((a) => best(a.labels) === best(a.full)).length;
    return [answers.length, same, answers.reduce((sum, a) => sum + a.same, 0) / answers.length];
  }

  #answers(value: LabelWordsResult): TemplateResult {
    const { t } = this;
    const { queries } = shotsOf(this.#text);
    const cell = (probs: readonly number[]) =>
      html`<td>${value.labels[best(probs)]} <small class="num">${percent(Math.max(...probs), 0)}</small></td>`;
    const right = value.answers.filter((a) => best(a.full) === a.right).length;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('shots.table')}>
        <table>
          <tr>
            ${(['question', 'full', 'labels', 'form', 'random'] as const).map(
              (key) => html`<th scope="col">${t(`shots.${key}`)}</th>`,
            )}
          </tr>
          ${value.answers.map(
            (a, i) =>
              html`<tr>
                <th scope="row">${queries[i]?.text}</th>
                ${cell(a.full)} ${cell(a.labels)} ${cell(a.form)}
                <td>${t('shots.kept', { same: percent(a.same, 0) })}</td>
              </tr>`,
          )}
        </table>
      </div>
      <p class="said">${t('shots.right', { right, n: value.answers.length })}</p>`;
  }

  #file = () => {
    const value = this.#asked.current;
    const { queries } = shotsOf(this.#text);
    const chosen = (probs: readonly number[]) => value!.labels[best(probs)]!.trim();
    return this.table(
      ['question', 'right', 'all words', 'label words', 'form alone', 'share of random draws that stay'],
      (value?.answers ?? []).map((a, i): (string | number)[] => [
        queries[i]?.text ?? '',
        value!.labels[a.right]!.trim(),
        chosen(a.full),
        chosen(a.labels),
        chosen(a.form),
        a.same,
      ]),
      { shots: shotsOf(this.#text).shots, flow: value?.flow, answers: value?.answers, draws, seed: this.choices.seed },
    );
  };
}

define('pl-shots-panel', ShotsPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-shots-panel': ShotsPanel;
  }
}
