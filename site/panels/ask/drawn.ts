// What the opened model said, drawn: an answer with its tokens, reason and words; replies without a number; answers
// about things that exist and things that do not.

import { html, type TemplateResult } from 'lit';
import type { Asked } from '../../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../../i18n/index.ts';
import { decimal, percent } from '../../state/format.ts';
import type { Table } from '../../state/table.ts';
import type { Own, Told } from './asked.ts';

/** The number that was stated, or what was written in its place. */
function stated(t: Translate, { ok, number, text }: { ok: boolean; number: number; text: string }): string {
  return ok ? percent(number, 0) : t('real.unstated', { text });
}

/** The answer to the reader's own question: tokens to tap, reason, numbers, samples and words. */
export function ownAnswer(t: Translate, own: Own, tapped: number, tap: (token: number) => void): TemplateResult {
  const { open, tokens, sure, samples, agree, why } = own.result;
  return html`<section class="witness" aria-label=${t('real.it')}>
      <p class="scene"><b>${open.answer}</b></p>
      <div class="strip" role="group" aria-label=${t('ask.sure')}>
        ${tokens.map((token, i) =>
          i < sure.length && token.text.trim()
            ? html`<button class="tok" aria-pressed=${i === tapped} @click=${() => tap(i)}>${token.text}</button>`
            : '',
        )}
      </div>
      <p class="said" aria-live="polite">${sure[tapped] ? tokenOf(t, own, tapped) : t('ask.sureNote')}</p>
      <p class="scene">${why.reason ? t('real.because', { reason: why.reason }) : t('real.noReason')}</p>
      <p class="said">
        ${t('real.numbers', {
          stated: stated(t, open.stated),
          ptrue: percent(open.p_true, 0),
          n: samples.length,
          agree: Math.round(agree * samples.length),
        })}
      </p>
      <details>
        <summary class="said">${t('real.samples')}</summary>
        <ul>
          ${samples.map((text) => html`<li>${text}</li>`)}
        </ul>
      </details>
    </section>
    ${wordTable(t, own)}`;
}

function tokenOf(t: Translate, { result }: Own, token: number): string {
  const { prob, margin, entropy } = result.sure[token]!;
  return t('real.token', {
    token: result.tokens[token]!.text.trim(),
    prob: percent(prob),
    margin: percent(margin),
    entropy: decimal(entropy),
    stated: stated(t, result.open.stated),
  });
}

function wordTable(t: Translate, { units, result }: Own): TemplateResult {
  const { named, for_answer, for_reason } = result.why;
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('real.table')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('real.word')}</th>
          <th scope="col">${t('real.forAnswer')}</th>
          <th scope="col">${t('real.forReason')}</th>
        </tr>
      </thead>
      ${units.map(
        (unit, i) =>
          html`<tr>
            <th scope="row">${unit} ${named.includes(i) ? html`<b>· ${t('real.named')}</b>` : ''}</th>
            <td class="num">${decimal(for_answer[i] ?? 0)}</td>
            <td class="num">${i < for_reason.length ? decimal(for_reason[i]!) : ''}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}

/** The words of the reader's question, to be saved. */
export function ownRows({ units, result: { why } }: Own): Table['rows'] {
  return units.map((unit, i) => [
    unit,
    Number(why.named.includes(i)),
    why.for_answer[i] ?? 0,
    why.for_reason[i] ?? null,
  ]);
}

/** The replies from which no number could be read. */
export function unreadNumbers(t: Translate, asked: readonly Asked[]): TemplateResult | '' {
  const unread = asked.filter((a) => !a.stated.ok);
  if (!unread.length) return '';
  return html`<details>
    <summary class="said">${t('fits.unreadNumbers')} (${unread.length})</summary>
    <ul>
      ${unread.map((a) => html`<li>${a.stated.text || t('paste.missing')}</li>`)}
    </ul>
  </details>`;
}

/** All answers about what exists and what does not. */
export function toldTable(t: Translate, told: readonly Told[], prob: string): TemplateResult {
  return html`<details>
    <summary class="said">${t('known.list')}</summary>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('known.list')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('known.question')}</th>
            <th scope="col">${t('known.answer')}</th>
            <th scope="col">${t('known.stated')}</th>
            <th scope="col">${prob}</th>
          </tr>
        </thead>
        ${told.map(
          (a) =>
            html`<tr>
              <th scope="row">${a.question} <b>· ${t(a.exists ? 'known.exists' : 'known.made')}</b></th>
              <td>${a.answer} ${a.admits ? html`<b>· ${t('known.owns')}</b>` : ''}</td>
              <td class="num">${a.stated < 0 ? t('sure.none') : percent(a.stated, 0)}</td>
              <td class="num">${percent(a.prob)}</td>
            </tr>`,
        )}
      </table>
    </div>
  </details>`;
}
