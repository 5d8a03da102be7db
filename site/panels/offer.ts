// A model on offer, described from its card in the reader's language. The card is what build/train writes beside the
// weights (build/train/card.go); a model from elsewhere may have another card or none, so every field may be missing.

import type { Manifest } from '../../wasm/bridge/manifest.ts';
import type { Key, Translate } from '../i18n/index.ts';
import { count } from '../state/format.ts';
import type { Fact, Offer, Sample } from '../views/model-picker.ts';

/** A text in both languages. */
interface Bilingual {
  en?: string;
  zh?: string;
}

/** The fields of card.json that the picker shows. */
interface Card {
  title?: Bilingual | string;
  architecture?: { kind?: string; encoder_layers?: number; decoder_layers?: number; vocab?: number; context?: number };
  parameters?: number;
  data?: { name: string; licence?: string; attribution?: string; credits?: string[]; pairs?: number; texts?: number }[];
  steps?: number;
  tokens?: number;
  hardware?: string;
  minutes?: number;
  scores?: {
    metric: string;
    value: number;
    low: number;
    high: number;
    n: number;
    data: string;
    weights: string;
    decoding: string;
    label?: Bilingual;
  }[];
  samples?: { input: string; to?: string; output: string; method?: string }[];
  cannot?: Bilingual | string;
  licence?: string;
}

/** How many samples stand open on the card; the rest unfold. A story is long. */
const shownSamples = 6,
  shownStories = 2;

/** How a sample was written: the card says "greedy" or "sampled, temperature 0.8, seed 3". */
function writtenBy(method: string | undefined, t: Translate): string {
  const [, temperature, seed] = /^sampled, temperature ([\d.]+), seed (\d+)$/.exec(method ?? '') ?? [];
  if (temperature && seed) return t('card.bySampling', { temperature, seed });
  return method === 'greedy' ? t('card.byGreedy') : (method ?? '');
}

/** How many scores stand open; the rest unfold. */
const shownScores = 12;

/** What the picker shows of a model. */
export function offerOf(manifest: Manifest, t: Translate): Offer {
  const card = (typeof manifest.card === 'object' && manifest.card ? manifest.card : {}) as Card;
  const continues = card.architecture?.kind === 'decoder';
  const mixed = new Set(card.samples?.map((s) => s.method)).size > 1;
  const samples: Sample[] = (card.samples ?? []).map(({ input, output, method }) => ({
    input,
    output,
    ...(mixed && { how: writtenBy(method, t) }),
  }));
  return {
    name: manifest.name,
    title: pick(card.title, t) || manifest.name,
    bytes: manifest.bytes,
    about: about(card, t),
    cannot: pick(card.cannot, t),
    facts: [scores(card, t), data(card, t), training(card, t), licence(card, t)].filter((f) => f !== undefined),
    samples: spread(samples, continues ? shownStories : shownSamples),
    allSamples: samples,
    continues,
  };
}

function pick(text: Bilingual | string | undefined, t: Translate): string {
  return typeof text === 'string' ? text : (text?.[t.lang] ?? text?.en ?? '');
}

/** "6.4 million parameters · encoder of 3 + decoder of 3 layers · vocabulary of 6,400 tokens". */
function about({ parameters, architecture: a }: Card, t: Translate): string {
  const layers =
    !a?.decoder_layers && !a?.encoder_layers
      ? ''
      : a.encoder_layers && a.decoder_layers
        ? t('bench.layersBoth', { encoder: a.encoder_layers, decoder: a.decoder_layers })
        : t('bench.layers', { n: a.decoder_layers || a.encoder_layers || 0 });
  return [
    parameters ? t('bench.parameters', { n: count(parameters, t.lang) }) : '',
    layers,
    a?.vocab ? t('card.vocab', { n: a.vocab.toLocaleString('en') }) : '',
    a?.context ? t('card.context', { n: a.context }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/**
 * The scores of the weights that are shipped, one line a measure; those of the exact weights, nearly the same, stay in
 * the card's file.
 */
function scores({ scores = [] }: Card, t: Translate): Fact | undefined {
  const shipped = scores.filter((s) => s.weights === 'int8');
  const lines = new Map<string, string[]>();
  for (const s of shipped.length ? shipped : scores) {
    const line = s.label
      ? t('card.labelled', { label: pick(s.label, t) })
      : t('card.measure', {
          data: s.data.replace('zh→en', t('card.toEnglish')).replace('en→zh', t('card.toChinese')),
          metric: metric(s.metric, t),
        });
    const digits = s.value < 10 ? 2 : 1;
    const value = t('card.score', {
      value: s.value.toFixed(digits),
      low: s.low.toFixed(digits),
      high: s.high.toFixed(digits),
    });
    lines.set(line, [
      ...(lines.get(line) ?? []),
      `${known(t, { greedy: 'card.greedy', 'beam 4': 'card.beam' }, s.decoding)}${value}`,
    ]);
  }
  if (!lines.size) return undefined;
  const all = [...lines].map(([line, values]) => line + values.join(t('semicolon')));
  return {
    label: t('card.scores', { n: scores[0]!.n.toLocaleString('en') }),
    lines: all.slice(0, shownScores),
    more: all.slice(shownScores),
    moreLabel: t('card.allScores'),
  };
}

/** "BLEU (characters, exp smoothing)" → "BLEU by characters". */
function metric(name: string, t: Translate): string {
  const unit = known(
    t,
    { 'perplexity a token': 'card.perToken', 'perplexity a word': 'card.perWord', 'bits a byte': 'card.bits' },
    name,
  );
  return unit || name.replace(/ \(.*/, (note) => (/characters/.test(note) ? t('card.characters') : ''));
}

/** A word of the card in the reader's language; one that is not known is left out. */
function known(t: Translate, words: Record<string, Key>, word: string): string {
  return words[word] ? t(words[word]) : '';
}

/** Every source with its licence and the credit that the licence wants. */
function data({ data = [] }: Card, t: Translate): Fact | undefined {
  if (!Array.isArray(data) || !data.length) return undefined;
  const lines = data.map((d) =>
    [
      d.name,
      d.pairs
        ? t('card.pairs', { n: d.pairs.toLocaleString('en') })
        : d.texts
          ? t('card.texts', { n: d.texts.toLocaleString('en') })
          : '',
      d.licence ?? '',
      d.attribution ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
  );
  return { label: t('card.data'), lines, more: data.flatMap((d) => d.credits ?? []), moreLabel: t('card.credits') };
}

function training({ hardware, minutes, steps, tokens }: Card, t: Translate): Fact | undefined {
  if (!minutes || !hardware) return undefined;
  const line = t('card.trained', {
    minutes: Math.round(minutes),
    steps: (steps ?? 0).toLocaleString('en'),
    tokens: count(tokens ?? 0, t.lang),
    hardware: hardware.split(',').slice(0, 2).join(','),
  });
  return { label: t('card.training'), lines: [line] };
}

function licence(card: Card, t: Translate): Fact | undefined {
  return card.licence ? { label: t('card.licence'), lines: [card.licence] } : undefined;
}

/** `most` of a list, evenly spread: chosen by place, never by how good they are. */
function spread<T>(list: T[], most: number): T[] {
  return list.length <= most
    ? list
    : Array.from({ length: most }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / most)]!);
}
