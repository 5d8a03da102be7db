// One question's two answers: what each said, each token's own probability, and what every fact does.

import { html, type TemplateResult } from 'lit';
import type { AskWorldResult } from '../../../wasm/bridge/protocol.gen.ts';
import type { Translate } from '../../i18n/index.ts';
import { decimal, percent } from '../../state/format.ts';

/** A witness's answer, by the name under which it is shown; `open`: the reader has guessed. */
export interface Witnessed {
  who: string;
  result: AskWorldResult;
  open: boolean;
}

/** What a witness said: its tokens to tap, its reason and its number. */
export function testimony(
  t: Translate,
  { who, result }: Witnessed,
  tapped: number,
  tap: (token: number) => void,
): TemplateResult {
  const { asked, reason, tokens, probs } = result;
  return html`<section class="witness" aria-label=${who}>
    <h4>${who}</h4>
    <p class="scene">
      <b>${asked.answer || asked.output}</b> ${reason ? t('ask.because', { reason }) : t('ask.noBecause')}
      <span class="said"
        >— ${asked.stated < 0 ? t('ask.statesNone') : t('ask.states', { share: percent(asked.stated, 0) })}</span
      >
    </p>
    <div class="strip" role="group" aria-label=${t('ask.sure')}>
      ${tokens.map((token, i) =>
        i < probs.length && token.text.trim()
          ? html`<button class="tok" aria-pressed=${i === tapped} @click=${() => tap(i)}>${token.text}</button>`
          : '',
      )}
    </div>
  </section>`;
}

/** The real probability of a token beside the number that was stated. */
export function tokenSaid(t: Translate, { who, result }: Witnessed, token: number): string {
  const { stated } = result.asked;
  return t(stated < 0 ? 'ask.sureOfNone' : 'ask.sureOf', {
    token: result.tokens[token]!.text.trim(),
    prob: percent(result.probs[token]!),
    who,
    share: percent(stated, 0),
  });
}

/** Every fact: who named it, whether it decides, and what each answer loses without it. */
export function facts(t: Translate, both: readonly Witnessed[]): TemplateResult {
  const { facts, deciding } = both[0]!.result;
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('ask.table')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('ask.fact')}</th>
          ${both.map((w) => html`<th scope="col">${w.who}: ${t('ask.loses')}</th>`)}
        </tr>
      </thead>
      ${facts.map(
        (fact, i) =>
          html`<tr>
            <th scope="row">${fact} ${i === deciding ? html`<b>· ${t('ask.decides')}</b>` : ''}</th>
            ${both.map(
              ({ result }) =>
                html`<td class="num">
                  ${decimal(result.fall[i]!)} ${result.asked.named === i ? html`<b>· ${t('ask.named')}</b>` : ''}
                </td>`,
            )}
          </tr>`,
      )}
    </table>
  </div>`;
}
