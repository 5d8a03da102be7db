// Two sentences side by side: what the model reads, where it looks, what it writes and which words that needed, with
// everything marked that the two do not share.

import { html, css, type TemplateResult } from 'lit';
import { versus } from '../../conclusions.ts';
import type { AttributionResult, ForwardResult, GenerateResult } from '../../../wasm/bridge/protocol.gen.ts';
import { attentionHook } from '../../state/anatomy.ts';
import { label, labels, tokenText } from '../../state/cells.ts';
import { difference } from '../../state/difference.ts';
import { exchanges } from '../../state/exchange.ts';
import { maskingOf, reach, wordSpans } from '../../state/explain.ts';
import { sourceOf } from '../../state/selection.ts';
import { writtenIds } from '../../state/input.ts';
import type { OpenModel } from '../../state/session.ts';
import { headMatrix, named, row as rowOf } from '../../state/tensor.ts';
import { longestOther } from '../../state/url.ts';
import { define } from '../../views/define.ts';
import type { Side } from '../../views/sentence-side.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';
import '../../views/sentence-side.ts';
import '../../views/text-field.ts';

/** Pairs to begin with: order alone, a single negation, and the same in English. */
const pairs = [
  ['猫追狗。', '狗追猫。'],
  ['我喜欢他。', '我不喜欢他。'],
  ['The cat sees the dog.', 'The dog sees the cat.'],
] as const;

/** The same for a model that goes on from a text. */
const openings = [
  ['The boy was happy because', 'The boy was not happy because'],
  ['The cat chased the dog and', 'The dog chased the cat and'],
] as const;

/** What the model's calls return for one sentence. */
interface Run {
  text: string;
  generated: GenerateResult;
  forward: ForwardResult;
  credit: AttributionResult;
}

export class VersusPanel extends ExplainPanel {
  protected override readonly guessed = false;

  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 12px 40px;
      }
      .try {
        display: flex;
        flex-wrap: wrap;
        gap: 0 6px;
        align-items: center;
        font-size: var(--type-3);
        color: var(--muted);
        margin: 0 0 10px;
      }
      .sentence {
        font: 500 var(--type-8)/40px var(--serif);
        margin: 0;
      }
      @media (max-width: 760px) {
        .pair {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The second sentence: the reader's, or one that differs in a word. */
  get #rival(): string {
    return this.choices.rival || (this.canCut ? exchanges(this.choices.text)[0] : undefined) || '';
  }

  protected readonly runs = new Work<[Run, Run]>(
    this,
    () =>
      this.explained && this.#rival.trim()
        ? [this.choices.text, this.#rival, this.choices.to, maskingOf(this.choices)]
        : undefined,
    async (model, { signal }) => [
      await this.#run(model, this.choices.text, signal),
      await this.#run(model, this.#rival, signal),
    ],
  );

  async #run(model: OpenModel, text: string, signal: AbortSignal): Promise<Run> {
    const info = this.results.info!;
    const { config } = info;
    const input = { text, ...(this.choices.to && { to: this.choices.to }) };
    const generated = await model.call('generate', { input, top: 1 }, { signal });
    const forced = { ...input, target_ids: writtenIds(generated, info) };
    const stack = config.kind === 'encoder-decoder' ? 'cross' : 'decoder';
    const keep = [attentionHook(config, stack, config.decoder_layers - 1, 'pattern')];
    const forward = await model.call('forward', { input: forced, keep }, { signal });
    const explained = { input: forced, units: 'word' as const, spans: wordSpans(text), measure: 'log_prob' as const };
    const masking = maskingOf(this.choices);
    const credit = await model.call('attribute', { method: 'occlusion', explained, masking }, { signal });
    return { text, generated, forward, credit };
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('versus.ask'), text: t('versus.text'), caveat: t('versus.caveat') }, [
      this.figure(
        'versus',
        { note: t('versus.note'), how: t('versus.how'), limits: this.limits('occlusion'), table: this.#table },
        this.#figure(),
      ),
    ]);
  }

  #figure(): TemplateResult {
    const { t } = this;
    const both = this.results.info?.config.kind !== 'decoder' ? pairs : openings;
    const field = html`<div class="try">
        <span>${t('bench.examples')}</span>
        ${both.map(
          ([text, rival]) =>
            html`<button @click=${() => this.app.store.set({ text, rival, target: 0, forced: [] })}>
              ${text} / ${rival}
            </button>`,
        )}
      </div>
      <div class="pair">
        <p class="sentence">${this.choices.text.slice(0, 120)}</p>
        <pl-text-field
          .text=${this.#rival}
          .label=${t('versus.rival')}
          .most=${longestOther}
          @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ rival: e.detail.text })}
        ></pl-text-field>
      </div>`;
    if (!this.explained) return html`${field}${this.waitText()}`;
    const runs = this.runs.current;
    if (!runs)
      return html`${field}${this.workLine(this.runs, '')}
        <p class="wait">${t(this.#rival.trim() ? 'figure.waiting' : 'versus.none')}</p>`;
    const [a, b] = sides(runs);
    const most = reach([...a.words, ...b.words].map((w) => w.worth));
    return html`${field}
      <div class="pair">
        ${[a, b].map((side) => html`<pl-sentence-side .t=${t} .side=${side} .most=${most}></pl-sentence-side>`)}
      </div>
      ${this.conclude(versus.from(shape(a), shape(b)))}`;
  }

  #table = () => {
    const runs = this.runs.current;
    const list = runs ? sides(runs) : [];
    const rows = list.flatMap((side, i) => [
      ...side.read.map((p) => [i + 1, 'token', p.text, p.share, p.differs ? 1 : 0]),
      ...side.written.map((p) => [i + 1, 'output', p.text, null, p.differs ? 1 : 0]),
      ...side.words.map((p) => [i + 1, 'word', p.text, p.worth, p.differs ? 1 : 0]),
    ]);
    return this.table(['sentence', 'what', 'text', 'value', 'differs'], rows, { second: this.#rival });
  };
}

