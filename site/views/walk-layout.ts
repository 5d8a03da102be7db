// Where everything of the walk stands, in pixels. Pure: a scene and a width in, places out.

import type { Lane, Scene, Tower } from '../state/walk.ts';

/** A lane's top and height. */
export interface Place {
  y: number;
  h: number;
}

/** A tower on the drawing; `lanes` are in the tower's order, undefined where a folded tower leaves one out. */
export interface Box {
  x: number;
  pitch: number;
  font: number; // of its labels
  lanes: (Place | undefined)[];
  bottom: number;
}

/** The drawing. In a wide one the towers stand side by side; in a narrow one only the tower at work is whole. */
export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  race: { x: number; y: number; w: number };
  line: { x: number; y: number; w: number };
}

const heights: Record<Lane['kind'], number> = {
  tokens: 40,
  embed: 24,
  place: 24,
  sum: 24,
  attend: 42,
  cross: 42,
  feed: 24,
  out: 24,
  thin: 8,
  final: 24,
};
/** Between two lanes; it holds the name of the lower one. */
export const laneGap = 18;
const margin = 6;
const between = 44;
export const raceRows = 5;
export const raceRow = 24;
const raceHeight = laneGap + raceRows * raceRow;
const lineHeight = 64;
/** Narrowest column in which a finger finds its token. */
const leastPitch = 26;
/** A drawing as wide as a projector's has labels that can be read from the last row. */
export const projector = 1400;
export const readable = 16;

/** How wide a column would like to be, and the least it makes do with, for a tower's widest label at font size 15. */
interface Wish {
  ideal: number;
  least: number;
}

/**
 * Lays a scene out. `reading`: the first tower is at work. `labelWidths`: the widest label of each tower at size 15.
 */
export function layout(scene: Scene, width: number, reading: boolean, labelWidths: number[]): Layout {
  const wishes = labelWidths.map((wide) => wish(wide, 120));
  const all = wish(Math.max(...labelWidths), 84); // beside each other there is less room: rare long words come close
  const count = scene.towers.reduce((sum, t) => sum + t.labels.length, 0);
  const pitch = (width - 2 * margin - between * (wishes.length - 1)) / count;
  const wide = wishes.length > 1 && width >= 760 && pitch >= all.least;
  const plan = wide ? besideEachOther(scene, width, pitch, all) : underEachOther(scene, width, reading, wishes);
  if (width >= projector) for (const one of plan.boxes) one.font = Math.max(one.font, readable);
  return plan;
}

function wish(labelWidth: number, most: number): Wish {
  const ideal = Math.max(leastPitch, Math.min(most, labelWidth + 8));
  return { ideal, least: Math.max(leastPitch, 0.62 * ideal) };
}

function besideEachOther(scene: Scene, width: number, room: number, { ideal }: Wish): Layout {
  const pitch = Math.min(ideal, room);
  const [reads, writes] = scene.towers as [Tower, Tower];
  const left = box(reads.lanes, margin, 0, pitch, ideal, whole);
  const x = width - margin - writes.labels.length * pitch;
  // The lines of cross-attention run down from the encoder's output to the decoder.
  const trial = box(writes.lanes, x, 0, pitch, ideal, compact);
  const cross = trial.lanes[writes.lanes.findIndex((l) => l.kind === 'cross')]!.y;
  const right = box(writes.lanes, x, Math.max(0, left.bottom - cross), pitch, ideal, compact);
  const height = right.bottom + raceHeight + margin;
  const race = { x, y: right.bottom + laneGap, w: width - margin - x };
  const line = { x: margin, y: height - lineHeight, w: x - margin - between };
  return { width, height, boxes: [left, right], race, line };
}

function underEachOther(scene: Scene, width: number, reading: boolean, wishes: Wish[]): Layout {
  const boxes: Box[] = [];
  let [y, full] = [0, width];
  scene.towers.forEach((tower, i) => {
    const { ideal, least } = wishes[i]!;
    const pitch = Math.max(least, Math.min(ideal, (width - 2 * margin) / tower.labels.length));
    boxes.push(box(tower.lanes, margin, y, pitch, ideal, shown(scene, i, reading)));
    full = Math.max(full, 2 * margin + tower.labels.length * pitch);
    y = boxes.at(-1)!.bottom + (i < scene.towers.length - 1 ? 26 : 0);
  });
  const race = { x: margin, y: y + laneGap, w: Math.min(width, 420) - 2 * margin };
  const line = { x: margin, y: y + raceHeight, w: width - 2 * margin };
  return { width: full, height: y + raceHeight + lineHeight, boxes, race, line };
}

/** Which lanes of a tower stand in a narrow drawing. */
function shown(scene: Scene, index: number, reading: boolean): (lane: Lane) => boolean {
  if (scene.towers.length === 1) return whole;
  if (index === 0) return reading ? whole : folded;
  return reading ? none : compact;
}

const whole = () => true;
const none = () => false;
/** The writing tower shows token and place as their sum. */
const compact = (lane: Lane) => lane.kind !== 'embed' && lane.kind !== 'place';
/** What a tower that has done its work leaves on show. */
const folded = (lane: Lane) => lane.kind === 'tokens' || lane.kind === 'final';

function box(lanes: Lane[], x: number, top: number, pitch: number, ideal: number, keep: (l: Lane) => boolean): Box {
  const onlyVectors = !lanes.some((l) => l.kind === 'sum'); // rotary: there is no sum to stand for the vectors
  let y = top;
  const places = lanes.map((lane, i) => {
    if (!keep(lane) && !(onlyVectors && lane.kind === 'embed' && keep !== folded && keep !== none)) return undefined;
    if (i > 0) y += lane.kind === 'thin' && lanes[i - 1]!.kind === 'thin' ? 4 : laneGap;
    const place = { y, h: heights[lane.kind] };
    y += place.h;
    return place;
  });
  return { x, pitch, font: Math.max(10, Math.min(15, (15 * pitch) / ideal)), lanes: places, bottom: y };
}
