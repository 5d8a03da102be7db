// Why attention exists, in short: one word in two sentences, before the layers and after each. Only words are offered
// whose meanings measurably stand apart in the open model.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { BankSensesResult, BankUse, BankWord, OverLayersResult } from '../../../wasm/bridge/protocol.gen.ts';
import { meanings } from '../../conclusions.ts';
import { apart, bankOf } from '../../state/clinic.ts';
import { define } from '../../views/define.ts';
import { ProbingPanel } from '../probing-panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';

/** Offered first, where they stand apart. */
const known = ['苹果', '打', '花', '会', 'bank', 'bat', 'spring'];
const most = 6;

export class ContextPanel extends ProbingPanel {
  static override styles = [
    ...[ProbingPanel.styles].flat(),
    css`
      .pair {
        font-size: var(--type-5);
        margin: 0 0 10px;
        padding-left: 20px;
      }
      .pair b {
        color: var(--accent);
      }
    `,
  ];

  @state() private accessor word = '';

  get #source() {
    const language = this.results.info?.config.kind === 'decoder' ? 'en' : bankOf(this.choices.text);
    return { language } as const; // all of it, as in door 3
  }

  #words = new Work<BankSensesResult>(
    this,
    () => [this.#source],
    (model, { signal, progress }) => {
      const source = this.#source;
      return this.ask(model, source, () => model.call('bank_senses', { source }, { signal, onProgress: progress }));
    },
    () => this.quick,
  );

  /** The words on offer: those that stand apart, well-known ones first. */
  get #offered(): BankWord[] {
    const words = (this.#words.current?.words ?? []).filter(apart);
    const rank = (word: BankWord) => (known.includes(word.word) ? known.indexOf(word.word) : known.length);
    return words.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
  }

  get #chosen(): BankWord | undefined {
    return this.#offered.find((word) => word.word === this.word) ?? this.#offered[0];
  }

  /** Two uses of different meaning. */
  #pair(word: BankWord): BankUse[] {
    const first = word.uses[0]!;
    return [first, word.uses.find((use) => use.sense !== first.sense)!];
  }

  #over = new Work<OverLayersResult>(
    this,
    () => this.#chosen && [this.#source, this.#pair(this.#chosen)],
    (model, { signal, progress }) => {
      const source = this.#source;
      const uses = this.#pair(this.#chosen!).map(({ text, start, end }) => ({ text, start, end }));
      return this.ask(model, source, () =>
        model.call('over_layers', { source, uses, neighbours: 1 }, { signal, onProgress: progress }),
      );
    },
    () => this.quick,
  );

  override render(): TemplateResult {
    const { t } = this;
    const word = this.#chosen?.word ?? '…';
    return this.section(
      { ask: t('context.ask', { word }), text: t('context.text', { word }), caveat: t('context.caveat') },
      [
        this.figure(
          'context',
          {
            values: { word },
            note: t('context.note'),
            how: t('context.how'),
            limits: t('context.limits'),
            table: this.#file,
          },
          this.#drawing(),
        ),
      ],
    );
  }

  #drawing(): TemplateResult {
    const { t } = this;
    const list = this.#words.current;
    const line = this.workLine(list ? this.#over : this.#words, list ? '' : this.trained(undefined), ' ');
    if (!list)
      return html`${line}
        <p class="wait">${t('figure.waiting')}</p>`;
    const chosen = this.#chosen;
    if (!chosen) return html`<p class="said" role="status">${t('context.none')}</p>`;
    const r = this.#over.current;
    return html`<div class="chips" role="group" aria-label=${t('context.name')}>
        ${this.#offered.map(
          (word) =>
            html`<button class="button" aria-pressed=${word === chosen} @click=${() => (this.word = word.word)}>
              ${word.word}
            </button>`,
        )}
      </div>
      <ol class="pair">
        ${this.#pair(chosen).map((use) => {
          const raw = new TextEncoder().encode(use.text);
          const part = (from: number, to?: number) => new TextDecoder().decode(raw.slice(from, to));
          return html`<li>${part(0, use.start)}<b>${part(use.start, use.end)}</b>${part(use.end)}</li>`;
        })}
      </ol>
      ${line}
      ${
        r
          ? html`<pl-line-chart
                .series=${[
                  { name: t('context.note'), values: r.layers.map((view) => view.cosine[0]![1]!) },
                  { name: t('senses.random'), values: r.layers.map((view) => Math.max(0, view.random_mean)) },
                ]}
                .ticks=${r.bed.sites.map((place) => this.tick(place))}
                .x=${t('lens.x')}
                .y=${t('senses.y')}
                .name=${t('context.figure', { word: chosen.word })}
              ></pl-line-chart>
              ${this.conclude(
                meanings.from(
                  r.layers[0]!.cosine[0]![1]!,
                  r.layers.at(-1)!.cosine[0]![1]!,
                  r.layers.at(-1)!.random_mean,
                ),
              )}`
          : html`<p class="wait">${t('figure.waiting')}</p>`
      }`;
  }

  #file = () => {
    const r = this.#over.current;
    return this.probed(
      r?.bed,
      ['site', 'cosine', 'random_mean', 'random_sd'],
      r?.layers.map((view, i) => [r.bed.sites[i]!.site, view.cosine[0]![1]!, view.random_mean, view.random_sd]) ?? [],
      { word: this.#chosen?.word, uses: this.#chosen && this.#pair(this.#chosen), layers: r?.layers },
    );
  };
}

define('pl-context-panel', ContextPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-context-panel': ContextPanel;
  }
}