/** What a conclusion needs of a side. */
const shape = (side: Side) => ({
  read: side.read.map((p) => p.text),
  written: side.written.map((p) => p.text).join(''),
  changed: side.read.filter((p) => p.differs).map((p) => p.text),
});

function sides([a, b]: [Run, Run]): [Side, Side] {
  const ids = ({ forward }: Run) => sourceOf(forward).tokens.map((x) => x.id);
  const out = ({ generated }: Run) => generated.output.tokens.map((x) => x.id);
  const names = ({ credit }: Run) => credit.head.units.map((u) => u.text);
  const known = [...new Set([...names(a), ...names(b)])];
  const numbers = (run: Run) => names(run).map((name) => known.indexOf(name));
  const [read, written, words] = [
    difference(ids(a), ids(b)),
    difference(out(a), out(b)),
    difference(numbers(a), numbers(b)),
  ];
  const side = (run: Run, i: 0 | 1): Side => {
    const tokens = sourceOf(run.forward);
    const shares = looks(run);
    const prompt = tokens.tokens.slice(0, shares.length);
    return {
      read: labels(tokens)
        .slice(0, prompt.length)
        .map((text, c) => ({ text, differs: read[i][c]!, share: shares[c]! }))
        .filter((_, c) => !prompt[c]!.special),
      written: run.generated.output.tokens
        .map((x, c) => ({ text: tokenText(x), differs: written[i][c]!, special: x.special }))
        .filter((p) => !p.special),
      words: names(run).map((text, c) => ({
        text: label(text),
        differs: words[i][c]!,
        worth: run.credit.seq_attr[c]!,
      })),
    };
  };
  return [side(a, 0), side(b, 1)];
}

/** The share of the last layer's attention that each token of the input gets while the output is written: all heads. */
function looks({ forward, generated }: Run): number[] {
  const pattern = named(forward.tensors, forward.tensors[0]!.name)!;
  const [heads, rows] = pattern.shape as [number, number, number];
  const prompt = forward.source.tokens.length || forward.target.tokens.length - generated.output.tokens.length + 1;
  const first = forward.source.tokens.length ? 0 : prompt - 1;
  const sums = Array.from({ length: prompt }, () => 0);
  for (let head = 0; head < heads; head++) {
    const m = headMatrix(pattern, head);
    for (let q = first; q < rows; q++) rowOf(m, q).forEach((w, k) => k < prompt && (sums[k]! += w));
  }
  const all = heads * Math.max(1, rows - first);
  return sums.map((s) => s / all);
}

define('pl-versus-panel', VersusPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-versus-panel': VersusPanel;
  }
}
