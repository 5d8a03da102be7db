// English sentences of the stage on key training data.

export const keydataEn = {
  'key.name': 'Key data',
  'key.title': 'Which sentences taught it that?',
  'key.ask': 'Can one find the training sentences behind an answer?',
  'key.text':
    'A large model has read too much for anyone to check. So a small one is trained here, and new facts are slipped into what it reads last: who has a house or a boat of which colour.\nPick a fact. Four ways rank the sentences that it has read. Then the proof: take the first few away, and train again.',
  'key.caveat':
    'Only a run whose every sentence is known can be checked like this. For a released model one can find sentences that are alike, not those that were the cause.',
  'keydata.figure': 'Sentences behind an answer',
  'key.note': 'a small model, trained here',
  'key.start': 'Train it and plant facts',
  'key.idle': 'Nothing is trained yet: {base} steps, then the planted sentences. It takes half a minute or so.',
  'key.choose': 'The answer to be explained: ',
  'key.same': 'Reading the sentences took the probability of “{value}” from {before} to {after}.',
  'key.reworded':
    'Reading the sentences took the probability of “{value}” from {before} to {after}. They say it in other words than the question.',
  'key.tracin': 'by its pull on the weights (TracIn)',
  'key.similar': 'by likeness inside the model',
  'key.bm25': 'by shared words (BM25)',
  'key.random': 'at random',
  'key.harmful': 'against the answer (TracIn below zero)',
  'key.against':
    'By TracIn {n} of {texts} sentences pushed the weights away from this answer; the strongest come first. Many tell the same fact of somebody else.',
  'key.how':
    'TracIn (Pruthi et al. 2020): how much a step on a sentence, at three moments of the training, lowered the loss of the answer, by the gradients of all weights, normalised. Likeness: cosine of the last states. BM25: shared words, rare ones most. Underlined sentences state the fact; {texts} do. The model had {base} steps before the first of them.',
  'key.limits':
    'Influential, alike and worded alike are three different things. Only taking sentences away shows which mattered. The fact that was learned best is chosen first; the others are weaker.',
  'removed.figure': 'Take them away and train again',
  'gone.note': 'each dot is one training',
  'gone.idle': 'Train a model above first.',
  'gone.start': 'Train again without the first {texts} of each',
  'gone.all': 'nothing taken away',
  'gone.x': 'probability of the answer',
  'gone.how':
    'Every run begins at the same saved moment, before any planted sentence was read, and reads them in one of {orders} orders, without the first {texts} sentences of a ranking. Bars: mean and 95 % interval (Student’s t).',
  'gone.limits':
    'This is not training from nothing, and one fact of one small world. docs/keydata.md has 72 facts of three worlds, also trained from nothing, and says how far both agree.',
  'gone.took': '{n} trainings in {time}.',
  'gone.matters':
    'Taking away the sentences found {method} lowers the probability of the answer by {fall} more than taking away random ones ({low} to {high}).',
  'gone.nothing':
    'No way of ranking found sentences whose loss hurts the answer for certain more than the loss of random ones; the largest fall is {fall} ({low} to {high}).',
  'gone.harms':
    'Without the sentences that pushed most against it, the answer gains {rise} over the loss of random ones ({low} to {high}).',
  'gone.harmless':
    'Nothing shows that the sentences which pushed most against the answer harmed it: without them it gains {rise} over the loss of random ones ({low} to {high}).',
  'alike.figure': 'What the open model holds alike',
  'alike.note': 'similar, never “the cause”',
  'alike.start': 'Look for similar sentences',
  'alike.idle': 'For the model that is open, and your sentence: nothing has been looked for yet.',
  'alike.inside': 'most alike inside the model',
  'alike.words': 'most words in common (BM25)',
  'alike.how':
    'Some 340 sentences of your sentence’s language, written for this page, go through the model, as yours does. The vectors that come out of the encoder (out of the last layer, where there is none) are averaged over a sentence, less the mean of them all, and compared by cosine.',
  'alike.limits':
    'Similar is not the cause. These sentences were written for this page and not taken from the model’s training, whose texts are not in the page. What is near inside the model may still have taught it nothing.',
  'alike.worded':
    'Here likeness inside the model is mostly shared words: {both} of the {k} nearest are also among the {k} with most words in common.',
  'alike.beyond':
    'Likeness inside the model is more than shared words here: only {both} of the {k} nearest are among the {k} with most words in common.',
} as const;
