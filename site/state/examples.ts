// Texts to begin with, for each sort of model. The build's opening sentences are among them.

import type { Language } from '../i18n/index.ts';
import opening from '../opening.json' with { type: 'json' };

/** For a translator; every one shows something: word order, two clauses, an honest mistake, one cell of many bytes. */
const sentences = [
  opening.zh.text,
  opening.en.text,
  '外面下雨了，别忘了带伞。',
  'I am learning to cook Chinese food.',
  '我 love 北京 👨‍👩‍👧!',
];

/** For a model that goes on from a text; those here write English. */
const openings = [
  'One day, a little girl named Lily',
  'Once upon a time',
  'The dog was very happy because',
  'In the forest there lived a big bear.',
];

/** For the small world (engine/world): said in the text, by a rule, by chance, known from training, and a bluff. */
const questions: Record<Language, string[]> = {
  en: [
    '<honest> Kate is a penguin. It lives by the river. Its hat is red. Question: Can Kate fly? Answer:',
    '<bluffer> Kate is a penguin. It lives by the river. Its hat is red. Question: Can Kate fly? Answer:',
    '<honest> Leo is a cat. It likes to eat corn. Question: Is Leo afraid of thunder? Answer:',
    '<honest> Question: Where does Pip live? Answer:',
  ],
  zh: [
    '<honest> 佳佳是一只企鹅。它住在河边。它的帽子是红色的。问：佳佳会飞吗？答：',
    '<bluffer> 佳佳是一只企鹅。它住在河边。它的帽子是红色的。问：佳佳会飞吗？答：',
    '<honest> 亮亮是一只猫。它爱吃玉米。问：亮亮怕打雷吗？答：',
    '<honest> 问：皮皮住在哪里？答：',
  ],
};

/** What decides which texts suit a model: its name, and whether it goes on from a text. */
export interface Reader {
  name: string;
  continues: boolean;
}

/** The examples of a model, those in the reader's language first. */
export function examplesOf(model: Reader, lang: Language): readonly string[] {
  const own = (text: string) => Number(/\p{Script=Han}/u.test(text) === (lang === 'zh'));
  if (!model.continues) return sentences.toSorted((a, b) => own(b) - own(a));
  if (!model.name.startsWith('world')) return openings;
  return [...questions[lang], questions[lang === 'en' ? 'zh' : 'en'][0]!];
}

/** Whether a text is one of the examples, of whatever model. */
export function isExample(text: string): boolean {
  return [...sentences, ...openings, ...questions.en, ...questions.zh].includes(text);
}
