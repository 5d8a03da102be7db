// What all panels share: they stand between the store and session of one playground and the pure views, redraw when
// either changes, and know whether they are near the screen, so that what nobody sees is not computed.

import type { Manifest } from '../../wasm/bridge/manifest.ts';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Said } from '../conclusions.ts';
import { property, state } from 'lit/decorators.js';
import { language, translator, type Translate } from '../i18n/index.ts';
import { isExpert, stageOf, stageOfElement, type Place, type Placed } from '../stages.ts';
import type { OpenModel, Results, Session } from '../state/session.ts';
import type { Store } from '../state/store.ts';
import { ofOneFigure, type State } from '../state/url.ts';
import type { Table } from '../state/table.ts';
import { loadWords } from '../state/word-list.ts';
import { wordsKnown } from '../state/words.ts';
import { errorText } from './errors.ts';
import type { Work } from './work.ts';
import '../views/figure-frame.ts';
import '../views/stage-section.ts';
import '../views/work-line.ts';

/** The services of one playground or embed. */
export interface App {
  store: Store;
  session: Session;
  /** Texts tokenized in published vocabularies before the engine arrived, by vocabulary name. */
  duel: Record<string, Results['tokens']>;
  /** Models on offer, once they are known. */
  offers?: readonly Manifest[];
  /** The moments of the run that the reader has started, once there is one. */
  made?: { readonly looks: readonly { step: number; files: File[] }[] };
  /** The one figure that an embed shows, without the text around it. */
  only?: Place;
}

/** What a stage says beside its figures. */
export interface SectionText {
  /** What its title is filled in with. */
  values?: Record<string, string | number>;
  ask: string;
  text: string;
  caveat: string;
  /** The figure takes the whole width. */
  wide?: boolean;
}

/** What stands around a figure's drawing. */
export interface FigureText {
  /** What its title is filled in with; or the title itself, where the one in stages.ts does not fit. */
  values?: Record<string, string | number>;
  title?: string;
  note?: string;
  how?: string;
  limits?: string;
  /** The numbers to be saved. */
  table?: () => Table;
}

