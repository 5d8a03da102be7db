// The translator: how often what it finds most likely is right, on held-out sentences and on the reader's reference.

import { html, type TemplateResult } from 'lit';
import type { Calibration } from '../../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../../i18n/index.ts';
import { guesses, shippedBins, type Guess } from '../../state/forced.ts';
import { percent } from '../../state/format.ts';
import type { OpenModel } from '../../state/session.ts';
import type { Table } from '../../state/table.ts';
import '../../views/reliability-plot.ts';

/** Fewer say nothing about how sure it is. */
const enoughGuesses = 20;

/** The reader's reference, read; `fit` where it is long enough. */
export interface Forced {
  all: readonly Guess[];
  fit?: Calibration;
}

/** Lets the translator read a reference, and compares its guesses with it. */
export async function readReference(
  model: OpenModel,
  signal: AbortSignal,
  { text, target, seed }: { text: string; target: string; seed: number },
): Promise<Forced> {
  const all = guesses(await model.call('forward', { input: { text, target }, top: 1 }, { signal }));
  if (all.length < enoughGuesses) return { all };
  const params = { confidence: all.map((g) => g.prob), right: all.map((g) => g.right), seed };
  return { all, fit: (await model.call('calibrate', params, { signal })).fit };
}

/** The plot of held-out sentences, with the reader's own where there is one. */
export function forcedPlot(t: Translate, own?: Forced): TemplateResult {
  const series = [
    { name: t('forced.zh'), bins: shippedBins.zh },
    { name: t('forced.en'), bins: shippedBins.en },
    ...(own?.fit ? [{ name: t('forced.yours'), bins: own.fit.bins }] : []),
  ];
  return html`<pl-reliability-plot
    .series=${series}
    .x=${t('sure.x')}
    .y=${t('sure.y')}
    name=${t('sure.plot')}
    perfect=${t('sure.perfect')}
    counts=${t('forced.count')}
  ></pl-reliability-plot>`;
}

/** Each token of the reference, what the model would have said in its place, and how sure it was. */
export function forcedTable(t: Translate, { all }: Forced): TemplateResult {
  const right = all.filter((g) => g.right).length;
  return html`<p class="said">${t('forced.right', { right, n: all.length, enough: enoughGuesses })}</p>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('forced.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('forced.token')}</th>
            <th scope="col">${t('forced.guess')}</th>
            <th scope="col">${t('forced.prob')}</th>
          </tr>
        </thead>
        ${all.map(
          (g) =>
            html`<tr>
              <th scope="row">${g.token}</th>
              <td>${g.right ? '✓' : g.guess}</td>
              <td class="num">${percent(g.prob)}</td>
            </tr>`,
        )}
      </table>
    </div>`;
}

/** The same, to be saved. */
export function forcedRows({ all }: Forced): Table['rows'] {
  return all.map((g) => [g.token, g.guess, g.prob, Number(g.right)]);
}
