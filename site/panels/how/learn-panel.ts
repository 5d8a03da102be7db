// An embedding learns: a network of one layer learns word vectors from a text while the reader watches, and so does
// counting. Then both, random vectors and the open model's own answer the same questions.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type {
  LearnedTable,
  LearnedWordsResult,
  LearnWordsParams,
  LearnWordsResult,
  MapResult,
  WordSource,
  WordTable,
} from '../../../wasm/bridge/protocol.gen.ts';
import { likeness, stranger } from '../../conclusions.ts';
import { count, decimal, duration } from '../../state/format.ts';
import { longestCorpus } from '../../state/url.ts';
import { sentencesOf, splitWords } from '../../state/words.ts';
import { ratedPairs } from '../../state/rated.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { errorText } from '../errors.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';
import '../../views/text-field.ts';
import '../../views/word-map.ts';
import '../../views/word-net.ts';

const learners = ['skip_gram', 'cbow'] as const;
/** How the network learns; the figure says so. */
const settings = { dim: 32, window: 4, negatives: 5, least: 3 };
const tables = ['network', 'counted', 'random'] as const;

/** Words of the small world of which one does not belong. */
const strangers = { en: 'red blue green noodles', zh: '红色 蓝色 绿色 面条' };

/** A run, whole or under way. */
interface Learning {
  shown: readonly string[];
  places: readonly WordTable[];
  loss: readonly number[];
  whole?: LearnWordsResult;
}

