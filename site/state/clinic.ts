// The layer clinic's questions: which bank of sentences a probe is trained on, the reader's word lists, and sentences
// with a word marked in them.

import type { BankWord, Language, Place, ProbeSource, ProbeTask, WordUse } from '../../wasm/bridge/protocol.gen.ts';
import { spaced } from './words.ts';

/** The tasks that a reader may choose. */
export const tasks = ['pos', 'relation', 'depth', 'position', 'identity', 'sentence'] as const;

/** What may be read from the reader's own sentence: by probes of the bank, and by those of a treebank besides. */
export function readable(language: Language, shipped: boolean): ProbeTask[] {
  const bank: ProbeTask[] = ['pos', 'relation', 'depth', 'sentence'];
  if (!shipped) return bank;
  return language === 'zh' ? [...bank, 'aspect'] : [...bank, 'number', 'tense'];
}

/** The parts of speech that a task is about; its probe has seen no others, and says nothing of them. */
export const about: Partial<Record<ProbeTask, readonly string[]>> = {
  number: ['NOUN'],
  tense: ['VERB', 'AUX'],
  aspect: ['VERB'],
};

/** Weights up to which a model's probes are trained as soon as a figure is seen: a few seconds on a slow computer. */
const small = 30e6;

/** Whether a model is small enough for that. */
export const quick = (weights: number): boolean => weights <= small;

/** The bank for a text: probes of one language say nothing about the other. */
export function bankOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}

/** What probes are trained on: all of the bank, or less of it where every sentence costs the reader a while. */
export function sourceOf(text: string, weights: number): ProbeSource {
  const language = bankOf(text);
  if (quick(weights)) return { language };
  return { language, sentences: weights > 300e6 ? 60 : 120 };
}

/** How deep a place is, as the reader counts: 0 before the first layer. */
export function depthOf(place: Place, layers: number): number {
  if (place.point === 'hook_resid_pre') return place.layer;
  return place.layer < 0 ? layers : place.layer + 1;
}

/** Lists of words to tell apart, to begin with; each comes with a name of its own in the texts. */
export const presets = {
  zh: [
    '吃 喝 看 买 写 说 跑 走\n书 水 车 门 饭 桌子 房子 钱',
    '昨天 今天 明天 早上 晚上 去年 现在 星期天\n学校 公园 医院 北京 图书馆 家 公司 商店',
    '红 蓝 白 黑 绿 黄 灰 紫\n一 二 三 四 五 六 七 八',
    '猫 狗 鸟 鱼 马 牛 羊 猪\n米饭 面包 苹果 牛奶 蛋糕 茶 糖 水果',
  ],
  en: [
    'eat drink see buy write say run go\nbook water car door food table house money',
    'walked played talked wanted looked jumped helped cried\neat sing sleep run see write drink give',
    'happy good pretty smart nice kind clean fun\nsad bad ugly silly mean angry dirty scared',
    'cat dog bird fish horse cow sheep pig\nrice bread apple milk cake tea sugar fruit',
  ],
} as const satisfies Record<Language, readonly string[]>;

/** The fewest words of a list: leaving one out, the others must be able to say something. */
export const fewest = 4;

/** A reader's lists, one a line: words separated by spaces, or by commas where a word has spaces of its own. */
export function listsOf(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.split(/[,，、;；]/.test(line) ? /[,，、;；]+/ : /\s+/))
    .map((list) => [...new Set(list.map((word) => word.trim()).filter(Boolean))])
    .filter((list) => list.length);
}

/** Lists as the engine takes them: a word as it stands inside a sentence. */
export const asked = (lists: readonly string[][]): string[][] => lists.map((list) => list.map(spaced));

/** The sentences of a bank's file, as plain text; engine/probe.ReadBank says how it is written. */
export function textsOf(bank: string, language: Language): string[] {
  const space = language === 'en' ? ' ' : '';
  return bank
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) =>
      line
        .split(/\s+/)
        .map((word, i) => (word.startsWith('~') ? '' : i ? space : '') + word.replace(/^~/, '').split('/')[0])
        .join(''),
    );
}

/** A word in sentences: the word on the first line, a sentence on each of the others. */
export function usesOf(text: string): { word: string; uses: WordUse[]; without: string[] } {
  const [word = '', ...lines] = text.split('\n').map((line) => line.trim());
  const uses: WordUse[] = [];
  const without: string[] = [];
  for (const line of lines.filter(Boolean)) {
    const at = find(line, word);
    if (at < 0) without.push(line);
    else uses.push({ text: line, start: bytes(line.slice(0, at)), end: bytes(line.slice(0, at + word.length)) });
  }
  return { word, uses, without };
}

/** Where a word stands in a sentence, as a whole word where words are spaced; −1 where it does not. */
function find(sentence: string, word: string): number {
  if (!word) return -1;
  const plain = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = /\p{Script=Han}/u.test(word) ? plain : `(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`;
  return new RegExp(whole, 'iu').exec(sentence)?.index ?? -1;
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** The word of a use. */
export function wordOf(use: WordUse): string {
  return new TextDecoder().decode(new TextEncoder().encode(use.text).subarray(use.start, use.end)).trim();
}

/** Whether a word's meanings measurably stand apart after the last layer. */
export const apart = (word: BankWord): boolean => word.chance.at(-1)! < 0.05 && word.gap.at(-1)! > 0;

/** A word with two sentences in one meaning and one in another, as the field has them. */
export function example(word: BankWord): string {
  const first = word.uses[0]!;
  const same = word.uses.find((use) => use !== first && use.sense === first.sense);
  const other = word.uses.find((use) => use.sense !== first.sense)!;
  return [word.word, ...[first, other, same].flatMap((use) => (use ? [use.text] : []))].join('\n');
}

/** Edges of one tree that are in another too. */
export function shared(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean[] {
  const has = new Set(b.map(([i, j]) => `${i} ${j}`));
  return a.map(([i, j]) => has.has(`${i} ${j}`));
}
