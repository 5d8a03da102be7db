// What went wrong and what to do, in English: a sentence for every code that an error can have. It may use the values that
// come with the code (errorCodes of the bridge).

import type { ErrorCode } from '../../wasm/bridge/errors.ts';

export const errorsEn: Record<`error.${ErrorCode}`, string> = {
  'error.network':
    'The file {file} could not be loaded. Check the connection and try again. Your sentence is still here.',
  'error.truncated': 'The file {file} did not arrive whole. Please try again.',
  'error.stalled':
    'Nothing of the file {file} has come for {seconds} s. Check the connection and try again. Your sentence is still here.',
  'error.wrong-file':
    'The file {file} is not the one that was promised: it was damaged on the way or put in the wrong place. Try again, or choose another model.',
  'error.bad-model':
    'This model file cannot be read: it is damaged or of a kind this page does not know ({detail}). Please choose another file.',
  'error.left-out': 'This page is one file, and {file} was left out of it to keep it small. The full page has it.',
  'error.missing-file': 'The model’s folder has no file {file}. Please open all files of the model together.',
  'error.unknown-architecture':
    'This model is of the family {got}, which this page cannot run; it can run {want}. Please choose another model.',
  'error.unknown-format':
    'The weights of this file ({tensor}) are stored as {got}; this page reads {want}. Please choose another file of the model.',
  'error.no-wasm':
    'This browser cannot run WebAssembly. Please update it, or use a current Chrome, Edge, Firefox or Safari.',
  'error.engine-file':
    'The engine’s file cannot be used: two versions of this page may be mixed up. Please reload the page.',
  'error.crashed': 'The engine stopped unexpectedly. Your sentence is still here; “Try again” starts a fresh engine.',
  'error.out-of-memory': 'There is not enough memory for this computation. Use a shorter sentence or a smaller model.',
  'error.bad-kernels':
    'The engine failed its test at the start: {loop} ({kernels}) gave a wrong number, so nothing is computed. Reload the page; if it happens again, use another browser.',
  'error.hub-name': '“{name}” is no name of a model. It has two parts with a stroke between them, as in owner/model.',
  'error.hub-silent':
    '{hub} did not answer, or does not let other sites read its answers; the browser does not say which. Choose another place to ask, or fetch the files there and open them here.',
  'error.hub-locked':
    '{hub} does not give {name} to everybody: it may be mistyped, or its owner wants you to log in first. Fetch the files there and open them here, or choose another model.',
  'error.hub-missing': '{hub} has no {name}. Look for a slip in the name.',
  'error.hub-busy':
    '{hub} has had too many questions from here. Wait a few minutes and try again; what has come is not lost.',
  'error.hub-odd':
    '{hub} gave an answer that this page does not understand. Try again later, or choose another place to ask.',
  'error.hub-nothing':
    '{name} has no file that this page can open: it looks for GGUF files, or config.json with model.safetensors.',
  'error.hub-broken': 'The download of {name} from {hub} broke off. “Go on” fetches only what is missing.',
  'error.storage-full':
    'There is no room to keep this: remove something from the list of what is kept, or free some of the disk.',
  'error.storage-failed': 'The browser could not keep this. It still works until you close the page.',
  'error.closed': 'The model has been closed. Please choose a model again.',
  'error.cancelled': 'The computation was given up before it was done. Start it again if you still want its result.',
  'error.too-long': 'Too long: {got} where at most {limit} are possible. Please shorten it.',
  'error.too-short':
    'Too little for this question: {got} where at least {want} are needed. Write a longer sentence, or raise the number.',
  'error.no-letters':
    'There is no letter in this text, so there is nothing to translate. Please write a word or a sentence.',
  'error.empty': 'There is no text yet. Please write a sentence first.',
  'error.bad-params': 'The setting “{field}” cannot be {got}; possible is {want}. Please choose another value.',
  'error.bad-token':
    'The link asks for token {got}, but this model’s vocabulary ends at {limit}. Press “Back to the model’s own choice”.',
  'error.unknown-method':
    'The engine knows no call “{method}”: two versions of this page may be mixed up. Please reload the page.',
  'error.unknown-vocab': 'The vocabulary “{vocab}” is not loaded. Load it in the figure that compares vocabularies.',
  'error.bad-vocab': 'The file of the vocabulary “{vocab}” cannot be read. Please try again.',
  'error.bad-site': 'This model has no place “{site}”. Choose another layer or kind of attention.',
  'error.bad-edit': 'The part “{site}” cannot be switched off in this way. Please try another one.',
  'error.wrong-kind': 'This kind of model cannot do that. Please choose another model.',
  'error.different-length':
    'The two sentences have {first} and {second?1 token|# tokens}. Exchange a word for another of the same length, so that every position has its counterpart.',
  'error.same-score':
    'Both sentences give the same score here, so there is nothing to restore. Choose another word or another output.',
  'error.same-mask':
    'What was scored by hiding words in one way (“{mask}”) must be judged by another. Choose another way of hiding.',
  'error.not-finite':
    'The computation left the numbers that a computer can hold ({where}). Try another sentence; if it happens again, the model’s file is damaged.',
  'error.failed':
    'Something went wrong that nobody foresaw: {detail}. Try again; if it happens again, try another sentence or another model.',
};