export class LearnPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 14px;
        align-items: center;
        margin-bottom: 10px;
      }
      .two {
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      }
      @media (max-width: 760px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--type-4);
      }
      th,
      td {
        text-align: left;
        padding: 6px 10px 6px 0;
        border-bottom: 1px solid var(--rule);
        vertical-align: top;
      }
    `,
  ];

  /** Which table the map shows. */
  @state() private accessor on: (typeof tables)[number] = 'network';

  #params(): LearnWordsParams {
    const { corpus, learner, seed } = this.choices;
    const text = corpus.trim() ? { sentences: sentencesOf(corpus) } : { world: this.t.lang };
    return { ...text, ...settings, architecture: learner, seed };
  }

  #learn = new Work<Learning>(
    this,
    () => (this.canCut ? [this.choices.corpus, this.choices.learner, this.choices.seed, this.t.lang] : undefined),
    async (model, { signal, show, progress }) => {
      const loss: number[] = [];
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const whole = await model.call('learn_words', this.#params(), {
        signal,
        onProgress: (p) => {
          loss.push(p.loss);
          progress({ done: Math.round(100 * p.share), total: 100 });
          if (!still) show({ shown: p.shown, places: [p.places], loss: [...loss] });
        },
      });
      return { shown: whole.shown, places: whole.places, loss: whole.loss.map((l) => l.loss), whole };
    },
    false,
  );

  #asked = new Work<LearnedWordsResult>(
    this,
    () => (this.#learn.fresh ? [this.#near, this.#odd, this.choices.learner, this.#learn.value!.whole] : undefined),
    async (model, { signal }) =>
      model.call(
        'learned_words',
        { near: this.#near, odd: this.#odd, ...(this.t.lang === 'zh' && { rated: await ratedPairs() }) },
        { signal },
      ),
  );

  get #near(): string {
    const shown = this.#learn.current?.shown ?? [];
    return shown.includes(this.choices.near) ? this.choices.near : (shown[0] ?? '');
  }

  get #odd(): string[] {
    const own = splitWords(this.choices.odd);
    return own.length ? own : this.choices.corpus.trim() ? [] : splitWords(strangers[this.t.lang]);
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('learn.ask'), text: t('learn.text'), caveat: t('learn.caveat') }, [
      this.figure(
        'learn',
        {
          note: t('learn.note'),
          how: t('learn.how', settings),
          limits: t('learn.limits', settings),
          table: this.#placeTable,
        },
        this.#learning(),
      ),
      this.figure(
        'odd',
        { note: t('odd.note'), how: t('odd.how'), limits: t('odd.limits'), table: this.#answerTable },
        this.#judged(),
      ),
    ]);
  }

  #learning(): TemplateResult {
    const { t } = this;
    const { corpus, learner } = this.choices;
    const work = this.#learn;
    const value = work.current;
    return html`<div class="row">
        <div class="segments" role="group" aria-label=${t('learn.way')}>
          ${learners.map(
            (way) =>
              html`<button aria-pressed=${way === learner} @click=${() => this.app.store.set({ learner: way })}>
                ${t(`learn.${way}`)}
              </button>`,
          )}
        </div>
        <span class="said">${t(`learn.${learner}.said`)}</span>
      </div>
      <pl-text-field
        .lines=${3}
        .most=${longestCorpus}
        .text=${corpus}
        .label=${t('learn.corpus')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ corpus: e.detail.text })}
      ></pl-text-field>
      ${this.workLine(work, '', value?.whole ? this.#paid(value.whole) : '', t('learn.start'))}
      ${value ? this.#drawn(value) : html`<p class="said">${t('learn.idle')}</p>`}`;
  }

  #paid(whole: LearnWordsResult): string {
    return this.t('learn.paid', {
      words: count(whole.words, this.t.lang),
      parameters: count(whole.parameters, this.t.lang),
      time: duration(whole.millis),
      counted: duration(whole.millis_counted),
    });
  }

  #drawn(value: Learning): TemplateResult {
    const { t } = this;
    const places = value.places.find((p) => p.from === this.on) ?? value.places[0]!;
    const row = this.#asked.current?.tables[0]?.row;
    return html`<div class="segments" role="group" aria-label=${t('learn.tables')}>
        ${tables.map(
          (name) =>
            html`<button
              aria-pressed=${name === places.from}
              ?disabled=${!value.whole}
              @click=${() => (this.on = name)}
            >
              ${t(`learn.${name}`)}
            </button>`,
        )}
      </div>
      <div class="two">
        <pl-word-map .t=${t} .result=${mapOf(value.shown, places)}></pl-word-map>
        <pl-line-chart
          .series=${[{ name: t('learn.loss'), values: value.loss }]}
          .x=${t('learn.share')}
          .y=${t('learn.loss')}
          .ticks=${value.loss.map((_, i) => `${Math.round((100 * (i + 1)) / Math.max(1, value.loss.length))}%`)}
          name=${t('learn.curve')}
        ></pl-line-chart>
      </div>
      ${
        value.whole && row
          ? html`<p class="said">
                ${t('net.said', { word: this.#near, n: value.whole.parameters / 2 / value.whole.words })}
              </p>
              <pl-word-net
                .t=${t}
                .words=${value.shown}
                word=${this.#near}
                .row=${row}
                .near=${this.#asked.current!.tables[0]!.near?.map((n) => n.word) ?? []}
              ></pl-word-net>`
          : nothing
      }`;
  }

  #judged(): TemplateResult {
    const { t } = this;
    const learned = this.#learn.fresh ? this.#learn.current : undefined;
    if (!learned) return html`<p class="said">${t('odd.idle')}</p>`;
    const result = this.#asked.current;
    return html`<div class="row">
        <label class="said"
          >${t('odd.near')}
          <select @change=${(e: Event) => this.app.store.set({ near: (e.target as HTMLSelectElement).value })}>
            ${learned.shown.map((word) => html`<option ?selected=${word === this.#near}>${word}</option>`)}
          </select>
        </label>
      </div>
      <pl-text-field
        .text=${this.#odd.join(' ')}
        .label=${t('odd.words')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ odd: e.detail.text })}
      ></pl-text-field>
      ${this.#asked.error ? html`<p class="bad" role="alert">${errorText(this.#asked.error, t).text}</p>` : nothing}
      ${result ? this.#answers(result.tables) : nothing}`;
  }

  #answers(answers: readonly LearnedTable[]): TemplateResult {
    const { t } = this;
    const like = answers.map((a) => a.rated);
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('odd.figure')}>
        <table>
          <tr>
            <th scope="col">${t('odd.table')}</th>
            <th scope="col">${t('odd.nearest', { word: this.#near })}</th>
            <th scope="col">${t('odd.stranger')}</th>
            ${like.some(Boolean) ? html`<th scope="col">${t('odd.people')}</th>` : nothing}
          </tr>
          ${answers.map(
            (a) =>
              html`<tr>
                <th scope="row">${this.#named(a.from)}</th>
                <td>${a.near?.map((n) => `${n.word} ${decimal(n.cosine)}`).join(' · ') ?? '–'}</td>
                <td>${a.odd || '–'}</td>
                ${like.some(Boolean) ? html`<td>${this.#score(a)}</td>` : nothing}
              </tr>`,
          )}
        </table>
      </div>
      ${this.conclude(
        stranger.from(
          answers.map((a) => a.odd ?? ''),
          this.#odd,
        ),
      )}
      ${like[0] && like[1] ? this.conclude(likeness.from(like[0], like[1])) : nothing}`;
  }

  #score({ rated }: LearnedTable): string {
    if (!rated) return '–';
    const { spearman, low, high, pairs } = rated;
    return this.t('odd.score', { rho: decimal(spearman), low: decimal(low), high: decimal(high), n: pairs });
  }

  #named(from: WordSource): string {
    return from === 'model' ? (this.results.info?.name ?? this.t('learn.model')) : this.t(`learn.${from}`);
  }

  #placeTable = () => {
    const value = this.#learn.current;
    return this.table(
      ['table', 'word', 'x', 'y'],
      (value?.places ?? []).flatMap((p) => value!.shown.map((word, i) => [p.from, word, p.x[i]!, p.y[i]!])),
      { ...this.#params(), sentences: undefined, loss: value?.loss },
    );
  };

  #answerTable = () =>
    this.table(
      ['table', 'nearest', 'cosine', 'stranger', 'spearman', 'pairs'],
      (this.#asked.current?.tables ?? []).flatMap((a) =>
        (a.near ?? [{ word: '', cosine: NaN }]).map((n) => [
          a.from,
          n.word,
          n.cosine,
          a.odd ?? '',
          a.rated?.spearman ?? NaN,
          a.rated?.pairs ?? 0,
        ]),
      ),
      { near: this.#near, words: this.#odd.join(' ') },
    );
}

function mapOf(shown: readonly string[], places: WordTable): MapResult {
  return {
    points: shown.map((word, i) => ({ word, tokens: [], x: places.x[i]!, y: places.y[i]! })),
    explained: places.explained,
    cosine: [],
  };
}

define('pl-learn-panel', LearnPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-learn-panel': LearnPanel;
  }
}
