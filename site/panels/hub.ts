// Fetching a model by its name: what to type, what a hub says of it, its sizes and licence before anything comes,
// progress, and a way to stop. Nothing is asked before the reader has pressed a button.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { asEngineError, type EngineError } from '../../wasm/bridge/errors.ts';
import type { Translate } from '../i18n/index.ts';
import { fetchKept, plan } from '../state/fetching.ts';
import { deviceMemory, forecast, openingSpeed } from '../state/forecast.ts';
import { duration, megabytes } from '../state/format.ts';
import { hubs, look, wellKnown, type Choice, type Hub, type Listing, type WellKnown } from '../state/hub.ts';
import { isWhole, kept, type Kept } from '../state/kept.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from '../views/define.ts';
import type { Status } from '../views/status-line.ts';
import { errorText } from './errors.ts';
import { shelf } from './shelf-style.ts';
import '../views/status-line.ts';

/** What it is doing. */
type Doing =
  | { kind: 'idle' }
  | { kind: 'asking'; hub: Hub }
  | { kind: 'fetching'; item: Kept; loaded: number; total: number }
  | { kind: 'stopped'; item?: Kept }
  | { kind: 'failed'; error: EngineError; item?: Kept };

/** Sends `files` with {files: File[], title, id} when all of a model has come. */
export class HubSearch extends LitElement {
  static override styles = [
    shared,
    shelf,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 8px;
      }
      form input {
        flex: 1 1 220px;
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  /** Whether the browser lets the page keep files. */
  @property({ type: Boolean }) accessor keeps = false;
  /** What is kept already. */
  @property({ attribute: false }) accessor items: readonly Kept[] = [];
  @state() private accessor doing: Doing = { kind: 'idle' };
  @state() private accessor listing: Listing | undefined;
  /** What had to go for the last download. */
  @state() private accessor gone: readonly Kept[] = [];
  @query('input') private accessor field!: HTMLInputElement;
  @query('select') private accessor select!: HTMLSelectElement | null;

  readonly #hubs = hubs();
  #work: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#work?.abort();
  }

  override render(): TemplateResult | typeof nothing {
    const { t } = this;
    const [first] = this.#hubs;
    if (!first) return nothing;
    const busy = this.doing.kind === 'asking' || this.doing.kind === 'fetching';
    return html`<article>
      <h3>${t('hub.title')}</h3>
      <p>${t('hub.note', { hub: this.#hubs.map(({ name }) => name).join(', ') })}</p>
      <form @submit=${this.#submit}>
        <input
          type="text"
          placeholder="owner/model"
          aria-label=${t('hub.name')}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
        />
        ${
          this.#hubs.length > 1
            ? html`<select aria-label=${t('hub.where')}>
                ${this.#hubs.map(({ name }, i) => html`<option value=${i}>${name}</option>`)}
              </select>`
            : nothing
        }
        <button class="button" ?disabled=${busy}>${t('hub.look')}</button>
      </form>
      ${this.listing ? this.#found(this.listing, busy) : this.#known(busy)}${this.#said()}
      ${this.keeps ? nothing : html`<p>${t('hub.notKept')}</p>`}
    </article>`;
  }

  /** A few to begin with. */
  #known(busy: boolean): TemplateResult {
    const { t } = this;
    const spoken = ({ languages }: WellKnown) =>
      languages.map((language) => t(`hub.${language}`)).join(t.lang === 'zh' ? '、' : ', ');
    return html`<p>${t('hub.known')}</p>
      <ul>
        ${wellKnown.map(
          (one) =>
            html`<li>
              <span class="what"
                ><b>${one.repository}</b> <small>${megabytes(one.bytes)} · ${one.licence} · ${spoken(one)}</small></span
              ><button class="button" ?disabled=${busy} @click=${() => this.#ask(one.repository)}>
                ${t('hub.look')}
              </button>
            </li>`,
        )}
      </ul>`;
  }

  /** What the hub says: a choice of files, each with what it takes. */
  #found(listing: Listing, busy: boolean): TemplateResult {
    const { t } = this;
    const { repository, licence, choices } = listing;
    return html`<p><b>${t('hub.found', { name: repository, licence: licence || t('hub.noLicence') })}</b></p>
      <p>${t('hub.pick')}</p>
      <ul>
        ${choices.map((choice) => this.#choice(listing, choice, busy))}
      </ul>`;
  }

