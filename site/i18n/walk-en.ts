// The walk, in English.

export const walkEn = {
  'walk.name': 'The whole machine',
  'walk.title': 'Walk through the machine with your own sentence',
  'walk.ask': 'What happens between what you type and what it writes?',
  'walk.figure': 'One sentence on its way through the model',
  'walk.note': 'every band and line is the model’s own',
  'walk.picture': 'The machine: tokens as columns, vectors as bands, attention as lines, candidates as bars',
  'walk.long':
    'The walk draws sentences of up to {most} tokens; this one has {n}. Shorten it, or look at the stages below.',
  'walk.cut': 'The walk tells the first {n} tokens of the output.',
  'walk.scrub': 'Moment of the walk',
  'walk.moment': 'Moment {n} of {all}',
  'walk.more': 'The stage that explains it: {stage}',
  'walk.layer': 'Layer in full',
  'walk.head': 'Head',
  'walk.mean': 'mean of all',
  'walk.vector': 'All {n} numbers of “{token}” here; they begin {first} …',
  'walk.keys': 'Space plays and pauses, the arrow keys go on and back; on a touch screen, swipe.',
  'walk.loop': 'Save as moving picture',

  'walk.how':
    'The model’s forward pass on your sentence with its own output, kept in full: embeddings, positions, attention of the chosen layer (one head, or the mean of all), neurons after their activation, the residual stream after each layer, and the probabilities of the candidates. A band shows the first 24 numbers of a vector, blue negative, orange positive, full colour at three root mean squares of the band; the strip below shows all. Lines under 3% are left out.',
  'walk.limits':
    'A picture of what is computed, not of why: a thick line says where a token looks, not that it matters for the answer. The queries, keys and values behind the lines, the norms, and the output matrices are in the stages below.',

  'walk.lane.written': 'what it has written so far',
  'walk.lane.embed': 'a row of numbers for each token',
  'walk.lane.place': '+ numbers for its place',
  'walk.lane.sum': '= what goes into the layers',
  'walk.lane.both': 'token + place',
  'walk.lane.attend': 'layer {layer}: attention',
  'walk.lane.cross': 'layer {layer}: a look at the input',
  'walk.lane.feed': 'layer {layer}: neurons',
  'walk.lane.out': 'after layer {layer}',
  'walk.lane.thin': 'the other layers',
  'walk.lane.final': 'what comes out',
  'walk.lane.race': 'candidates for the next token',

  'walk.say.text':
    'You typed {n?1 character|# characters}. The model cannot read letters, so {n?it|they} must become numbers.',
  'walk.say.tokens':
    'Its vocabulary cuts the text into {n?1 token, with a number|# tokens, each with a number}: “{token}” is {id}.',
  'walk.say.vectors': 'Each number looks up a row of {width} numbers. The row of “{token}” begins {first}.',
  'walk.say.places': 'The order is not in those rows, so numbers that stand for the place are added.',
  'walk.say.attend': 'Attention: every token looks at the others. “{token}” looks most at “{best}”: {share}, {whose}.',
  'walk.say.feed':
    'Then each token goes alone through {hidden} neurons; for “{token}”, {active} of them {active?answers|answer}.',
  'walk.say.feedStrongest':
    'Then each token goes alone through {hidden} neurons; for “{token}”, number {best} answers most, with {value}.',
  'walk.say.layers':
    'That was one layer of {n}. Each adds its part to the columns; what comes out is all that the model has made of your sentence.',
  'walk.say.layersOne': 'That was the only layer. What comes out is all that the model has made of your sentence.',
  'walk.say.begin': 'Now it writes. The decoder starts from a mark that means “begin”.',
  'walk.say.self': 'The newest token looks at what is there so far, most at “{best}”: {share}, {whose}.',
  'walk.say.cross': 'It looks back at your sentence, most at “{best}”: {share}, {whose}.',
  'walk.allHeads': 'on average over the heads of this layer',
  'walk.oneHead': 'in head {n} of this layer',
  'walk.say.think': 'Neurons and the remaining layers turn that into one last row of {width} numbers.',
  'walk.say.race': 'The last row is compared with every token of the vocabulary: “{token}” gets {share}.',
  'walk.say.raceTwo':
    'The last row is compared with every token of the vocabulary: “{token}” gets {share}, “{second}” {other}.',
  'walk.say.drop': '“{token}” joins the sentence, and the next round begins with it.',
  'walk.say.done': 'The model writes its end mark: the sentence is done after {n?1 round|# rounds}.',
};
