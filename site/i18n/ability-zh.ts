// Chinese sentences of the stage on ability from attention.

import type { abilityEn } from './ability-en.ts';

export const abilityZh: Record<keyof typeof abilityEn, string> = {
  'ability.name': '学会了吗',
  'ability.title': '注意力均匀，就是没学会吗？',
  'ability.ask': '只看注意力，能看出模型的本事吗？',
  'ability.text':
    '没训练过的模型，看什么都差不多。于是有人说：如果注意力在每一层、对每个输入都还很均匀，这个模型就还没学会。\n这里面有两件事：注意力均不均匀？它在层与层、句与句之间变不变？先在你的句子上量一量，再看看它们对许多小模型说得准不准。',
  'ability.caveat': '这项研究用的是翻译日期的小模型，都停在训练的同一步。大模型不一定也这样。',
  'ability.figure': '有多均匀，怎样变化',
  'ability.note': '现在打开的模型，读你的句子',
  'ability.start': '量一量',
  'ability.idle': '还没有量：只要算几遍。',
  'ability.profile': '这是一份画像，不是判决：单独一个模型，没有东西可比。',
  'ability.encoder': '读的一方看自己（编码器）',
  'ability.own': '写的一方看自己',
  'ability.cross': '写的一方看读到的',
  'ability.layer': '层',
  'ability.scale': '0 到 1',
  'ability.chart': '{kind}：四个读数，逐层',
  'ability.heads': '第 {layer} 层各头在 {low} 到 {high} 之间。',
  'ability.sinks':
    '注意力平均的均匀程度是 {entropy}；不算第一个词元和特殊词元，是 {spared}。看上去的专注，有一部分只是落在了它们身上。',
  'ability.noSinks': '注意力平均的均匀程度是 {entropy}，不算第一个词元和特殊词元是 {spared}：它们在这里没多大影响。',
  'ability.how':
    '均匀程度：注意力图每一行的熵，除以它能看到的键数的对数；1 是完全均匀，0 是只看一个。不算汇聚点：去掉第一个词元和特殊词元，其余重新归一。层间、句间差异：詹森–香农散度，单位比特，0 是一样，1 是毫无共同之处。层间：各头平均的图与下一层的比。句间：你的句子与我们的 {n} 句，逐头，只比两边都有的前面几个位置。',
  'ability.limits':
    '好模型也有看得很宽的头（Clark 等 2019）；极不均匀又常常和训练不稳有关（Zhai 等 2023）。所以哪一头都不一定好。',
  'study.figure': '注意力看得出谁学会了吗？',
  'study.note': '小模型，同一步，没见过的日期上的损失',
  'study.coming': '研究数据正在路上……',
  'study.reading': '横轴：',
  'study.loss': '新日期上的损失（越低越好）',
  'study.dots': '{n} 个模型，各训练 {steps} 步。空心：用来拟合。实心：让它来排名。',
  'study.about': '宽 {width}，{layers} 层，{dates} 个日期，学习率 {rate}；新日期对了 {exact}',
  'study.table': '每种迹象给模型排名排得怎样',
  'study.sign': '迹象',
  'study.spearman': '在另一半上的等级相关（95%）',
  'study.plain': '不拟合，全部模型',
  'study.broadTag': '均匀，却学会了',
  'study.narrowTag': '不均匀，却没学会',
  'study.broad':
    '均匀，却学会了：均匀程度 {entropy}，损失 {loss}，新日期对了 {exact}。最好的四分之一里它最均匀（{about}）。',
  'study.narrow':
    '不均匀，却没学会：均匀程度 {entropy}，损失 {loss}，新日期对了 {exact}。较差的一半里它最不均匀（{about}）。',
  'study.how':
    '日期翻译小模型，大小、数据、学习率各不相同；训练前先分成两半。用一条抛物线（四个读数合用时是一个平面）拟合一半的损失，再给另一半排名；预测与真实损失的斯皮尔曼相关，区间由重抽这些模型得到。全部数字和步数见 docs/ability.md。',
  'study.limits': '模型都小，又是同一类，要排名的也不多，所以区间很宽。训练损失也能排名，而且不花钱。',
  'study.holds':
    '在这里成立：用一半模型拟合后，注意力给另外 {n} 个模型的损失排名，相关 {spearman}（{low} 到 {high}）。单看均匀程度、不拟合，是 {plain}；训练损失是 {train}。',
  'study.part':
    '部分成立：用一半模型拟合后，注意力给另外 {n} 个模型的损失排名，相关 {spearman}（{low} 到 {high}），比碰运气好，但不紧。单看均匀程度、不拟合，是 {plain}；训练损失是 {train}。',
  'study.fails':
    '在这里不成立：用一半模型拟合后，注意力给另外 {n} 个模型的损失排名，相关 {spearman}（{low} 到 {high}），可能只是碰巧。单看均匀程度、不拟合，是 {plain}；训练损失是 {train}。',
  'study.lies':
    '“越均匀，学得越差”这条简单的规则，会看错这两个：均匀程度 {broad}，损失却是 {broadLoss}；均匀程度 {narrow}，损失却是 {narrowLoss}。',
  'study.noLies': '最可能打破“越均匀，学得越差”的这两个模型，都守住了这条规则。',
  'reading.together': '注意力，四个读数合用',
  'reading.entropy': '均匀程度',
  'reading.spared': '均匀程度（不算汇聚点）',
  'reading.next': '层间差异',
  'reading.inputs': '句间差异',
  'reading.predicted': '四个读数预测的损失',
  'reading.step': '步数（都一样）',
  'reading.norm': '权重大小',
  'reading.train': '训练损失',
};
