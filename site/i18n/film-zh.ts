// Chinese sentences of the stage that shows a training as a film.

import type { filmEn } from './film-en.ts';

export const filmZh: Record<keyof typeof filmEn, string> = {
  'film.name': '影片',
  'film.title': '模型还在学的时候，怎么读你的句子',
  'film.ask': '它还没学会的时候，会写出什么？',
  'film.text':
    '训练途中，权重在几个时刻存了下来。选一个时刻，让你的句子走一遍当时的模型：它写出什么，注意力看哪里，哪些词元离得近。\n这里的翻译模型是这个网页最早的那个：640 万个权重，从零开始训练。',
  'film.caveat': '只是一次训练里的几个时刻。同样的办法再练一次，学到的差不多，但不会在同一步学会。',
  'film.figure': '一句话，训练中的几个时刻',
  'film.note': '点了才下载那一个时刻',
  'film.how':
    '六个时刻前密后疏，因为开头变化最大。输出取每步最可能的词元。注意力是最后一层的第一个头；有编码器和解码器的，是从解码器看编码器。平均程度是所有头的归一化熵的平均：1 是到处一样看，0 是只看一个词元。“离得近”按当时词元表里的余弦算（先去掉各词元共有的部分），是上面选中的那个词元。',
  'film.limits': '小世界的模型只认得那里的居民，所以问它们的是居民的事。下载过的时刻会留到关掉网页为止。',
  'film.whose': '谁的训练',
  'film.zh-en': '最早的翻译模型',
  'film.world': '小世界的模型',
  'film.run': '在这里训练的',
  'film.moment': '时刻',
  'film.step': '第 {step} 步',
  'film.fetch': '下载这个时刻（{size}）并放映',
  'film.play': '放映这个时刻',
  'film.read': '它读的是：{text}',
  'film.nothing': '（什么也没写）',
  'film.coming': '正在下载时刻的清单。',
  'film.failed': '这里没有这些时刻，完整的网页里有。',
  'film.none': '这里还没有训练过模型。先在上面训练一个，每 50 步存一个时刻，就能在这里放映。',
  'film.attention': '这个时刻的注意力',
  'film.even': '在这句话上，注意力的平均程度：{even}；不算开头和特殊词元：{spared}。',
  'film.near': '词元表里离 {token} 最近的：',
  'film.seen': '看过的时刻',
  'film.steps': '步',
  'film.wrote': '写出的',
  'film.evenness': '平均程度',
  'film.sharper': '从第 {first} 步到第 {last} 步，这句话上的注意力变得更集中：平均程度从 {from} 到 {to}。',
  'film.broader': '从第 {first} 步到第 {last} 步，这句话上的注意力变得更平均：从 {from} 到 {to}。',
  'film.level': '从第 {first} 步到第 {last} 步，这句话上的注意力差不多一样平均：{from} 和 {to}。',
  'course.figure': '整个训练：损失和平均程度',
  'course.note': '34 个点，前密后疏',
  'course.how':
    '损失：在没训练过的文本上，每个词元多少奈特。平均程度：注意力的归一化熵，对所有头和 64 个固定输入取平均。都是训练时记下来的。',
  'course.limits': '只是一种办法的一次训练。点按相同的倍数隔开，所以曲线在每一步最要紧的地方拐弯。',
  'course.run': '在这里训练的曲线，就在上面训练的地方。',
  'course.loss': '留出文本的损失',
  'course.even': '平均程度',
  'course.steps': '步',
  'course.chart': '{name}随步数的变化',
  'course.returns':
    '注意力最集中是在第 {step} 步（{least}，开始时 {first}）。后来又变平均了，到 {last}，损失却继续从 {before} 降到 {loss}：注意力平均，不说明模型没学会。',
  'course.falls': '损失降到 {loss}，注意力也从 {first} 变到 {last}，更集中了。在这次训练里，那条经验说得通。',
  'course.level': '这次训练里，注意力几乎没有变集中：开始时 {first}，最低 {least}。',
};
