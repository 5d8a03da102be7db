// The bench: the reader's sentence, the model's sentence, both as token strips with one linked selection; examples, the
// model and what it is doing.

import { html, css, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Manifest } from '../../wasm/bridge/manifest.ts';
import { label, tokenText } from '../state/cells.ts';
import { examplesOf, isExample } from '../state/examples.ts';
import { count, megabytes, percent } from '../state/format.ts';
import { kept, type Kept } from '../state/kept.ts';
import { dropOffline, keepOffline, offlineModels } from '../state/offline-models.ts';
import { filled, guesses } from '../state/masked.ts';
import { written } from '../state/selection.ts';
import { stageOf } from '../stages.ts';
import { prefer } from '../state/preferences.ts';
import { ofSentence } from '../state/url.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';
import type { ModelPicker, Offer } from '../views/model-picker.ts';
import type { SentenceField } from '../views/sentence-field.ts';
import { statusOf } from './bench-status.ts';
import type { HubSearch } from './hub.ts';
import { offerOf } from './offer.ts';
import { Panel } from './panel.ts';
import { WhenKept } from './when-kept.ts';
import type { OutputNote } from '../views/output-note.ts';
import './chat-panel.ts';
import './hub.ts';
import './kept-list.ts';
import '../views/model-picker.ts';
import '../views/model-tabs.ts';
import '../views/output-note.ts';
import '../views/sentence-field.ts';
import '../views/status-line.ts';
import '../views/token-strip.ts';

/** Examples for a model that guesses masked words, "…" for the mask. */
const masked = ['The capital of France is ….', 'The cat sat on the ….', '北京是中国的首…。'];

/** How a way of storing weights is called: our int8 blocks have no name elsewhere. */
const formatName = (format: string): string => (format === 'Q8' ? 'int8' : format);

export class BenchPanel extends Panel {
  static override styles = [
    shared,
    css`
      .bench {
        padding: 16px 0 20px;
        display: grid;
        grid-template-columns: minmax(0, 1fr) 44px minmax(0, 1fr);
        gap: 14px 20px;
        align-items: start;
        border-bottom: 1px solid var(--rule);
      }
      .cap {
        font-size: var(--type-3);
        color: var(--muted);
        margin-bottom: 6px;
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 28px;
        flex-wrap: wrap;
      }
      .cap select {
        min-height: 40px;
        margin: -6px 0;
        font-size: var(--type-3);
      }
      .room {
        margin-left: auto;
        font-variant-numeric: tabular-nums;
      }
      .room.over {
        color: var(--bad);
        font-weight: 600;
      }
      .out {
        font: 500 var(--type-11)/1.35 var(--serif);
        color: var(--accent);
        margin: 0 0 14px;
        min-height: 46px;
        padding-bottom: 5.5px;
      }
      .out {
        text-wrap: balance;
      }
      .out.long {
        font-size: var(--type-9);
      }
      .out.essay {
        font-size: var(--type-6);
        max-height: 300px;
        overflow-y: auto;
      }
      .out.pending {
        opacity: 0.55;
      }
      pl-sentence-field {
        margin-bottom: 14px;
        min-height: 50px;
      }
      .guesses {
        margin: 0 0 10px;
        padding-left: 24px;
        font-size: var(--type-5);
      }
      .guesses b {
        font-weight: 500;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .arrow {
        font-size: var(--type-10);
        color: var(--faint);
        text-align: center;
        padding-top: 38px;
        line-height: 1;
      }
      .strips {
        max-height: 320px;
        overflow-y: auto;
        padding: 4px;
        margin: -4px;
      }
      .all {
        grid-column: 1 / -1;
      }
      .chips {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        margin-top: 6px;
      }
      .chips .segments {
        margin-left: auto;
      }
      .chip {
        border: 1px solid var(--rule);
        background: var(--card);
        border-radius: var(--round-5);
        padding: 0 16px;
        font-size: var(--type-3);
        color: var(--muted);
        min-height: 40px;
        display: inline-flex;
        align-items: center;
        gap: 6px;
        text-align: left;
      }
      .chip b {
        color: var(--ink);
        font-weight: 500;
      }
      .examples {
        display: flex;
        gap: 2px 4px;
        flex-wrap: wrap;
        align-items: center;
        font-size: var(--type-3);
        color: var(--muted);
      }
      .examples button {
        font: 500 var(--type-5) var(--serif);
      }
      @media print {
        pl-model-tabs,
        .examples,
        .chips .segments {
          display: none;
        }
      }
      @media (max-width: 760px) {
        .bench {
          grid-template-columns: minmax(0, 1fr);
          gap: 10px;
          padding: 20px 0 14px;
        }
        .arrow {
          display: none;
        }
        .out {
          font-size: var(--type-10);
          min-height: 36px;
          margin-bottom: 10px;
        }
        .out.long {
          font-size: var(--type-8);
        }
        .strips {
          max-height: 220px;
        }
        .examples {
          flex-wrap: nowrap;
          overflow-x: auto;
          scrollbar-width: none;
        }
        .examples > * {
          flex: none;
        }
        .chip {
          border-radius: var(--round-4);
          padding: 4px 14px;
        }
      }
    `,
  ];

