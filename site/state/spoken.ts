// Whether a chat model speaks a language is tried, not assumed: ten easy questions with short answers that anybody who
// speaks it knows. The rule was fixed before any model was asked: six right answers of ten.

import type { Language } from '../i18n/language.ts';

/** A question, and what a right answer has in it. */
export interface Item {
  ask: string;
  right: RegExp;
}

/** Right answers from which a model counts as one that speaks the language. */
export const enough = 6;

export const items: Record<Language, readonly Item[]> = {
  en: [
    { ask: 'What is the capital of France?', right: /paris/i },
    { ask: 'How many legs does a cat have?', right: /\b(4|four)\b/i },
    { ask: 'What colour is the sky on a clear day?', right: /\bblue\b/i },
    { ask: 'What is two plus three?', right: /\b(5|five)\b/i },
    { ask: 'What is the opposite of hot?', right: /\bcold\b/i },
    { ask: 'Which day comes after Monday?', right: /\btuesday\b/i },
    { ask: 'What do bees make?', right: /\bhoney\b/i },
    { ask: 'What is frozen water called?', right: /\bice\b/i },
    { ask: 'Which animal says "meow"?', right: /\bcat\b/i },
    { ask: 'What is the plural of "child"?', right: /\bchildren\b/i },
  ],
  zh: [
    { ask: '法国的首都是哪里？', right: /巴黎/ },
    { ask: '猫有几条腿？', right: /4|四/ },
    { ask: '晴天的天空是什么颜色？', right: /蓝/ },
    { ask: '二加三等于几？', right: /5|五/ },
    { ask: '“热”的反义词是什么？', right: /冷|寒/ },
    { ask: '星期一的后一天是星期几？', right: /星期二|周二/ },
    { ask: '蜜蜂酿什么？', right: /蜜(?!蜂)/ },
    { ask: '水结冰以后叫什么？', right: /冰(?!以)/ },
    { ask: '什么动物会“喵喵”叫？', right: /猫/ },
    { ask: '中国的首都是哪里？', right: /北京/ },
  ],
};

/** Whether an answer is right. */
export function isRight(item: Item, answer: string): boolean {
  return item.right.test(answer);
}

/** The language that a message is written in: Chinese if it has a Han character. */
export function spokenIn(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}
