// The whole page: header, bench, and the stages of the open door. It owns the one Store and Session, keeps the address
// bar, the document's language and theme in step with the state, and answers events that figures send up.

import { LitElement, css, type TemplateResult } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';
import { property, query, state } from 'lit/decorators.js';
import type { Manifest } from '../../wasm/bridge/manifest.ts';
import { language, translator, type Translate } from '../i18n/index.ts';
import { readFirst } from '../state/first.ts';
import { copied } from '../state/clipboard.ts';
import { sharedLink } from '../state/edge.ts';
import { prefer, type Preference } from '../state/preferences.ts';
import { Session, type Opener } from '../state/session.ts';
import { Store } from '../state/store.ts';
import { isDark } from '../state/theme.ts';
import {
  doorHref,
  fromLocation,
  missingDoor,
  noteSeen,
  ofLesson,
  ofOneFigure,
  onLocation,
  toLocation,
} from '../state/url.ts';
import type { Seen, State } from '../state/url.ts';
import { doors, stages, type Place } from '../stages.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';
import type { BenchPanel } from './bench-panel.ts';
import { Panel, type App } from './panel.ts';
import { copyCode, copyLink, embedOf } from './taking.ts';
import { hold } from './hold.ts';
import { Where } from './where.ts';
import './bench-line.ts';
import './bench-panel.ts';
import './lesson-dock.ts';
import './lesson-list.ts';
import 'pellucid:panels';
import '../views/door-map.ts';
import '../views/glossary-list.ts';
import '../views/promise-line.ts';
import '../views/site-header.ts';

/** Set `open`, `models` and `first` before it is connected. */
export class PlaygroundPanel extends LitElement {
  static override styles = [
    shared,
    css`
      .top {
        position: sticky;
        top: 0;
        z-index: 5;
        background: var(--paper);
        border-bottom: 1px solid var(--rule);
      }
      .line {
        position: absolute;
        left: 0;
        right: 0;
        top: 100%;
        background: var(--paper);
        border-bottom: 1px solid var(--rule);
        visibility: hidden;
        opacity: 0;
        transition: opacity 0.15s;
      }
      .line.on {
        visibility: visible;
        opacity: 1;
      }
      /* On paper nothing can be typed. */
      @media print {
        .top {
          position: static;
        }
        .line,
        pl-promise {
          display: none;
        }
      }
      @media (max-width: 900px) {
        .top {
          top: -48px;
        }
      }
      main {
        max-width: var(--wide);
        margin: auto;
        padding: 0 var(--gutter) 40px;
        min-height: 100vh;
      }
      footer {
        max-width: var(--wide);
        margin: auto;
        padding: 0 var(--gutter) 48px;
        color: var(--muted);
        font-size: var(--type-4);
      }
      /* The lesson lies over the end of the page. */
      footer.room {
        padding-bottom: 50vh;
      }
      footer p {
        margin: 0 0 12px;
        max-width: 80ch;
      }
      /* No sheet for the last lines alone. */
      @media print {
        main {
          min-height: 0;
          padding-bottom: 0;
        }
        footer {
          padding-bottom: 0;
        }
        footer button {
          display: none;
        }
      }
      .fresh {
        margin: 0;
        padding: 8px var(--gutter);
        background: var(--card);
        color: var(--muted);
        text-align: center;
      }
      .skip {
        position: absolute;
        left: -999px;
      }
      .skip:focus {
        left: 12px;
        top: 8px;
        z-index: 9;
        background: var(--card);
        padding: 8px 14px;
      }
    `,
  ];

  /** Opens models. */
  @property({ attribute: false }) accessor open!: Opener;
  /** Lists the models on offer. */
  @property({ attribute: false }) accessor models!: () => Promise<Manifest[]>;
  /** Address of first.json; "" for none. */
  @property() accessor first = '';
  /** Its SHA-256 sum, base64. */
  @property() accessor firstSum = '';
  /** Puts a new version of the page in place, once one waits. */
  @property({ attribute: false }) accessor take: (() => void) | undefined;
  /** The models on offer, as far as they are known. */
  @state() private accessor offers: Manifest[] = [];
  @state() private accessor condensed = false;
  @state() private accessor said = '';
  @state() private accessor printing = false;
  /** A door that was asked for and is not there. */
  @state() private accessor missing = '';
  @query('pl-bench') private accessor bench!: BenchPanel;

