// Chinese sentences of the stage on key training data.

import type { keydataEn } from './keydata-en.ts';

export const keydataZh: Record<keyof typeof keydataEn, string> = {
  'key.name': '关键数据',
  'key.title': '是哪些句子教会它的？',
  'key.ask': '能找到一个回答背后的训练句子吗？',
  'key.text':
    '大模型读得太多，没人查得过来。所以这里当场训练一个小的，在它最后读的句子里悄悄放进新的事实：谁的房子、谁的小船是什么颜色。\n挑一个事实，用四种办法给它读过的句子排名。再来验证：拿掉最前面几句，重新训练。',
  'key.caveat':
    '只有每一句训练数据都知道，才能这样查证。对公开发布的模型，只能找到“相似”的句子，不能说是它们“造成”的。',
  'keydata.figure': '回答背后的句子',
  'key.note': '在这里训练的小模型',
  'key.start': '训练，放进新事实',
  'key.idle': '还没有训练：先走 {base} 步，再读放进去的句子，大约半分钟。',
  'key.choose': '要解释的回答：',
  'key.same': '读过这些句子，“{value}”的概率从 {before} 变成 {after}。',
  'key.reworded': '读过这些句子，“{value}”的概率从 {before} 变成 {after}。它们的说法和问法不同。',
  'key.tracin': '按对权重的推动（TracIn）',
  'key.similar': '按模型内部的相似',
  'key.bm25': '按共同的词（BM25）',
  'key.random': '随机',
  'key.harmful': '和这个回答作对的（TracIn 小于零）',
  'key.against':
    '按 TracIn，{texts} 句里有 {n} 句把权重推离这个回答，推得最狠的排在前面。其中不少说的是别人的同一件事。',
  'key.how':
    'TracIn（Pruthi 等 2020）：在训练的三个时刻，在一句话上走一步会让这个回答的损失降多少，用全部权重的梯度，归一化。相似：最后状态的余弦。BM25：共同的词，越少见越重要。划线的句子说的就是这个事实，共 {texts} 句。读到第一句之前，模型已经走了 {base} 步。',
  'key.limits':
    '有影响、内部相似、用词相近，是三回事。只有拿掉句子，才知道哪些真的要紧。先选的是学得最好的事实，别的更弱。',
  'removed.figure': '拿掉它们，重新训练',
  'gone.note': '一个点是一次训练',
  'gone.idle': '先在上面训练一个模型。',
  'gone.start': '各拿掉最前面 {texts} 句，重新训练',
  'gone.all': '什么都不拿掉',
  'gone.x': '这个回答的概率',
  'gone.how':
    '每次都从同一个存下的时刻开始，那时还没有读过放进去的句子；再按 {orders} 种顺序之一去读，但少了某个排名最前面的 {texts} 句。横条：平均值和 95% 区间（学生氏 t）。',
  'gone.limits':
    '这不是从零训练，只是一个小世界里的一个事实。docs/keydata.md 有三个世界的 72 个事实，也从零训练过，写着两种做法有多一致。',
  'gone.took': '{n} 次训练，用了 {time}。',
  'gone.matters': '拿掉“{method}”找到的句子，比随机拿掉几句让这个回答的概率多降 {fall}（{low} 到 {high}）。',
  'gone.nothing':
    '没有一种排名找到的句子，拿掉后肯定比随机拿掉更伤这个回答；多降得最多的是 {fall}（{low} 到 {high}）。',
  'gone.harms': '拿掉最作对的几句，这个回答的概率比随机拿掉几句时高 {rise}（{low} 到 {high}）。',
  'gone.harmless': '看不出最作对的几句真的害了这个回答：拿掉它们，概率比随机拿掉几句时只差 {rise}（{low} 到 {high}）。',
  'alike.figure': '打开的模型觉得哪些句子相似',
  'alike.note': '只是“相似”，不是原因',
  'alike.start': '找相似的句子',
  'alike.idle': '在打开的模型里，为你的句子找相似的：还没有找。',
  'alike.inside': '在模型内部最相似',
  'alike.words': '共同的词最多（BM25）',
  'alike.how':
    '大约 340 句同一种语言、为这个网页写的句子，和你的句子一样走一遍模型。取编码器（没有编码器就取最后一层）输出的向量，在一句里取平均，减去所有句子的平均，再比余弦。',
  'alike.limits':
    '相似不等于原因。这些句子是为这个网页写的，不是从模型的训练数据里拿的，训练数据不在网页里。模型内部离得近的句子，也可能什么都没教过它。',
  'alike.worded': '在这里，内部相似主要就是用词相同：最近的 {k} 句里，有 {both} 句也在共同的词最多的 {k} 句里。',
  'alike.beyond': '在这里，内部相似不只是用词相同：最近的 {k} 句里，只有 {both} 句也在共同的词最多的 {k} 句里。',
};
