// Figures in other sites' pages: an element a figure, <pellucid-attention text="…">, and <pellucid-figure figure="…">.
// Until its reader touches it an element shows the picture that stands in it, or a title and the sentence; the engine
// and the page's figures come when they are asked for. What is imported here, every reader of the blog loads.

import { language } from '../i18n/language.ts';
import { pageOf, tagOf } from '../state/snippet.ts';
import { isDark } from '../state/theme.ts';
import { fields, read, type State } from '../state/url.ts';
import { places, type Place } from '../stages.ts';
import type { Live } from './live.ts';
import { onTurn, takeTurn } from './turns.ts';
import { titleOf, word, type Word } from './words.ts';

/** The site's folder. */
const base = new URL('./', import.meta.url).href;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host {
  display: block;
  container-type: inline-size;
  color-scheme: light;
  --e-paper: #fff;
  --e-ink: #1f2328;
  --e-muted: #5f646b;
  --e-accent: #0f6b66;
  --e-on: #fff;
  --e-rule: #e6e3da;
  font: 16px/1.5 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
  color: var(--e-ink);
  text-align: left;
  }
:host([hidden]), [hidden] { display: none !important; }
:host(.dark) {
  color-scheme: dark;
  --e-paper: #1b1f23;
  --e-ink: #e9e6df;
  --e-muted: #a6abb2;
  --e-accent: #4fb8b0;
  --e-on: #0d1514;
  --e-rule: #2c3136;
  }
.box {
  background: var(--e-paper);
  border: 1px solid var(--e-rule);
  border-radius: 12px;
  padding: 16px;
  overflow-wrap: anywhere;
  }
h3 { font-weight: 500; font-size: 15px; margin: 0 0 8px; }
.sentence {
  font: 500 24px/1.4 'Source Han Serif SC', 'Noto Serif CJK SC', 'Songti SC', Georgia, serif;
  margin: 0 0 12px;
  }
.go {
  display: flex;
  flex-wrap: wrap;
  gap: 4px 12px;
  align-items: center;
  color: var(--e-muted);
  font-size: 13px;
  }
button {
  font: inherit;
  font-size: 15px;
  min-height: 44px;
  padding: 0 18px;
  border: 0;
  border-radius: 999px;
  background: var(--e-accent);
  color: var(--e-on);
  cursor: pointer;
  }
button:focus-visible, a:focus-visible { outline: 2px solid var(--e-accent); outline-offset: 2px; }
.cite { color: var(--e-muted); font-size: 13px; margin: 8px 0 0; overflow-wrap: anywhere; }
.cite a { color: var(--e-accent); display: inline-block; padding: 2px 0; }
slot { display: block; cursor: pointer; margin-bottom: 12px; }
slot::slotted(*) { max-width: 100%; }
`);

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  of: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), of);
  element.append(...children);
  return element;
}

/** One figure. Attributes are the fields of the page's links: text, model, layer …; also lang and theme. */
export class EmbeddedFigure extends HTMLElement {
  #still = make('div');
  #live = make('div', { hidden: true });
  #said = make('span');
  #button = make('button', { type: 'button', onclick: () => void this.wake() });
  #figure: Live | undefined;
  #waking = false;
  /** What the reader has made of it, kept while another figure computes. */
  #state: State | undefined;

  connectedCallback(): void {
    if (!this.shadowRoot) this.#build();
    living.add(this);
  }

  disconnectedCallback(): void {
    living.delete(this);
    this.sleep();
  }

  /** The figure's name: the attribute's, or that of the tag. */
  get place(): Place | undefined {
    const name = this.getAttribute('figure') ?? this.localName.slice(tagOf('').length);
    return places.find((place) => place === name);
  }

  get state(): State {
    if (this.#state) return this.#state;
    const query = new URLSearchParams();
    for (const key of Object.keys(fields)) if (this.hasAttribute(key)) query.set(key, this.getAttribute(key)!);
    return read(query.toString());
  }

  #build(): void {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    const { place, state } = this;
    const lang = language(state.lang);
    const say = (key: Word) => word(lang, key);
    this.classList.toggle('dark', isDark(state.theme));
    if (!place) {
      root.append(make('p', { textContent: say('unknown').replace('{x}', this.getAttribute('figure') ?? '') }));
      return;
    }
    const title = titleOf(lang, place);
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', `Pellucid: ${title}`);
    const slot = make('slot', { onclick: (event) => (event.preventDefault(), void this.wake()) });
    // Where there is no picture, the title and the sentence stand for it.
    slot.append(make('h3', { textContent: title }), make('p', { className: 'sentence', textContent: state.text }));
    this.#button.textContent = say('try');
    this.#said.textContent = say('loads');
    this.#said.setAttribute('role', 'status');
    this.#still.append(slot, make('div', { className: 'go' }, this.#button, this.#said));
    const link = make('a', { href: pageOf(base, place, state), target: '_blank', rel: 'noopener' });
    link.textContent = say('whole');
    const cite = make('p', { className: 'cite' }, `Pellucid 通透 · ${state.model} · ${title} · `, link);
    root.append(make('div', { className: 'box' }, this.#still, this.#live, cite));
  }

  /** Has the figure computed here. */
  async wake(): Promise<void> {
    const { place } = this;
    if (!place || this.#figure || this.#waking) return;
    const lang = language(this.state.lang);
    this.#waking = true;
    this.#said.textContent = word(lang, 'loading');
    takeTurn();
    try {
      const { live } = await import('./live.ts');
      if (!this.isConnected || !this.#waking) return;
      const dark = isDark(this.state.theme);
      this.#figure = live(this.#live, { place, state: this.state, base, dark }, () => this.sleep());
      [this.#still.hidden, this.#live.hidden] = [true, false];
      this.#figure.focus();
    } catch {
      this.#said.textContent = word(lang, 'failed');
    } finally {
      this.#waking = false;
    }
  }

  /** Gives the engine up and shows the picture again, or the sentence that the reader has come to. */
  sleep(): void {
    this.#waking = false;
    if (!this.#figure) return;
    this.#state = this.#figure.state;
    this.#figure.close();
    this.#figure = undefined;
    [this.#still.hidden, this.#live.hidden] = [false, true];
    this.#button.textContent = word(language(this.#state.lang), 'again');
    this.#said.textContent = '';
    this.shadowRoot!.querySelector('.sentence')!.textContent = this.#state.text;
  }
}

/** All of this page. */
const living = new Set<EmbeddedFigure>();
onTurn(() => living.forEach((figure) => figure.sleep()));

/** Frames of this site on the page get the height that they ask for. */
addEventListener('message', ({ data, source }: MessageEvent<{ message?: unknown; value?: unknown } | null>) => {
  const value = Number(data?.value);
  if (data?.message !== 'height' || !(value >= 1 && value <= 10_000)) return;
  for (const frame of document.querySelectorAll('iframe'))
    if (frame.contentWindow === source && frame.src.startsWith(`${base}embed.html`)) frame.height = String(value);
});

for (const tag of ['figure', ...places].map(tagOf))
  if (!customElements.get(tag)) customElements.define(tag, class extends EmbeddedFigure {});
