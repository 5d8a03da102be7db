// English sentences of the stage that shows a training as a film.

export const filmEn = {
  'film.name': 'Film',
  'film.title': 'Your sentence, while the model was still learning',
  'film.ask': 'What did the model write before it could?',
  'film.text':
    'The weights of a training were saved at some moments. Choose one, and your sentence goes through the model as it was then: what it writes, where attention looks, which tokens stand near.\nThe translator here is the first one that this page had: 6.4 million weights, trained from nothing.',
  'film.caveat':
    'A few moments of one run. Another run of the same recipe would learn the same things, but not at the same step.',
  'film.figure': 'A sentence at several moments of a training',
  'film.note': 'each moment is fetched only when you ask for it',
  'film.how':
    'Six moments lie close together at the start, where most happens. The output is greedy. Attention: the first head of the last layer, from the encoder to the decoder where there are both. Evenness: mean normalised entropy of all heads; 1 looks everywhere alike, 0 at one token. Near: cosine in the token table as it was then, without the part that all tokens have in common, of the token chosen above.',
  'film.limits':
    'The small world’s models know only its residents, so they are asked about these. A moment stays with this page until it is closed.',
  'film.whose': 'Whose training',
  'film.zh-en': 'the first translator',
  'film.world': 'the small world’s model',
  'film.run': 'the run made here',
  'film.moment': 'Moment',
  'film.step': 'step {step}',
  'film.fetch': 'Fetch this moment ({size}) and play it',
  'film.play': 'Play this moment',
  'film.read': 'It reads: {text}',
  'film.nothing': '(it writes nothing)',
  'film.coming': 'The list of moments is being fetched.',
  'film.failed': 'The moments cannot be had here. The full page has them.',
  'film.none':
    'No model has been trained here yet. Train one above; its moments, one every 50 steps, can then be played here.',
  'film.attention': 'Attention at this moment',
  'film.even': 'Evenness of attention on this sentence: {even}; without first and special tokens: {spared}.',
  'film.near': 'Nearest to {token} in the table:',
  'film.seen': 'Moments seen so far',
  'film.steps': 'step',
  'film.wrote': 'it writes',
  'film.evenness': 'evenness',
  'film.sharper': 'From step {first} to step {last} attention on this sentence became less even: {from} to {to}.',
  'film.broader': 'From step {first} to step {last} attention on this sentence became more even: {from} to {to}.',
  'film.level': 'From step {first} to step {last} attention on this sentence stayed about as even: {from} and {to}.',
  'course.figure': 'The whole run: loss and evenness',
  'course.note': '34 points, close together at the start',
  'course.how':
    'Loss: nats a token on texts that were held out. Evenness: normalised entropy of attention, mean over all heads and 64 fixed inputs. Written down while the model was trained.',
  'course.limits':
    'One run of one recipe. The points are spaced by equal factors, so the curve bends where a step counts most.',
  'course.run': 'The curve of the run made here stands where it was trained, above.',
  'course.loss': 'held-out loss',
  'course.even': 'evenness',
  'course.steps': 'step',
  'course.chart': '{name} over the steps',
  'course.returns':
    'Attention was least even at step {step} ({least}; at the start {first}). Then it became more even again, {last}, while the loss went on falling from {before} to {loss}: even attention does not show that a model has not learned.',
  'course.falls':
    'Attention became less even, from {first} to {last}, while the loss fell to {loss}. In this run the rule of thumb holds.',
  'course.level': 'Attention hardly became less even in this run: {first} at the start, {least} at the least.',
} as const;
