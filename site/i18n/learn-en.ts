// English sentences of the stage in which word vectors are learned.

export const learnEn = {
  'learn.name': 'Learning vectors',
  'learn.title': 'A simple network learns which words belong together',
  'learn.ask': 'Where do the numbers come from?',
  'learn.text':
    'At first every word has random numbers. Then the network reads a text, again and again, and has one task: to tell a word’s neighbours.\nWhoever has the same neighbours gets similar numbers.\nNobody tells it what a colour or a food is.',
  'learn.caveat':
    'In today’s models the table of embeddings is learned together with the whole network, not by itself as here. Near only means: used in the same places.',
  'learn.figure': 'Words find their places',
  'learn.note': 'learned here, now, from the text below',
  'learn.way': 'What the network has to tell',
  'learn.skip_gram': 'Skip-gram',
  'learn.cbow': 'CBOW',
  'learn.skip_gram.said': 'from one word, each of its neighbours',
  'learn.cbow.said': 'from all neighbours together, the word between them',
  'learn.corpus': 'Your own text to learn from (empty: stories of a small invented world). A page or more works best.',
  'learn.start': 'Learn now',
  'learn.idle': 'The words are not learned yet. “Learn now” takes a few seconds.',
  'learn.paid': '{words?1 word|# words}, {parameters} weights; learned in {time}, counted in {counted}',
  'learn.tables': 'Which vectors are on the map',
  'learn.network': 'Learned',
  'learn.counted': 'Counted',
  'learn.random': 'Random',
  'learn.model': 'The open model',
  'learn.loss': 'loss, nats a guess',
  'learn.share': 'part of the run',
  'learn.curve': 'The loss falls while the network learns',
  'learn.how':
    'A network of one layer with negative sampling (word2vec, Mikolov et al. 2013): {dim} numbers a word, up to {window} words on either side, {negatives} random words as wrong answers each time. “Counted” needs no network: how often two words stand together, against chance (PPMI), pressed into {dim} numbers by a singular value decomposition. The map has the words whose company tells most; each vector at length 1, first two principal components.',
  'learn.limits':
    'The map keeps two directions of {dim}. Words that occur less than {least?1 time|# times} are left out. Another seed turns and mirrors the map; who is near whom should stay.',
  'net.name': 'The network drawn',
  'net.alt': 'The word “{word}” picks its row of the weight matrix; the row tells its neighbours',
  'net.said':
    'This is the whole network: “{word}” goes in as a single 1, which picks its row of {n} weights. This row is the word’s vector.',
  'net.in': 'word in',
  'net.matrix': 'first weight matrix: one row a word',
  'net.out': 'nearest words',
  'net.rest': 'one row of many; the row of the chosen word in its real values',
  'odd.figure': 'Learned, counted, random: who knows more?',
  'odd.note': 'the same questions for each table of vectors',
  'odd.idle': 'First let the words be learned, above.',
  'odd.near': 'Nearest to',
  'odd.words': 'Which one does not belong? Three words or more, with spaces between',
  'odd.table': 'vectors',
  'odd.nearest': 'nearest to “{word}”, with cosine',
  'odd.stranger': 'does not belong',
  'odd.people': 'agreement with people',
  'odd.score': '{rho} ({low} to {high}, {n?1 pair|# pairs})',
  'odd.same': 'Learning and counting agree: “{word}” does not belong. Random vectors say “{random}”.',
  'odd.differ':
    'They disagree: the learned vectors leave out “{network}”, the counted ones “{counted}”, random ones “{random}”.',
  'odd.unknown': 'At least one of these words is not in the text often enough to be learned.',
  'rated.network':
    'On {n?1 pair|# pairs} that people have rated, the learned vectors agree with people more ({network}) than the counted ones ({counted}).',
  'rated.counted':
    'On {n?1 pair|# pairs} that people have rated, counting agrees with people more ({counted}) than learning does ({network}).',
  'rated.even':
    'On {n?1 pair|# pairs} that people have rated, learning ({network}) and counting ({counted}) cannot be told apart.',
  'rated.nothing':
    'On {n?1 pair|# pairs} that people have rated, neither learning ({network}) nor counting ({counted}) clearly agrees with people: the text is too small.',
  'odd.how':
    'The word that does not belong is the one whose mean cosine with the others is least. The open model answers with the mean embedding of a word’s tokens. For Chinese, the rank correlation (Spearman) with the human ratings of COS960 stands beside, for pairs whose words both occur in the text; the open model is scored on all 960 pairs. Intervals: 95 %, bootstrap over pairs.',
  'odd.limits': 'A few words prove little: a lucky random table finds the right one of four in a quarter of all cases.',
} as const;
