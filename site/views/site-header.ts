// Name, the four doors, and the page's own switches: language, theme, share.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Key, Translate } from '../i18n/index.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';

/** One door. Without `href` it is not open yet. */
export interface DoorLink {
  number: number;
  title: Key;
  href: string | undefined;
}

/** Sends `language`, `theme` (with the next choice) and `share`. */
export class SiteHeader extends LitElement {
  static override styles = [
    shared,
    css`
      .bar {
        max-width: var(--wide);
        margin: auto;
        padding: 0 var(--gutter);
        min-height: var(--bar);
        display: flex;
        align-items: center;
        gap: 4px 24px;
      }
      .mark {
        font: 600 var(--type-8) var(--serif);
        letter-spacing: 0.02em;
        white-space: nowrap;
        color: var(--ink);
        text-decoration: none;
      }
      .mark span {
        color: var(--muted);
        font-weight: 400;
        margin-left: 8px;
        font-size: var(--type-6);
      }
      nav {
        display: flex;
        gap: 4px;
        margin-left: auto;
      }
      nav a {
        display: flex;
        align-items: center;
        min-height: 40px;
        padding: 0 14px;
        color: var(--muted);
        text-decoration: none;
        border-radius: var(--round-3);
        font-size: var(--type-5);
        white-space: nowrap;
      }
      nav a[aria-current='page'] {
        color: var(--ink);
        background: color-mix(in srgb, var(--accent) 12%, transparent);
      }
      nav a[href]:hover {
        color: var(--ink);
      }
      nav a:not([href]) {
        opacity: 0.62;
      }
      nav b {
        font: 500 var(--type-2) var(--mono);
        color: var(--accent);
        margin-right: 6px;
      }
      .tools {
        display: flex;
        gap: 2px;
      }
      svg {
        width: 18px;
        height: 18px;
        vertical-align: -4px;
        fill: none;
        stroke: currentColor;
        stroke-width: 1.6;
      }
      .said {
        position: absolute;
        right: var(--gutter);
        top: calc(var(--bar) + 4px);
        background: var(--ink);
        color: var(--paper);
        font-size: var(--type-3);
        padding: 4px 12px;
        border-radius: var(--round-3);
      }
      .said:empty {
        display: none;
      }
      @media (max-width: 900px) {
        .bar {
          flex-wrap: wrap;
          padding-top: 4px;
          padding-bottom: 4px;
        }
        .tools {
          margin-left: auto;
        }
        nav {
          order: 3;
          width: 100%;
          margin: 0;
          overflow-x: auto;
          scrollbar-width: none;
        }
        nav a {
          padding: 0 10px;
          font-size: var(--type-4);
        }
      }
      @media (max-width: 420px) {
        nav {
          gap: 0;
        }
        nav a {
          padding: 0 8px;
          font-size: var(--type-3);
        }
        nav b {
          margin-right: 4px;
        }
        .mark span {
          font-size: var(--type-4);
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor doors: DoorLink[] = [];
  @property({ type: Number }) accessor door = 1;
  @property() accessor theme: 'auto' | 'light' | 'dark' = 'auto';
  @property() accessor said = '';

  override render(): TemplateResult {
    const { t } = this;
    const next = ({ auto: 'light', light: 'dark', dark: 'auto' } as const)[this.theme];
    return html`<div class="bar">
        <a class="mark" href=${this.doors[0]?.href ?? '#'}
          >${t.lang === 'zh' ? html`通透<span>Pellucid</span>` : html`Pellucid<span>通透</span>`}</a
        >
        <nav class="goes-on" aria-label=${t('doors.name')}>
          ${this.doors.map((d) =>
            d.href === undefined
              ? html`<a role="link" aria-disabled="true" title=${t('doors.closed')}><b>${d.number}</b>${t(d.title)}</a>`
              : html`<a href=${d.href} aria-current=${d.number === this.door ? 'page' : 'false'}
                  ><b>${d.number}</b>${t(d.title)}</a
                >`,
          )}
        </nav>
        <div class="tools">
          <button
            lang=${t.lang === 'zh' ? 'en' : 'zh'}
            @click=${() => send(this, 'language', { lang: t.lang === 'zh' ? 'en' : 'zh' })}
          >
            ${t.lang === 'zh' ? 'EN' : '中文'}
          </button>
          <button
            aria-label=${t('theme.switch', { now: t(`theme.${this.theme}`), next: t(`theme.${next}`) })}
            title=${t('theme.switch', { now: t(`theme.${this.theme}`), next: t(`theme.${next}`) })}
            @click=${() => send(this, 'theme', { theme: next })}
          >
            ${icons[this.theme]}
          </button>
          <button @click=${() => send(this, 'share')}>${t('share')}</button>
        </div>
      </div>
      <div class="said" role="status">${this.said}</div>`;
  }
}

const icons = {
  auto: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <circle cx="10" cy="10" r="7"></circle>
    <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"></path>
  </svg>`,
  light: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <circle cx="10" cy="10" r="3.6"></circle>
    <path d="M10 1.5v3M10 15.5v3M1.5 10h3M15.5 10h3M4 4l2 2M14 14l2 2M16 4l-2 2M6 14l-2 2"></path>
  </svg>`,
  dark: html`<svg viewBox="0 0 20 20" aria-hidden="true">
    <path d="M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9z"></path>
  </svg>`,
};

define('pl-site-header', SiteHeader);
declare global {
  interface HTMLElementTagNameMap {
    'pl-site-header': SiteHeader;
  }
}
