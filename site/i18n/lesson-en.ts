// English sentences of lessons.

export const lessonEn = {
  'lesson.list': 'Lessons, ready to teach',
  'lesson.minutes': '{n} min',
  'lesson.start': 'Start',
  'lesson.pupils': 'Copy the link for pupils',
  'lesson.sheet': 'Print the worksheet',
  'lesson.goal': 'Goal',
  'lesson.teacher': 'For the teacher',
  'lesson.step': '{n} of {all}',
  'lesson.back': 'Back',
  'lesson.next': 'Next',
  'lesson.close': 'End',
  'lesson.present': 'Large type',
  'lesson.fold': 'Fold',
  'lesson.unfold': 'Lesson',
  'lesson.missing': 'This lesson could not be read.',
  'lesson.answer': 'Your answer',
  'lesson.give': 'That is my answer',
  'lesson.asking': 'The model in this page is computing…',
  'lesson.said': 'You say: {said}',
  'lesson.found': 'This page finds: {found}',
  'lesson.yours': 'Here no number decides: look at the figure, then judge for yourself.',
  'lesson.unmeasured': 'With this sentence the page can measure nothing here. Try a longer one.',
  'lesson.noStage': 'The page has no stage for this claim yet.',
  'lesson.name': 'Your name or number',
  'lesson.save': 'Save my answers',
  'lesson.copy': 'Copy them as a link',
  'lesson.copied': 'Copied',
  'lesson.stays': 'Your answers stay on this device until you hand them in.',
  'mark.holds': 'holds here',
  'mark.part': 'holds in part',
  'mark.fails': 'fails here',
  'answers.title': 'For the teacher: put answers together',
  'answers.paste': 'Paste pupils’ links here, one a line, or open their files.',
  'answers.open': 'Open files',
  'answers.from': 'Hand-ins: {n}',
  'answers.unread': 'Not read, because they hold no answers: {n}',
  'answers.other': 'These answers belong to no lesson that this page has.',
  'answers.agreed': '{n} found the same in their page',
  'sheet.name': 'Name',
  'claim.cut':
    'This sentence: {own} tokens in this model’s vocabulary, {other} in GPT-2’s, {words} words and marks. Each vocabulary cuts in its own way.',
  'claim.cutSame':
    'This sentence has {own} tokens in this model’s vocabulary and as many in GPT-2’s ({other}); it has {words} words and marks. Another sentence may tell them apart.',
  'claim.clue':
    'For the chosen output, attention and hiding put the words in nearly the same order (τ = {tau}). Here attention is a good clue.',
  'claim.clueSome':
    'For the chosen output, the order by attention is only partly the order by hiding (τ = {tau}). A clue, no proof.',
  'claim.noClue':
    'For the chosen output, attention orders the words quite differently from hiding them (τ = {tau}). Here its weights do not show importance.',
  'claim.hides':
    'Of random orders only {share} name the words that matter better than hiding does, judged by another way of hiding.',
  'claim.hidesSome':
    'Hiding names the words that matter better than most random orders, but {share} of them do as well or better.',
  'claim.hidesNot':
    'Of random orders {share} name the words that matter as well as hiding does, or better: no more than chance.',
};
