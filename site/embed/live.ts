// A figure that computes: the reader's sentence, what the engine is doing, and the stage's panel with this one figure.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { unsafeStatic, html as staticHTML } from 'lit/static-html.js';
import { property } from 'lit/decorators.js';
import pageStyle from 'pellucid:page-style';
import { language, translator } from '../i18n/index.ts';
import { statusOf } from '../panels/bench-status.ts';
import type { App } from '../panels/panel.ts';
import { copyCode, copyLink, embedOf } from '../panels/taking.ts';
import { pageOf } from '../state/snippet.ts';
import { Session } from '../state/session.ts';
import { Store } from '../state/store.ts';
import { ofSentence, type State } from '../state/url.ts';
import { stageOf, type Place } from '../stages.ts';
import { shared } from '../styles/shared.ts';
import { define } from '../views/define.ts';
import { wear } from '../views/theme.ts';
import { opener } from './engine.ts';
import 'pellucid:panels';
import '../views/sentence-field.ts';
import '../views/status-line.ts';

/** What is shown. */
export interface Shown {
  place: Place;
  state: State;
  /** Address of the site's folder. */
  base: string;
  dark: boolean;
}

/** A figure that computes. */
export interface Live {
  readonly state: State;
  focus(): void;
  close(): void;
}

/** The page's colours and measures for elements on other sites' pages: its rules for the root, for this element. */
function ink(): CSSStyleSheet {
  const page = new CSSStyleSheet();
  page.replaceSync(pageStyle);
  const own = (rules: CSSRuleList): string =>
    [...rules]
      .map((rule) => {
        if (rule instanceof CSSMediaRule) return `@media ${rule.conditionText} { ${own(rule.cssRules)} }`;
        if (!(rule instanceof CSSStyleRule) || !/^:root[^ ]*$/.test(rule.selectorText)) return '';
        if (rule.selectorText.includes(':not')) return '';
        const when = rule.selectorText.slice(':root'.length);
        return `${when ? `:host(${when})` : ':host'} { ${rule.style.cssText} }`;
      })
      .join('\n');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(own(page.cssRules));
  return sheet;
}

class LiveFigure extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        font: var(--type-6) / 1.65 var(--sans);
        color: var(--ink);
      }
      .out {
        font: 500 var(--type-8)/1.35 var(--serif);
        color: var(--accent);
        margin: 8px 0 0;
        min-height: 27px;
      }
    `,
  ];

  @property({ attribute: false }) accessor app!: App;
  @property({ attribute: false }) accessor base = '';
  #redraw = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = [ink(), ...root.adoptedStyleSheets];
    this.app.store.addEventListener('change', this.#redraw);
    this.app.session.addEventListener('change', this.#redraw);
  }

  override render(): TemplateResult {
    const { store, session, only } = this.app;
    const state = store.get();
    const t = translator(language(state.lang));
    const { output, writing } = session.results;
    const tag = unsafeStatic(stageOf(only!).element);
    return html`<pl-sentence-field
        .text=${state.text}
        .name=${t('embed.sentence')}
        @text=${(e: CustomEvent<{ text: string }>) => store.set({ text: e.detail.text, ...ofSentence })}
      ></pl-sentence-field>
      <p class="out">${writing ?? output?.text ?? ''}</p>
      <pl-status-line
        .t=${t}
        .status=${statusOf(session, state.text, t)}
        @retry=${() => session.retry()}
      ></pl-status-line>
      <div
        @copy-link=${copyLink((place) => pageOf(this.base, place, store.get()))}
        @embed-figure=${embedOf(this.base, () => store.get())}
        @copy-code=${copyCode}
      >
        ${staticHTML`<${tag} .app=${this.app}></${tag}>`}
      </div>`;
  }

  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('pl-sentence-field')?.focus());
  }
}

define('pl-live-figure', LiveFigure);

/** Has a figure computed in a box. `sleep` is called when another one needs the engine. */
export function live(box: HTMLElement, { place, state, base, dark }: Shown, sleep: () => void): Live {
  const store = new Store(state);
  const session = new Session(store, opener(base, state.model, sleep));
  const figure = new LiveFigure();
  figure.app = { store, session, duel: {}, only: place };
  figure.base = base;
  figure.lang = language(state.lang) === 'zh' ? 'zh-Hans' : 'en';
  wear(figure, dark ? 'dark' : 'light');
  box.replaceChildren(figure);
  void session.open(state.model);
  return {
    get state() {
      return store.get();
    },
    focus: () => figure.focus(),
    close: () => {
      session.close();
      box.replaceChildren();
    },
  };
}
