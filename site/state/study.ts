// The study of ability and attention: small models trained to one step, their readings, and how well each reading,
// fitted on half of them, ranks the others (build/ability).

/** The readings of attention that are drawn against the loss, and what all four together predict. */
export const readings = ['entropy', 'spared', 'next', 'inputs', 'predicted'] as const;
export type Reading = (typeof readings)[number];

/** A small model at the last step; `fit`: in the half that gauges are fitted on. */
export type StudyModel = Record<Reading, number> & {
  width: number;
  layers: number;
  dates: number;
  rate: number;
  fit: boolean;
  loss: number;
  exact: number;
};

/** How a sign, fitted on one half, ranks the other: Spearman with a 95 % interval; `plain`: nothing fitted. */
export interface StudyGauge {
  id: 'together' | Exclude<Reading, 'predicted'> | 'step' | 'norm' | 'train';
  spearman: number;
  low: number;
  high: number;
  plain: number;
}

/**
 * `broad` and `narrow` are places in `models`: an able one with the most even attention, a poor one with the least.
 */
export interface Study {
  steps: number;
  models: StudyModel[];
  gauges: StudyGauge[];
  broad: number;
  narrow: number;
}

/** Sentences that the reader's is compared with; our own. */
const sentences = {
  en: ['The boy opens the old door.', 'In winter we drink hot tea.', 'My sister has two small cats.'],
  zh: ['男孩打开那扇旧门。', '冬天我们喝热茶。', '我妹妹有两只小猫。'],
} as const;

/** Those in the language of a text. */
export function compared(text: string): readonly string[] {
  return sentences[/\p{Script=Han}/u.test(text) ? 'zh' : 'en'];
}
