// What others found of large models, beside a small one that was measured for this page and the model that is open.

import { html, type TemplateResult } from 'lit';
import type { Translate } from '../../i18n/index.ts';
import type { Fitted } from '../../state/asking.ts';
import { decimal, percent } from '../../state/format.ts';
import { measured, reported } from '../../state/reported.ts';

/** The table; `fits` are of the model that is open, none before it was asked. */
export function reportedTable(t: Translate, name: string, fits: readonly Fitted[]): TemplateResult {
  const own = fits.find((f) => f.kind === 'stated')?.fit;
  const stated = (c: { n: number; mean: number; right: number; ece: number; auroc: number }) =>
    t('reported.stated', {
      n: c.n,
      mean: percent(c.mean, 0),
      right: percent(c.right, 0),
      ece: decimal(c.ece),
      auroc: c.auroc < 0 ? '–' : decimal(c.auroc),
    });
  return html`<p class="lab">${t('reported.title')}</p>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('reported.title')}>
      <table class="prose">
        <thead>
          <tr>
            <th scope="col">${t('reported.models')}</th>
            <th scope="col">${t('reported.found')}</th>
          </tr>
        </thead>
        ${reported.map(
          (r) =>
            html`<tr>
              <th scope="row">
                ${r.models}<br /><a href=${r.link} target="_blank" rel="noopener">${r.source}</a>
                <span class="said">${r.date}</span>
              </th>
              <td>${t(r.found)}</td>
            </tr>`,
        )}
        <tr>
          <th scope="row">${measured.name}<br /><span class="said">${t('reported.ours')}</span></th>
          <td>${stated(measured)}</td>
        </tr>
        ${
          own
            ? html`<tr>
                <th scope="row">${name}<br /><span class="said">${t('reported.here')}</span></th>
                <td>${stated({ ...own, right: own.base_rate })}</td>
              </tr>`
            : ''
        }
      </table>
    </div>`;
}
