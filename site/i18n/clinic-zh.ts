// 逐层体检，中文。

import type { clinicEn } from './clinic-en.ts';

export const clinicZh: Record<keyof typeof clinicEn, string> = {
  'clinic.name': '逐层体检',
  'clinic.title': '每一层知道什么？',
  'clinic.ask': '某一层的输出，是不是已经说出了一个词是名词，或者是谁的主语？',
  'clinic.text':
    '一个小模型，叫探针，只拿到一层的输出，来猜答案。\n它就在这里训练，用的是为本页写的句子，再用其中别的句子来考。\n它比几个对手多答对的部分，才是这一层算出来的。',
  'clinic.caveat':
    '探针读得出的，模型不一定用到。探针也可能只是把词背下来了：所以旁边摆着背词者、随机权重和随机标签的任务。',
  'clinic.figure': '各层的探针：{task}',
  'clinic.note': '考题词中答对的比例，分 3 次',
  'clinic.how':
    '对每一层的向量做多项逻辑回归，L2 惩罚事先定好（数值标准化后，每个训练词 0.01）；一个词的向量是它各个 token 的平均。五分之四的句子用来训练，五分之一用来考，做三次。背词者：训练中每个词最常见的标签。随机权重：同样的探针，架在同样结构但未经训练的模型上。随机标签（对照任务）：每个词抽签得到一个标签；选择性等于正确率减去它的正确率。区间为 95%，对句子重抽样。Alain & Bengio 2016, arXiv:1610.01644；Hewitt & Liang 2019, arXiv:1909.03368。',
  'clinic.limits':
    '几百个短句是个小考试：区间比较宽；两边都出现的词，对背词者和探针都有帮助。正确率低，说明这一层没有以线性的形式存着这个标签，不等于没有存着它。',
  'clinic.task': '要读出什么？',
  'clinic.task.pos': '词性',
  'clinic.task.relation': '语法关系',
  'clinic.task.depth': '在句法树中的深度',
  'clinic.task.position': '在句子中的位置',
  'clinic.task.identity': '是哪个词',
  'clinic.task.sentence': '句子的类型',
  'clinic.task.number': '名词的单复数',
  'clinic.task.tense': '动词的时态',
  'clinic.task.aspect': '动词后的“了、着、过”',
  'clinic.tower': '看翻译模型的哪一半？',
  'clinic.encoder': '编码器（读）',
  'clinic.decoder': '解码器（写）',
  'clinic.inDecoder':
    '这里让解码器写出每个句子：先由模型自己把它译成另一种语言，再译回来。几百个句子都要先翻译，所以这一半要按一下才开始。下面的“拿掉”仍在编码器里做。',
  'clinic.beside': '探针，{half}',
  'clinic.trained': '用 {n} 句（{words} 个词）训练，用时 {time}',
  'clinic.slow': '模型较大：先要读最多三百来个句子，可能要几分钟；随时可以取消',
  'clinic.probe': '探针',
  'clinic.control': '探针，随机标签',
  'clinic.random': '探针，随机权重',
  'clinic.memoriser': '背词者',
  'clinic.majority': '总猜最常见的一类',
  'clinic.selectivity': '选择性',
  'clinic.overMemoriser': '比背词者多',
  'clinic.overRandom': '比随机权重多',
  'clinic.place': '位置',
  'clinic.y': '答对',
  'clinic.interval': '{value}（{low} 到 {high}）',
  'clinic.noRandom': '这个模型太大，没法再造一个随机权重的，所以缺了这个对手。',
  'clinic.knows':
    '读{task}时，探针在 {all} 个位置中的 {n} 个确实同时胜过背词者和随机权重（{list}），{layer}胜得最多：比背词者多 {value} 个百分点（{low} 到 {high}），比随机权重多 {random} 个。那里的选择性为 {selectivity}。',
  'clinic.knowsAlone':
    '读{task}时，探针在 {all} 个位置中的 {n} 个确实胜过背词者，{layer}胜得最多：多 {value} 个百分点（{low} 到 {high}）。随机权重这个对手没能上场。',
  'clinic.shape': '探针胜过背词者，但没有一处能确定也胜过随机权重：在这里，光靠结构、不经训练就能做到这么多。',
  'clinic.lookup':
    '没有一处能确定探针胜过逐词查表：最好的是{layer}，与背词者相差 {value} 个百分点（{low} 到 {high}）。这里读得出{task}，只说明各层知道那是哪个词。',

  'tags.figure': '探针从你的句子里读出了什么',
  'tags.note': '颜色：探针有多大把握',
  'tags.how': '同样的探针，用全部句子训练，再用到你的句子上，句子由本页切成词。每格是最可能的一类和它的概率。',
  'tags.limits': '这些概率是探针的，不是模型的。探针是用简短平常的句子训练的，少见的句子可能会误导它。',
  'tags.cell': '{layer}，“{word}”：{list}。',
  'tags.blank': '{layer}，“{word}”：在词性探针看来，这个词不在此问之列。',
  'tags.changed': '从第一个位置到最后一个位置，{all} 个词中有 {n} 个的读法变了：{list}。',
  'tags.same': '从第一个位置到最后一个位置，没有一个词的读法变了。',
  'tags.by': '探针的训练材料',
  'tags.bank': '本页的句子，现场训练',
  'tags.treebank': '树库，事先训练好',
  'tags.corner': '层',

  'rivals.title': '同样的句子，让模型的最后一层来答',
  'rivals.start': '训练一个探针',
  'rivals.paid': '用 {n} 句训练，用时 {time}',
  'rivals.treeName': '决策树',
  'rivals.probeName': '最后一层的探针',
  'rivals.why': '为什么？',
  'rivals.path': '路就在上面',
  'rivals.noPath': '没有路：几百个没有名字的数加权求和',
  'rivals.probe':
    '在双方都没见过的 {held} 句上，探针答对 {probe}，树答对 {tree}：探针确实更好，多 {value} 个百分点（{low} 到 {high}），但说不出为什么。',
  'rivals.tree':
    '在双方都没见过的 {held} 句上，树答对 {tree}，探针答对 {probe}：看得见路的树确实更好（探针相差 {value} 个百分点，{low} 到 {high}）。',
  'rivals.even':
    '在双方都没见过的 {held} 句上，探针答对 {probe}，树答对 {tree}；句子太少，说不准谁更好（探针相差 {value} 个百分点，{low} 到 {high}）。看得见路的只有一个。',

  'trees.figure': '每一层画出的句法树',
  'trees.note': '实线：前一层也有；虚线：新的',
  'trees.how':
    '结构探针：一个秩为 32 的矩阵，使词的投影之间的距离平方接近它们在依存树上的距离；用五分之四的句子训练，其余的来考。画出的是你的句子里这些距离的最小生成树，标点不算。UUAS：找到的真实边所占的比例。Hewitt & Manning 2019, N19-1419。',
  'trees.limits': '边没有方向。把每个词和下一个词连起来，已经能找到不少边：只有超出这条链的部分才算数。',
  'trees.uuas': '找到的边（UUAS）',
  'trees.chain': '每个词连下一个词',
  'trees.random': '随机的树',
  'trees.over': '比链多',
  'trees.better':
    '在考题句子上，{all} 个位置中有 {n} 个画的树确实好过把每个词连到下一个词；最好的是{layer}，找到 {value} 的边，链是 {chain}。',
  'trees.no':
    '没有一个位置画的树确实好过把每个词连到下一个词（{chain} 的边）：最好的是{layer}，{value}。这些弧线不必太当真。',

  'erased.figure': '读得出不等于用到了：把它拿掉试试',
  'erased.note': '在{layer}',
  'erased.how':
    'LEACE 找出最少的方向，去掉它们之后任何线性探针都读不出这个标签；模型读你的句子时，在那个位置把这些方向从每个词元上去掉。旁边是去掉同样多的随机方向，做十次。用 KL 散度比较输出的概率，输出固定，按输出的词元平均。Belrose et al. 2023, arXiv:2306.03819；Elazar et al. 2021, arXiv:2006.00995。',
  'erased.limits':
    '去掉一些方向，会得到模型训练中从没见过的向量，所以有些变化并不证明它被用到：随机方向显示其中有多少是这个缘故。',
  'erased.layer': '在哪里',
  'erased.before': '拿掉之前的探针',
  'erased.after': '拿掉之后的探针',
  'erased.other': '去掉同样多随机方向之后的探针',
  'erased.directions': '去掉了 {n} 个方向。',
  'erased.kl': '输出的变化，每个词元的纳特数',
  'erased.out': '拿掉',
  'erased.randoms': '随机，从最小到最大',
  'erased.text': '原来的输出',
  'erased.textErased': '拿掉之后的输出',
  'erased.textRandom': '去掉随机方向之后的输出',
  'erased.silent':
    '这个模型什么也不写，拿掉的东西它用没用，看不出来。能看的是探针：准确率掉了多少，换成随机方向又掉多少。',
  'erased.used':
    '没有了探针读的东西，输出每个词元变化 {value} 纳特：比 {n} 个同样大小的随机子空间中的任何一个都大（最多 {most}）。看来模型用到了它。',
  'erased.unused':
    '没有了探针读的东西，输出每个词元变化 {value} 纳特，而同样大小的随机子空间也有这么多（{least} 到 {most}）。那里读得出它，但这里看不出模型用到了它。',

  'idea.name': '你自己的想法',
  'idea.title': '某一层能分清你的词吗？',
  'idea.ask': '写两列词。它们在模型的哪里不一样？',
  'idea.text':
    '轮流拿掉一个词；用其余的词训练的探针来说它属于哪一列。\n把同样的词随机分成几列，就能看出光靠运气能做到多少。',
  'idea.caveat':
    '两列词的差别可能不止你想的那一种：写法、长短、常见程度。同一个词根的两个词分在两列里，会把探针往错的方向拉。',
  'idea.figure': '逐层分辨',
  'idea.note': '每个词轮流被拿掉',
  'idea.how':
    '在这些词张成的空间里做逻辑回归，惩罚和体检里一样；留一法。打乱：同样的词重新分五次的平均。每个词单独读入。',
  'idea.limits': '词不多，某一层碰巧答对并不稀奇。下面那句话已经把这一点算进去了。',
  'idea.lists': '一行一列，词之间用空格隔开（短语用逗号隔开）',
  'idea.preset': '试试：{words}',
  'idea.accuracy': '答对',
  'idea.shuffled': '打乱的几列',
  'idea.majority': '总猜较长的一列',
  'idea.tooFew': '第 {list} 列只有 {n} 个词。每列至少写 {want} 个：拿掉一个之后，其余的要还能说明问题。',
  'idea.one': '请至少写两列词，一行一列。',
  'idea.paid': '{n} 个词，{time}',
  'idea.word': '词',
  'idea.list': '列',
  'idea.told':
    '这几列分得开：{layer}，{n} 个词中有 {right} 个被放对了地方，而且每个都是没见过的（打乱时：{shuffled}）。光靠运气，{odds} 次里才有一次。',
  'idea.not':
    '这几列分不开：最好的（{layer}）也只把 {n} 个词中的 {right} 个放对了地方，运气好时也常能这样（打乱时：{shuffled}）。',

  'senses.name': '一词多义',
  'senses.title': '同一个词，在别的句子里成了别的向量',
  'senses.ask': '模型怎样分清这个「{word}」和那个「{word}」？',
  'senses.text':
    '进入第一层之前，一个词除了位置之外，到处都是同一个向量。\n一层一层地，注意力把它的句子混进来。\n两处用法按意思分开的地方，就是模型分清了它们的地方。',
  'senses.caveat': '在很多模型里，任意两个向量的方向都有几分相同。余弦是大是小，要和随机的词对相比。',
  'senses.figure': '「{word}」逐层的变化',
  'senses.note': '与第一句中的余弦',
  'senses.how':
    '每一层之后，这个词的向量（各 token 的平均）之间的余弦。随机词对：句库中 2,000 对词。轨迹：所有用法在所有层上的前两个主成分，每层先减去句库的均值、除以离散程度。邻居：减去该层均值之后，句库中余弦最大的词。Ethayarajh 2019, arXiv:1909.00512。',
  'senses.limits': '轨迹是许多维的一个影子：其中的距离可能会误导，余弦不会。从左往右读的模型，只知道这个词前面的内容。',
  'senses.choose': '句库里分了词义的词；带点的：在这个模型最后一层之后，几个意思可测地分开了',
  'senses.field': '第一行写词，下面每行一个句子（两到八句）',
  'senses.without': '这句里没有这个词：{line}',
  'senses.few': '请在第一行写词，再写至少两个带这个词的句子。',
  'senses.random': '随机词对（均值，± 一个标准差）',
  'senses.y': '余弦',
  'senses.path': '逐层走过的路，画在两个主成分上',
  'senses.neighbours': '句库中最近的词',
  'senses.at': '层',
  'senses.use': '{n}. {text}',
  'senses.gap': '同义比异义多',
  'senses.nearest': '最近的用法意思相同',
  'senses.apart': '两处用法的余弦从 {first} 开始，到 {last} 为止；随机词对在那里是 {random}。各自的句子把它们分开了。',
  'senses.stay':
    '两处用法的余弦从 {first} 开始，到 {last} 为止；随机词对在那里是 {random}。这个模型几乎没有把它们分开。',
  'senses.sure':
    '句库里有「{word}」的 {n} 个句子中，最后一层之后，意思相同的用法彼此更近：余弦相差 {gap}，碰巧如此的可能是 {p}。',
  'senses.unsure':
    '句库里有「{word}」的 {n} 个句子中，最后一层之后，不能确定几个意思分开了：余弦相差 {gap}，碰巧如此的可能是 {p}。',

  'sentences.figure': '整句话：它们的向量有多像？',
  'sentences.note': '最后一层均值的余弦',
  'sentences.how':
    '一句话的向量，是最后一层在它所有词元上的输出的平均，模型文件在前后加的词元也算在内。随机句对：句库里 {n} 个句子两两成对。Reimers & Gurevych 2019, arXiv:1908.10084。',
  'sentences.limits':
    '平均之后，词序几乎看不出来；没学过比较句子的模型，会把不相干的句子也放得很近。所以只看比随机句对高出多少。',
  'sentences.field': '一行写一句（两到八句）',
  'sentences.few': '请至少写两句，一行一句。',
  'sentences.many': '有 {n} 句，最多只能比 {most} 句。',
  'sentences.random': '句库里的随机句对：平均 {mean}，九成在 {low} 到 {high} 之间（{n} 对）。',
  'sentences.paid': '和句库里的 {n} 句作对照，{time}',
  'sentences.near':
    '最近的是“{a}”和“{b}”：{cosine}。{n} 对随机句子里只有 {share} 这么近（平均 {mean}），这两句确实突出。',
  'sentences.usual':
    '最近的是“{a}”和“{b}”：{cosine}。可是 {n} 对随机句子里有 {share} 也这么近（平均 {mean}），你又看了好几对：从这些向量看不出两句有关系。',
  'sentences.bench': '用向量比一比整句话',

  'cka.figure': '各层有多相像？',
  'cka.note': '句库词上的线性 CKA',
  'cka.how':
    '同样的词在两个位置上的向量的中心核对齐：一个空间只是另一个转动、缩放之后的样子时为 1。Kornblith et al. 2019, arXiv:1905.00414。',
  'cka.limits': '数值高，不等于两层做的是同样的事；词比维数还少时，不相干的空间也会很高。',

  'context.name': '语境',
  'context.title': '一个词，两个意思：为什么要有注意力',
  'context.ask': '这两句里的「{word}」是同一个词吗？',
  'context.text':
    '表里「{word}」只有一个向量，可是在句子里它有两个意思。\n所以各层要把句子带进这个向量里：注意力做的就是这件事。',
  'context.caveat': '这里只列出在这个模型里意思可测地分开的词；另有许多词，它并没有分清。',
  'context.figure': '「{word}」经过各层之前和之后',
  'context.note': '两者的余弦，逐层',
  'context.how':
    '每一层之后，这个词的两个向量的余弦，以及随机词对的余弦。列出的词来自本项目的句库，是就在此刻、在这个模型的最后一层之后几个意思分得开的（置换检验，p < 0.05）。',
  'context.limits': '两个向量不同，并没有说明是模型的哪个部分造成的：第三道门里有检验的办法。',
  'context.none': '在这个模型里，句库中没有一个词的几个意思可测地分开；这里没有什么可以如实展示的。',
};
