// The page's table of contents: four doors, their stages, the figures of each stage, and the claims that a stage lets
// the reader try. Numbers, links ("#at=…"), exported files, lessons and embeds are derived from it; it holds data only.
//
// To add a stage: a row here; a panel in panels/<door>/ (see panels/panel.ts) that draws one figure for each of the
// row's figures; a view, where none fits; its sentences in i18n/, in both languages. The build puts every panel on the
// page.

import type { Key } from './i18n/index.ts';

/** What is claimed about language models, in short; numbered as in the lesson "The lecture note, tried out". */
export const claims = {
  1: 'Text is cut into tokens, and each model has its own vocabulary; words are not tokens',
  2: 'A token becomes a vector by looking it up in a table',
  3: 'Near meanings have near vectors',
  4: 'The numbers of the table are weights that a simple network has learned',
  5: 'Embeddings know no order; positions are added, by a fixed rule or learned',
  6: 'A character means different things in different contexts; attention brings the context in',
  7: 'A higher attention score means a stronger relation',
  8: 'The encoder reads; the decoder writes one token at a time from what it read and its own last tokens',
  9: 'Most models’ parameters are not published, and a closed model cannot be looked into',
  10: 'A decision tree shows the path to its conclusion, a language model does not',
  11: 'Hiding words shows which inputs are key for which outputs',
  12: 'A larger attention weight means more importance for the output',
  13: 'Key training data can be found',
  14: 'A small model on each layer’s output shows whether the layer has lexical and grammatical ability',
  15: 'One can simply ask the model why, even a closed one',
  16: 'The answer may be made up or right, and that can be studied',
  17: 'Asked how sure it is, a model is surprisingly accurate, and often makes things up',
  18: 'Attention that stays even over layers and inputs means a model that has not converged',
  19: 'Knowing the key inputs, attention can be reduced and training becomes faster',
} as const;

/** The number of a claim. */
export type Claim = keyof typeof claims;

/** Claims that no stage serves yet. */
export const unbuilt: readonly Claim[] = [];

/** One stage of a door. */
export interface Stage {
  /** The element that draws it, a Panel. */
  element: `pl-${string}-panel`;
  /** Its name, one or two words. */
  name: Key;
  /** The same for a model without an encoder, where it differs. */
  nameSingle?: Key;
  /** The finding, as a sentence. */
  title: Key;
  /** Its figures from top to bottom: the place in a link and in file names, and the key of its title. */
  figures: Readonly<Record<string, Key>>;
  /**
   * What basic depth folds to one line each: some of the figures, never all; or, for a stage that few need, the whole
   * stage. test/e2e/depth.spec.ts holds every door to five screens and ninety tab stops.
   */
  expert?: readonly string[] | 'whole';
  claims: readonly Claim[];
}

/** A door; one without stages is not open yet. */
export interface Door {
  title: Key;
  stages: readonly Stage[];
}