  /** Models on offer, as far as they are known. */
  @property({ attribute: false }) accessor offers: Manifest[] = [];
  /** Whether output tokens are coloured by how sure the model was. */
  @state() private accessor coloured = false;
  /** Whether the browser lets the page keep files, and what it keeps; known once the list of models is open. */
  @state() private accessor keeps = false;
  @state() private accessor items: readonly Kept[] = [];
  /** The site's own models that open without a network, the one that is being fetched for that, and one that failed. */
  @state() private accessor offline: ReadonlySet<string> | undefined;
  @state() private accessor keeping = '';
  @state() private accessor notKept = '';
  @query('pl-model-picker') private accessor picker!: ModelPicker;
  @query('pl-hub') private accessor hub!: HubSearch;
  @query('pl-sentence-field') private accessor field!: SentenceField;

  protected override drawn(): unknown[] {
    return [
      ...super.drawn(),
      this.results.writing,
      this.results.took,
      this.app.session.phase,
      this.coloured,
      this.keeps,
      this.items,
      this.offline,
      this.keeping,
      this.notKept,
    ];
  }

  constructor() {
    super();
    // While a download runs pieces come all the time; the list is read when it is on show.
    new WhenKept(this, () => {
      if (this.picker?.open) void this.#refresh();
    });
  }

  /** The list of models may come when it is on show already. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    if (!changed.has('offers')) return;
    this.app.offers = this.offers;
    if (this.picker?.open) void this.#refresh();
  }

  /** Puts the cursor into the sentence. */
  edit(): void {
    this.field.focus();
  }

  protected override get prompt(): boolean {
    return true;
  }

