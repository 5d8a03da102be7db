// “只看关键词”一节的中文句子。

import type { dietEn } from './diet-en.ts';

export const dietZh: Record<keyof typeof dietEn, string> = {
  'diet.name': '节食',
  'diet.title': '只留下对关键词的注意力',
  'diet.ask': '读过的每个词，模型都用得着吗？',
  'diet.text':
    '每写一个新词元，模型都要回头看前面所有的词元。文章越长，活儿越多。\n那就丢掉大部分，只留要紧的：解释方法点名的、最受注意的、最新的、每个词元自己要看的，或者随便几个。\n再看看模型对自己写的话，把握少了多少。',
  'diet.caveat':
    '第一张图说的是少看几个词来读和写。最后一张说的是训练时少看几个词：那是事先用小模型训练好的，不在这个网页里训练。',
  'diet.figure': '少看几个词，损失多少',
  'diet.note': '模型自己的续写，只用提示里的一部分键再读一遍',
  'diet.start': '开始节食',
  'diet.idle': '还没有算：大约要短短地算 {n} 遍。',
  'diet.paid': '光是解释就花了 {forward} 遍前向、{backward} 遍反向。',
  'diet.example': '换一个长一点的例子',
  'diet.other': '翻译模型用编码器读你的句子；这张图要用续写的模型，它写的时候要回头看提示。',
  'diet.open': '打开故事模型，用一个例子',
  'diet.gradient': '解释方法点名的',
  'diet.heavy': '最受注意的，加上最新的',
  'diet.sinks_recent': '最前面 {sinks} 个，加上最新的',
  'diet.recent': '最新的',
  'diet.top': '每个词元各看各的，按分数挑',
  'diet.each':
    '这里每个新词元、每个头都留不同的键：自己打分最高的那些。要挑就得先给所有的键打分，所以只省下后一半活儿，也就是混合值的那一半。',
  'diet.random': '随便几个（{draws} 次里的 95%）',
  'diet.x': '留下提示里多少键',
  'diet.y': '每个词元损失（奈特）',
  'diet.curve': '各种挑法在各种预算下损失的对数概率',
  'diet.policy': '留下',
  'diet.budget': '预算',
  'diet.at':
    '在这个预算下，每个词元平均损失 {fall} 奈特；{same} 的位置上，最可能的词元没有变；注意力的活儿省了 {spare}。',
  'diet.how':
    '先用全部注意力读完提示，再从缓存里丢掉没选中的键（所有层、所有头一起），用剩下的键读续写。丢掉的键完全不参加计算。解释：梯度 × 输入的大小，对输出的前 {seen} 个词元求和。最受注意：H2O（Zhang 等 2023）。前 {sinks} 个加最新：StreamingLLM（Xiao 等 2023），位置不变。按分数挑：每个头的每个查询只留 q·k 最大的键；分数全都要算，其余键的值不参加计算。',
  'diet.limits':
    '解释方法事先看过它要帮的续写的开头；在这个长度上，它的花费比省下的还多。一段话说明不了多少，多试几段。docs/diet.md 有一个真正的聊天模型，提示有 1024 个词元。',
  'diet.key':
    '只留 {budget} 的键：留解释方法点名的，每个词元损失 {gradient} 奈特，比留最新的（{recent}）少，也比几乎所有随便挑的（最好 {low}）少。',
  'diet.recentWins':
    '只留 {budget} 的键：干脆留最新的损失最小，每个词元 {recent} 奈特；留解释方法点名的损失 {gradient}。',
  'diet.even':
    '只留 {budget} 的键：留解释方法点名的，每个词元损失 {gradient} 奈特，不比随便挑的（{low} 到 {high}）好。',
  'diet.free': '只留 {budget} 的键，不管留哪些都几乎没有损失：这段话用不着提示。',
  'share.figure': '注意力占全部活儿的多少，随长度变',
  'share.note': '按这个模型的形状数出来的',
  'share.line': '每个词元的乘加里注意力占多少',
  'share.x': '一个词元要看多少个键',
  'share.y': '占比',
  'share.idle': '和上面的图一起算。',
  'share.said':
    '看 {keys} 个键的时候，注意力只占 {first}：节食几乎省不下什么。看 {most} 个键的时候会占 {last}。这个模型最多读 {longest} 个词元。',
  'share.how': '每写一个词元的乘加次数：注意力在每层每头对每个键乘两次，其余部分每个矩阵权重乘一次。',
  'share.limits': '这是数出来的次数，不是量出来的时间；真正的时间还要看内存。',
  'trained.figure': '训练时少看几个词',
  'trained.note': '小模型，由本项目的程序事先训练好',
  'trained.full': '全部的键',
  'trained.window': '最前面几个加最新的',
  'trained.learned': '最受注意的',
  'trained.random': '随便几个',
  'trained.tokens': '看全部的键，只学损失大的词元',
  'trained.unsure': '看全部的键，只学没把握的词元',
  'trained.steps': '损失随步数变化',
  'trained.seconds': '损失随时间变化（一个处理器核的秒数）',
  'trained.x': '步数',
  'trained.clock': '秒',
  'trained.y': '没学过的文章上的损失（每个词元，奈特）',
  'trained.table': '各种训练办法的成绩',
  'trained.way': '看哪些键',
  'trained.loss': '最后的损失',
  'trained.work': '乘加次数',
  'trained.time': '秒数',
  'trained.after': '同样的秒数后，损失比看全部的键差多少',
  'trained.made':
    '{date} 由 {command} 做出：每种办法训练 {seeds} 次，给出平均值和 95% 区间。看全部的键时，注意力占乘加次数的 {share}。',
  'trained.faster':
    '花同样的秒数，最好的办法比看全部的键损失低，每个词元低 {gain} 奈特（{low} 到 {high}）：{way}。在这里，训练确实变快了。',
  'trained.fasterAny':
    '花同样的秒数，最好的办法比看全部的键损失低，每个词元低 {gain} 奈特（{low} 到 {high}）：{way}。随便挑几个键也低 {random} 奈特：在这里，少看就更快，不必知道哪些是关键。',
  'trained.slower': '花同样的秒数，这些办法的损失都比看全部的键高。在这里，训练没有变快。',
  'trained.open': '花同样的秒数，看不出哪种办法的损失比看全部的键低。这里不能说训练变快了。',
  'trained.matters': '留哪些键有关系：和随便几个比，最新的差 {window} 奈特，最受注意的差 {learned} 奈特，负数是更好。',
  'trained.window_matters':
    '留哪些键有关系：留最新的，比随便几个好（每个词元差 {window} 奈特）；最受注意的看不出更好（{learned}）。',
  'trained.learned_matters':
    '留哪些键有关系：留最受注意的，比随便几个好（每个词元差 {learned} 奈特）；最新的看不出更好（{window}）。',
  'trained.anyKeys': '看不出留哪些键有关系：和随便几个比，最新的差 {window} 奈特，最受注意的差 {learned} 奈特。',
  'trained.bothWorse':
    '只学一半的词元，走同样的步数损失更高：按损失挑，每个词元高 {loss} 奈特；按事先有没有把握挑，高 {doubt} 奈特。',
  'trained.lossWorse':
    '只学损失最大的一半词元，走同样的步数损失更高（每个词元高 {loss} 奈特）；只学没把握的一半，看不出更高（{doubt}）。',
  'trained.doubtWorse':
    '只学没把握的一半词元，走同样的步数损失更高（每个词元高 {doubt} 奈特）；只学损失最大的一半，看不出更高（{loss}）。',
  'trained.neitherWorse': '只学一半的词元，走同样的步数，看不出损失更高（每个词元差 {loss} 和 {doubt} 奈特）。',
  'trained.how':
    '每篇文章有 {rows} 个词元，前面讲过的事隔很久会再讲，所以回头看有用。前 {first} 步（一共 {steps} 步）都看全部的键。之后每 {group} 个词元一组，看自己这一组和前面的 {keys} 个词元；其余的键前向、反向都不算。最受注意的：按共同部分结束时的注意力挑，挑的花费也算在内。只学一部分词元：每篇文章里那时损失最大的一半，或者模型事先最没把握的一半，不管后面是什么。',
  'trained.limits': '只有一种形状、一种文章，训练也短；更大的模型可能不一样。全部数字在 docs/fewkeys.md。',
};
