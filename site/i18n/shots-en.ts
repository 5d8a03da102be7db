// English sentences of the stage on label words.

export const shotsEn = {
  'shots.name': 'Label words',
  'shots.title': 'Which words of the examples does the answer need?',
  'shots.ask': 'Given some examples with labels, where does the model look to label a new sentence?',
  'shots.text':
    'A prompt with examples teaches a model without training it: sentence, label, sentence, label, and then a new sentence.\nThe examples are long, but perhaps their label words are enough: in early layers they gather what stands before them, and in late ones the answer looks at them.\nSo keep only the label words, and see whether the answer stays.',
  'shots.caveat':
    'The form stays too: what every example has, such as “Mood:”. A model that cannot do the task at all shows little here.',
  'shots.figure': 'From the examples to the answer',
  'shots.note': 'the attention that the answer hangs on, layer by layer',
  'shots.field': 'Examples, a line each: sentence = label. Behind an empty line, questions with the right label',
  'shots.few':
    'Wanted: at least two examples with two different labels, and behind an empty line at least one question with one of these labels.',
  'shots.start': 'Ask {n?the question|all # questions}',
  'shots.price': 'The model runs {forward?1 time|# times} forward and {backward?once|# times} backward.',
  'shots.again': 'Back to the proposed examples',
  'shots.other':
    'The open model does not go on from examples. Open a model that continues texts; a chat model, from “Models” at the top, can do the task best.',
  'shots.open': 'Open the story writer',
  'shots.to_labels': 'words before → label words',
  'shots.to_answer': 'label words → answer',
  'shots.rest': 'all other pairs',
  'shots.y': 'Σ |A · ∂L/∂A| a pair, × 1,000',
  'shots.x': 'layer',
  'shots.question': 'question',
  'shots.full': 'all words',
  'shots.labels': 'label words',
  'shots.form': 'form alone',
  'shots.random': 'random words',
  'shots.table': 'The answer to each question, with the probability among the labels',
  'shots.kept': '{same} of draws stay',
  'shots.right': 'Answers that are right with all words: {right} of {n}.',
  'shots.anchors':
    'As found in larger models: in the first third of the layers most flows into the label words ({early} a pair; from them to the answer {first}), in the last third from the label words to the answer ({late}; all other pairs {rest}).',
  'shots.late':
    'In the last third of the layers the answer draws on the label words ({late} a pair; all other pairs {rest}). But in the first third less flows into them ({early}) than elsewhere: that they gather what stands before is not seen here.',
  'shots.others':
    'Here the answer does not draw most on the label words: in the last third of the layers {late} a pair from them to the answer, {rest} between all others; in the first third {early} into them.',
  'shots.carry':
    'With the label words and the form alone, the answer stays in {same} of {n?1 question|# questions}; with as many random words in {random} of cases. The label words carry it.',
  'shots.even':
    'With the label words and the form alone, the answer stays in {same} of {n?1 question|# questions}, with as many random words in {random} of cases: that they matter more than other words is not shown.',
  'shots.how':
    'Flow: for each pair of places, the sum over heads of |A · ∂L/∂A|, where A is the attention and L is −ln p of the likeliest label; means over the pairs of a sort and over the questions (Wang et al., arXiv:2305.14160). Kept: the examples are read with full attention, then all keys but those of the form and of the label words are dropped, for all layers and heads, and the question is read with what is left. Random: as many other words of the examples, {draws?1 draw|# draws} a question; the probability is their mean. A label counts by its first token.',
  'shots.limits':
    'A few questions prove little. The model’s answer, not the right one, is what has to stay. docs/labelwords.md has a real chat model.',
} as const;
