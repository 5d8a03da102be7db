// The layer clinic, in English.

export const clinicEn = {
  'clinic.name': 'Layer clinic',
  'clinic.title': 'What does each layer know?',
  'clinic.ask': 'Does a layer’s output already say that a word is a noun, or whose subject it is?',
  'clinic.text':
    'A small model, the probe, gets nothing but one layer’s output and guesses.\nIt is trained here, on sentences written for this page, and tested on others of them.\nWhat it gets right beyond its rivals, the layer has worked out.',
  'clinic.caveat':
    'What a probe can read, the model need not use. And a probe may learn words by heart: that is why the memoriser, random weights and a task of random labels stand beside it.',
  'clinic.figure': 'Probes of {task} by layer',
  'clinic.note': 'share of test words told right, 3 splits',
  'clinic.how':
    'Multinomial logistic regression with an L2 penalty fixed beforehand (0.01 a training word, on standardised values) on each layer’s vectors; a word’s vector is the mean of its tokens’. Four fifths of the sentences train, one fifth tests; three times. Memoriser: each word’s most frequent label in training. Random weights: the same probe on the same architecture, untrained. Random labels (control task): every word type has a label by lot; selectivity is accuracy less that. Intervals: 95 %, sentences resampled. Alain & Bengio 2016, arXiv:1610.01644; Hewitt & Liang 2019, arXiv:1909.03368.',
  'clinic.limits':
    'Some hundred short sentences are a small test: intervals are wide, and words that occur in both parts help the memoriser and the probe alike. A low accuracy says that this layer does not hold the label in linear form, not that it does not hold it.',
  'clinic.task': 'What is to be read?',
  'clinic.task.pos': 'part of speech',
  'clinic.task.relation': 'grammatical relation',
  'clinic.task.depth': 'depth in the sentence’s tree',
  'clinic.task.position': 'position in the sentence',
  'clinic.task.identity': 'which word it is',
  'clinic.task.sentence': 'kind of sentence',
  'clinic.task.number': 'number of a noun',
  'clinic.task.tense': 'tense of a verb',
  'clinic.task.aspect': 'particle after a verb (le, zhe, guo)',
  'clinic.tower': 'Which half of the translator?',
  'clinic.encoder': 'encoder (reads)',
  'clinic.decoder': 'decoder (writes)',
  'clinic.inDecoder':
    'Here the decoder writes each sentence as the translation of what the model itself makes of it in the other language. Some hundred sentences are translated first, so this half waits for your press. Taking out, below, stays with the encoder.',
  'clinic.beside': 'probe, {half}',
  'clinic.trained': 'trained on {n?1 sentence|# sentences} ({words?1 word|# words}), answered in {time}',
  'clinic.slow': 'a large model: this reads up to some 300 sentences first and may take minutes; it can be cancelled',
  'clinic.probe': 'probe',
  'clinic.control': 'probe, random labels',
  'clinic.random': 'probe, random weights',
  'clinic.memoriser': 'memoriser',
  'clinic.majority': 'most frequent class',
  'clinic.selectivity': 'selectivity',
  'clinic.overMemoriser': 'over memoriser',
  'clinic.overRandom': 'over random weights',
  'clinic.place': 'place',
  'clinic.y': 'told right',
  'clinic.interval': '{value} ({low} to {high})',
  'clinic.noRandom': 'This model is too large to be made a second time with random weights, so that rival is missing.',
  'clinic.knows':
    'Reading {task}, the probe surely beats both the memoriser and random weights at {n} of {all?1 place|# places} ({list}), most {layer}: {value} points over the memoriser ({low} to {high}), {random} over random weights. Selectivity there: {selectivity}.',
  'clinic.knowsAlone':
    'Reading {task}, the probe surely beats the memoriser at {n} of {all?1 place|# places}, most {layer}: by {value} points ({low} to {high}). Random weights could not be tried.',
  'clinic.shape':
    'The probe beats the memoriser, but nowhere surely random weights too: here the architecture alone gives as much, before any training.',
  'clinic.lookup':
    'Nowhere does the probe surely beat looking each word up: {layer}, the best, it is at {value} points beside the memoriser ({low} to {high}). That {task} can be read here shows no more than that the layers know which word it is.',

  'tags.figure': 'What the probes read from your sentence',
  'tags.note': 'colour: how sure the probe is',
  'tags.how':
    'The same probes, trained on all of the bank, applied to your sentence, cut into words by this page. A cell has the likeliest class and its probability.',
  'tags.limits':
    'The probabilities are the probe’s, not the model’s. Probes were trained on short, plain sentences; unusual ones may mislead them.',
  'tags.cell': '{layer}, “{word}”: {list}.',
  'tags.blank': '{layer}, “{word}”: not a word that this is asked of, as the probe of parts of speech has it.',
  'tags.changed': 'Between the first place and the last the reading of {n} of {all?1 word|# words} changes: {list}.',
  'tags.same': 'From the first place to the last the reading of no word changes.',
  'tags.by': 'Probes trained on',
  'tags.bank': 'the sentences of this page, now',
  'tags.treebank': 'a treebank, ahead of time',
  'tags.corner': 'layer',

  'rivals.title': 'The same sentences, told by the model’s last layer',
  'rivals.start': 'Train a probe on them',
  'rivals.paid': 'trained on {n?1 sentence|# sentences} in {time}',
  'rivals.treeName': 'decision tree',
  'rivals.probeName': 'probe of the last layer',
  'rivals.why': 'why?',
  'rivals.path': 'its path, above',
  'rivals.noPath': 'no path: a weighted sum of hundreds of numbers that nobody named',
  'rivals.probe':
    'On the {held?1 sentence|# sentences} that neither saw, the probe is right in {probe} and the tree in {tree}: the probe is surely better, by {value} points ({low} to {high}), and cannot say why.',
  'rivals.tree':
    'On the {held?1 sentence|# sentences} that neither saw, the tree is right in {tree} and the probe in {probe}: the tree, whose path you can read, is surely better ({value} points for the probe, {low} to {high}).',
  'rivals.even':
    'On the {held?1 sentence|# sentences} that neither saw, the probe is right in {probe} and the tree in {tree}; so few sentences do not say which is better ({value} points for the probe, {low} to {high}). Only one of them shows its path.',

  'trees.figure': 'The tree that each layer draws',
  'trees.note': 'plain: the layer before has it too; broken: new',
  'trees.how':
    'The structural probe: a matrix of rank 32 such that squared distances between words’ projections are near to their distances in the dependency tree; trained on four fifths of the bank, tested on the rest. Drawn is the minimum spanning tree of its distances in your sentence, marks left out. UUAS: share of the true edges found. Hewitt & Manning 2019, N19-1419.',
  'trees.limits':
    'Edges have no direction. Joining every word to its neighbour finds many edges already: only what is above that chain counts.',
  'trees.uuas': 'edges found (UUAS)',
  'trees.chain': 'each word joined to the next',
  'trees.random': 'random trees',
  'trees.over': 'over the chain',
  'trees.better':
    'On the bank’s test sentences the {n?tree of 1|trees of #} of {all?1 place|# places} {n?is|are} surely better than joining each word to the next; best {layer}, with {value} of the edges against {chain}.',
  'trees.no':
    'No place’s trees are surely better than joining each word to the next ({chain} of the edges): best {layer}, with {value}. Do not read much into these arcs.',

  'erased.figure': 'Decodable is not used: take it out',
  'erased.note': 'at {layer}',
  'erased.how':
    'LEACE finds the fewest directions without which no linear probe can read the label, and takes them out of every position at that place while the model reads your sentence. Beside it: as many random directions, ten times. The output’s probabilities are compared by Kullback–Leibler divergence, teacher-forced, mean over the output. Belrose et al. 2023, arXiv:2306.03819; Elazar et al. 2021, arXiv:2006.00995.',
  'erased.limits':
    'Taking directions out makes vectors unlike any that the model was trained on, so some change is not proof of use: the random subspaces show how much of it is that.',
  'erased.layer': 'Where',
  'erased.before': 'probe before',
  'erased.after': 'probe after it is taken out',
  'erased.other': 'probe after as many random directions',
  'erased.directions': '{n?1 direction is|# directions are} taken out.',
  'erased.kl': 'change of the output, nats a token',
  'erased.out': 'taken out',
  'erased.randoms': 'random, least to most',
  'erased.text': 'Output as it was',
  'erased.textErased': 'Output with it taken out',
  'erased.textRandom': 'Output with random directions taken out',
  'erased.silent':
    'This model writes nothing, so whether it uses what was taken out does not show. What shows is the probe: how far it falls, and how far with random directions.',
  'erased.used':
    'Without what the probe reads, the output changes by {value} nats a token: more than with any of {n?1 random subspace|# random subspaces} of the same size ({most} at most). The model seems to use what is there.',
  'erased.unused':
    'Without what the probe reads, the output changes by {value} nats a token, and random subspaces of the same size do as much ({least} to {most}). It can be read there, but nothing here shows that the model uses it.',

  'idea.name': 'Your own idea',
  'idea.title': 'Can a layer tell your words apart?',
  'idea.ask': 'Write two lists of words. Where in the model do they differ?',
  'idea.text':
    'Each word in turn is left out; a probe trained on all the others says which list it belongs to.\nThe same words dealt to lists at random show what luck alone does.',
  'idea.caveat':
    'Lists may differ in more than you meant: spelling, length, how common the words are. And a pair of words of one stem in two lists pulls the probe the wrong way.',
  'idea.figure': 'Told apart, layer by layer',
  'idea.note': 'each word left out once',
  'idea.how':
    'Logistic regression in the space that the words span, the same penalty as in the clinic; leave one out. Shuffled: the mean of five deals of the same words. Each word is read by itself.',
  'idea.limits': 'Few words: a layer that is right by luck is not rare. The sentence below counts that in.',
  'idea.lists': 'One list a line, words separated by spaces (or by commas, for phrases)',
  'idea.preset': 'Try: {words}',
  'idea.accuracy': 'told right',
  'idea.shuffled': 'lists shuffled',
  'idea.majority': 'always the longer list',
  'idea.tooFew':
    'List {list} has {n?1 word|# words}. Give each list at least {want}: when one is left out, the others must be able to say something about it.',
  'idea.one': 'Write at least two lists, one a line.',
  'idea.paid': '{n?1 word|# words}, {time}',
  'idea.word': 'word',
  'idea.list': 'list',
  'idea.told':
    'The lists can be told apart: {layer}, {right} of {n?1 word|# words} {right?is put where it belongs|are put where they belong}, each without having been seen (shuffled lists: {shuffled}). Luck would do that once in {odds} tries.',
  'idea.not':
    'There is no telling these lists apart: at best ({layer}) {right} of {n?1 word|# words} {right?is put where it belongs|are put where they belong}, which luck does often enough (shuffled lists: {shuffled}).',

  'senses.name': 'One word, many vectors',
  'senses.title': 'The same word becomes another vector in another sentence',
  'senses.ask': 'How does the model tell one “{word}” from another?',
  'senses.text':
    'Before the first layer a word has the same vector everywhere, apart from its position.\nLayer by layer, attention mixes in its sentence.\nWhere two uses move apart by meaning, the model has told them apart.',
  'senses.caveat':
    'In many models any two vectors point the same way to some degree. A cosine is only large or small beside that of random pairs.',
  'senses.figure': '“{word}” over the layers',
  'senses.note': 'cosine with the first sentence’s',
  'senses.how':
    'Cosine of the word’s vectors (mean of its tokens) after each layer. Random pairs: 2,000 pairs of words of the bank. Path: first two principal components of all uses at all layers, each layer less the bank’s mean and divided by its spread. Neighbours: words of the bank by cosine after the layer’s mean is taken away. Ethayarajh 2019, arXiv:1909.00512.',
  'senses.limits':
    'The path is a shadow of many dimensions: distances in it may mislead, the cosines do not. A model that reads from left to right knows only what stands before the word.',
  'senses.choose':
    'Words whose meanings the bank tells apart; a dot: they measurably stand apart after this model’s last layer',
  'senses.field': 'The word on the first line, below it a sentence a line (two to eight)',
  'senses.without': 'The word is not in: {line}',
  'senses.few': 'Write the word on the first line and at least two sentences with it.',
  'senses.random': 'random pairs (mean, ± one deviation)',
  'senses.y': 'cosine',
  'senses.path': 'The way through the layers, on two principal components',
  'senses.neighbours': 'Nearest words of the bank',
  'senses.at': 'Layer',
  'senses.use': '{n}. {text}',
  'senses.gap': 'same meaning over different meaning',
  'senses.nearest': 'nearest use has the same meaning',
  'senses.apart':
    'The two uses begin at a cosine of {first} and end at {last}; random pairs are at {random} there. Their sentences have moved them apart.',
  'senses.stay':
    'The two uses begin at a cosine of {first} and end at {last}; random pairs are at {random} there. This model hardly tells them apart.',
  'senses.sure':
    'In the bank’s {n?1 sentence|# sentences} with “{word}”, uses of one meaning are nearer to each other than to the others after the last layer: by {gap} in cosine, which chance does {p} of the time.',
  'senses.unsure':
    'In the bank’s {n?1 sentence|# sentences} with “{word}”, the meanings do not surely stand apart after the last layer: by {gap} in cosine, which chance does {p} of the time.',

  'sentences.figure': 'Whole sentences: how alike are their vectors?',
  'sentences.note': 'cosine of the means of the last layer',
  'sentences.how':
    'A sentence’s vector is the mean of the last layer’s outputs over all its tokens, those that the model’s files put around it too. Random pairs: every two of {n?1 sentence|# sentences} of the bank. Reimers & Gurevych 2019, arXiv:1908.10084.',
  'sentences.limits':
    'The mean knows little of word order, and a model that was not trained to compare sentences puts even unrelated ones close together: only what stands out from the random pairs counts.',
  'sentences.field': 'A sentence a line (two to eight)',
  'sentences.few': 'Write at least two sentences, one a line.',
  'sentences.many': 'That is {n} sentences; at most {most} can be compared.',
  'sentences.random':
    'Random pairs of the bank: {mean} on average, 90 % of them between {low} and {high} ({n?1 pair|# pairs}).',
  'sentences.paid': '{n?1 sentence|# sentences} of the bank beside yours, {time}',
  'sentences.near':
    'Nearest are “{a}” and “{b}”: {cosine}. Of {n?1 random pair|# random pairs} {share} are as near (mean {mean}), so these two stand out.',
  'sentences.usual':
    'Nearest are “{a}” and “{b}”: {cosine}. But {share} of {n?1 random pair|# random pairs} are as near (mean {mean}), and you looked at several: these vectors do not show that the two belong together.',
  'sentences.bench': 'Compare whole sentences by their vectors',

  'cka.figure': 'How alike are the layers?',
  'cka.note': 'linear CKA on the bank’s words',
  'cka.how':
    'Centred kernel alignment of the vectors of the same words at two places: 1 where one space is the other turned and scaled. Kornblith et al. 2019, arXiv:1905.00414.',
  'cka.limits':
    'A high value does not say that two layers do the same; with fewer words than dimensions it is high for unrelated spaces too.',

  'context.name': 'Context',
  'context.title': 'One word, two meanings: why attention exists',
  'context.ask': 'In these two sentences, is “{word}” the same word?',
  'context.text':
    'The table has one vector for “{word}”. In its sentences the word means two things.\nSo the layers must bring the sentence into the vector: that is what attention does.',
  'context.caveat':
    'Words are shown whose meanings measurably stand apart in this model; for many others it does not tell them apart.',
  'context.figure': '“{word}” before and after the layers',
  'context.note': 'cosine of the two, layer by layer',
  'context.how':
    'Cosine of the word’s two vectors after each layer, and that of random pairs of words. The words offered are those of the project’s bank whose meanings stand apart after the last layer (permutation test, p < 0.05), in this model, now.',
  'context.limits':
    'That two vectors differ does not say which part of the model made the difference: door 3 has the tests.',
  'context.none':
    'In this model no word of the bank has meanings that measurably stand apart; there is nothing honest to show here.',
};