  override render(): TemplateResult {
    const { t, choices, results } = this;
    const tokens = results.tokens ?? { tokens: [], groups: [], of: '' };
    const translator = results.info?.config.kind === 'encoder-decoder' || !results.info;
    return html`<div class="bench">
        <div class="all">
          <pl-model-tabs
            .t=${t}
            .models=${this.#tabs()}
            .current=${this.app.session.own ? '' : choices.model}
            .own=${this.app.session.own}
            @pick=${this.#pick}
            @own=${() => this.picker.show()}
          ></pl-model-tabs>
        </div>
        <div>
          <div class="cap"><span>${t('bench.input')}</span>${this.#length()}</div>
          <pl-sentence-field
            .text=${choices.text}
            .name=${t('bench.input')}
            .hint=${t('bench.hint')}
            @text=${(e: CustomEvent<{ text: string }>) => this.#write(e.detail.text)}
          ></pl-sentence-field>
          <div class="strips">
            <pl-token-strip
              ids
              .tokens=${tokens}
              .selected=${Math.min(choices.source, tokens.tokens.length - 1)}
              .pending=${tokens.of !== choices.text}
              .name=${t('bench.inputStrip')}
              @token-select=${this.selectSource}
            ></pl-token-strip>
          </div>
        </div>
        <div class="arrow" aria-hidden="true">→</div>
        <div>${this.encoderOnly ? this.#guessed() : this.#written(translator)}</div>
        <div class="all">
          <div class="examples goes-on">
            <span>${t('bench.examples')}</span>${this.#examples(translator).map(
              (text) => html`<button @click=${() => this.#write(text, 0)}>${text}</button>`,
            )}
          </div>
          ${this.#chips()} ${this.#around()}
          ${results.info?.chat_template ? html`<pl-chat .app=${this.app}></pl-chat>` : nothing}
          <pl-status-line
            .t=${t}
            .status=${statusOf(this.app.session, this.choices.text, t)}
            @retry=${() => this.app.session.retry()}
          ></pl-status-line>
        </div>
      </div>
      <pl-model-picker
        .t=${t}
        .offers=${this.#cards()}
        .current=${this.app.session.own ? '' : choices.model}
        .keeps=${this.keeps}
        .offline=${this.offline}
        .keeping=${this.keeping}
        .failed=${this.notKept}
        @pick=${this.#pick}
        @keep-offline=${(e: CustomEvent<{ name: string }>) => void this.#keepOffline(e.detail.name)}
        @files=${this.#openFiles}
        @shown=${this.#refresh}
        @open-kept=${(e: CustomEvent<{ item: Kept }>) => void this.#openKept(e.detail.item)}
        @go-on=${(e: CustomEvent<{ item: Kept }>) => void this.hub.fetch(e.detail.item)}
      >
        <pl-hub .t=${t} .keeps=${this.keeps} .items=${this.items}></pl-hub>
        <pl-kept
          .t=${t}
          .keeps=${this.keeps}
          .items=${this.items}
          .models=${this.#cards().filter(({ name }) => this.offline?.has(name))}
          @drop-offline=${(e: CustomEvent<{ names: string[] }>) => void this.#dropOffline(e.detail.names)}
        ></pl-kept>
      </pl-model-picker>`;
  }

  /** What a model that writes has written. */
  #written(translator: boolean): TemplateResult {
    const { t, choices, results } = this;
    const output = written(results);
    return html`<div class="cap">
        <span>${t(translator ? 'bench.output' : 'bench.continuation')}</span>${translator ? this.#direction() : nothing}
      </div>
      ${this.#output()}
      <div class="strips">
        <pl-token-strip
          ids
          .tokens=${output}
          .selected=${Math.min(choices.target, output.tokens.length - 1)}
          .pending=${results.output?.of !== choices.text}
          .probs=${this.coloured ? results.output?.steps.map((s) => s.prob) : undefined}
          .name=${t('bench.outputStrip')}
          @token-select=${this.selectTarget}
        ></pl-token-strip>
      </div>
      <pl-output-note
        .t=${t}
        .note=${this.#note()}
        .coloured=${this.coloured}
        @colour=${(e: CustomEvent<{ on: boolean }>) => (this.coloured = e.detail.on)}
      ></pl-output-note>`;
  }

  /** What an encoder-only model puts in masked places. */
  #guessed(): TemplateResult {
    const { t, choices, results } = this;
    const { info, forward } = results;
    const mask = info!.mask_token;
    const list = forward?.of === choices.text ? guesses(info!, forward) : [];
    return html`<div class="cap"><span>${t('masked.title')}</span></div>
      ${
        !mask
          ? html`<p>${t('masked.none')}</p>`
          : !list.length
            ? html`<p>${t('masked.hint', { mask })}</p>`
            : html`<p class="out" aria-live="polite">${filled(choices.text, mask, list)}</p>
                ${list.map(
                  ({ candidates }) =>
                    html`<ol class="guesses">
                      ${candidates.map((c) => html`<li>${label(tokenText(c.token))} <b>${percent(c.prob)}</b></li>`)}
                    </ol>`,
                )}<button class="text" @click=${() => this.app.store.set({ door: stageOf('why').door, at: 'why' })}>
                  ${t('masked.why')}
                </button>`
      }
      <button class="text" @click=${() => this.app.store.set({ door: stageOf('sentences').door, at: 'sentences' })}>
        ${t('sentences.bench')}
      </button>`;
  }

  /** Sentences that fit the model. */
  #examples(translator: boolean): readonly string[] {
    const { info } = this.results;
    if (info?.mask_token) return masked.map((text) => text.replace('…', info.mask_token));
    const name = (this.app.session.own && info?.name) || this.choices.model;
    return examplesOf({ name, continues: !translator }, this.t.lang);
  }

  /** Whether begin and end tokens stand around the text, where the model's files have a say in it. */
  #around(): TemplateResult | typeof nothing {
    const { info } = this.results;
    if (!this.app.session.own || !info || info.config.kind === 'encoder-decoder') return nothing;
    const files = (info.before?.length ?? 0) + (info.after?.length ?? 0);
    if (!files && !info.begin_token) return nothing;
    const { around } = this.choices;
    return html`<div class="chips">
      <select
        aria-label=${this.t('around.files')}
        @change=${(e: Event) =>
          this.app.store.set({ around: (e.target as HTMLSelectElement).value as '' | 'with' | 'without' })}
      >
        ${(
          [
            ['', files ? 'around.with' : 'around.without'],
            ['with', 'around.with'],
            ['without', 'around.without'],
          ] as const
        ).map(
          ([value, key]) =>
            html`<option value=${value} ?selected=${value === around}>
              ${this.t(key)}${value ? '' : ` (${this.t('around.files')})`}
            </option>`,
        )}
      </select>
    </div>`;
  }

  /** How much of the model's room the sentence takes. */
  #length(): TemplateResult | typeof nothing {
    const { tokens, forward, info } = this.results;
    const { phase } = this.app.session;
    const failed = phase.kind === 'failed' && phase.error.code === 'too-long' ? phase.error.values : undefined;
    const fresh = forward?.of === this.choices.text && forward.source.tokens.length > 0;
    const n = Number(failed?.['got'] ?? (fresh ? forward.source.tokens.length : tokens?.tokens.length));
    const limit = Number(failed?.['limit'] ?? info?.config.context);
    if (!n || !limit) return nothing;
    return html`<span class="room ${n > limit ? 'over' : ''}">${this.t('bench.room', { n, limit })}</span>`;
  }

  #output(): TemplateResult {
    const { output, writing } = this.results;
    const text = writing ?? output?.text ?? '';
    const size = text.length > 160 ? 'essay' : text.length > 60 ? 'long' : '';
    return html`<p
      class="out ${size} ${output?.of !== this.choices.text && writing === undefined ? 'pending' : ''}"
      aria-live="polite"
    >
      ${text || ' '}
    </p>`;
  }

  #note(): OutputNote {
    const { info, output } = this.results;
    const card = info?.card as { cannot?: Record<string, string>; doubt?: { precision?: number } } | null | undefined;
    return {
      cannot: card?.cannot?.[this.t.lang] ?? '',
      doubt: output?.doubt || undefined,
      precision: card?.doubt?.precision,
      readAs: output?.read_as,
      canColour: Boolean(output?.steps.length),
    };
  }

  #direction(): TemplateResult {
    const options = [
      ['', 'bench.toAuto'],
      ['en', 'bench.toEnglish'],
      ['zh', 'bench.toChinese'],
    ] as const;
    return html`<select
      aria-label=${this.t('bench.direction')}
      @change=${(e: Event) =>
        this.app.store.set({ to: (e.target as HTMLSelectElement).value as '' | 'en' | 'zh', forced: [] })}
    >
      ${options.map(
        ([value, key]) => html`<option value=${value} ?selected=${value === this.choices.to}>${this.t(key)}</option>`,
      )}
    </select>`;
  }

  #chips(): TemplateResult {
    const { t } = this;
    const { info } = this.results;
    const { config } = info ?? {};
    const layers = !config
      ? ''
      : config.kind === 'encoder-decoder'
        ? t('bench.layersBoth', { encoder: config.encoder_layers, decoder: config.decoder_layers })
        : t('bench.layers', { n: config.decoder_layers || config.encoder_layers });
    const offer = this.app.session.own ? undefined : this.offers.find((m) => m.name === this.choices.model);
    const size = offer?.bytes ?? info?.bytes;
    return html`<div class="chips">
      <button class="chip" aria-haspopup="dialog" @click=${() => this.picker.show()}>
        <span
          >${t('bench.model')} <b>${this.app.session.own || this.#title()}</b>${layers ? ` · ${layers}` : ''} ·
          ${t('bench.change')}</span
        >
      </button>
      ${
        info
          ? html`<span class="chip"
              ><span
                >${t('bench.parameters', { n: count(info.parameters.total ?? 0, t.lang) })} ·
                <b>${megabytes(size ?? 0)}</b
                >${info.quantised ? ` · ${t('bench.quantised', { format: formatName(info.format) })}` : ''} ·
                ${t('bench.here')}</span
              ></span
            >`
          : nothing
      }
      ${
        this.app.session.own && info && info.files.length > 1
          ? html`<span class="chip"><span>${t('bench.read', { files: info.files.join(', ') })}</span></span>`
          : nothing
      }
      ${
        this.choices.forced.length
          ? html`<button class="chip" @click=${() => this.app.store.set({ forced: [] })}>${t('bench.unforce')}</button>`
          : nothing
      }
      ${this.#depth()}
    </div>`;
  }

  /** How much of each stage stands open. */
  #depth(): TemplateResult {
    const { t } = this;
    return html`<span class="segments" role="group" aria-label=${t('depth.name')}>
      ${(['basic', 'expert'] as const).map(
        (depth) =>
          html`<button
            aria-pressed=${this.choices.depth === depth}
            title=${t(`depth.${depth}Means`)}
            @click=${() => {
              prefer('depth', depth);
              this.app.store.set({ depth });
            }}
          >
            ${t(`depth.${depth}`)}
          </button>`,
      )}
    </span>`;
  }

  #tabs(): { name: string; title: string }[] {
    const { model } = this.choices;
    const tabs = this.#cards().map(({ name, title }) => ({ name, title }));
    return tabs.some(({ name }) => name === model) ? tabs : [{ name: model, title: model }, ...tabs];
  }

  #title(): string {
    return this.#cards().find((o) => o.name === this.choices.model)?.title ?? this.choices.model;
  }

  /** What the cards say is put together once a list and language, not at every drawing. */
  #described: { offers: Manifest[]; lang: string; cards: Offer[] } | undefined;

  #cards(): Offer[] {
    const { offers, t } = this;
    if (this.#described?.offers !== offers || this.#described.lang !== t.lang)
      this.#described = { offers, lang: t.lang, cards: offers.map((m) => offerOf(m, t)) };
    return this.#described.cards;
  }

  #pick = (event: CustomEvent<{ name: string }>) => {
    const { store, session } = this.app;
    const own = session.own;
    session.own = '';
    if (own && store.get().model === event.detail.name) void session.open(event.detail.name);
    // A sentence of the reader's own stays; an example gives way to one for the new model.
    const card = this.offers.find((m) => m.name === event.detail.name)?.card as
      { architecture?: { kind?: string } } | null | undefined;
    const continues = card?.architecture?.kind === 'decoder';
    const [text] = examplesOf({ name: event.detail.name, continues }, this.t.lang);
    // In a story the first word has the whole opening to rest on; in a translation the second is the first with a
    // meaning.
    const example = isExample(store.get().text) && { text: text!, target: continues ? 0 : 1 };
    store.set({
      model: event.detail.name,
      ...example,
      ...ofSentence,
      special: 0,
      around: '',
      off: [],
      layer: -1,
      head: 0,
    });
  };

  #openFiles = async (event: CustomEvent<{ files: File[]; title?: string; id?: string; keep?: boolean }>) => {
    const { files, title, id, keep } = event.detail;
    this.picker.hide();
    this.app.store.set({ off: [], around: '' });
    await this.app.session.open(files, title);
    if (id) await kept.touch(id);
    // What cannot be opened is not worth keeping.
    const { own, phase } = this.app.session;
    if (!keep || !own || (phase.kind === 'failed' && phase.during === 'open')) return;
    await kept.keep('model', own, files).catch((error) => this.app.session.fail(error));
  };

  async #openKept(item: Kept): Promise<void> {
    const files = await kept.files(item);
    await this.#openFiles(new CustomEvent('files', { detail: { files, title: item.title, id: item.id } }));
  }

  async #keepOffline(name: string): Promise<void> {
    const model = this.offers.find((m) => m.name === name);
    if (!model) return;
    [this.keeping, this.notKept] = [name, ''];
    const here = await keepOffline(model).catch(() => false);
    [this.keeping, this.notKept] = ['', here ? '' : name];
    await this.#refresh();
  }

  async #dropOffline(names: string[]): Promise<void> {
    await Promise.all(this.offers.filter(({ name }) => names.includes(name)).map(dropOffline));
    await this.#refresh();
  }

  /** Reads anew what is kept. */
  #refresh = async () => {
    this.keeps = await kept.available();
    this.items = await kept.list();
    this.offline = await offlineModels(this.offers);
  };

  /** `special` of 0: an example, in which no name of a special token is one. */
  #write(text: string, special = this.choices.special): void {
    this.app.store.set({ text, special, ...ofSentence });
  }
}

define('pl-bench', BenchPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-bench': BenchPanel;
  }
}
