// Probe your own idea: lists of words that the reader writes, told apart by each layer or not.

import { html, css, type TemplateResult } from 'lit';
import type { ProbeOwnResult } from '../../../wasm/bridge/protocol.gen.ts';
import { idea } from '../../conclusions.ts';
import { asked, bankOf, fewest, listsOf, presets } from '../../state/clinic.ts';
import { duration } from '../../state/format.ts';
import { define } from '../../views/define.ts';
import { ProbingPanel } from '../probing-panel.ts';
import { Work } from '../work.ts';
import '../../views/line-chart.ts';
import '../../views/text-field.ts';

export class IdeaPanel extends ProbingPanel {
  static override styles = [
    ...[ProbingPanel.styles].flat(),
    css`
      .words {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        font-size: var(--type-4);
        margin: 4px 0;
      }
      .wrong {
        color: var(--muted);
        text-decoration: line-through;
      }
    `,
  ];

  /** The lists as text: the reader's, or the first proposal in the language of the sentence. */
  get #text(): string {
    return this.choices.lists || presets[this.#language][0];
  }

  get #language(): 'en' | 'zh' {
    return this.results.info?.config.kind === 'decoder' ? 'en' : bankOf(this.choices.text);
  }

  /** What keeps the lists from being tried. */
  get #short(): string {
    const lists = listsOf(this.#text);
    if (lists.length < 2) return this.t('idea.one');
    const at = lists.findIndex((list) => list.length < fewest);
    return at < 0 ? '' : this.t('idea.tooFew', { list: at + 1, n: lists[at]!.length, want: fewest });
  }

  readonly own = new Work<ProbeOwnResult>(
    this,
    () => (this.#short ? undefined : [listsOf(this.#text), this.choices.to]),
    (model, { signal, progress }) =>
      model.call(
        'probe_own',
        { lists: asked(listsOf(this.#text)), ...(this.choices.to && { to: this.choices.to }), seed: 1 },
        { signal, onProgress: progress },
      ),
    () => this.quick,
  );

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('idea.ask'), text: t('idea.text'), caveat: t('idea.caveat') }, [
      this.figure(
        'idea',
        { note: t('idea.note'), how: t('idea.how'), limits: t('idea.limits'), table: this.#file },
        this.#drawing(),
      ),
    ]);
  }

  #drawing(): TemplateResult {
    const { t } = this;
    const r = this.own.current;
    const paid = r ? t('idea.paid', { n: r.words, time: duration(r.millis) }) : '';
    return html`<div class="chips" role="group" aria-label=${t('idea.lists')}>
        ${presets[this.#language].map(
          (text) =>
            html`<button
              class="button"
              aria-pressed=${text === this.#text}
              @click=${() => this.app.store.set({ lists: text })}
            >
              ${t('idea.preset', {
                words: listsOf(text)
                  .map((list) => list.slice(0, 2).join(' '))
                  .join(' / '),
              })}
            </button>`,
        )}
      </div>
      <pl-text-field
        .lines=${3}
        .text=${this.#text}
        .label=${t('idea.lists')}
        @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ lists: e.detail.text })}
      ></pl-text-field>
      ${this.#short ? html`<p class="said" role="status">${this.#short}</p>` : this.workLine(this.own, paid, paid)}
      ${r && !this.#short ? this.#result(r) : ''}`;
  }

  #result(r: ProbeOwnResult): TemplateResult {
    const { t } = this;
    const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
    const best = r.layers.reduce((b, layer, i) => (layer.accuracy > r.layers[b]!.accuracy ? i : b), 0);
    let at = 0;
    return html`<pl-line-chart
        shares
        .series=${[
          { name: t('idea.accuracy'), values: r.layers.map((layer) => layer.accuracy) },
          { name: t('idea.shuffled'), values: r.layers.map((layer) => mean(layer.control)) },
          { name: t('idea.majority'), values: r.layers.map((layer) => layer.majority) },
        ]}
        .ticks=${r.sites.map((place) => this.tick(place))}
        .x=${t('lens.x')}
        .y=${t('idea.accuracy')}
        .name=${t('idea.figure')}
      ></pl-line-chart>
      ${this.conclude(
        idea.from(
          r.sites.map((place) => this.placeName(place)),
          r.layers,
        ),
      )}
      ${listsOf(this.#text).map(
        (list) =>
          html`<p class="words">
            ${list.map((word) => html`<span class=${r.layers[best]!.right[at++] ? '' : 'wrong'}>${word}</span>`)}
          </p>`,
      )}`;
  }

  #file = () => {
    const r = this.own.current;
    const words = listsOf(this.#text).flatMap((list, l) => list.map((word) => [word, l + 1] as const));
    return this.probed(
      undefined,
      ['site', 'word', 'list', 'right'],
      r?.layers.flatMap((layer, i) =>
        layer.right.map((right, w) => [r.sites[i]!.site, words[w]![0], words[w]![1], right ? 1 : 0]),
      ) ?? [],
      { lists: listsOf(this.#text), sites: r?.sites.map((place) => place.site), layers: r?.layers },
    );
  };
}

define('pl-idea-panel', IdeaPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-idea-panel': IdeaPanel;
  }
}
