// “在这里训练”一节的中文句子。

import type { growEn } from './grow-en.ts';

export const growZh: Record<keyof typeof growEn, string> = {
  'grow.name': '在这里训练',
  'grow.title': '一个模型就在你眼前从零练成',
  'grow.ask': '训练是什么样子？',
  'grow.text':
    '一开始，所有权重都是随机的，回答全是胡话。然后网络一遍遍读关于几只虚构动物的句子，每读一次，所有权重都动一点点，让下一个词元不那么意外。\n看损失怎样下降，回答怎样变对，注意力怎样找到位置。',
  'grow.caveat': '大模型也是这样学的，只是读的文字多得多。这里有些事只说过、从没问过，这些它答对得少一些。',
  'grow.figure': '训练过程',
  'grow.note': '就在这里、现在，在这个网页里训练',
  'grow.controls': '训练过程',
  'grow.play': '训练',
  'grow.pause': '暂停',
  'grow.step': '走一步',
  'grow.reset': '重新开始',
  'grow.pace': '速度',
  'grow.fast': '快',
  'grow.slow': '慢',
  'grow.seed': '世界的种子',
  'grow.phone': '屏幕小，只训练 {steps} 步，是大屏幕的一半。',
  'grow.idle': '还没有开始训练。点“训练”，大约一分钟；随时可以暂停。',
  'grow.loading': '正在写课文、做词表……',
  'grow.at': '第 {step} 步，共 {steps} 步 · 读了 {tokens} 个词元 · {parameters} 个权重',
  'grow.asked': '{step} 步之后：关于 {residents} 只动物的 {n} 个问题，答对了 {share}。',
  'grow.answers': '它的几个回答',
  'grow.loss': '损失（每个词元，奈特）',
  'grow.steps': '步',
  'grow.curve': '网络边学，损失边变',
  'grow.watched': '最后一层第一个头在一个问题上的注意力；最可能的下一个词元：',
  'grow.attention': '一个问题上的注意力',
  'grow.open': '在所有的门里打开它',
  'grow.save': '存成文件',
  'grow.kept': '先暂停。文件只留在你的设备上，用“打开文件”可以再打开。',
  'grow.knows': '{steps} 步之后，关于读过的内容的 {n} 个问题，它答对了 {share}：它学会了自己的世界。',
  'grow.part': '{steps} 步之后，关于读过的内容的 {n} 个问题，它只答对了 {share}：它还没有学会自己的世界。',
  'grow.how':
    '两层的解码器（宽 64，两个头），AdamW，每步 400 个词元，课文来自这个种子的世界：同一个种子，训练过程就一样。每 50 步用平均后的权重答一次题，题目里也有训练中从没问过的。训练用自己的一个引擎；引擎没了，就从上一次答题时接着练。',
  'grow.limits': '途中的分数只用 24 个问题，所以会跳动；最后的分数用全部问题。',
};
