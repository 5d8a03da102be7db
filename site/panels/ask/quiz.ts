// Both witnesses on the same many questions: the calls, the plot, the figures and what they say.

import { html, type TemplateResult, type nothing } from 'lit';
import type { Calibration, WorldAnswer, WorldQuizParams } from '../../../wasm/bridge/protocol.gen.ts';
import { apart, deleted, sureness, type Said } from '../../conclusions.ts';
import type { Key, Translate } from '../../i18n/index.ts';
import { decimal, percent } from '../../state/format.ts';
import type { OpenModel } from '../../state/session.ts';
import type { Table } from '../../state/table.ts';
import { quizSize, type Compared } from '../../state/witness.ts';
import type { Reporter } from '../work.ts';
import '../../views/reliability-plot.ts';

/** Answers so far, and what they say once all are there. */
export interface Quiz {
  answers: readonly WorldAnswer[];
  compared?: Compared;
}

/** Asks both witnesses, then whether they can be told apart. */
export async function compare(
  model: OpenModel,
  { signal, progress, show }: Reporter<Quiz>,
  params: Pick<WorldQuizParams, 'language' | 'sorts' | 'seed'>,
): Promise<Quiz> {
  let answers: WorldAnswer[] = [];
  const quiz = (witness: WorldQuizParams['witness']) =>
    model.call(
      'world_quiz',
      { ...params, witness, n: quizSize },
      {
        signal,
        onProgress: (p) => {
          if (!('answers' in p)) return;
          answers = [...answers, ...p.answers];
          progress({ done: answers.length, total: 2 * quizSize });
          show({ answers });
        },
      },
    );
  const honest = await quiz('<honest>');
  const bluffer = await quiz('<bluffer>');
  const p = async (a: number[], b: number[]) =>
    a.length && b.length ? (await model.call('permute', { a, b, seed: params.seed }, { signal })).p : 1;
  const effects = (list: readonly WorldAnswer[]) => list.map((a) => a.effect);
  return {
    answers,
    compared: {
      honest,
      bluffer,
      deletion: await p(effects(honest.answers), effects(bluffer.answers)),
      sureness: await p(honest.sureness, bluffer.sureness),
    },
  };
}

/** The plot, the figures and the conclusions; before all answers are there, how far it is. */
export function drawn(
  t: Translate,
  { answers, compared }: Quiz,
  conclude: (said: Said | undefined) => TemplateResult | typeof nothing,
): TemplateResult {
  if (!compared)
    return html`<p class="said">
      ${t('sure.running', { done: answers.length, right: answers.filter((a) => a.right).length })}
    </p>`;
  const { honest, bluffer, deletion } = compared;
  return html`${plotted(t, curves(t, compared))} ${conclude(sureness.from(t('ask.honest'), honest.stated))}
  ${conclude(sureness.from(t('ask.bluffer'), bluffer.stated))} ${conclude(apart.from(compared.sureness, quizSize))}
  ${conclude(deleted.from(deletion, honest.effect, bluffer.effect))}`;
}

/** One kind of confidence, and how well it fits. */
export interface Curve {
  name: string;
  fit: Calibration;
  unread: number;
}

/** The kinds of confidence that there are. */
function curves(t: Translate, { honest, bluffer }: Compared): Curve[] {
  return [
    { quiz: honest, who: t('ask.honest') },
    { quiz: bluffer, who: t('ask.bluffer') },
  ].flatMap(({ quiz, who }) =>
    (['stated', 'label'] as const).flatMap((kind) =>
      quiz[kind] ? [{ name: t(`sure.${kind}`, { who }), fit: quiz[kind], unread: quiz.unread }] : [],
    ),
  );
}

const rows: readonly [Key, (c: Curve, t: Translate) => string][] = [
  ['sure.count', ({ fit }) => String(fit.n)],
  ['sure.rowMean', ({ fit }) => percent(fit.mean)],
  ['sure.rowRight', ({ fit }) => percent(fit.base_rate)],
  ['sure.rowEce', ({ fit }) => `${decimal(fit.ece, 3)} (${decimal(fit.ece_low, 3)}–${decimal(fit.ece_high, 3)})`],
  ['sure.rowChance', ({ fit }) => decimal(fit.ece_perfect, 3)],
  [
    'sure.rowBrier',
    ({ fit: f }) => [f.brier, f.reliability, f.resolution, f.uncertainty].map((v) => decimal(v, 3)).join(' · '),
  ],
  ['sure.rowAuroc', ({ fit }, t) => (fit.auroc < 0 ? t('sure.none') : decimal(fit.auroc))],
  ['sure.rowUnread', ({ unread }) => String(unread)],
];

/** The reliability plot of some kinds of confidence, and their figures. */
export function plotted(t: Translate, list: readonly Curve[]): TemplateResult {
  return html`<pl-reliability-plot
      .series=${list.map(({ name, fit }) => ({ name, bins: fit.bins }))}
      .x=${t('sure.x')}
      .y=${t('sure.y')}
      name=${t('sure.plot')}
      perfect=${t('sure.perfect')}
      counts=${t('sure.count')}
    ></pl-reliability-plot>
    ${figures(t, list)}`;
}

function figures(t: Translate, list: readonly Curve[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('sure.figure')}>
    <table>
      <thead>
        <tr>
          <td></td>
          ${list.map((c) => html`<th scope="col">${c.name}</th>`)}
        </tr>
      </thead>
      ${rows.map(
        ([key, value]) =>
          html`<tr>
            <th scope="row">${t(key)}</th>
            ${list.map((c) => html`<td class="num">${value(c, t)}</td>`)}
          </tr>`,
      )}
    </table>
  </div>`;
}

/** All answers, to be saved. */
export function quizRows(compared: Compared | undefined): Table['rows'] {
  return (['honest', 'bluffer'] as const).flatMap((who) =>
    (compared?.[who].answers ?? []).map((a) => [
      who,
      a.question,
      a.output,
      Number(a.right),
      a.stated,
      a.label,
      Number(a.read),
      Number(a.reasons),
      a.effect,
    ]),
  );
}
