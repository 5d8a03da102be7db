// What this page keeps on the device, with sizes, the rule by which things go, and ways to open and to forget them.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { megabytes } from '../state/format.ts';
import { answers, bytesOf, isWhole, kept, keptLimit, lessons, type Kept, type KeptTexts } from '../state/kept.ts';
import { shared } from '../styles/shared.ts';
import { define, send } from '../views/define.ts';
import type { Offer } from '../views/model-picker.ts';
import { shelf } from './shelf-style.ts';

/** Sends `open-kept` and `go-on`, each with {item: Kept}, and `drop-offline` with {names}. */
export class KeptList extends LitElement {
  static override styles = [shared, shelf];

  @property({ attribute: false }) accessor t!: Translate;
  /** Whether the browser lets the page keep files. */
  @property({ type: Boolean }) accessor keeps = false;
  @property({ attribute: false }) accessor items: readonly Kept[] = [];
  /** Those of the site's own models that open without a network. */
  @property({ attribute: false }) accessor models: readonly Pick<Offer, 'name' | 'title' | 'bytes'>[] = [];

  override render(): TemplateResult {
    const { t, items, models } = this;
    const texts = [kept.texts(answers), kept.texts(lessons)].filter(({ count }) => count);
    const used = [...items.map(bytesOf), ...[...models, ...texts].map(({ bytes }) => bytes)].reduce(
      (sum, bytes) => sum + bytes,
      0,
    );
    const any = items.length + models.length + texts.length > 0;
    return html`<article>
      <h3>${t('kept.title')}</h3>
      <p>
        ${
          !this.keeps
            ? t('kept.forbidden')
            : any
              ? t('kept.rule', { used: megabytes(used), limit: megabytes(keptLimit) })
              : t('kept.none')
        }
      </p>
      ${
        any
          ? html`<ul>
                ${items.map((item) => this.#item(item))} ${models.map((model) => this.#model(model))}
                ${texts.map((of) => this.#texts(of))}
              </ul>
              <button class="button" @click=${this.#clear}>${t('kept.clear')}</button>`
          : nothing
      }
    </article>`;
  }

  #clear = () => {
    void kept.clear();
    this.#drop(this.models.map(({ name }) => name));
  };

  #drop(names: string[]): void {
    send(this, 'drop-offline', { names });
  }

  #model({ name, title, bytes }: Pick<Offer, 'name' | 'title' | 'bytes'>): TemplateResult {
    const about = `${megabytes(bytes)} · ${this.t('kept.site')}`;
    return html`<li>
      <span class="what"><b>${title}</b><small>${about}</small></span>
      ${this.#remover(title, () => this.#drop([name]))}
    </li>`;
  }

  #texts({ prefix, count, bytes }: KeptTexts): TemplateResult {
    const name = this.t(prefix === answers ? 'kept.answers' : 'kept.lessons', { n: count });
    return html`<li>
      <span class="what"><b>${name}</b><small>${megabytes(bytes)}</small></span>
      ${this.#remover(name, () => kept.forgetTexts(prefix))}
    </li>`;
  }

  #item(item: Kept): TemplateResult {
    const { t } = this;
    const total = item.files.reduce((sum, { size }) => sum + size, 0);
    const whole = isWhole(item);
    const size = whole ? megabytes(total) : t('kept.part', { done: megabytes(bytesOf(item)), total: megabytes(total) });
    const about = [size, item.licence, item.kind === 'trained' ? t('kept.trained') : item.origin?.repository];
    return html`<li>
      <span class="what"><b>${item.title}</b><small>${about.filter(Boolean).join(' · ')}</small></span
      ><button class="button" @click=${() => send(this, whole ? 'open-kept' : 'go-on', { item })}>
        ${t(whole ? 'hub.open' : 'hub.goOn')}</button
      >${this.#remover(item.title, () => void kept.remove(item.id))}
    </li>`;
  }

  #remover(name: string, remove: () => void): TemplateResult {
    const { t } = this;
    return html`<button aria-label=${t('kept.removeThis', { name })} @click=${remove}>${t('kept.remove')}</button>`;
  }
}

define('pl-kept', KeptList);
declare global {
  interface HTMLElementTagNameMap {
    'pl-kept': KeptList;
  }
}
