// Second sentences that differ in one word: a word of the sentence is exchanged for another of its class, so that the
// new sentence is one that somebody might say. Where no word of the sentence has a class, none is proposed.

import { cut } from './words.ts';

/** Words of one class: any may stand where another stands. */
const classes: readonly (readonly string[])[] = [
  // Chinese
  '猫 狗 鸟 鱼 马 牛 羊 兔子 老虎',
  '我 你 他 她',
  '我们 你们 他们 她们',
  '爸爸 妈妈 哥哥 姐姐 弟弟 妹妹',
  '老师 学生 医生 朋友 孩子 邻居',
  '书 信 画 报纸 照片',
  '苹果 香蕉 米饭 面条 面包',
  '茶 水 咖啡 牛奶 啤酒',
  '学校 医院 公园 商店 图书馆',
  '今天 昨天 明天',
  '早上 晚上 中午 下午',
  '喜欢 讨厌',
  '买 卖',
  '来 去',
  '读 写',
  '大 小',
  '新 旧',
  '高兴 难过',
  '红 黄 蓝 绿 白 黑',
  '两 三 四 五 六',
  '雨 雪',
  '春天 夏天 秋天 冬天',
  // English
  'cat dog bird horse rabbit fish',
  'boy girl man woman child',
  'he she',
  'his her',
  'mother father brother sister',
  'teacher doctor student friend',
  'book letter newspaper story',
  'apple egg orange',
  'bread rice meat soup',
  'tea water coffee milk',
  'school hospital park shop library',
  'today yesterday tomorrow',
  'morning evening afternoon',
  'likes hates',
  'reading writing',
  'eating cooking',
  'bought sold',
  'big small',
  'old new young',
  'happy sad angry',
  'red blue green white black',
  'two three four five',
  'window door table',
  'summer winter spring autumn',
].map((line) => line.split(' '));

/** All exchanges of a word of the text, those of the word at index `chosen` (of `cut`) first; nearest words next. */
export function exchanges(text: string, chosen = 0): string[] {
  const words = cut(text);
  const near = words.map((_, i) => i).sort((a, b) => Math.abs(a - chosen) - Math.abs(b - chosen) || a - b);
  return near.flatMap((i) =>
    others(words[i]!).map((word) => [...words.slice(0, i), word, ...words.slice(i + 1)].join('')),
  );
}

/** The other words of a word's class, with its capital if it has one. */
function others(word: string): string[] {
  const small = word.toLowerCase();
  const same = classes.find((list) => list.includes(small)) ?? [];
  const capital = small !== word && word[0] !== small[0];
  return same.filter((x) => x !== small).map((x) => (capital ? x[0]!.toUpperCase() + x.slice(1) : x));
}
