// 整台机器走一遍，中文。

import type { walkEn } from './walk-en.ts';

export const walkZh: Record<keyof typeof walkEn, string> = {
  'walk.name': '整台机器',
  'walk.title': '带着你的句子，把整台机器走一遍',
  'walk.ask': '从你输入到它写出来，中间发生了什么？',
  'walk.figure': '一句话怎样走过整个模型',
  'walk.note': '每条色带、每条线都是模型自己的',
  'walk.picture': '整台机器：一列是一个词元，色带是向量，连线是注意力，横条是候选',
  'walk.long': '最多能画 {most} 个词元，这句话有 {n} 个。请缩短句子，或者直接看下面各节。',
  'walk.cut': '这里只走输出的前 {n} 个词元。',
  'walk.scrub': '走到哪一步',
  'walk.moment': '第 {n} 步，共 {all} 步',
  'walk.more': '细讲这一步：{stage}',
  'walk.layer': '展开哪一层',
  'walk.head': '注意力头',
  'walk.mean': '各头平均',
  'walk.vector': '“{token}”在这里的全部 {n} 个数，开头是 {first} …',
  'walk.keys': '空格键播放或暂停，方向键前进后退；触屏上左右滑动。',
  'walk.loop': '保存为动图',

  'walk.how':
    '对你的句子（连同模型自己的输出）做一遍前向计算，并把中间结果都留下：嵌入、位置、所选层的注意力（某一个头，或各头平均）、激活之后的神经元、每层之后的残差流，以及候选的概率。色带画的是向量的前 24 个数，蓝负橙正，到色带均方根的三倍为满色；下面的长条画出全部。不到 3% 的连线不画。',
  'walk.limits':
    '这是在画“算了什么”，不是“为什么”：线粗只说明看向哪里，不说明对答案重要。连线背后的查询、键和值，归一化，以及输出矩阵，见下面各节。',

  'walk.lane.written': '已经写出的部分',
  'walk.lane.embed': '每个词元查到一行数',
  'walk.lane.place': '＋ 代表位置的数',
  'walk.lane.sum': '＝ 送进各层的数',
  'walk.lane.both': '词元＋位置',
  'walk.lane.attend': '第 {layer} 层：注意力',
  'walk.lane.cross': '第 {layer} 层：回看原句',
  'walk.lane.feed': '第 {layer} 层：神经元',
  'walk.lane.out': '第 {layer} 层之后',
  'walk.lane.thin': '其余各层',
  'walk.lane.final': '最后得到的数',
  'walk.lane.race': '下一个词元的候选',

  'walk.say.text': '你输入了 {n} 个字符。模型不认字，得先变成数。',
  'walk.say.tokens': '它的词表把句子切成 {n} 个词元，每个都有编号：“{token}”是 {id}。',
  'walk.say.vectors': '按编号各查出一行 {width} 个数。“{token}”这一行开头是 {first}。',
  'walk.say.places': '这些数里没有先后次序，所以再加上代表位置的数。',
  'walk.say.attend': '注意力：每个词元都去看别的词元。{whose}，“{token}”看得最多的是“{best}”：{share}。',
  'walk.say.feed': '接着每个词元单独通过 {hidden} 个神经元；对“{token}”，有 {active} 个起反应。',
  'walk.say.feedStrongest':
    '接着每个词元单独通过 {hidden} 个神经元；对“{token}”反应最强的是第 {best} 个，值为 {value}。',
  'walk.say.layers': '这只是 {n} 层中的一层。每一层都往各列里加一点，最后得到的，就是模型从这句话里读出的全部。',
  'walk.say.layersOne': '只有这一层。最后得到的，就是模型从这句话里读出的全部。',
  'walk.say.begin': '现在开始写。解码器从一个表示“开头”的记号出发。',
  'walk.say.self': '最新的词元看看前面已有的。{whose}，看得最多的是“{best}”：{share}。',
  'walk.say.cross': '它回头看你的句子。{whose}，看得最多的是“{best}”：{share}。',
  'walk.allHeads': '这一层各头平均',
  'walk.oneHead': '这一层第 {n} 个头里',
  'walk.say.think': '再经过神经元和其余各层，得到最后一行 {width} 个数。',
  'walk.say.race': '这一行数与词表里每个词元比一比：“{token}”得 {share}。',
  'walk.say.raceTwo': '这一行数与词表里每个词元比一比：“{token}”得 {share}，“{second}”得 {other}。',
  'walk.say.drop': '“{token}”落进句子，带着它开始下一轮。',
  'walk.say.done': '模型写出结束记号：走了 {n} 轮，句子写完了。',
};
