// English sentences of the stage in which a model is trained.

export const growEn = {
  'grow.name': 'Train it here',
  'grow.title': 'A model is trained from nothing before your eyes',
  'grow.ask': 'What does training look like?',
  'grow.text':
    'At first every weight is random, and the answers are nonsense. Then the network reads sentences about a few invented animals, again and again, and each time all weights move a little, so that the next token becomes less surprising.\nWatch the loss fall, the answers turn right, the attention find its place.',
  'grow.caveat':
    'A big model learns in the same way, but from vastly more text. Here some facts are told without ever being asked; those it answers less often.',
  'grow.figure': 'The run',
  'grow.note': 'trained here, now, in this page',
  'grow.controls': 'The run',
  'grow.play': 'Train',
  'grow.pause': 'Pause',
  'grow.step': 'One step',
  'grow.reset': 'Start again',
  'grow.pace': 'Speed',
  'grow.fast': 'fast',
  'grow.slow': 'slow',
  'grow.seed': 'Seed of the world',
  'grow.phone': 'On a small screen the run has {steps} steps, half as many as on a large one.',
  'grow.idle': 'Nothing is trained yet. “Train” takes about a minute; you can pause at any time.',
  'grow.loading': 'The texts and their vocabulary are being made …',
  'grow.at': 'step {step} of {steps} · {tokens} tokens read · {parameters} weights',
  'grow.asked':
    'After {step?1 step|# steps}: {share} of {n?1 question|# questions} about {residents} animals are answered right.',
  'grow.answers': 'Some of its answers',
  'grow.loss': 'loss, nats a token',
  'grow.steps': 'step',
  'grow.curve': 'The loss while the network learns',
  'grow.watched': 'Attention of the last layer’s first head on one question; likeliest next tokens:',
  'grow.attention': 'Attention on one question',
  'grow.open': 'Open it in all doors',
  'grow.save': 'Save its files',
  'grow.kept': 'Pause first. The files stay on your device; “Open files” takes them again.',
  'grow.knows':
    'After {steps} steps it answers {share} of the {n?1 question|# questions} about what it has read: it has learned its world.',
  'grow.part':
    'After {steps} steps it answers only {share} of the {n?1 question|# questions} about what it has read: it has not learned its world yet.',
  'grow.how':
    'A decoder of two layers (width 64, two heads), AdamW, 400 tokens a step, from the seed’s world: the same seed gives the same run. Questions are put to the averaged weights every 50 steps; they include those that training never asks. The run has an engine of its own; if that is lost, it goes on from the last look.',
  'grow.limits': 'The numbers on the way come from 24 questions, so they jump; the last ones come from all.',
} as const;
