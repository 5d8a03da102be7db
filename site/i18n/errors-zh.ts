// What went wrong and what to do, in Chinese.

import type { ErrorCode } from '../../wasm/bridge/errors.ts';

export const errorsZh: Record<`error.${ErrorCode}`, string> = {
  'error.network': '文件 {file} 没有下载成功。请检查网络，然后再试一次。你写的句子还在。',
  'error.truncated': '文件 {file} 没有下载完整。请再试一次。',
  'error.stalled': '文件 {file} 已经有 {seconds} 秒没有新数据。请检查网络，然后再试一次。你写的句子还在。',
  'error.wrong-file': '文件 {file} 的内容和清单对不上，可能在传输中损坏，或放错了文件。请再试一次，或换一个模型。',
  'error.bad-model': '这个模型文件读不了：它已损坏，或者格式不是本页支持的（{detail}）。请换一个文件。',
  'error.left-out': '这个页面是单个文件，为了小巧，没有带上 {file}。完整的页面里有它。',
  'error.missing-file': '模型文件夹里缺少文件 {file}。请把模型的所有文件一起打开。',
  'error.unknown-architecture': '这个模型属于 {got} 一类，本页不能运行；能运行的有 {want}。请换一个模型。',
  'error.unknown-format':
    '这个文件的权重（{tensor}）以 {got} 格式存储，本页能读的是 {want}。请换这个模型的另一个文件。',
  'error.no-wasm': '这个浏览器不能运行 WebAssembly。请更新浏览器，或换用新版 Chrome、Edge、Firefox、Safari。',
  'error.engine-file': '引擎文件不能用，可能是网页的新旧版本混在了一起。请刷新页面。',
  'error.crashed': '引擎意外停止了。你写的句子还在；按“再试一次”会启动一个新的引擎。',
  'error.out-of-memory': '内存不够完成这次计算。请缩短句子，或换一个小一些的模型。',
  'error.bad-kernels':
    '引擎没有通过启动时的自检：{loop}（{kernels}）算出了错误的数，所以没有继续计算。请刷新页面；如果再次出现，请换一个浏览器。',
  'error.hub-name': '“{name}”不是模型的名字。名字有两段，中间一条斜线，写成“作者/模型”。',
  'error.hub-silent':
    '{hub} 没有回答，或者不让别的网站读它的回答；浏览器不说是哪一种。换个地方问，或者到那里下载文件，再在这里打开。',
  'error.hub-locked':
    '{hub} 不把 {name} 给所有人：可能名字写错了，也可能作者要求先登录。可以到那里下载文件，再在这里打开，或者换一个模型。',
  'error.hub-missing': '{hub} 上没有 {name}。看看名字是不是写错了。',
  'error.hub-busy': '从这里向 {hub} 问得太多了。等几分钟再试，已经到的不会丢。',
  'error.hub-odd': '{hub} 的回答，本页看不懂。过一会儿再试，或者换个地方问。',
  'error.hub-nothing': '{name} 里没有本页能打开的文件：要有 GGUF 文件，或者 config.json 加 model.safetensors。',
  'error.hub-broken': '从 {hub} 下载 {name} 时断了。按“接着下载”，只取还缺的部分。',
  'error.storage-full': '没有地方保存了：请从“保存在本机”里删掉一些，或者腾出些磁盘空间。',
  'error.storage-failed': '浏览器没能保存它。在关掉网页之前，仍然可以用。',
  'error.closed': '模型已经关闭。请重新选择一个模型。',
  'error.cancelled': '这次计算没有做完就停下了。如果还想要结果，请重新开始。',
  'error.too-long': '太长了：有 {got} 个，最多 {limit} 个。请缩短一些。',
  'error.too-short': '太少了：有 {got} 个，至少要 {want} 个。请把句子写长一些，或者把数目调大。',
  'error.no-letters': '这段文字里没有字母或汉字，没有可译的内容。请写一个词或一句话。',
  'error.empty': '还没有文字。请先写一句话。',
  'error.bad-params': '设置“{field}”不能是 {got}，可以是 {want}。请换一个值。',
  'error.bad-token': '链接里指定的词元 {got} 不在这个模型的词表里（最大 {limit}）。请按“回到模型自己的选择”。',
  'error.unknown-method': '引擎没有名叫“{method}”的调用，可能是网页的新旧版本混在了一起。请刷新页面。',
  'error.unknown-vocab': '词表“{vocab}”还没有载入。请在比较词表的图里载入它。',
  'error.bad-vocab': '词表“{vocab}”的文件读不了。请再试一次。',
  'error.bad-site': '这个模型里没有“{site}”这个位置。请换一层或换一种注意力。',
  'error.bad-edit': '部件“{site}”不能这样关掉，请换一个。',
  'error.wrong-kind': '这种模型做不了这件事。请换一个模型。',
  'error.different-length': '两句话分别有 {first} 和 {second} 个词元。请换成词元数相同的词，让每个位置都有对应。',
  'error.same-score': '两句话在这里得分一样，没有什么可恢复的。请换一个词，或换一个输出。',
  'error.same-mask': '用一种方式（“{mask}”）遮住词打的分，要换一种方式来检验。请换一种遮挡方式。',
  'error.not-finite': '计算超出了计算机能表示的数（{where}）。请换一个句子；如果再次出现，说明模型文件已损坏。',
  'error.failed': '出了没有料到的问题：{detail}。请再试一次；如果再次出现，请换一个句子或换一个模型。',
};