  #choice(listing: Listing, choice: Choice, busy: boolean): TemplateResult {
    const { t } = this;
    const planned = plan(listing, choice);
    const before = this.items.find(({ id }) => id === planned.id);
    const device = deviceMemory();
    const needs = forecast(planned.files, device, openingSpeed());
    const memory = megabytes(needs.memory);
    const takes = needs.seconds
      ? t('status.needs', { memory, seconds: duration(1000 * needs.seconds) })
      : t('status.needsMemory', { memory });
    const fits = needs.fits === 'yes' ? (device ? 'fits' : 'unknown') : needs.fits;
    const size = megabytes(choice.bytes);
    const label = before
      ? t(isWhole(before) ? 'hub.open' : 'hub.goOn')
      : t(this.keeps ? 'hub.fetch' : 'hub.fetchOnly', { size });
    return html`<li>
      <span class="what"
        ><b>${choice.label}</b>
        <small>${size}${before && isWhole(before) ? ` · ${t('hub.here')}` : ''} · ${takes}; ${t(`hub.${fits}`)}</small>
      </span>
      <button class="button" ?disabled=${busy || needs.fits === 'never'} @click=${() => void this.fetch(planned)}>
        ${label}
      </button>
    </li>`;
  }

  /** How far it is, or what went wrong. */
  #said(): TemplateResult | typeof nothing {
    const { t, doing } = this;
    const gone = this.gone.length
      ? html`<p role="status">${t('kept.gone', { names: this.gone.map(({ title }) => title).join(', ') })}</p>`
      : nothing;
    if (doing.kind === 'idle') return gone;
    const status = this.#status();
    const item = 'item' in doing ? doing.item : undefined;
    return html`${gone}<pl-status-line .t=${t} .status=${status}></pl-status-line> ${
        doing.kind === 'asking' || doing.kind === 'fetching'
          ? html`<button class="button" @click=${() => this.#work?.abort()}>${t('hub.stop')}</button>`
          : item
            ? html`<button class="button" @click=${() => void this.fetch(item)}>${t('hub.goOn')}</button>`
            : nothing
      }`;
  }

  #status(): Status {
    const { t, doing } = this;
    switch (doing.kind) {
      case 'asking':
        return { kind: 'busy', text: t('hub.looking', { hub: doing.hub.name }) };
      case 'fetching': {
        const { item, loaded, total } = doing;
        const values = { name: item.title, done: megabytes(loaded), total: megabytes(total) };
        return { kind: 'busy', text: t('hub.fetching', values), share: total ? loaded / total : 0 };
      }
      case 'failed':
        return { kind: 'error', ...errorText(doing.error, t) };
      default:
        return { kind: 'info', text: t(this.keeps ? 'hub.stopped' : 'hub.stoppedLost') };
    }
  }

  #submit = (event: Event) => {
    event.preventDefault();
    this.#ask(this.field.value);
  };

  #ask(name: string): void {
    const hub = this.#hubs[Number(this.select?.value ?? 0)] ?? this.#hubs[0]!;
    this.field.value = name;
    this.listing = undefined;
    void this.#try({ kind: 'asking', hub }, async (signal) => {
      this.listing = await look(hub, name, signal);
    });
  }

  /** Fetches what is missing of a model, and hands its files over. */
  async fetch(item: Kept): Promise<void> {
    const total = item.files.reduce((sum, { size }) => sum + size, 0);
    this.gone = [];
    await this.#try({ kind: 'fetching', item, loaded: 0, total }, async (signal) => {
      const files = await fetchKept(item, kept, {
        signal,
        onRoom: (gone) => (this.gone = gone),
        onProgress: (loaded) => (this.doing = { kind: 'fetching', item, loaded, total }),
      });
      send(this, 'files', { files, title: item.title, id: item.id });
    });
  }

  /** Does one thing at a time, and says how it ended. */
  async #try(begun: Doing, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#work?.abort();
    const { signal } = (this.#work = new AbortController());
    const rest = 'item' in begun && begun.item ? { item: begun.item } : {};
    this.doing = begun;
    try {
      await work(signal);
      this.doing = { kind: 'idle' };
    } catch (error) {
      if (this.#work.signal !== signal) return; // something newer is under way
      this.doing = signal.aborted
        ? 'item' in rest
          ? { kind: 'stopped', ...rest }
          : { kind: 'idle' }
        : { kind: 'failed', error: asEngineError(error), ...rest };
    }
  }
}

define('pl-hub', HubSearch);
declare global {
  interface HTMLElementTagNameMap {
    'pl-hub': HubSearch;
  }
}