/** A panel: give it `app`. Subclasses draw from `choices`, `results` and `t`. */
export abstract class Panel extends LitElement {
  @property({ attribute: false }) accessor app!: App;
  /** Near the screen now, or has been. */
  @state() protected accessor seen = false;
  #observers: IntersectionObserver[] = [];
  #onScreen = true;
  #drawn: unknown[] = [];
  /** The next drawing is for new results, not only for something that the reader did. */
  #forResults = false;
  /** What the reader has unfolded in basic depth: figures. */
  readonly #unfolded = new Set<Place>();
  #redraw = (event: Event) => {
    const fields = [...(event as CustomEvent<Set<keyof State>>).detail];
    const figures = stageOfElement(this.localName)?.figures ?? {};
    // A new sentence is drawn with its tokens, which are a moment away: the session tells when.
    if (fields.every((field) => field === 'text') && this.app.session.phase.kind === 'running') return;
    if (fields.some((field) => (ofOneFigure[field] ?? '') in figures || !ofOneFigure[field])) this.requestUpdate();
  };
  #redrawIfNeeded = () => {
    const drawn = this.drawn();
    if (drawn.some((part, i) => part !== this.#drawn[i])) {
      this.#forResults = true;
      this.requestUpdate();
    }
    this.#drawn = drawn;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.store.addEventListener('change', this.#redraw);
    this.app.session.addEventListener('change', this.#redrawIfNeeded);
    if (this.hasUpdated) this.#observe();
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  /** A panel has its place on the page once it has been drawn. */
  #observe(): void {
    const watch = (rootMargin: string, callback: (inside: boolean) => void) => {
      const observer = new IntersectionObserver((entries) => callback(entries.at(-1)!.isIntersecting), { rootMargin });
      observer.observe(this);
      this.#observers.push(observer);
    };
    watch('0px', (inside) => (this.#onScreen = inside));
    watch('300px', (inside) => (this.seen ||= inside));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.store.removeEventListener('change', this.#redraw);
    this.app.session.removeEventListener('change', this.#redrawIfNeeded);
    this.#observers.splice(0).forEach((observer) => observer.disconnect());
  }

  /**
   * What a panel draws of the session; nothing else redraws it. An output that is still being written changes a dozen
   * times a second, and only the bench shows it.
   */
  protected drawn(): unknown[] {
    const { session } = this.app;
    const { info, tokens, output, forward } = session.results;
    const { text } = this.choices;
    return [text, info, tokens, output, forward, session.phase.kind, session.precomputed, session.model];
  }

  /** Is drawn at once; other panels take turns behind it. */
  protected get prompt(): boolean {
    return false;
  }

  /**
   * What the reader does is seen at once, a new sentence with its tokens. Results are drawn one panel a task, so that
   * the page never stands still for long; and away from the screen a panel waits until they are whole and the page is
   * at rest.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.prompt) {
      if (!this.#onScreen) await this.#rest();
      else if (!this.hasUpdated || this.#forResults) await turn(!this.hasUpdated);
    }
    this.#forResults = false;
    super.scheduleUpdate();
  }

  async #rest(): Promise<void> {
    do await quiet();
    while (this.app.session.phase.kind === 'running' && !this.#onScreen);
  }

  protected get choices(): State {
    return this.app.store.get();
  }

  protected get results(): Results {
    return this.app.session.results;
  }

  /** The open model's name: its own, or that of the files in which a reader's own model came. */
  protected get modelName(): string {
    return this.results.info?.name || this.app.session.own;
  }

  /** An encoder-only model, which writes nothing. */
  protected get encoderOnly(): boolean {
    return this.results.info?.config.kind === 'encoder';
  }

  protected get t(): Translate {
    return translator(language(this.choices.lang));
  }

  /** Whether texts can be cut into words; the list is fetched when a panel that cuts is seen. */
  protected get canCut(): boolean {
    if (this.seen && !wordsKnown()) void loadWords().then(() => this.requestUpdate());
    return wordsKnown();
  }

  /** Whether a figure is folded to its line, and so not drawn or computed. */
  protected folded(place: Place): boolean {
    const { only } = this.app;
    if (only) return place !== only;
    const { depth, at } = this.choices;
    if (place === at) this.#unfolded.add(place);
    return depth === 'basic' && isExpert(place) && !this.#unfolded.has(place);
  }

  /** The whole stage is folded to its line. */
  get #shut(): boolean {
    return this.stage.expert === 'whole' && this.#places.every((place) => this.folded(place));
  }

  get #places(): Place[] {
    return Object.keys(this.stage.figures) as Place[];
  }

  #unfold(...places: Place[]): void {
    for (const place of places) this.#unfolded.add(place);
    this.requestUpdate();
  }

  /** The open model when it has answered for the sentence on show: figures with calls of their own wait for it. */
  get idleModel(): OpenModel | undefined {
    const shown = this.seen && (!this.stage || !this.#shut);
    return this.app.session.phase.kind === 'ready' && shown ? this.app.session.model : undefined;
  }

  /** Puts the focus where the panel's keys are, if it has any. */
  takeKeys(): void {}

  /** Draws everything, on the screen or not, and resolves when nothing is being computed any more. */
  async whole(): Promise<void> {
    this.seen = true;
    do {
      this.requestUpdate();
      await this.updateComplete;
      await quiet();
    } while (this.app.session.phase.kind === 'running' || this.busy);
  }

  /** A figure of this panel is being computed. */
  protected get busy(): boolean {
    return [...this.renderRoot.querySelectorAll('pl-work-line')].some((line) => line.running);
  }

  /** The stage that this panel draws. */
  protected get stage(): Placed {
    return stageOfElement(this.localName)!;
  }

  /** The panel's whole drawing: the stage's text, and its figures. */
  protected section({ values, ask, text, caveat, wide }: SectionText, figures: TemplateResult[]): TemplateResult {
    if (this.app.only) return html`${figures}`;
    return html`<pl-stage
      .number=${this.number}
      .lang=${this.t.lang}
      .heading=${this.t(this.stage.title, values)}
      .ask=${ask}
      .text=${text}
      .caveat=${caveat}
      ?wide=${wide}
      .folded=${this.#shut}
      @unfold=${() => this.#unfold(...this.#places)}
      >${this.#shut ? nothing : figures}</pl-stage
    >`;
  }

  /** One of the stage's figures. */
  protected figure(place: Place, text: FigureText, drawing: TemplateResult): TemplateResult {
    const { values, title, note, how, limits, table } = text;
    if (this.app.only && place !== this.app.only) return html``;
    return html`<pl-figure
      .t=${this.t}
      place=${place}
      .heading=${title ?? this.t(this.stage.figures[place]!, values)}
      .note=${note ?? ''}
      .how=${how ?? ''}
      .limits=${limits ?? ''}
      .credit=${this.pictureCredit}
      .table=${table}
      .folded=${this.folded(place)}
      @unfold=${(e: Event) => {
        e.stopPropagation();
        this.#unfold(place);
      }}
      >${this.folded(place) ? nothing : drawing}</pl-figure
    >`;
  }

  /** Page, model and sentence, for a picture that leaves the page. */
  protected get pictureCredit(): string {
    return ['Pellucid 通透', this.modelName, this.t('quote', { x: this.choices.text.slice(0, 60) })]
      .filter(Boolean)
      .join(' · ');
  }

  /** The line of a Work: price, progress, cancel, error. */
  protected workLine(work: Work<unknown>, price: string, paid = '', action = ''): TemplateResult {
    const error = work.error && errorText(work.error, this.t);
    return html`<pl-work-line
      .t=${this.t}
      .running=${work.running}
      .progress=${work.progress}
      .waiting=${work.waiting && !!this.idleModel}
      .price=${work.fresh && paid ? paid : price}
      .error=${error?.text ?? ''}
      .detail=${error?.detail ?? ''}
      .action=${action}
      @start=${work.start}
      @cancel=${work.cancel}
    ></pl-work-line>`;
  }

  /** A conclusion as a paragraph. */
  protected conclude(said: Said | undefined): TemplateResult | typeof nothing {
    return said ? html`<p class="verdict">${this.t(said.key, said.values)}</p>` : nothing;
  }

  /** Number and name of the stage, "1 · Tokens". */
  protected get number(): string {
    const { number, name, nameSingle } = this.stage;
    const { info } = this.results;
    return `${number} · ${this.t(nameSingle && info && info.config.kind !== 'encoder-decoder' ? nameSingle : name)}`;
  }

  /** The number of the stage that has a figure. */
  protected numberOf(place: Place): number {
    return stageOf(place).number;
  }

  /** A figure's table with where its numbers come from. */
  protected table(columns: string[], rows: Table['rows'], more: Record<string, unknown> = {}): Table {
    const { info, output } = this.results;
    return {
      about: {
        model: this.modelName,
        weights_sha256: info?.hash ?? '',
        quantised: info?.quantised ?? null,
        layers_and_heads_counted_from: 0, // as their names are; the page counts from 1
        text: this.choices.text,
        output: output?.text ?? '',
        ...more,
      },
      columns,
      rows,
    };
  }

  protected selectSource = (event: CustomEvent<{ index: number }>) => {
    this.app.store.set({ source: event.detail.index, side: 'source' });
  };

  protected selectTarget = (event: CustomEvent<{ index: number }>) => {
    this.app.store.set({ target: event.detail.index, side: 'target' });
  };
}

let last: Promise<void> = Promise.resolve();

/** A task of one's own after all who asked before; `painted`: what they have drawn is on the screen by then. */
function turn(painted: boolean): Promise<void> {
  return (last = last.then(() => (!painted ? nextTask() : document.hidden ? quiet() : frame().then(quiet))));
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}

/** A moment when the page has nothing else to do, or at most half a second. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 50);
  });
}
