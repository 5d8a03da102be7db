// Embeddings over layers: one word in several sentences, how its vectors part from layer to layer, who lies near them,
// how surely the bank's meanings stand apart, and how alike the layers are.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { BankSensesResult, OverLayersResult, ProbeSource, WordUse } from '../../../wasm/bridge/protocol.gen.ts';
import { meanings, nearest, separation } from '../../conclusions.ts';
import { apart, bankOf, example, usesOf, wordOf } from '../../state/clinic.ts';
import { decimal, duration, percent } from '../../state/format.ts';
import {
  compared,
  mostSentences,
  pairsOf,
  proposed,
  quantile,
  sentencesOf,
  type Compared,
} from '../../state/sentences.ts';
import { define } from '../../views/define.ts';
import { ProbingPanel } from '../probing-panel.ts';
import { Work } from '../work.ts';
import '../../views/layer-path.ts';
import '../../views/line-chart.ts';
import '../../views/text-field.ts';

export class SensesPanel extends ProbingPanel {
  static override styles = [
    ...[ProbingPanel.styles].flat(),
    css`
      .uses {
        list-style: none;
        padding: 0;
        font-size: var(--type-4);
      }
      .near {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
        gap: 4px 18px;
        font-size: var(--type-3);
      }
      .near p {
        margin: 0;
      }
      .near b {
        color: var(--accent);
      }
      input[type='range'] {
        width: min(320px, 100%);
        min-height: 40px;
      }
    `,
  ];

  /** The layer whose neighbours are shown; −1: the last. */
  @state() private accessor layer = -1;

