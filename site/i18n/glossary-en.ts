// The glossary, in English: the forms a term takes in the page's sentences, and two sentences that explain it.
// To add a term: a row here and one in glossary-zh.ts.

/** What a reader sees of a term. `forms` are the words that are marked in texts, the first is its name. */
export interface Term {
  forms: readonly string[];
  text: string;
}

export const glossaryEn = {
  token: {
    forms: ['token', 'tokens'],
    text: 'A piece of text with a number: often a word, a part of a word, or one Chinese character. Tokens are all that a model reads and writes.',
  },
  vocabulary: {
    forms: ['vocabulary', 'vocabularies'],
    text: 'The list of all tokens that a model knows. Each model has its own, so each cuts a text in its own way.',
  },
  bpe: {
    forms: ['byte pair encoding', 'BPE'],
    text: 'A way to make a vocabulary: start from single bytes and join the pair that is most common, again and again. Common words end up whole, rare ones in pieces.',
  },
  embedding: {
    forms: ['embedding', 'embeddings'],
    text: 'The row of numbers that stands for a token. The rows are learned, and tokens that are used alike get rows that point the same way.',
  },
  vector: {
    forms: ['vector', 'vectors'],
    text: 'A row of numbers. One can also see it as an arrow in a space with as many directions as there are numbers.',
  },
  cosine: {
    forms: ['cosine'],
    text: 'How nearly two vectors point the same way: 1 is the same way, 0 is at right angles, −1 is opposite. Their lengths do not count.',
  },
  component: {
    forms: ['principal component', 'principal components'],
    text: 'The direction in which a cloud of points is widest, then the next widest at right angles to it. Two of them make a flat map that keeps as much of the spread as a flat map can.',
  },
  attention: {
    forms: ['attention'],
    text: 'How a token takes in something from other tokens: it gives each of them a weight, and the weights add up to 100%. What it takes in is the weighted sum of their values.',
  },
  query: {
    forms: ['query', 'queries'],
    text: 'The numbers with which a token asks: what am I looking for? They are compared with the keys of the tokens that may be looked at.',
  },
  key: {
    forms: ['key', 'keys'],
    text: 'The numbers by which a token is found. A query that points the same way gives it much weight.',
  },
  value: {
    forms: ['value vector', 'value vectors'],
    text: 'The numbers that a token hands over when it is looked at. They are added up by weight.',
  },
  softmax: {
    forms: ['softmax'],
    text: 'Turns any numbers into shares that are positive and add up to 1. The largest number gets by far the largest share.',
  },
  head: {
    forms: ['head', 'heads'],
    text: 'One of several attentions that work side by side in a layer. Each has its own queries, keys and values, so each can look at something else.',
  },
  layer: {
    forms: ['layer', 'layers'],
    text: 'One round of work: attention, then a small network for each token alone. Models stack several layers with different weights.',
  },
  encoder: {
    forms: ['encoder'],
    text: 'The part that reads the whole input at once. What it makes of each token is looked at by the decoder.',
  },
  decoder: {
    forms: ['decoder'],
    text: 'The part that writes, one token at a time. It sees what it has written so far, never what comes later.',
  },
  residual: {
    forms: ['residual stream', 'residual'],
    text: 'The row of numbers of a token on its way through the layers. Each part reads it and adds its own result to it.',
  },
  mlp: {
    forms: ['MLP', 'MLPs', 'neuron', 'neurons'],
    text: 'The small network in each layer that works on every token alone. Its neurons are numbers that switch on for certain patterns.',
  },
  norm: {
    forms: ['layer norm', 'normalisation'],
    text: 'Brings a row of numbers to a common size before it is used. Without it, deep models are hard to train.',
  },
  parameter: {
    forms: ['parameter', 'parameters', 'weights'],
    text: 'The numbers that a model is made of, set by training. Nobody writes them by hand.',
  },
  logit: {
    forms: ['logit', 'logits'],
    text: 'The score of a token before it becomes a probability. Softmax turns all scores together into probabilities.',
  },
  logprob: {
    forms: ['log-probability', 'log-probabilities', 'log probability'],
    text: 'The natural logarithm of a probability: 0 for certain, −0.7 for one half, −2.3 for one in ten. Where probabilities multiply, these add.',
  },
  nat: {
    forms: ['nat', 'nats'],
    text: 'The unit of natural logarithms. A change of 0.7 nats halves or doubles a probability.',
  },
  entropy: {
    forms: ['entropy'],
    text: 'How undecided a distribution is: 0 if one choice is certain, large if many are equally likely. Its exponential says as how many equal choices it is.',
  },
  pass: {
    forms: ['forward pass', 'forward passes'],
    text: 'One run of the model from the tokens to the next-token probabilities. It is the unit in which the price of an explanation is given.',
  },
  greedy: {
    forms: ['greedy'],
    text: 'Always taking the most probable token. The same input then gives the same output every time.',
  },
  temperature: {
    forms: ['temperature'],
    text: 'How much chance is let in when the next token is drawn. Low prefers the likely, high gives the unlikely a better chance.',
  },
  beam: {
    forms: ['beam search', 'beams'],
    text: 'Keeping the few best unfinished outputs at every step instead of one. The best whole one is taken in the end.',
  },
  occlusion: {
    forms: ['occlusion'],
    text: 'Hiding a word and looking how much the output changes. What changes it much was needed.',
  },
  gradient: {
    forms: ['gradient', 'gradients'],
    text: 'How much the output would change for a tiny change of each input number. It is computed backwards through the model.',
  },
  faithfulness: {
    forms: ['faithful', 'faithfulness'],
    text: 'An explanation is faithful if it says what the model really used, not what sounds right. It is tested by removing what it calls important.',
  },
  sink: {
    forms: ['attention sink', 'sink', 'sinks'],
    text: 'A token that gets much attention although little is taken from it, often the first one. Heads with nothing to do look there.',
  },
  lens: {
    forms: ['logit lens'],
    text: 'Reading a middle layer as if it were the last one. It shows when the answer appears, but early layers do not speak that language yet.',
  },
} as const satisfies Record<string, Term>;

/** The name of a term. */
export type TermId = keyof typeof glossaryEn;
