// English sentences of the stage on keeping only the attention to key inputs.

export const dietEn = {
  'diet.name': 'The diet',
  'diet.title': 'Keep only the attention to key words',
  'diet.ask': 'Does the model need every word it has read?',
  'diet.text':
    'For every new token the model looks back at all earlier ones. The longer the text, the more work that is.\nSo drop most of them, and keep only those that matter: the ones an explanation names, the most attended, the newest, those each token asks for, or just any.\nThen see how much less likely the model finds its own text.',
  'diet.caveat':
    'The first figure is about reading and writing with few keys. The last is about training with few: that was done before, in small models, and not in this page.',
  'diet.figure': 'What is lost with few keys',
  'diet.note': 'the model’s own continuation, read again with part of the prompt’s keys',
  'diet.start': 'Put it on a diet',
  'diet.idle': 'Not computed yet: some {n?1 short pass|# short passes}.',
  'diet.paid': 'The explanation alone cost {forward?1 pass|# passes} forward and {backward} backward.',
  'diet.example': 'Try a longer example',
  'diet.other':
    'A translator reads your sentence in its encoder; this figure needs a model that continues texts, since its prompt is what it looks back at.',
  'diet.open': 'Open the story writer with an example',
  'diet.gradient': 'named by an explanation',
  'diet.heavy': 'most attended, and the newest',
  'diet.sinks_recent': 'the first {sinks}, and the newest',
  'diet.recent': 'the newest',
  'diet.top': 'for each token its own, by score',
  'diet.each':
    'Here every new token, in every head, keeps other keys: those with its largest scores. To choose, it must first score all of them, so only the second half of the work, mixing the values, is spared.',
  'diet.random': 'any, at random (95 % of {draws} draws)',
  'diet.x': 'part of the prompt’s keys that is kept',
  'diet.y': 'nats lost a token',
  'diet.curve': 'Log probability lost by each way to choose keys, at each budget',
  'diet.policy': 'Kept are',
  'diet.budget': 'budget',
  'diet.at':
    'At this budget each token loses {fall} nats on average; in {same} of places the likeliest token stays the same; {spare} of the attention work is spared.',
  'diet.how':
    'The prompt is read with full attention; then all keys but the chosen ones are dropped from the cache, for all layers and heads at once, and the continuation is read with what is left and its own keys. Dropped keys are not multiplied at all. Explanation: sizes of gradient × input, summed over the first {seen?1 token|# tokens} of the output. Most attended: H2O (Zhang et al. 2023). First {sinks} and newest: StreamingLLM (Xiao et al. 2023), positions left as they are. By score: each query of each head keeps the keys of largest q·k, all of which are computed; the values of the others are not multiplied.',
  'diet.limits':
    'The explanation has seen the beginning of the continuation that it helps with, and it costs more than it spares at this length. One text proves little: try others. docs/diet.md has a real chat model after prompts of 1,024 tokens.',
  'diet.key':
    'With {budget} of the keys, those that the explanation names lose {gradient} nats a token, less than the newest ({recent}) and less than nearly all random choices (at best {low}).',
  'diet.recentWins':
    'With {budget} of the keys, simply keeping the newest loses least: {recent} nats a token; those that the explanation names lose {gradient}.',
  'diet.even':
    'With {budget} of the keys, those that the explanation names lose {gradient} nats a token: no better than random choices ({low} to {high}).',
  'diet.free':
    'With {budget} of the keys hardly anything is lost, whichever are kept: this text does not need its prompt.',
  'share.figure': 'Attention’s part of all work, by length',
  'share.note': 'counted for this model’s shape',
  'share.line': 'attention’s share of the multiply-adds of one token',
  'share.x': 'keys that a token looks at',
  'share.y': 'share',
  'share.idle': 'Shown with the figure above.',
  'share.said':
    'At {keys?1 key|# keys} attention is {first} of the work: a diet saves next to nothing there. At {most} keys it would be {last}. This model’s own limit is {longest?1 token|# tokens}.',
  'share.how':
    'Multiply-adds of one new token: two products a key, head and layer for attention, and every weight of a matrix once for the rest.',
  'share.limits': 'Counted, not timed: real time depends on memory too.',
  'trained.figure': 'Trained with few keys',
  'trained.note': 'small models, trained before by a program of this project',
  'trained.full': 'all keys',
  'trained.window': 'the first few and the newest',
  'trained.learned': 'those that got most attention',
  'trained.random': 'random ones',
  'trained.tokens': 'all keys; only tokens of large loss learned',
  'trained.unsure': 'all keys; only tokens it doubted learned',
  'trained.steps': 'Loss by steps',
  'trained.seconds': 'Loss by seconds of one processor core',
  'trained.x': 'steps',
  'trained.clock': 'seconds',
  'trained.y': 'held-out loss, nats a token',
  'trained.table': 'How each way to train fares',
  'trained.way': 'looked at',
  'trained.loss': 'loss at the end',
  'trained.work': 'multiply-adds',
  'trained.time': 'seconds',
  'trained.after': 'loss after as many seconds, against all keys',
  'trained.made':
    'Made on {date} by {command}: {seeds?1 run|# runs} of each way, means and 95 % intervals. With all keys attention is {share} of the multiply-adds.',
  'trained.faster':
    'After as many seconds, the best way has a lower loss than training with all keys, by {gain} nats a token ({low} to {high}): {way}. Here training does get faster.',
  'trained.fasterAny':
    'After as many seconds, the best way has a lower loss than training with all keys, by {gain} nats a token ({low} to {high}): {way}. Random keys have one too, by {random}: here training gets faster by looking at fewer keys, known or not.',
  'trained.slower':
    'After as many seconds, each of these ways has a higher loss than training with all keys. Here training does not get faster.',
  'trained.open':
    'After as many seconds, none of these ways is shown to have a lower loss than training with all keys. That training gets faster is not shown here.',
  'trained.matters':
    'Which keys are kept matters: against random ones, the newest end {window} nats a token apart and the most attended {learned}; below 0 is better.',
  'trained.window_matters':
    'Which keys are kept matters: the newest end better than random ones ({window} nats a token). For the most attended that is not shown ({learned}).',
  'trained.learned_matters':
    'Which keys are kept matters: the most attended end better than random ones ({learned} nats a token). For the newest that is not shown ({window}).',
  'trained.anyKeys':
    'That it matters which keys are kept is not shown: against random ones, the newest end {window} nats a token apart, the most attended {learned}.',
  'trained.bothWorse':
    'Learning only half of the tokens leaves a higher loss after as many steps, by {loss} nats a token if they are chosen by their loss, by {doubt} if by the model’s doubt before them.',
  'trained.lossWorse':
    'Learning only the half of the tokens with the largest loss leaves a higher loss after as many steps ({loss} nats a token more); for the half that the model doubted that is not shown ({doubt}).',
  'trained.doubtWorse':
    'Learning only the half of the tokens that the model doubted leaves a higher loss after as many steps ({doubt} nats a token more); for the half with the largest loss that is not shown ({loss}).',
  'trained.neitherWorse':
    'Learning only half of the tokens is not shown to leave a higher loss after as many steps ({loss} and {doubt} nats a token).',
  'trained.how':
    'Each text has {rows?1 token|# tokens} and tells facts again that it told long before, so that looking back helps. All ways share the first {first} of {steps?1 step|# steps}, with all keys. Then groups of {group?1 token|# tokens} look at themselves and {keys?1 token|# tokens} before; other keys are not multiplied, neither forward nor backward. Most attended: chosen by the attention at the end of the shared part, whose cost is counted. Only some tokens learned: the half of each text with the largest loss then, or the half before which the prediction was least sure, whatever followed.',
  'trained.limits':
    'One shape, one sort of text, short runs: a larger model may do otherwise. docs/fewkeys.md has all numbers.',
} as const;
