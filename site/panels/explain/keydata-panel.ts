// Key training data: facts are planted in what a small model reads last; which of those texts are behind its answer, by
// four ways to rank them, and what becomes of the answer when the first few are taken away and it is trained again.
// Beside it, what can be found for a model whose training is not at hand: sentences that it holds alike.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { harmed, keyed, resembling } from '../../conclusions.ts';
import type { SimilarResult } from '../../../wasm/bridge/protocol.gen.ts';
import type { Key } from '../../i18n/index.ts';
import { bankTexts } from '../../state/bank.ts';
import { bankOf } from '../../state/clinic.ts';
import { order } from '../../state/explain.ts';
import { decimal, duration, percent } from '../../state/format.ts';
import { inputOf } from '../../state/input.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { errorText } from '../errors.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import { Tracer, tracing } from './tracer.ts';
import '../../views/dot-rows.ts';
import '../../views/work-line.ts';

/** Texts that are listed of each ranking. */
const listed = 5;

/** Sentences, and how like the reader's they are. */
type Alike = SimilarResult & { texts: readonly string[] };

export class KeydataPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .ranks {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
        gap: 6px 28px;
        margin: 12px 0;
      }
      h4 {
        margin: 8px 0 4px;
        font: 500 var(--type-4) var(--sans);
      }
      ol {
        margin: 0;
        padding-left: 22px;
        font: var(--type-4)/1.6 var(--serif);
      }
      li b {
        border-bottom: 3px solid var(--accent);
        font-weight: 400;
      }
      .score {
        color: var(--muted);
        font: var(--type-3) var(--sans);
      }
      select {
        max-width: 100%;
      }
    `,
  ];

  @state() private accessor drawnAt = 0;
  #tracer: Tracer | undefined;
  #of = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tracer?.close();
    this.#tracer = undefined;
  }

  /** The run of the seed and language on show; another ends the old one. */
  get #run(): Tracer | undefined {
    const of = JSON.stringify([this.choices.world, this.t.lang]);
    if (of !== this.#of) {
      this.#tracer?.close();
      this.#tracer = undefined;
      this.#of = of;
    }
    return this.#tracer;
  }

  #alike = new Work<Alike>(
    this,
    () => (this.choices.text.trim() ? [inputOf(this.choices)] : undefined),
    async (model, { signal, progress }) => {
      const texts = await bankTexts(bankOf(this.choices.text));
      const params = { input: inputOf(this.choices), texts };
      return { ...(await model.call('similar', params, { signal, onProgress: progress })), texts };
    },
    false,
  );

  #start = (): void => {
    this.#run?.close();
    const tracer = new Tracer(() => this.app.session.another('world'), {
      seed: this.choices.world,
      language: this.t.lang,
    });
    tracer.addEventListener('change', () => this.drawnAt++);
    this.#tracer = tracer;
    void tracer.plant();
  };

  protected override get busy(): boolean {
    return !!this.#tracer?.running || super.busy;
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('key.ask'), text: t('key.text'), caveat: t('key.caveat') }, [
      this.figure(
        'keydata',
        { note: t('key.note'), how: t('key.how', tracing), limits: t('key.limits'), table: this.#rankTable },
        this.#ranked(),
      ),
      this.figure(
        'removed',
        { note: t('gone.note'), how: t('gone.how', tracing), limits: t('gone.limits'), table: this.#runTable },
        this.#removed(),
      ),
      this.figure(
        'alike',
        { note: t('alike.note'), how: t('alike.how'), limits: t('alike.limits'), table: this.#alikeTable },
        this.#similar(),
      ),
    ]);
  }

  #line(waiting: boolean, action: string, start: () => void): TemplateResult {
    const run = this.#run;
    const error = run?.error && errorText(run.error, this.t);
    return html`<pl-work-line
      .t=${this.t}
      .running=${!!run?.running}
      .progress=${run?.progress}
      .waiting=${waiting && !run?.running}
      .error=${error?.text ?? ''}
      .detail=${error?.detail ?? ''}
      .action=${action}
      @start=${start}
      @cancel=${run?.cancel}
    ></pl-work-line>`;
  }

  #ranked(): TemplateResult {
    const { t } = this;
    const run = this.#run;
    const planted = run?.planted;
    const head = this.#line(!planted, t('key.start'), this.#start);
    if (!run || !planted)
      return html`${head}
        <p class="said">${t('key.idle', tracing)}</p>`;
    const fact = planted.facts[run.fact]!;
    return html`${head}
      <label class="said"
        >${t('key.choose')}
        <select @change=${(e: Event) => void run.choose(Number((e.target as HTMLSelectElement).value))}>
          ${planted.facts.map(
            (f, i) => html`<option value=${i} .selected=${i === run.fact}>${f.prompt} → ${f.value}</option>`,
          )}
        </select>
      </label>
      <p class="said" role="status">
        ${t(fact.reworded ? 'key.reworded' : 'key.same', {
          value: fact.value.trim(),
          before: percent(fact.before, 0),
          after: percent(fact.after, 0),
        })}
      </p>
      ${
        run.ranked
          ? html`<div class="ranks">${run.ranked.rankings.map((r) => this.#ranking(`key.${r.method}`, r.texts))}</div>
              <div class="ranks against">${this.#ranking('key.harmful', run.harmful)}</div>
              <p class="said">${t('key.against', { n: run.harmful.length, texts: planted.texts.length })}</p>`
          : nothing
      }`;
  }

  /** The first texts of a ranking. */
  #ranking(title: Key, texts: readonly number[]): TemplateResult {
    const run = this.#run!;
    return html`<div>
      <h4>${this.t(title)}</h4>
      <ol>
        ${texts.slice(0, listed).map((i) => {
          const text = run.planted!.texts[i]!;
          return html`<li>${text.fact === run.fact ? html`<b>${text.text}</b>` : text.text}</li>`;
        })}
      </ol>
    </div>`;
  }

  #removed(): TemplateResult {
    const { t } = this;
    const run = this.#run;
    if (!run?.ranked) return html`<p class="said">${t('gone.idle')}</p>`;
    const rows = [...run.runs].map(([of, values]) => ({
      name: t(of === 'all' ? 'gone.all' : `key.${of}`),
      of,
      values,
    }));
    const whole = rows.length > 0 && rows.every((row) => row.values.length === tracing.orders);
    const random = run.runs.get('random');
    const harmful = run.runs.get('harmful');
    const tried = rows.filter(({ of }) => of !== 'all' && of !== 'random' && of !== 'harmful');
    return html`${this.#line(!whole, t('gone.start', tracing), () => void run.remove())}
    ${
      rows.length
        ? html`<pl-dot-rows .rows=${rows} .x=${t('gone.x')} name=${t('removed.figure')}></pl-dot-rows>`
        : nothing
    }
    ${whole && random ? this.conclude(keyed.from(tried, random)) : nothing}
    ${whole && random && harmful ? this.conclude(harmed.from(harmful, random)) : nothing}
    ${
      whole && run.took
        ? html`<p class="said">${t('gone.took', { n: rows.length * tracing.orders, time: duration(run.took) })}</p>`
        : nothing
    }`;
  }

  /** What the open model holds alike, and what shares words with the sentence. */
  #similar(): TemplateResult {
    const { t } = this;
    const found = this.#alike.current;
    const line = this.workLine(this.#alike, '', '', t('alike.start'));
    if (!found)
      return html`${line}
        <p class="said">${t('alike.idle')}</p>`;
    return html`${line}
      <div class="ranks">
        ${this.#nearest('alike.inside', found, found.cosines)} ${this.#nearest('alike.words', found, found.words)}
      </div>
      ${this.conclude(resembling.from(found.cosines, found.words, listed))}`;
  }

  #nearest(title: Key, { texts }: Alike, scores: readonly number[]): TemplateResult {
    return html`<div>
      <h4>${this.t(title)}</h4>
      <ol>
        ${order(scores)
          .slice(0, listed)
          .map((i) => html`<li>${texts[i]} <span class="score">${decimal(scores[i]!)}</span></li>`)}
      </ol>
    </div>`;
  }

  #alikeTable = () => {
    const found = this.#alike.current;
    return this.table(
      ['text', 'cosine inside the model, centred', 'shared words (BM25)'],
      order(found?.cosines ?? []).map((i): (string | number)[] => [
        found!.texts[i]!,
        found!.cosines[i]!,
        found!.words[i]!,
      ]),
    );
  };

  #rankTable = () => {
    const run = this.#run;
    const texts = run?.planted?.texts ?? [];
    return this.table(
      ['method', 'place', 'score', 'states the fact', 'text'],
      (run?.ranked?.rankings ?? []).flatMap((r) =>
        r.texts.map((text, i): (string | number)[] => [
          r.method,
          i + 1,
          r.scores[i]!,
          texts[text]!.fact === run!.fact ? 1 : 0,
          texts[text]!.text,
        ]),
      ),
      { world: this.choices.world, fact: run?.fact ?? null },
    );
  };

  #runTable = () =>
    this.table(
      ['taken away', 'order', 'probability'],
      [...(this.#run?.runs ?? [])].flatMap(([of, values]) =>
        values.map((p, i): (string | number)[] => [of === 'all' ? 'nothing' : of, i + 1, p]),
      ),
      { world: this.choices.world, fact: this.#run?.fact ?? null, milliseconds: this.#run?.took ?? null },
    );
}

define('pl-keydata-panel', KeydataPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-keydata-panel': KeydataPanel;
  }
}
