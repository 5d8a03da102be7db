// What the panels of the layer clinic share: the bank that their probes are trained on, places in words, and no
// question about one output.

import { css } from 'lit';
import type { Bed, Explained, Place, ProbeSource } from '../../wasm/bridge/protocol.gen.ts';
import { withBank } from '../state/bank.ts';
import { depthOf, quick, sourceOf } from '../state/clinic.ts';
import { duration } from '../state/format.ts';
import type { OpenModel } from '../state/session.ts';
import type { Table } from '../state/table.ts';
import { ExplainPanel } from './explain-panel.ts';

export abstract class ProbingPanel extends ExplainPanel {
  static override styles = [
    ...[ExplainPanel.styles].flat(),
    css`
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 0 0 12px;
      }
      .right {
        color: var(--good, var(--ink));
      }
      .scroll {
        overflow-x: auto;
      }
      h4 {
        font: 500 var(--type-4) var(--sans);
        margin: 18px 0 8px;
      }
    `,
  ];

  /** These panels explain no output, so nothing is priced by one. */
  protected override get explained(): Explained | undefined {
    return undefined;
  }

  /** The model is small enough for probes to be trained as soon as they are seen. */
  protected get quick(): boolean {
    return quick(this.results.info?.parameters.total ?? Infinity);
  }

  /** What probes are trained on for a text. */
  protected sourceFor(text: string): ProbeSource {
    return sourceOf(text, this.results.info?.parameters.total ?? Infinity);
  }

  /** Asks the engine about a bank. */
  protected ask<R>(model: OpenModel, source: ProbeSource, question: () => Promise<R>): Promise<R> {
    return withBank(model, source.language, question);
  }

  /** Layers of the stack that a place is in. */
  #layers(place: Place): number {
    const config = this.results.info?.config;
    if (!config) return 0;
    const encoder = place.stack === 'encoder' || config.kind === 'encoder';
    return encoder ? config.encoder_layers : config.decoder_layers;
  }

  /** "before layer 1", "after layer 3". */
  protected placeName(place: Place): string {
    const layer = depthOf(place, this.#layers(place));
    return layer ? this.t('lens.after', { layer }) : this.t('lens.start');
  }

  /** "start", "layer 3". */
  protected rowName(place: Place): string {
    const layer = depthOf(place, this.#layers(place));
    return layer ? this.t('lens.row', { layer }) : this.t('lens.rowStart');
  }

  /** "0", "3". */
  protected tick(place: Place): string {
    return String(depthOf(place, this.#layers(place)));
  }

  /** What the probes were trained on, and how long the answer took. */
  protected trained(bed: Bed | undefined): string {
    return bed
      ? this.t('clinic.trained', { n: bed.sentences, words: bed.words, time: duration(bed.millis) })
      : this.quick
        ? ''
        : this.t('clinic.slow');
  }

  /** A figure's file with what its probes were trained on. */
  protected probed(bed: Bed | undefined, columns: string[], rows: Table['rows'], json: object): Table {
    const { info } = this.results;
    const about = {
      model: this.modelName,
      weights_sha256: info?.hash ?? '',
      sites: bed?.sites.map((place) => place.site) ?? [],
      bank_sentences: bed?.sentences ?? 0,
      bank_words: bed?.words ?? 0,
      layers_and_heads_counted_from: 0,
    };
    return { about, columns, rows, json: { ...about, ...json } };
  }
}
