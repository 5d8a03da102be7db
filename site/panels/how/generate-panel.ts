// Stage 4: encoder and decoder. The output written one token at a time, the distribution behind each, and the roads not
// taken.

import { html, css, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { bet } from '../../conclusions.ts';
import type { BeamResult } from '../../../wasm/bridge/protocol.gen.ts';
import { attentionHook, stackHook } from '../../state/anatomy.ts';
import { label, labels, tokenText } from '../../state/cells.ts';
import { decimal } from '../../state/format.ts';
import { nextToken } from '../../state/sampling.ts';
import { promptRows, sourceRow } from '../../state/selection.ts';
import { inputOf } from '../../state/input.ts';
import { matrix, named, row as rowOf, headMatrix } from '../../state/tensor.ts';
import { panelText, shared } from '../../styles/shared.ts';
import type { Bar } from '../../views/candidate-bars.ts';
import { define } from '../../views/define.ts';
import type { Flow } from '../../views/flow-diagram.ts';
import { errorText } from '../errors.ts';
import { Guess } from '../guess.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/beam-table.ts';
import '../../views/candidate-bars.ts';
import '../../views/flow-diagram.ts';
import '../../views/sampling-controls.ts';
import '../../views/step-buttons.ts';

const beamWidth = 4;
/** Candidates that basic depth shows. */
const basicBars = 6;

export class GeneratePanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      .wait {
        min-height: 280px;
      }
      pl-steps {
        margin: 16px 0 0;
      }
      pl-sampling-controls {
        margin: 0 0 16px;
      }
      h4 {
        font: 500 var(--type-5) var(--sans);
        margin: 26px 0 12px;
        padding-top: 18px;
        border-top: 1px solid var(--rule);
      }
      h4 small {
        color: var(--muted);
        font-weight: 400;
        font-size: var(--type-3);
        margin-left: 8px;
      }
      @media (min-width: 1800px) {
        .both {
          display: grid;
          grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
          gap: 48px;
        }
        h4 {
          margin-top: 0;
          padding-top: 0;
          border: 0;
        }
      }
      /* Side by side both fit on one sheet; paper has no steps. */
      @media print {
        .both {
          display: grid;
          grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr);
          gap: 32px;
        }
        h4 {
          margin-top: 0;
          padding-top: 0;
          border: 0;
        }
        pl-steps {
          display: none;
        }
      }
      .said {
        font-size: var(--type-4);
        color: var(--muted);
        margin: 10px 0 0;
        min-height: 1.65em;
      }
    `,
  ];

  @state() private accessor beamFor = '';

  #beam = new Work<BeamResult & { of: string }>(
    this,
    () => (this.beamFor === this.choices.text ? [inputOf(this.choices)] : undefined),
    async (model, { signal }) => {
      return {
        of: this.choices.text,
        ...(await model.call(
          'beam',
          { input: inputOf(this.choices), width: beamWidth, length_penalty: 0.6 },
          { signal },
        )),
      };
    },
  );

  /** A guess is about one token of one text. */
  readonly #second = new Guess(this, 'bet', () => [this.choices.text, this.choices.target, this.results.info?.hash]);

  override render(): TemplateResult {
    const { t, results } = this;
    const single = results.info && results.info.config.kind !== 'encoder-decoder';
    const step = this.#step();
    return this.section(
      {
        ask: this.#ask(step),
        text: t(single ? 'generate.textSingle' : 'generate.text'),
        caveat: t(single ? 'generate.caveatSingle' : 'generate.caveat'),
      },
      [
        this.figure(
          'generate',
          {
            title: t(single ? 'generate.figureSingle' : 'generate.figure'),
            how: t('generate.how'),
            limits: t('generate.limits'),
            table: this.#stepTable,
          },
          this.#figure(step),
        ),
        this.figure(
          'beams',
          {
            note: t('beam.note', { width: beamWidth }),
            how: t('beam.how', { width: beamWidth }),
            limits: t('beam.limits'),
            table: this.#beamTable,
          },
          this.#beams(),
        ),
      ],
    );
  }

  /** The step on show is the selected output token: the one being written. */
  #step(): number {
    const last = this.#last();
    return Math.min(this.choices.target, last);
  }

  #last(): number {
    return Math.max(0, (this.results.output?.steps.length ?? 1) - 1);
  }

  #ask(step: number): string {
    const so = this.results.output?.steps[step - 1]?.text ?? '';
    return so.trim() ? this.t('generate.ask', { text: so.trim() }) : this.t('generate.askFirst');
  }

  #figure(step: number): TemplateResult {
    const { t, results, choices } = this;
    const { output, forward, info } = results;
    const empty = this.app.session.phase.kind === 'empty';
    const why = this.encoderOnly ? 'generate.encoder' : empty ? 'status.empty' : 'figure.waiting';
    if (!output || !forward || !info || !output.steps.length) return html`<p class="wait">${t(why)}</p>`;
    const bars = this.#bars(step).slice(0, choices.depth === 'basic' ? basicBars : undefined);
    return html`<div class="both">
      <div>
        <pl-flow-diagram
          .t=${t}
          .flow=${this.#flow(step)}
          .selected=${sourceRow(results, choices)}
          @token-select=${(e: CustomEvent<{ index: number }>) =>
            this.app.store.set({
              source: Math.max(0, e.detail.index - sourceRow(results, { source: 0 })),
              side: 'source',
            })}
        ></pl-flow-diagram>
        <pl-steps
          .t=${t}
          .step=${step}
          .last=${this.#last()}
          @step=${(e: CustomEvent<{ step: number }>) => this.app.store.set({ target: e.detail.step, side: 'target' })}
        ></pl-steps>
      </div>
      <div>
        <h4>${t('bars.title')}<small>${t('bars.note')}</small></h4>
        <pl-sampling-controls
          .t=${t}
          .choice=${choices}
          .seed=${choices.seed}
          @sampling=${(e: CustomEvent<object>) => this.app.store.set(e.detail)}
        ></pl-sampling-controls>
        ${this.#guess(step)}
        <pl-candidate-bars
          ?hidden=${this.#second.open}
          .t=${t}
          .bars=${bars}
          .taken=${output.steps[step]?.token.id ?? -1}
          @choose=${(e: CustomEvent<{ id: number }>) => this.#branch(step, e.detail.id)}
        ></pl-candidate-bars>
        <p class="said" ?hidden=${this.#second.open}>
          ${t('bars.entropy', {
            nats: decimal(output.steps[step]?.entropy ?? NaN),
            choices: decimal(Math.exp(output.steps[step]?.entropy ?? NaN), 1),
          })}
        </p>
      </div>
    </div>`;
  }

  /** Guess first: which token came second. Nothing else on the page gives that away while the bars are hidden. */
  #guess(step: number): TemplateResult {
    const { token, candidates } = this.results.output!.steps[step]!;
    const others = candidates.filter((c) => c.token.id !== token.id && !c.token.special).slice(0, 5);
    if (others.length < 3) return html``;
    const name = (id: number) => {
      const found = candidates.find((c) => c.token.id === id);
      return found ? label(tokenText(found.token)) : `⟨${id}⟩`;
    };
    return this.#second.render(this.t, {
      offer: 'bet.ask',
      question: this.t('bet.question', { token: name(token.id) }),
      choices: others
        .map((c) => ({ id: c.token.id, text: name(c.token.id) }))
        .toSorted((a, b) => (a.text < b.text ? -1 : 1)),
      right: others[0]!.token.id,
      said: (id) =>
        bet.from(
          name(id),
          others.findIndex((c) => c.token.id === id),
          name(others[0]!.token.id),
          others[0]!.prob,
        ),
    });
  }

  #flow(step: number): Flow {
    const { info, forward, output } = this.results;
    const { config } = info!;
    const row = promptRows(this.results) - 1 + step;
    const states =
      named(forward!.tensors, stackHook(config, 'source', 'ln_final.hook_normalized')) ??
      named(forward!.tensors, `encoder.${config.encoder_layers - 1}.hook_resid_post`);
    const cross = named(forward!.tensors, attentionHook(config, 'cross', config.decoder_layers - 1, 'pattern'));
    const chosen = output!.steps[step];
    return {
      encoderLayers: config.encoder_layers,
      decoderLayers: config.decoder_layers,
      source: labels(forward!.source),
      states: states && matrix(states),
      weights: cross && row < cross.shape[1]! ? meanOverHeads(cross, row) : undefined,
      read: labels(forward!.target).slice(0, row + 1),
      next: chosen && { text: label(tokenText(chosen.token)), prob: chosen.prob },
    };
  }

  /** From the pass's logits, which the sliders act on; before they have come, what generating returned. */
  #bars(step: number): Bar[] {
    const { forward, output } = this.results;
    const known = new Map(
      (output!.steps[step]?.candidates ?? [])
        .concat(forward!.top?.[promptRows(this.results) - 1 + step] ?? [])
        .map((c) => [c.token.id, c]),
    );
    const name = (id: number) => {
      const c = known.get(id);
      return c ? label(tokenText(c.token)) : `⟨${id}⟩`;
    };
    const logits = named(forward!.tensors, 'logits');
    const row = promptRows(this.results) - 1 + step;
    if (logits && row < logits.shape[0]!) {
      // Greedy choice cuts everything off but one; what teaches is the whole distribution, with the choice marked.
      const choice = this.choices.temperature > 0 ? this.choices : { temperature: 1, topk: 0, topp: 0 };
      return nextToken(rowOf(matrix(logits), row), choice, known.size || 10).map((s) => ({ ...s, text: name(s.id) }));
    }
    return (output!.steps[step]?.candidates ?? []).map((c) => ({
      id: c.token.id,
      text: name(c.token.id),
      before: c.prob,
      prob: this.choices.temperature > 0 ? c.chance : c.prob,
      kept: this.choices.temperature === 0 || c.chance > 0,
    }));
  }

  #branch(step: number, id: number): void {
    const before = this.results.output!.steps.slice(0, step).map((s) => s.token.id);
    this.app.store.set({ forced: [...before, id], target: step, side: 'target' });
  }

  #beams(): TemplateResult {
    const { t } = this;
    const found = this.#beam.value;
    if (this.encoderOnly) return html`<p class="wait">${t('generate.encoder')}</p>`;
    if (this.#beam.error) return html`<p class="bad" role="alert">${errorText(this.#beam.error, t).text}</p>`;
    if (!found || found.of !== this.choices.text) {
      const steps = this.#last() + 1;
      return html`<p class="said">${t('beam.cost', { width: beamWidth, runs: steps })}</p>
        <button
          class="button"
          ?disabled=${!this.app.session.model || this.beamFor === this.choices.text}
          @click=${() => (this.beamFor = this.choices.text)}
        >
          ${t(this.beamFor === this.choices.text ? 'beam.running' : 'beam.start')}
        </button>`;
    }
    return html`<pl-beam-table
      .t=${t}
      .hypotheses=${found.hypotheses}
      .greedy=${this.results.output?.text ?? ''}
      @take=${(e: CustomEvent<{ ids: number[] }>) => this.app.store.set({ forced: e.detail.ids })}
    ></pl-beam-table>`;
  }

  #stepTable = () =>
    this.table(
      ['step', 'written', 'prob', 'entropy_nats', 'candidate', 'candidate_id', 'candidate_prob', 'candidate_logit'],
      (this.results.output?.steps ?? []).flatMap((s) =>
        s.candidates.map((c) => [
          s.index,
          tokenText(s.token),
          s.prob,
          s.entropy,
          tokenText(c.token),
          c.token.id,
          c.prob,
          c.logit,
        ]),
      ),
    );

  #beamTable = () =>
    this.table(
      ['text', 'score', 'log_prob'],
      (this.#beam.value?.hypotheses ?? []).map((h) => [h.text, h.score, h.log_prob]),
      { width: beamWidth, length_penalty: 0.6 },
    );
}

function meanOverHeads(pattern: Parameters<typeof headMatrix>[0], row: number): Float32Array {
  const heads = pattern.shape[0]!;
  const mean = new Float32Array(pattern.shape[2]!);
  for (let h = 0; h < heads; h++) rowOf(headMatrix(pattern, h), row).forEach((w, i) => (mean[i]! += w / heads));
  return mean;
}

define('pl-generate-panel', GeneratePanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-generate-panel': GeneratePanel;
  }
}