  get #language(): 'en' | 'zh' {
    return this.results.info?.config.kind === 'decoder' ? 'en' : bankOf(this.choices.text);
  }

  #words = new Work<BankSensesResult>(
    this,
    () => [this.#source(this.#language)],
    (model, { signal, progress }) => {
      const source = this.#source(this.#language);
      return this.ask(model, source, () => model.call('bank_senses', { source }, { signal, onProgress: progress }));
    },
    () => this.quick,
  );

  /** The whole bank, for a large model too: in less of it a word has too few uses for its meanings to stand apart. */
  #source(language: 'en' | 'zh'): ProbeSource {
    return { language };
  }

  /** Word and sentences: the reader's, or those of a word that stands apart, if there is one. */
  get #text(): string {
    const words = this.#words.current?.words ?? [];
    const chosen = words.find(apart) ?? words[0];
    return this.choices.uses || (chosen ? example(chosen) : '');
  }

  #over = new Work<OverLayersResult>(
    this,
    () => {
      const { word, uses } = usesOf(this.#text);
      return uses.length > 1 && uses.length < 9 ? [this.#source(bankOf(word)), uses, this.choices.to] : undefined;
    },
    (model, { signal, progress }) => {
      const { word, uses } = usesOf(this.#text);
      const source = this.#source(bankOf(word));
      const params = { source, uses, ...(this.choices.to && { to: this.choices.to }) };
      return this.ask(model, source, () => model.call('over_layers', params, { signal, onProgress: progress }));
    },
    () => this.quick,
  );

  /** Sentences to compare: the reader's, or some that the model's language proposes. */
  get #lines(): string {
    return this.choices.sentences || proposed[this.#language];
  }

  readonly comparing = new Work<Compared>(
    this,
    () => {
      const list = sentencesOf(this.#lines);
      return list.length > 1 && list.length <= mostSentences ? list : undefined;
    },
    (model, { signal, progress }) => {
      const list = sentencesOf(this.#lines);
      const bank = this.quick ? 40 : 24;
      return compared(model, this.results.info!, list, bankOf(list.join('')), bank, { signal, onProgress: progress });
    },
    () => this.quick,
  );

  override render(): TemplateResult {
    const { t } = this;
    const word = usesOf(this.#text).word || '…';
    return this.section({ ask: t('senses.ask', { word }), text: t('senses.text'), caveat: t('senses.caveat') }, [
      this.figure(
        'senses',
        {
          values: { word },
          note: t('senses.note'),
          how: t('senses.how'),
          limits: t('senses.limits'),
          table: this.#file,
        },
        this.#drawing(),
      ),
      this.figure(
        'sentences',
        {
          note: t('sentences.note'),
          how: t('sentences.how', { n: this.comparing.current?.bank ?? 40 }),
          limits: t('sentences.limits'),
          table: this.#sentencesFile,
        },
        this.#sentences(),
      ),
      this.figure(
        'cka',
        { note: t('cka.note'), how: t('cka.how'), limits: t('cka.limits'), table: this.#ckaFile },
        this.#alike(),
      ),
    ]);
  }

  #drawing(): TemplateResult {
    const { t } = this;
    const { uses, without } = usesOf(this.#text);
    const r = this.#over.current;
    const words = this.#words.current?.words ?? [];
    const few = this.#text && (uses.length < 2 || without.length > 0);
    const trained = this.trained(this.#words.current?.bed);
    return html`${this.workLine(this.#words, trained, trained)}
      <p class="cap">${t('senses.choose')}</p>
      <div class="chips" role="group" aria-label=${t('senses.choose')}>
        ${words.map(
          (word) =>
            html`<button
              class="button"
              aria-pressed=${example(word) === this.#text}
              @click=${() => this.app.store.set({ uses: example(word) })}
            >
              ${word.word}${apart(word) ? ' •' : ''}
            </button>`,
        )}
      </div>
      <pl-text-field
        .lines=${4}
        .text=${this.#text}
        .label=${t('senses.field')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ uses: e.detail.text })}
      ></pl-text-field>
      ${
        few
          ? html`<p class="said" role="status">
              ${uses.length < 2 ? t('senses.few') : ''} ${without.map((line) => t('senses.without', { line }))}
            </p>`
          : nothing
      }
      ${this.#over.running || this.#over.error || this.#over.waiting ? this.workLine(this.#over, '') : nothing}
      ${r && uses.length > 1 ? this.#result(r, uses) : html`<p class="wait">${t('figure.waiting')}</p>`}`;
  }

  #result(r: OverLayersResult, uses: readonly WordUse[]): TemplateResult {
    const { t } = this;
    const { sites } = r.bed;
    const last = r.layers.at(-1)!;
    const band = [-1, 0, 1].map((side) => r.layers.map((view) => view.random_mean + side * view.random_sd));
    const ticks = sites.map((place) => this.tick(place));
    return html`<pl-line-chart
        .series=${uses.slice(1).map((use, i) => ({
          name: t('senses.use', { n: i + 2, text: use.text }),
          values: r.layers.map((view) => view.cosine[0]![i + 1]!),
        }))}
        .band=${band.map((line) => line.map((x) => Math.max(0, x)))}
        .bandName=${t('senses.random')}
        .ticks=${ticks}
        .x=${t('lens.x')}
        .y=${t('senses.y')}
        .name=${t('senses.figure', { word: wordOf(uses[0]!) })}
      ></pl-line-chart>
      ${this.conclude(meanings.from(r.layers[0]!.cosine[0]![1]!, last.cosine[0]![1]!, last.random_mean))}
      ${this.#measured(uses[0]!)}
      <h4>${t('senses.path')}</h4>
      <pl-layer-path
        .paths=${r.path}
        .ticks=${ticks}
        .name=${t('senses.path')}
        .x=${t('map.axis', { n: 1, share: percent(r.explained[0] ?? NaN) })}
        .y=${t('map.axis', { n: 2, share: percent(r.explained[1] ?? NaN) })}
      ></pl-layer-path>
      <h4>${t('senses.neighbours')}</h4>
      ${this.#neighbours(r, uses)}`;
  }

  /** How surely the bank's meanings of the word stand apart. */
  #measured(use: WordUse): TemplateResult | typeof nothing {
    const own = wordOf(use).toLowerCase();
    const word = this.#words.current?.words.find((w) => w.word === own);
    return word
      ? this.conclude(separation.from(word.word, word.uses.length, word.gap.at(-1)!, word.chance.at(-1)!))
      : nothing;
  }

  #neighbours(r: OverLayersResult, uses: readonly WordUse[]): TemplateResult {
    const { t } = this;
    const at = this.layer < 0 ? r.layers.length - 1 : Math.min(this.layer, r.layers.length - 1);
    const show = (use: WordUse) => {
      const raw = new TextEncoder().encode(use.text);
      const part = (from: number, to?: number) => new TextDecoder().decode(raw.slice(from, to));
      return html`${part(0, use.start)}<b>${part(use.start, use.end)}</b>${part(use.end)}`;
    };
    return html`<label class="cap"
        >${t('senses.at')} ${this.rowName(r.bed.sites[at]!)}
        <input
          type="range"
          min="0"
          max=${r.layers.length - 1}
          .value=${String(at)}
          @input=${(e: Event) => (this.layer = +(e.target as HTMLInputElement).value)}
      /></label>
      <ol class="uses">
        ${uses.map(
          (use, i) =>
            html`<li>
              <p>${i + 1}. ${show(use)}</p>
              <div class="near">
                ${r.layers[at]!.neighbours[i]!.map(
                  (near) => html`<p><span class="num">${decimal(near.cosine)}</span> ${show(near)}</p>`,
                )}
              </div>
            </li>`,
        )}
      </ol>`;
  }

  #sentences(): TemplateResult {
    const { t } = this;
    const r = this.comparing.current;
    const n = sentencesOf(this.#lines).length;
    const paid = r ? t('sentences.paid', { n: r.bank, time: duration(r.millis) }) : '';
    const wrong = n < 2 ? t('sentences.few') : n > mostSentences ? t('sentences.many', { n, most: mostSentences }) : '';
    return html`<pl-text-field
        .lines=${4}
        .text=${this.#lines}
        .label=${t('sentences.field')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ sentences: e.detail.text })}
      ></pl-text-field>
      ${
        wrong
          ? html`<p class="said" role="status">${wrong}</p>`
          : html`${this.workLine(this.comparing, this.quick ? '' : t('clinic.slow'), paid)}
            ${r ? this.#square(r) : html`<p class="wait">${t('figure.waiting')}</p>`}`
      }`;
  }

  #square({ sentences, cosine, random }: Compared): TemplateResult {
    const { t } = this;
    const names = sentences.map((_, i) => String(i + 1));
    const own = pairsOf(cosine);
    const best = Math.max(...own);
    const a = cosine.findIndex((row, i) => row.some((x, j) => j > i && x === best));
    const b = cosine[a]!.findIndex((x, j) => j > a && x === best);
    const sum = random.reduce((x, y) => x + y, 0);
    return html`<pl-value-grid
        unsigned
        .values=${cosine}
        .most=${1}
        .digits=${2}
        .rows=${sentences.map((text, i) => `${i + 1} ${text}`)}
        .columns=${names}
        .name=${t('sentences.figure')}
      ></pl-value-grid>
      <p class="said">
        ${t('sentences.random', {
          mean: decimal(sum / random.length),
          low: decimal(quantile(random, 0.05)),
          high: decimal(quantile(random, 0.95)),
          n: random.length,
        })}
      </p>
      ${this.conclude(nearest.from(sentences[a]!, sentences[b]!, best, own.length, random))}`;
  }

  #sentencesFile = () => {
    const r = this.comparing.current;
    return this.probed(
      undefined,
      ['sentence', 'other', 'cosine'],
      r?.cosine.flatMap((row, i) => row.map((x, j) => [r.sentences[i]!, r.sentences[j]!, x])) ?? [],
      { ...r },
    );
  };

  #alike(): TemplateResult {
    const { t } = this;
    const r = this.#over.value;
    if (!r) return html`<p class="wait">${t('figure.waiting')}</p>`;
    const names = r.bed.sites.map((place) => this.rowName(place));
    return html`<pl-value-grid
      unsigned
      .values=${r.cka}
      .most=${1}
      .digits=${2}
      .rows=${names}
      .columns=${names}
      .name=${t('cka.figure')}
    ></pl-value-grid>`;
  }

  #file = () => {
    const r = this.#over.current;
    const { word, uses } = usesOf(this.#text);
    return this.probed(
      r?.bed,
      ['site', 'sentence', 'cosine_with_first', 'random_mean', 'random_sd'],
      r?.layers.flatMap((view, i) =>
        uses.map((use, u) => [r.bed.sites[i]!.site, use.text, view.cosine[0]![u]!, view.random_mean, view.random_sd]),
      ) ?? [],
      { word, uses, layers: r?.layers, path: r?.path, explained: r?.explained, bank: this.#words.current?.words },
    );
  };

  #ckaFile = () => {
    const r = this.#over.value;
    const sites = r?.bed.sites.map((place) => place.site) ?? [];
    return this.probed(r?.bed, ['site', ...sites], r?.cka.map((row, i) => [sites[i]!, ...row]) ?? [], { cka: r?.cka });
  };
}

define('pl-senses-panel', SensesPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-senses-panel': SensesPanel;
  }
}
