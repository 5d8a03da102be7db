// What all panels share: they stand between the store and session of one playground and the pure views, redraw when
// either changes, and know whether they are near the screen, so that what nobody sees is not computed.

import { LitElement } from 'lit';
import { property, state } from 'lit/decorators.js';
import { language, translator, type Translate } from '../i18n/index.ts';
import type { OpenModel, Results, Session } from '../state/session.ts';
import type { Store } from '../state/store.ts';
import type { State } from '../state/url.ts';
import type { Table } from '../state/table.ts';

/** The services of one playground or embed. */
export interface App {
  store: Store;
  session: Session;
  /** Texts tokenized in published vocabularies before the engine arrived, by vocabulary name. */
  duel: Record<string, Results['tokens']>;
}

/** A panel: give it `app`. Subclasses draw from `choices`, `results` and `t`. */
export abstract class Panel extends LitElement {
  @property({ attribute: false }) accessor app!: App;
  /** Near the screen now, or has been. */
  @state() protected accessor seen = false;
  #observer: IntersectionObserver | undefined;
  #near = true;
  #drawn: unknown[] = [];
  #redraw = () => this.requestUpdate();
  #redrawIfNeeded = () => {
    const drawn = this.drawn();
    if (drawn.some((part, i) => part !== this.#drawn[i])) this.requestUpdate();
    this.#drawn = drawn;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.store.addEventListener('change', this.#redraw);
    this.app.session.addEventListener('change', this.#redrawIfNeeded);
    this.#observer = new IntersectionObserver((entries) => {
      this.#near = entries.at(-1)!.isIntersecting;
      if (this.#near) this.seen = true;
    }, { rootMargin: '300px' });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.store.removeEventListener('change', this.#redraw);
    this.app.session.removeEventListener('change', this.#redrawIfNeeded);
    this.#observer?.disconnect();
  }

  /**
   * What a panel draws of the session; nothing else redraws it. An output that is still being written changes a dozen
   * times a second, and only the bench shows it.
   */
  protected drawn(): unknown[] {
    const { session } = this.app;
    const { info, tokens, output, forward } = session.results;
    return [info, tokens, output, forward, session.phase.kind, session.precomputed, session.model];
  }

  /** Away from the screen a panel waits until the results are whole and the page is at rest: what the reader looks at comes first. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    if (this.hasUpdated && !this.#near) return this.#rest().then(() => super.scheduleUpdate());
    return super.scheduleUpdate();
  }

  async #rest(): Promise<void> {
    do await quiet();
    while (this.app.session.phase.kind === 'running' && !this.#near);
  }

  protected get choices(): State {
    return this.app.store.get();
  }

  protected get results(): Results {
    return this.app.session.results;
  }

  protected get t(): Translate {
    return translator(language(this.choices.lang));
  }

  /** The open model when it has answered for the sentence on show: figures with calls of their own wait for it. */
  get idleModel(): OpenModel | undefined {
    return this.app.session.phase.kind === 'ready' && this.seen ? this.app.session.model : undefined;
  }

  /** A figure's table with where its numbers come from. */
  protected table(columns: string[], rows: Table['rows'], more: Record<string, unknown> = {}): Table {
    const { info, output } = this.results;
    return { about: { model: info?.name ?? '', weights_sha256: info?.hash ?? '', quantised: info?.quantised ?? null, text: this.choices.text, output: output?.text ?? '', ...more }, columns, rows };
  }

  protected selectSource = (event: CustomEvent<{ index: number }>) => {
    this.app.store.set({ source: event.detail.index, side: 'source' });
  };

  protected selectTarget = (event: CustomEvent<{ index: number }>) => {
    this.app.store.set({ target: event.detail.index, side: 'target' });
  };
}

/** A moment when the page has nothing else to do, or at most half a second. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 50);
  });
}
