// Switch parts of the model off and see what it writes; and put one activation of the original back into the run of a
// changed sentence, to find where the difference is carried.

import { html, css, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { board, challenge, idle, little, patch, type Said } from '../../conclusions.ts';
import type { Edit, GenerateResult, ImportanceResult, PatchResult, Place } from '../../../wasm/bridge/protocol.gen.ts';
import { label, labels, tokenText } from '../../state/cells.ts';
import { attentionOf, switches, switchID } from '../../state/anatomy.ts';
import { exchanges } from '../../state/exchange.ts';
import { wordAt } from '../../state/explain.ts';
import { decimal, percent } from '../../state/format.ts';
import { inputOf } from '../../state/input.ts';
import { leading, written } from '../../state/selection.ts';
import { longestOther } from '../../state/url.ts';
import { define, send } from '../../views/define.ts';
import type { BoardRow } from '../../views/part-board.ts';
import { ExplainPanel } from '../explain-panel.ts';
import { Work } from '../work.ts';
import '../../views/part-board.ts';
import '../../views/text-field.ts';

/** Exchanges that are tried for one that has as many tokens. */
const tries = 60;

/** What the model writes with parts off, and what it then thinks of the original output. */
interface Changed {
  generated: GenerateResult;
  /** Log-probability of each original output token, with parts off. */
  logProb: number[];
}

export class SwitchPanel extends ExplainPanel {
  protected override readonly guessed = false;

  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .both {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 6px 14px;
        font: 500 var(--type-8)/1.5 var(--serif);
        margin: 16px 0 8px;
      }
      .both dt {
        font: var(--type-3)/30px var(--sans);
        color: var(--muted);
      }
      .both dd {
        margin: 0;
      }
      .both mark {
        background: color-mix(in srgb, var(--k) 22%, transparent);
        color: inherit;
        border-radius: var(--round-2);
      }
      .challenge {
        display: grid;
        gap: 8px;
        justify-items: start;
        min-height: 4em;
      }
      .wide {
        flex: 1 1 260px;
        min-width: 0;
      }
    `,
  ];

  @state() private accessor shared = '';
  @state() private accessor cell: { row: number; col: number } = { row: -1, col: -1 };

  /** The parts that are off; a link may name some that this model lacks. */
  get off(): readonly string[] {
    const known = new Set(this.#rows().flatMap((row) => row.parts.map((part) => part.id)));
    return this.choices.off.filter((id) => known.has(id));
  }

  /** The second sentence: the reader's, or else the one that is proposed. */
  get other(): string {
    const found = this.suggestion.value;
    return this.choices.other || (found?.text === this.choices.text ? found.other : '');
  }

  protected readonly changed = new Work<Changed>(
    this,
    () => (this.off.length && this.explained ? [this.explained.input, this.off, this.choices.ablation] : undefined),
    async (model, { signal }) => {
      const edits = this.#edits();
      const generated = await model.call('generate', { input: inputOf(this.choices), edits, top: 1 }, { signal });
      return { generated, logProb: await this.#score(model, edits, signal) };
    },
  );

  protected readonly base = new Work<number[]>(
    this,
    () => (this.off.length && this.explained ? [this.explained.input] : undefined),
    (model, { signal }) => this.#score(model, [], signal),
  );

  protected readonly importance = new Work<ImportanceResult>(
    this,
    () => this.explained && [this.explained, this.choices.ablation],
    (model, { signal, progress }) =>
      model.call(
        'importance',
        { explained: this.explained!, ablation: this.choices.ablation },
        { signal, onProgress: progress },
      ),
    false,
  );

  /** What is written without all the parts that cost nothing alone. */
  protected readonly spare = new Work<GenerateResult>(
    this,
    () => {
      const measured = this.importance.fresh ? this.importance.value : undefined;
      const spared = measured ? this.#spared(measured) : [];
      return spared.length > 1 ? [inputOf(this.choices), spared, this.choices.ablation] : undefined;
    },
    (model, { signal }) => {
      const edits = this.#edits(this.#spared(this.importance.value!));
      return model.call('generate', { input: inputOf(this.choices), edits, top: 1 }, { signal });
    },
  );

  protected readonly patch = new Work<PatchResult>(
    this,
    () =>
      this.explained && this.other && this.other !== this.choices.text
        ? [this.explained, this.output, this.other, this.choices.point]
        : undefined,
    (model, { signal, progress }) =>
      model.call(
        'patch',
        {
          explained: { ...this.explained!, units: 'token', spans: [] },
          output: this.output,
          other: this.other,
          point: this.choices.point,
        },
        { signal, onProgress: progress },
      ),
    false,
  );

  /** A second sentence that differs in one word, the selected one if there is such a word, and has as many tokens. */
  protected readonly suggestion = new Work<{ text: string; other: string }>(
    this,
    () =>
      this.explained && this.canCut && !this.choices.other && !this.folded('patching')
        ? [this.choices.text, this.choices.source]
        : undefined,
    async (model, { signal }) => {
      const { text, source } = this.choices;
      const size = async (s: string) => (await model.call('tokenize', { text: s }, { signal })).tokens.length;
      const own = await size(text);
      const token = this.results.tokens?.tokens[source];
      for (const other of exchanges(text, token && wordAt(text, token.start)).slice(0, tries))
        if ((await size(other)) === own) return { text, other };
      return { text, other: '' };
    },
  );

  async #score(model: NonNullable<this['idleModel']>, edits: Edit[], signal: AbortSignal): Promise<number[]> {
    const { log_prob, target } = await model.call(
      'forward',
      { input: this.explained!.input, top: 1, ...(edits.length && { edits }) },
      { signal },
    );
    const n = written(this.results).tokens.length;
    const first = target.tokens.length - n - 1;
    return Array.from({ length: n }, (_, i) => log_prob?.[first + i] ?? NaN);
  }

  #edits(off: readonly string[] = this.off): Edit[] {
    const parts = this.#parts();
    return off.map((id) => {
      const { site, head } = parts.get(id)!;
      return { site, op: this.choices.ablation, ...(head >= 0 && { at: [null, [head]] }) };
    });
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('board.ask'), text: t('board.text'), caveat: this.limits('importance') }, [
      this.figure(
        'board',
        {
          note: t('board.note'),
          how: this.how('importance'),
          limits: this.limits('importance'),
          table: this.#boardTable,
        },
        this.explained ? this.#board() : this.waitText(),
      ),
      this.figure(
        'patching',
        { note: t('patch.note'), how: this.how('patching'), limits: this.limits('patching'), table: this.#patchTable },
        // The reader may be typing in it while a new output is on its way.
        this.encoderOnly ? this.waitText() : this.#patching(),
      ),
    ]);
  }

  /** What can be switched off, by its name in the link. */
  #parts(): Map<string, Place> {
    const { info } = this.results;
    return info ? switches(info) : new Map<string, Place>();
  }

  /** The model's parts in rows, deepest layer last. */
  #rows(): BoardRow[] {
    const measured = this.importance.current;
    const effect = new Map(measured?.parts.map((p) => [switchID(p), p.drop[this.output]]) ?? []);
    const rows = new Map<string, BoardRow>();
    for (const [id, { stack, layer, module, head }] of this.#parts()) {
      const name = `${this.t(`board.stack.${stack}`)} ${layer + 1}`;
      const kind = module === 'cross_attn' ? 'cross' : 'self';
      const row = rows.get(name) ?? { name, parts: [] };
      rows.set(name, row);
      row.parts.push({
        id,
        effect: effect.get(id),
        name: `${name} ${head >= 0 ? `${this.t(`board.kind.${kind}`)} ${head + 1}` : this.t('board.short.mlp')}`,
        short: head >= 0 ? this.t(`board.short.${kind}`, { n: head + 1 }) : this.t('board.short.mlp'),
      });
    }
    return [...rows.values()];
  }

  #board(): TemplateResult {
    const { t } = this;
    const measured = this.importance.current;
    const rows = this.#rows();
    return html`<div class="controls">
        <div class="segments" role="group" aria-label=${t('board.ablation')}>
          ${(['mean', 'zero'] as const).map(
            (a) =>
              html`<button
                aria-pressed=${a === this.choices.ablation}
                @click=${() => this.app.store.set({ ablation: a })}
              >
                ${t(`board.${a}`)}
              </button>`,
          )}
        </div>
        ${
          this.off.length
            ? html`<button class="button" @click=${() => this.app.store.set({ off: [] })}>${t('board.allOn')}</button>`
            : nothing
        }
      </div>
      ${this.workLine(
        this.importance,
        this.price(this.passes('importance')),
        this.paid(measured?.head),
        t('board.measure'),
      )}
      <pl-part-board
        .t=${t}
        .rows=${rows}
        .off=${this.off}
        .name=${t('board.figure')}
        @part-toggle=${this.#toggle}
      ></pl-part-board>
      ${
        measured
          ? this.legend(t('board.legend', { token: this.outputName }))
          : html`<p class="said">${t('board.hint')}</p>`
      }
      <p class="cap">${t(this.results.info?.config.kind === 'encoder-decoder' ? 'board.key' : 'board.keySingle')}</p>
      ${this.#challenge()} ${this.off.length ? this.#effect() : nothing}
      ${measured ? this.conclude(this.#most(rows)) : nothing} ${measured ? this.#together(measured) : nothing}`;
  }

  /** Keep the chosen word with the fewest parts; the score is what the link's parts give when the model runs again. */
  #challenge(): TemplateResult {
    const { t } = this;
    const own = written(this.results).tokens[this.output]?.id;
    const { generated } = this.changed.current ?? {};
    const alive = generated && generated.output.tokens.some((token) => token.id === own);
    const said = challenge.from(this.outputName, this.off.length, this.#parts().size, alive);
    return html`<div class="challenge" aria-live="polite">
      ${this.conclude(said)}
      ${
        said && this.off.length
          ? html`<button class="button" @click=${this.#share}>${this.shared || t('challenge.share')}</button>`
          : nothing
      }
    </div>`;
  }

  #share = () => {
    const done = (ok: boolean) => {
      this.shared = this.t(ok ? 'figure.copied' : 'figure.notCopied');
      setTimeout(() => (this.shared = ''), 2500);
    };
    send(this, 'copy-link', { place: 'board', done });
  };

  #toggle = (event: CustomEvent<{ id: string }>) => {
    const { id } = event.detail;
    const { off } = this;
    const part = this.#parts().get(id);
    const shown = part && part.head >= 0 && { stack: attentionOf(part), layer: part.layer, head: part.head };
    this.app.store.set({ off: off.includes(id) ? off.filter((x) => x !== id) : [...off, id], ...shown });
  };

  /** Output before and after, and what the switched model thinks of the original. */
  #effect(): TemplateResult {
    const { t } = this;
    const after = this.changed.current;
    const before = this.base.current;
    const old = written(this.results);
    const same = after && after.generated.text === this.results.output?.text;
    const drop = after && before ? after.logProb.map((p, i) => p - before[i]!) : undefined;
    const p =
      drop && before
        ? t('board.prob', {
            token: this.outputName,
            from: percent(Math.exp(before[this.output]!)),
            to: percent(Math.exp(after!.logProb[this.output]!)),
          })
        : '';
    return html`${this.changed.error || this.changed.running ? this.workLine(this.changed, '') : nothing}
      <dl class="both" aria-live="polite">
        <dt>${t('board.before')}</dt>
        <dd>${this.results.output?.text}</dd>
        <dt>${t('board.after', { n: this.off.length })}</dt>
        <dd>${after ? this.#marked(after.generated) : '…'}</dd>
      </dl>
      <pl-credit-rows
        .t=${t}
        .units=${old.tokens.map((x) => label(tokenText(x)))}
        .rows=${[{ id: 'drop', name: t('board.drop'), values: drop }]}
        .selected=${this.output}
        @unit-select=${(e: CustomEvent<{ unit: number }>) =>
          this.app.store.set({ target: e.detail.unit, side: 'target' })}
      ></pl-credit-rows>
      <p class="said">${after && before ? `${t(same ? 'board.same' : 'board.differs')} ${p}` : ''}</p>`;
  }

  /** The new output, with the tokens that differ from the old one marked. */
  #marked(generated: GenerateResult): TemplateResult {
    const old = this.results.output?.output.tokens ?? [];
    const end = this.results.info?.config.end;
    const list = generated.output.tokens.filter((x) => x.id !== end);
    if (list.length === 0) return html`<span>${this.t('board.nothing')}</span>`;
    return html`${list.map((x, i) => (old[i]?.id === x.id ? tokenText(x) : html`<mark>${tokenText(x)}</mark>`))}`;
  }

  #most(rows: BoardRow[]): Said | undefined {
    const parts = rows.flatMap((row) => row.parts).filter((part) => part.effect !== undefined);
    const names = parts.map((part) => part.name);
    const falls = parts.map((part) => part.effect!);
    return board.from(this.outputName, names, falls);
  }

  /** The parts that cost nothing alone, and what is left without all of them. */
  #together(measured: ImportanceResult): TemplateResult {
    const spared = this.#spared(measured);
    const without = this.spare.current;
    const before = this.results.output?.text ?? '';
    const said = without && idle.from(spared.length, before, without.text, this.t('board.nothing'));
    return html`${this.conclude(said)}
    ${
      spared.length > 1
        ? html`<button class="button" @click=${() => this.app.store.set({ off: spared })}>
            ${this.t('board.idleOff', { n: spared.length })}
          </button>`
        : nothing
    }`;
  }

  /** Ids of the parts that alone cost the chosen token nothing. */
  #spared(measured: ImportanceResult): string[] {
    const nothing = (part: ImportanceResult['parts'][number]) => Math.abs(part.drop[this.output] ?? NaN) < little;
    return measured.parts.filter(nothing).map(switchID);
  }

  #patching(): TemplateResult {
    const { t } = this;
    const result = this.patch.current;
    const read = result?.head.read;
    const columns = result
      ? labels(result.head.read).map((a, i) => {
          const b = labels(result.other_read)[i]!;
          return a === b ? a : `${a}/${b}`;
        })
      : [];
    const lead = read ? leading(read) : 0;
    return html`${this.outputStrip()}
      <div class="controls">
        <pl-text-field
          class="wide"
          .text=${this.other}
          .label=${t('patch.other')}
          .most=${longestOther}
          @text=${(e: CustomEvent<{ text: string }>) => this.app.store.set({ other: e.detail.text })}
        ></pl-text-field>
        <label
          >${t('patch.point')}<select
            @change=${(e: Event) => this.app.store.set({ point: (e.target as HTMLSelectElement).value as 'resid_pre' })}
          >
            ${(['resid_pre', 'attn_out', 'mlp_out'] as const).map(
              (p) => html`<option value=${p} .selected=${p === this.choices.point}>${t(`patch.${p}`)}</option>`,
            )}
          </select></label
        >
      </div>
      ${
        !this.explained
          ? this.waitText()
          : this.other && this.other !== this.choices.text
            ? this.workLine(this.patch, this.price(this.passes('patching')), this.paid(result?.head), t('patch.start'))
            : html`<p class="said">${t('patch.type')}</p>`
      }
      ${
        result
          ? html`<pl-value-grid
                .values=${result.effect}
                .rows=${result.sites.map((s) => t('head.layer', { layer: s.layer + 1 }))}
                .columns=${columns}
                .most=${1}
                .digits=${2}
                .row=${this.cell.row}
                .column=${this.cell.col >= 0 ? this.cell.col : this.choices.source + lead}
                .name=${t('patch.figure')}
                @cell-select=${(e: CustomEvent<{ row: number; col: number }>) => (this.cell = e.detail)}
              ></pl-value-grid>
              <p class="legend">
                <span>${t('patch.zero')}</span><i aria-hidden="true"></i><span>${t('patch.one')}</span>
              </p>
              <p class="said">
                ${t('patch.scores', {
                  answer: label(tokenText(result.answer)),
                  foil: label(tokenText(result.foil)),
                  clean: decimal(result.clean),
                  corrupt: decimal(result.corrupt),
                })}
              </p>
              ${this.conclude(this.#carried(result, columns))}`
          : html`<p class="said">${t('patch.idle')}</p>`
      }`;
  }

  #carried(r: PatchResult, columns: string[]): Said | undefined {
    const layers = r.sites.map((site) => site.layer + 1);
    return patch.from(r.clean - r.corrupt, r.effect, layers, columns);
  }

  #boardTable = () => {
    const measured = this.importance.current;
    return this.file(
      measured?.head,
      ['site', 'head', 'total', ...(measured?.head.written.tokens.map(tokenText) ?? [])],
      measured?.parts.map((p) => [p.site, p.head, p.total, ...p.drop]) ?? [],
      {
        ablation: this.choices.ablation,
        off: this.#edits(),
        parts: measured?.parts,
        with_parts_off: this.changed.current && {
          output: this.changed.current.generated.text,
          log_prob: this.changed.current.logProb,
        },
      },
    );
  };

  #patchTable = () => {
    const r = this.patch.current;
    return this.file(
      r?.head,
      ['site', ...(r ? labels(r.head.read) : [])],
      r?.effect.map((row, i) => [r.sites[i]!.site, ...row]) ?? [],
      {
        other_text: this.other,
        output: this.output,
        sites: r?.sites.map((s) => s.site),
        effect: r?.effect,
        logit_difference_clean: r?.clean,
        logit_difference_corrupt: r?.corrupt,
        answer: r?.answer,
        foil: r?.foil,
      },
    );
  };
}

define('pl-switch-panel', SwitchPanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-switch-panel': SwitchPanel;
  }
}