export const doors = [
  {
    title: 'door.1',
    stages: [
      {
        element: 'pl-walk-panel',
        name: 'walk.name',
        title: 'walk.title',
        figures: { walk: 'walk.figure' },
        claims: [8],
      },
      {
        element: 'pl-tokens-panel',
        name: 'tokens.name',
        title: 'tokens.title',
        figures: { duel: 'duel.title', tokens: 'detail.title', merges: 'merges.title' },
        expert: ['tokens', 'merges'],
        claims: [1],
      },
      {
        element: 'pl-vectors-panel',
        name: 'vectors.name',
        title: 'vectors.title',
        figures: {
          vectors: 'vector.title',
          neighbours: 'neighbours.title',
          map: 'map.title',
          positions: 'positions.title',
          order: 'order.title',
        },
        expert: ['neighbours', 'map', 'positions', 'order'],
        claims: [2, 3, 5],
      },
      {
        element: 'pl-learn-panel',
        name: 'learn.name',
        title: 'learn.title',
        figures: { learn: 'learn.figure', odd: 'odd.figure' },
        claims: [3, 4],
        expert: 'whole',
      },
      {
        element: 'pl-context-panel',
        name: 'context.name',
        title: 'context.title',
        figures: { context: 'context.figure' },
        expert: 'whole',
        claims: [6],
      },
      {
        element: 'pl-attention-panel',
        name: 'attention.name',
        title: 'attention.title',
        figures: { attention: 'attention.name', heads: 'heads.title', steps: 'work.title' },
        expert: ['heads', 'steps'],
        claims: [6, 7],
      },
      {
        element: 'pl-generate-panel',
        name: 'generate.name',
        nameSingle: 'generate.nameSingle',
        title: 'generate.title',
        figures: { generate: 'generate.figure', beams: 'beam.title' },
        expert: ['beams'],
        claims: [8],
      },
    ],
  },
  {
    title: 'door.2',
    stages: [
      {
        element: 'pl-blackbox-panel',
        name: 'box.name',
        title: 'box.title',
        figures: { parameters: 'box.figure', published: 'pub.figure' },
        claims: [9],
      },
      {
        element: 'pl-tree-panel',
        name: 'tree.name',
        title: 'tree.title',
        figures: { tree: 'tree.figure', surrogate: 'surrogate.figure' },
        claims: [10],
      },
    ],
  },
  {
    title: 'door.3',
    stages: [
      {
        element: 'pl-why-panel',
        name: 'why.name',
        title: 'why.title',
        figures: { why: 'why.figure', agreement: 'agree.title' },
        expert: ['agreement'],
        claims: [11, 12],
      },
      {
        element: 'pl-switch-panel',
        name: 'board.name',
        title: 'board.title',
        figures: { board: 'board.figure', patching: 'patch.figure' },
        expert: ['patching'],
        claims: [],
      },
      {
        element: 'pl-occlusion-panel',
        name: 'occlusion.name',
        title: 'occlusion.title',
        figures: { occlusion: 'occlusion.figure', maskings: 'maskings.title', pairs: 'pairs.title' },
        expert: ['maskings', 'pairs'],
        claims: [11],
      },
      {
        element: 'pl-faithful-panel',
        name: 'faith.name',
        title: 'faith.title',
        figures: { curves: 'faith.figure', measures: 'measures.title' },
        expert: 'whole',
        claims: [11, 12],
      },
      {
        element: 'pl-evidence-panel',
        name: 'evidence.name',
        title: 'evidence.title',
        figures: { evidence: 'evidence.figure', finder: 'finder.title' },
        expert: ['finder'],
        claims: [7, 12],
      },
      {
        element: 'pl-sampled-panel',
        name: 'sampled.name',
        title: 'sampled.title',
        figures: { sampled: 'sampled.figure', integrated: 'integrated.figure' },
        expert: 'whole',
        claims: [11],
      },
      {
        element: 'pl-versus-panel',
        name: 'versus.name',
        title: 'versus.title',
        figures: { versus: 'versus.figure' },
        claims: [6],
        expert: 'whole',
      },
      {
        element: 'pl-lens-panel',
        name: 'lens.name',
        title: 'lens.title',
        figures: { lens: 'lens.figure', direct: 'direct.figure' },
        expert: 'whole',
        claims: [],
      },
      {
        element: 'pl-clinic-panel',
        name: 'clinic.name',
        title: 'clinic.title',
        figures: { clinic: 'clinic.figure', tags: 'tags.figure', trees: 'trees.figure', erased: 'erased.figure' },
        expert: 'whole',
        claims: [14],
      },
      {
        element: 'pl-idea-panel',
        name: 'idea.name',
        title: 'idea.title',
        figures: { idea: 'idea.figure' },
        expert: 'whole',
        claims: [14],
      },
      {
        element: 'pl-senses-panel',
        name: 'senses.name',
        title: 'senses.title',
        figures: { senses: 'senses.figure', sentences: 'sentences.figure', cka: 'cka.figure' },
        expert: 'whole',
        claims: [6, 14],
      },
      {
        element: 'pl-keydata-panel',
        name: 'key.name',
        title: 'key.title',
        figures: { keydata: 'keydata.figure', removed: 'removed.figure', alike: 'alike.figure' },
        expert: 'whole',
        claims: [13],
      },
      {
        element: 'pl-ask-panel',
        name: 'ask.name',
        title: 'ask.title',
        figures: { ask: 'ask.figure', sure: 'sure.figure' },
        expert: ['sure'],
        claims: [15, 16, 17],
      },
      {
        element: 'pl-real-panel',
        name: 'real.name',
        title: 'real.title',
        figures: { real: 'real.figure', fits: 'fits.figure', forced: 'forced.figure', known: 'known.figure' },
        expert: 'whole',
        claims: [15, 16, 17],
      },
      {
        element: 'pl-paste-panel',
        name: 'paste.name',
        title: 'paste.title',
        figures: { paste: 'paste.figure', torn: 'torn.figure' },
        expert: 'whole',
        claims: [9, 15, 17],
      },
    ],
  },
  {
    title: 'door.4',
    stages: [
      {
        element: 'pl-grow-panel',
        name: 'grow.name',
        title: 'grow.title',
        figures: { grow: 'grow.figure' },
        claims: [],
      },
      {
        element: 'pl-film-panel',
        name: 'film.name',
        title: 'film.title',
        figures: { film: 'film.figure', course: 'course.figure' },
        claims: [],
        expert: 'whole',
      },
      {
        element: 'pl-diet-panel',
        name: 'diet.name',
        title: 'diet.title',
        figures: { diet: 'diet.figure', share: 'share.figure', trained: 'trained.figure' },
        claims: [19],
      },
      {
        element: 'pl-shots-panel',
        name: 'shots.name',
        title: 'shots.title',
        figures: { shots: 'shots.figure' },
        expert: 'whole',
        claims: [19],
      },
      {
        element: 'pl-ability-panel',
        name: 'ability.name',
        title: 'ability.title',
        figures: { ability: 'ability.figure', study: 'study.figure' },
        expert: ['ability'],
        claims: [18],
      },
    ],
  },
] as const satisfies readonly Door[];

type Figures<S> = S extends { figures: infer F } ? keyof F & string : never;

/** The name of a figure: where a link opens, and what its files are called. */
export type Place = Figures<(typeof doors)[number]['stages'][number]>;

/** A stage where it stands: doors and stages are counted from 1. */
export interface Placed extends Stage {
  door: number;
  number: number;
}

/** All stages in order. */
export const stages: readonly Placed[] = (doors as readonly Door[]).flatMap((door, d) =>
  door.stages.map((stage, s) => ({ ...stage, door: d + 1, number: s + 1 })),
);

/** All figures in order. */
export const places = stages.flatMap((stage) => Object.keys(stage.figures)) as Place[];

/** The stage that has a figure. */
export function stageOf(place: Place): Placed {
  return stages.find((stage) => place in stage.figures)!;
}

/** Whether basic depth folds a figure. */
export function isExpert(place: Place): boolean {
  const { expert } = stageOf(place);
  return expert === 'whole' || (expert ?? []).includes(place);
}

/** The stage that an element draws. */
export function stageOfElement(element: string): Placed | undefined {
  return stages.find((stage) => stage.element === element);
}