  #app!: App;
  #leave: (() => void)[] = [];
  #letGo: () => void = () => {};
  #writing = 0;
  #noting = 0;
  #first: Promise<void> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    const store = new Store(fromLocation());
    this.missing = missingDoor();
    this.#app = { store, session: new Session(store, this.open), duel: {} };
    store.addEventListener('change', this.#changed);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', this.#dress);
    addEventListener('scroll', this.#scrolled, { passive: true });
    addEventListener('beforeprint', this.#dressForPaper);
    addEventListener('afterprint', this.#dress);
    this.#leave = [
      onLocation(this.#located),
      () => scheme.removeEventListener('change', this.#dress),
      () => removeEventListener('scroll', this.#scrolled),
      () => removeEventListener('beforeprint', this.#dressForPaper),
      () => removeEventListener('afterprint', this.#dress),
    ];
    this.#dress();
    this.#first = this.#showFirst();
    void this.#start();
  }

  /**
   * The first drawing waits for the precomputed run, which is on its way before this script is, so that nothing moves
   * when it comes.
   */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await Promise.race([this.#first, new Promise((resolve) => setTimeout(resolve, 400))]);
    document.querySelectorAll('#late, #still').forEach((element) => element.remove());
    super.scheduleUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave.forEach((leave) => leave());
    this.#letGo();
    this.#app.session.model?.close();
  }

  async #showFirst(): Promise<void> {
    const first = this.first ? await readFirst(this.first, this.firstSum) : undefined;
    if (!first) return;
    this.#app.duel = Object.fromEntries(
      Object.entries(first.duel ?? {}).map(([name, tokens]) => [name, { ...tokens, of: first.input.text }]),
    );
    this.offers = [first.model];
    this.#app.session.showFirst(first);
  }

  /** Shows the precomputed run first, then fetches engine and model behind it. */
  async #start(): Promise<void> {
    const { store, session } = this.#app;
    // A first result that never comes must not hold the engine up.
    await Promise.race([this.#first, new Promise((resolve) => setTimeout(resolve, 400))]);
    await this.updateComplete;
    void this.models().then(
      (list) => (this.offers = list),
      () => undefined,
    );
    void session.open(store.get().model);
    void this.#goTo(store.get().at);
  }

  override render(): TemplateResult {
    const { store } = this.#app;
    const choices = store.get();
    const t = translator(language(choices.lang));
    const locked = choices.lesson !== '' && choices.lock === 1;
    const shown = stages.filter((stage) => stage.door === this.#door && (!locked || choices.at in stage.figures));
    return html`<a class="skip" href="#" @click=${this.#skip}>${t('skip')}</a>
      <header class="top">
        <h1 class="sr">${t('title')}</h1>
        <pl-site-header
          .t=${t}
          .doors=${(locked ? [] : doors).map(({ title, stages: { length } }, i) => ({
            number: i + 1,
            title,
            href: length ? doorHref(choices, i + 1) : undefined,
          }))}
          .door=${this.#door}
          .theme=${choices.theme}
          .said=${this.said}
          @language=${(e: CustomEvent<{ lang: 'zh' | 'en' }>) => this.#choose({ lang: e.detail.lang })}
          @theme=${(e: CustomEvent<{ theme: State['theme'] }>) => this.#choose({ theme: e.detail.theme })}
          @share=${this.#share}
        ></pl-site-header>
        <div class="line ${this.condensed ? 'on' : ''}">
          <pl-bench-line .app=${this.#app} @edit=${this.#edit}></pl-bench-line>
          ${this.#map()}
        </div>
      </header>
      ${
        this.take
          ? html`<p class="fresh" role="status">
              ${t('update.waits')} <button @click=${this.take}>${t('update.take')}</button>
            </p>`
          : ''
      }
      ${
        this.missing
          ? html`<p class="fresh missing" role="status">${t('doors.none', { door: this.missing, n: doors.length })}</p>`
          : ''
      }
      <main @copy-link=${this.#copy} @embed-figure=${this.#embed} @copy-code=${copyCode}>
        ${this.#promise(t)}
        <pl-bench .app=${this.#app} .offers=${this.offers}></pl-bench>
        ${shown.map(({ element }) => html`<${unsafeStatic(element)} .app=${this.#app}></${unsafeStatic(element)}>`)}
      </main>
      ${
        choices.lesson
          ? html`<pl-lesson .app=${this.#app} @lesson-close=${() => this.#app.store.set(ofLesson)}></pl-lesson>`
          : ''
      }
      <footer class=${choices.lesson ? 'room' : ''}>
        ${locked ? '' : html`<pl-lessons .t=${t} .app=${this.#app}></pl-lessons>`}
        <pl-glossary .t=${t}></pl-glossary>
        <p>${t('footer')}</p>
        <button class="button" ?disabled=${this.printing} @click=${this.#print}>
          ${t(this.printing ? 'print.waiting' : 'print')}
        </button>
      </footer>`;
  }

  get #door(): number {
    return this.#app.store.get().door;
  }

  /** What the page is for, where nobody is in the middle of a lesson. */
  #promise(t: Translate): TemplateResult {
    if (this.#door !== 1 || this.#app.store.get().lesson) return html``;
    return html`<pl-promise .t=${t} @start-walk=${this.#startWalk}></pl-promise>`;
  }

  /** The stages of the door, and where among them the reader is. */
  #map(): TemplateResult {
    const t = translator(language(this.#app.store.get().lang));
    const names = stages.filter((stage) => stage.door === this.#door).map((stage) => t(stage.name));
    if (names.length < 2) return html``; // nowhere to go
    return html`<pl-door-map
      .t=${t}
      .stages=${names}
      .current=${this.#where.index}
      @stage-select=${(e: CustomEvent<{ index: number }>) => this.#jump(e.detail.index)}
    ></pl-door-map>`;
  }

  #where = new Where(this, () => this.#panels);

  get #panels(): Element[] {
    return [...this.renderRoot.querySelectorAll('main > *')].filter((e) =>
      stages.some((s) => s.element === e.localName),
    );
  }

  /** To the first figure of a stage, and held there while panels above it are still being drawn. */
  #jump(index: number): void {
    const stage = stages.filter(({ door }) => door === this.#door)[index]!;
    const place = Object.keys(stage.figures)[0] as Place;
    if (place === this.#app.store.get().at) void this.#goTo(place);
    else this.#app.store.set({ at: place });
  }

  #startWalk = async () => {
    this.#app.store.set({ moment: 0 });
    this.#jump(0);
    await this.updateComplete;
    const [walk] = this.#panels;
    if (walk instanceof Panel) walk.takeKeys();
  };

  override firstUpdated(): void {
    const watch = new IntersectionObserver((entries) => (this.condensed = !entries.at(-1)!.isIntersecting), {
      rootMargin: '-120px 0px 0px 0px',
    });
    watch.observe(this.bench);
    this.#leave.push(() => watch.disconnect());
  }

  #changed = (event: Event) => {
    const fields = (event as CustomEvent<Set<keyof State>>).detail;
    const plays = [...fields].every((field) => ofOneFigure[field]);
    if (!plays) this.requestUpdate();
    this.#dress();
    if (fields.has('door')) scrollTo({ top: 0, behavior: 'instant' });
    if (fields.has('at')) void this.#goTo(this.#app.store.get().at);
    clearTimeout(this.#writing);
    // What is played is written down when it stands still: writing costs a frame.
    this.#writing = window.setTimeout(() => toLocation(this.#app.store.get()), plays ? 1500 : 250);
  };

  /** A language or theme is the reader's, here and on the next visit. */
  #choose(part: Partial<Pick<State, 'lang' | 'theme'>>): void {
    for (const [key, value] of Object.entries(part)) prefer(key as Preference, value);
    this.#app.store.set(part);
  }

  /** A link inside the page, an address changed by hand, or a way back: there the reader sees what they saw. */
  #located = (state: State, seen: Seen | undefined) => {
    this.#app.store.set(state);
    this.missing = missingDoor();
    if (seen) void this.#holdAt(seen.place, seen.from);
  };

  #scrolled = () => {
    clearTimeout(this.#noting);
    this.#noting = window.setTimeout(() => noteSeen(this.#seen()), 200);
  };

  /** The figure that begins nearest to the window's top; at the top of the page, none. */
  #seen(): Seen | undefined {
    if (scrollY < 1) return undefined;
    const figures = this.#panels.flatMap((panel) => [
      ...(panel.shadowRoot?.querySelectorAll('pl-figure[place]') ?? []),
    ]);
    const tops = figures.map((figure) => ({
      place: figure.getAttribute('place') as Place,
      from: Math.round(figure.getBoundingClientRect().top),
    }));
    return tops.sort((a, b) => Math.abs(a.from) - Math.abs(b.from))[0];
  }

  /** The document wears the reader's language and theme. */
  #dress = () => {
    const { lang, theme } = this.#app.store.get();
    const root = document.documentElement;
    const t = translator(language(lang));
    const tag = t.lang === 'zh' ? 'zh-Hans' : 'en';
    // Setting them, even to what they are, has the browser work out the style of the whole page again.
    if (root.lang !== tag) root.lang = tag;
    const worn = isDark(theme) ? 'dark' : 'light';
    if (root.dataset.theme !== worn) root.dataset.theme = worn;
    if (document.title !== t('title')) document.title = t('title');
  };

  #share = async () => {
    this.#say((await copied(sharedLink(this.#app.store.get()))) ? 'figure.copied' : 'figure.notCopied');
  };

  #embed = embedOf(new URL('./', location.href).href, () => this.#app.store.get());

  #copy = copyLink((at) => sharedLink({ ...this.#app.store.get(), at }));

  /** Paper has all figures of the door, so they are computed first. */
  #print = async () => {
    this.printing = true;
    const panels = this.#panels.filter((panel) => panel instanceof Panel);
    await Promise.race([Promise.all(panels.map((panel) => panel.whole())), new Promise((r) => setTimeout(r, 30_000))]);
    this.printing = false;
    await this.updateComplete;
    print();
  };

  /** Canvases take their colours from the document, and paper is white. */
  #dressForPaper = () => {
    document.documentElement.dataset.theme = 'light';
  };

  #say(key: 'figure.copied' | 'figure.notCopied'): void {
    this.said = translator(language(this.#app.store.get().lang))(key);
    setTimeout(() => (this.said = ''), 2500);
  }

  #edit = () => {
    this.bench.scrollIntoView({ block: 'start' });
    scrollTo({ top: 0 });
    this.bench.edit();
  };

  #skip = (event: Event) => {
    event.preventDefault();
    this.bench.edit();
  };

  /** A link to a figure opens at that figure. */
  async #goTo(place: Place | ''): Promise<void> {
    this.#letGo();
    if (!place) return;
    await this.updateComplete;
    if (this.isConnected && place === this.#app.store.get().at) await this.#holdAt(place);
  }

  /** Keeps a figure where it is to be while those around it are drawn: see {@link hold}. */
  async #holdAt(place: Place, from?: number): Promise<void> {
    await this.updateComplete;
    const panels = this.#panels;
    const find = (panel: Element) => panel.shadowRoot?.querySelector(`pl-figure[place="${place}"]`);
    this.#letGo();
    this.#letGo = hold(() => panels.map(find).find(Boolean), panels, from);
  }
}

define('pl-playground', PlaygroundPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-playground': PlaygroundPanel;
  }
}
