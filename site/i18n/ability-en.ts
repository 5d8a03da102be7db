// English sentences of the stage on ability from attention.

export const abilityEn = {
  'ability.name': 'Able or not?',
  'ability.title': 'Does even attention mean an unlearned model?',
  'ability.ask': 'Can you tell how able a model is by looking at its attention?',
  'ability.text':
    'An untrained model looks at everything about equally. So here is an idea: attention that is still even, in every layer and for every input, means that the model has not learned yet.\nTwo things are in it: is attention even, and does it change from layer to layer and from input to input? Measure both on your sentence, then see whether they told the truth of many small models.',
  'ability.caveat':
    'The study is about small date translators at one step of training. What it finds need not hold for large models.',
  'ability.figure': 'How even, and how it changes',
  'ability.note': 'the open model, on your sentence',
  'ability.start': 'Measure it',
  'ability.idle': 'Not measured yet: a few passes.',
  'ability.profile': 'This is a profile, and no verdict: one model alone has nothing to be compared with.',
  'ability.encoder': 'the reader’s own attention (encoder)',
  'ability.own': 'the writer’s own attention',
  'ability.cross': 'from the writer to what was read',
  'ability.layer': 'layer',
  'ability.scale': '0 to 1',
  'ability.chart': '{kind}: four readings by layer',
  'ability.heads': 'Layer {layer}: heads from {low} to {high}. ',
  'ability.sinks':
    'On average attention has an evenness of {entropy}; without first and special tokens it is {spared}. Part of what looks like focus only goes to those.',
  'ability.noSinks':
    'On average attention has an evenness of {entropy}, and {spared} without first and special tokens: those hardly matter here.',
  'ability.how':
    'Evenness: entropy of a row of the map, divided by the logarithm of the keys it may see; 1 is even, 0 is one key. Without sinks: first and special tokens left out, the rest of the row summing to 1 again. Layers and inputs apart: Jensen–Shannon divergence in bits, 0 is equal, 1 is nothing in common. Layers: the mean map of all heads and that of the next layer. Inputs: your sentence and {n} of ours, head by head, on the first places that both have.',
  'ability.limits':
    'Good models keep broad heads (Clark et al. 2019), and very uneven attention goes with unstable training (Zhai et al. 2023). So neither end is good by itself.',
  'study.figure': 'Did attention tell which models had learned?',
  'study.note': 'small models, the same step, held-out loss',
  'study.coming': 'The study is on its way …',
  'study.reading': 'Across: ',
  'study.loss': 'loss on new dates (lower is better)',
  'study.dots':
    '{n?1 model|# models} after {steps} steps each. Hollow: the gauge was fitted on these. Full: these it had to rank.',
  'study.about': 'width {width}, {layers?1 layer|# layers}, {dates} dates, rate {rate}; {exact} of new dates right',
  'study.table': 'How well each sign ranks models',
  'study.sign': 'sign',
  'study.spearman': 'rank correlation on the other half (95 %)',
  'study.plain': 'not fitted, all models',
  'study.broadTag': 'even, yet able',
  'study.narrowTag': 'uneven, yet poor',
  'study.broad':
    'Even, yet able: evenness {entropy}, loss {loss}, {exact} of new dates right. It is the most even of the best quarter ({about}).',
  'study.narrow':
    'Uneven, yet poor: evenness {entropy}, loss {loss}, {exact} of new dates right. It is the least even of the worse half ({about}).',
  'study.how':
    'Models of the date recipe that differ in size, data and learning rate; halves drawn before training. A parabola (a plane for the four readings together) is fitted to the loss of one half and ranks the other; Spearman’s correlation of predicted and true loss, interval by resampling those models. docs/ability.md has all figures and steps.',
  'study.limits':
    'The models are small and of one kind, and the ranked half is small, so intervals are wide. The training loss ranks them too, and costs nothing.',
  'study.holds':
    'Holds here: fitted on half of the models, attention ranks the loss of the other {n} with a correlation of {spearman} ({low} to {high}). Evenness alone, unfitted, has {plain}; the training loss ranks with {train}.',
  'study.part':
    'Holds in part: fitted on half of the models, attention ranks the loss of the other {n} with a correlation of {spearman} ({low} to {high}), better than chance but loosely. Evenness alone, unfitted, has {plain}; the training loss ranks with {train}.',
  'study.fails':
    'Fails here: fitted on half of the models, attention ranks the loss of the other {n} with a correlation of {spearman} ({low} to {high}), which may be chance. Evenness alone, unfitted, has {plain}; the training loss ranks with {train}.',
  'study.lies':
    'The simple rule “the more even, the less learned” would get these two wrong: evenness {broad} with a loss of {broadLoss}, evenness {narrow} with a loss of {narrowLoss}.',
  'study.noLies': 'These two models, the likeliest to break the rule “the more even, the less learned”, keep to it.',
  'reading.together': 'attention, all four together',
  'reading.entropy': 'evenness',
  'reading.spared': 'evenness without sinks',
  'reading.next': 'layers apart',
  'reading.inputs': 'inputs apart',
  'reading.predicted': 'loss predicted by all four',
  'reading.step': 'step (the same for all)',
  'reading.norm': 'size of the weights',
  'reading.train': 'training loss',
} as const;
