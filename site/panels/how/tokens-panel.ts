// Stage 1: text becomes tokens. The same sentence in several vocabularies, what one token is made of, and how BPE built
// it.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { MergesResult, Progress, TokenizeResult, Vocabulary } from '../../../wasm/bridge/protocol.gen.ts';
import { asEngineError } from '../../../wasm/bridge/errors.ts';
import { cellOf, cells, tokenText, wordAround } from '../../state/cells.ts';
import { joining } from '../../state/merges.ts';
import type { OpenModel } from '../../state/session.ts';
import { cut, inList } from '../../state/words.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import type { DuelRow } from '../../views/vocab-duel.ts';
import { errorText } from '../errors.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/merge-steps.ts';
import '../../views/token-detail.ts';
import '../../views/vocab-duel.ts';

/** The published vocabularies on offer: their tokens and the bytes of their files. */
const published = [
  { vocab: 'gpt2', title: 'gpt2', size: 50257, bytes: 835_554 },
  { vocab: 'cl100k', title: 'cl100k', size: 100277, bytes: 1_681_126 },
  { vocab: 'o200k', title: 'o200k', size: 200019, bytes: 3_613_922 },
] as const;

export class TokensPanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .wait {
        min-height: 120px;
      }
      select {
        margin-bottom: 12px;
      }
    `,
  ];

  /** Vocabularies the reader has asked for. */
  @state() private accessor asked: Vocabulary[] = [];
  /** Bytes that have come of each. */
  @state() private accessor come: Record<string, number> = {};
  @state() private accessor failed: Record<string, string> = {};
  @state() private accessor mergeVocab: Vocabulary | '' = '';

  /** The sentence in each vocabulary asked for. */
  #latest: Record<string, TokenizeResult & { of: string }> = {};
  #merges = new Work<MergesResult>(
    this,
    () => (this.#word() && !this.folded('merges') ? [this.#word(), this.mergeVocab] : undefined),
    (model, { signal }) =>
      model.call('merges', { word: this.#word(), ...(this.mergeVocab && { vocab: this.mergeVocab }) }, { signal }),
  );

  constructor() {
    super();
    new Work<void>(
      this,
      () => (this.asked.length ? [this.choices.text, this.asked] : undefined),
      (model, { signal }) => this.#compare(model, signal),
    );
  }

  async #compare(model: OpenModel, signal: AbortSignal): Promise<void> {
    const { text } = this.choices;
    for (const vocab of this.asked) {
      try {
        const onProgress = ({ done, total }: Progress) => total || (this.come = { ...this.come, [vocab]: done });
        const tokens = await model.call('tokenize', { text, vocab }, { signal, onProgress });
        this.#latest = { ...this.#latest, [vocab]: { ...tokens, of: text } };
        this.requestUpdate();
      } catch (error) {
        if (signal.aborted) throw error;
        this.failed = { ...this.failed, [vocab]: errorText(asEngineError(error), this.t).text };
        this.asked = this.asked.filter((v) => v !== vocab);
      }
    }
  }

  /** The word the chosen token belongs to. */
  #word(): string {
    const tokens = this.results.tokens;
    if (!tokens || !this.canCut) return '';
    return wordAround(cells(tokens), Math.min(this.choices.source, tokens.tokens.length - 1));
  }

  override render(): TemplateResult {
    const { t } = this;
    const word = this.#word();
    const { byID, whole } = joining(this.#merges.value ?? { steps: [] });
    return this.section({ ask: t('tokens.ask'), text: t('tokens.text'), caveat: t('tokens.caveat') }, [
      this.figure(
        'duel',
        { note: t('duel.note'), how: t('duel.how'), limits: t('duel.limits'), table: this.#duelTable },
        html`<pl-vocab-duel .t=${t} .rows=${this.#rows()} @load-vocab=${this.#load}></pl-vocab-duel>`,
      ),
      this.figure(
        'tokens',
        { note: t('detail.note'), how: t('detail.how'), limits: t('detail.limits'), table: this.#tokenTable },
        html`<pl-token-detail
          .t=${t}
          .tokens=${this.results.tokens ?? { tokens: [], groups: [] }}
          .selected=${this.choices.source}
          @token-select=${this.selectSource}
        ></pl-token-detail>`,
      ),
      this.figure(
        'merges',
        {
          values: { word: word.trim() || '…' },
          note: t(whole ? 'merges.noteWhole' : 'merges.note'),
          how: t(byID ? 'merges.howID' : 'merges.how'),
          limits: t('merges.limits'),
          table: this.#mergeTable,
        },
        this.#mergeFigure(),
      ),
    ]);
  }

  #mergeFigure(): TemplateResult {
    const { t } = this;
    const loaded = published.filter((p) => this.#latest[p.vocab]);
    return html`${
      loaded.length
        ? html`<label
            >${t('merges.vocab')}
            <select
              @change=${(e: Event) => (this.mergeVocab = (e.target as HTMLSelectElement).value as Vocabulary | '')}
            >
              <option value="">${t('duel.own')}</option>
              ${loaded.map(
                (p) => html`<option value=${p.vocab} ?selected=${p.vocab === this.mergeVocab}>${p.title}</option>`,
              )}
            </select></label
          >`
        : nothing
    }
    ${this.#merges.error ? html`<p class="bad">${errorText(this.#merges.error, t).text}</p>` : nothing}
    ${
      this.#merges.value
        ? html`<pl-merge-steps .t=${t} .result=${this.#merges.value}></pl-merge-steps>`
        : html`<p class="wait">${t('figure.waiting')}</p>`
    }`;
  }

  #rows(): DuelRow[] {
    const own = this.results.tokens;
    const rows: DuelRow[] = [{ vocab: '', title: this.t('duel.own'), ...(own && { size: own.size, tokens: own }) }];
    for (const p of published) {
      const early = this.app.duel[p.vocab];
      const tokens =
        (this.#latest[p.vocab] as DuelRow['tokens']) ?? (early?.of === this.choices.text ? early : undefined);
      const busy = this.asked.includes(p.vocab) && !tokens;
      rows.push({
        ...p,
        ...(tokens ? { tokens } : {}),
        ...(busy ? { come: this.come[p.vocab] ?? 0 } : {}),
        ...(this.failed[p.vocab] ? { error: this.failed[p.vocab]! } : {}),
      });
    }
    if (this.canCut && this.choices.text.trim())
      rows.push({ vocab: 'words', title: this.t('duel.words'), words: this.#words() });
    return rows;
  }

  #words(): { text: string; known: boolean }[] {
    return cut(this.choices.text)
      .filter((word) => word.trim())
      .map((text) => ({ text, known: inList(text) }));
  }

  #load = (event: CustomEvent<{ vocab: Vocabulary }>) => {
    const { vocab } = event.detail;
    const { [vocab]: _gone, ...rest } = this.failed;
    this.failed = rest;
    this.come = { ...this.come, [vocab]: 0 };
    if (!this.asked.includes(vocab)) this.asked = [...this.asked, vocab];
  };

  #duelTable = () =>
    this.table(
      ['vocabulary', 'size', 'position', 'id', 'bytes', 'text'],
      this.#rows().flatMap((r) =>
        r.words
          ? r.words.map((word, i) => [r.vocab, null, i, null, '', word.text])
          : (r.tokens?.tokens ?? []).map((x, i) => [r.vocab || 'own', r.size ?? null, i, x.id, x.bytes, x.text]),
      ),
    );

  #tokenTable = () => {
    const tokens = this.results.tokens ?? { tokens: [], groups: [] };
    const list = cells(tokens);
    return this.table(
      ['position', 'id', 'bytes', 'text', 'cell'],
      tokens.tokens.map((x, i) => [i, x.id, x.bytes, x.text, cellOf(list, i)]),
    );
  };

  #mergeTable = () =>
    this.table(
      ['step', 'rank', 'pieces'],
      (this.#merges.value?.steps ?? []).map((s, i) => [i, i ? s.rank : null, s.pieces.map(tokenText).join(' | ')]),
      { word: this.#word() },
    );
}

define('pl-tokens-panel', TokensPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-tokens-panel': TokensPanel;
  }
}
