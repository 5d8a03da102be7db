// Stage 1: text becomes tokens. The same sentence in several vocabularies, what one token is made of, and how BPE built
// it.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { MergesResult, Progress, TokenizeResult, Vocabulary } from '../../../wasm/bridge/protocol.gen.ts';
import { asEngineError } from '../../../wasm/bridge/errors.ts';
import { cuts } from '../../conclusions.ts';
import { cellOf, cells, tokenText, wordAround } from '../../state/cells.ts';
import { joining } from '../../state/merges.ts';
import type { OpenModel } from '../../state/session.ts';
import { megabytes } from '../../state/format.ts';
import { cut, inList } from '../../state/words.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import type { DuelRow } from '../../views/vocab-duel.ts';
import { errorText } from '../errors.ts';
import { Guess } from '../guess.ts';
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

/** The one whose number of tokens is guessed. */
const guessed = published[0];

/** Texts of fewer tokens are not worth a guess. */
const fewestGuessed = 4;

/** The ranges that a guess chooses from, in tokens: fewer than the model's own, about as many, up to double, more. */
function rangesOf(own: number): { from: number; to: number }[] {
  const ends = [own - 1, Math.floor(own * 1.4), own * 2, Infinity];
  return ends.map((to, i) => ({ from: i ? ends[i - 1]! + 1 : 0, to }));
}

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
      pl-vocab-duel {
        display: block;
        margin-top: 8px;
      }
    `,
  ];

  /** Vocabularies the reader has asked for. */
  @state() private accessor asked: Vocabulary[] = [];
  readonly #pieces = new Guess(this, 'cuts', () => [this.choices.text, this.results.info?.hash]);
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
        html`${this.#guess()}<pl-vocab-duel .t=${t} .rows=${this.#rows()} @load-vocab=${this.#load}></pl-vocab-duel>`,
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

  /** Guess first: how many tokens GPT-2 makes of the text. Its vocabulary is fetched when the reader has guessed. */
  #guess(): TemplateResult | typeof nothing {
    const own = this.results.tokens?.tokens.length ?? 0;
    if (own < fewestGuessed || this.failed[guessed.vocab]) return nothing;
    const { vocab } = guessed;
    const latest = this.#latest[vocab];
    const early = this.app.duel[vocab];
    const other = (latest?.of === this.choices.text ? latest : early?.of === this.choices.text ? early : undefined)
      ?.tokens.length;
    if (this.choices.cuts >= 0 && other === undefined && !this.asked.includes(vocab))
      queueMicrotask(() => this.#ask(vocab));
    const counts = rangesOf(own);
    const right = counts.findIndex(({ to }) => (other ?? 0) <= to);
    return this.#pieces.render(this.t, {
      offer: 'cuts.ask',
      question: this.t('cuts.question', { own, size: megabytes(guessed.bytes) }),
      choices: counts.map(({ from, to }, id) => ({
        id,
        text: to === Infinity ? `≥ ${from}` : from ? `${from} – ${to}` : `≤ ${to}`,
      })),
      right,
      said: (id) => (other === undefined ? undefined : cuts.from(own, other, id === right)),
    });
  }

  #rows(): DuelRow[] {
    const own = this.results.tokens;
    const rows: DuelRow[] = [{ vocab: '', title: this.t('duel.own'), ...(own && { size: own.size, tokens: own }) }];
    for (const p of published) {
      const early = this.app.duel[p.vocab];
      const known =
        (this.#latest[p.vocab] as DuelRow['tokens']) ?? (early?.of === this.choices.text ? early : undefined);
      const tokens = this.#pieces.open ? undefined : known;
      const busy = this.asked.includes(p.vocab) && !known;
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

  #load = (event: CustomEvent<{ vocab: Vocabulary }>) => this.#ask(event.detail.vocab);

  #ask(vocab: Vocabulary): void {
    const { [vocab]: _gone, ...rest } = this.failed;
    this.failed = rest;
    this.come = { ...this.come, [vocab]: 0 };
    if (!this.asked.includes(vocab)) this.asked = [...this.asked, vocab];
  }

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
