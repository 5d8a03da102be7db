// The walk's picture: tokens as columns, vectors as bands of real numbers, attention as lines that pour from what is
// read to who reads it, candidates as bars, and the word that drops into the sentence. One SVG; a moment only changes
// classes, so that the browser moves what moves.

import { svg, html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import { label, tokenText } from '../state/cells.ts';
import { percent } from '../state/format.ts';
import { at, type Matrix } from '../state/tensor.ts';
import { columns, focus, laneOf, type Act, type Lane, type Moment, type Scene, type Tower } from '../state/walk.ts';
import { shared } from '../styles/shared.ts';
import { dressed } from './theme.ts';
import { paint } from './colour.ts';
import { data } from './data.ts';
import { define, send } from './define.ts';
import { fittedEnd, measurer } from './measure.ts';
import { ThemeController } from './theme.ts';
import { scaleOf } from './vector-table.ts';
import {
  type Box,
  laneGap,
  type Layout,
  layout,
  type Place,
  projector,
  raceRow,
  raceRows,
  readable,
} from './walk-layout.ts';

/** Dimensions of a vector that a band shows: its first ones, one stripe each. */
export const shownDimensions = 24;
/** A line of less weight than this is not drawn. */
const leastWeight = 0.03;

/** The act in which a lane of a tower is first told. */
const told: Record<Lane['kind'], Act> = {
  tokens: 'text',
  embed: 'vectors',
  place: 'places',
  sum: 'places',
  attend: 'attend',
  cross: 'cross',
  feed: 'feed',
  out: 'feed',
  thin: 'layers',
  final: 'layers',
};
/** The same for the writing tower of a model with two. */
const toldWriting: Partial<Record<Lane['kind'], Act>> = {
  tokens: 'begin',
  embed: 'begin',
  sum: 'begin',
  attend: 'self',
  cross: 'cross',
  feed: 'think',
  out: 'think',
  thin: 'think',
  final: 'think',
};

/** One tower as it stands in a moment: `count` columns exist, `worked` of them have been through the layers. */
interface Drawn {
  /** The scene, in whose theme it is drawn. */
  of: Node;
  plan: Layout;
  index: number;
  tower: Tower;
  box: Box;
  count: number;
  worked: number;
  turn: number; // the column whose turn it is, -1 for none
}

/** Sends `token-select` with {index}: a column of the reading tower. */
export class WalkScene extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        min-width: 0;
      }
      svg.band {
        overflow: hidden;
      }
      svg {
        display: block;
        overflow: visible;
        font-family: var(--sans);
      }
      text {
        fill: var(--ink);
        text-anchor: middle;
      }
      @media print {
        svg[role='img'] {
          width: 100%;
          height: auto;
          max-height: 140mm;
        }
      }
      .lane,
      .boxes,
      .drop {
        transition: opacity 0.45s ease;
      }
      .boxes.later {
        opacity: 0;
      }
      .lane.later {
        opacity: 0.55;
      }
      .lane.later .frame {
        stroke-dasharray: 3 4;
      }
      .past {
        opacity: 0.6;
      }
      .name {
        fill: var(--muted);
        font-size: var(--type-1);
        text-anchor: start;
      }
      .now > .name {
        fill: var(--accent);
      }
      .id {
        fill: var(--faint);
        font: var(--type-1) var(--mono);
      }
      .special {
        fill: var(--muted);
        font-family: var(--mono);
      }
      .cell {
        fill: var(--card);
        stroke: var(--rule);
      }
      .col {
        fill: transparent;
        cursor: pointer;
      }
      .turn {
        fill: color-mix(in srgb, var(--accent) 10%, transparent);
        stroke: none;
      }
      .stream {
        stroke: var(--rule);
        stroke-width: 2;
      }
      image {
        image-rendering: pixelated;
      }
      .cut {
        stroke: var(--card);
        stroke-width: 2;
      }
      .line {
        fill: none;
        stroke: var(--weight);
      }
      .now > .lines {
        animation: pour 0.55s ease-out both;
      }
      @keyframes pour {
        from {
          clip-path: inset(0 0 100% 0);
        }
      }
      .line.faint {
        opacity: 0.25;
      }
      .frame {
        fill: none;
        stroke: var(--rule);
      }
      .bar {
        fill: var(--weight);
        opacity: 0.45;
        transform-box: fill-box;
        animation: grow 0.5s ease-out both;
      }
      @keyframes grow {
        from {
          transform: scaleX(0);
        }
      }
      .bar.first {
        fill: var(--accent);
        opacity: 1;
      }
      .racer {
        text-anchor: end;
      }
      .racer.first {
        font-weight: 600;
        fill: var(--accent);
      }
      .share {
        text-anchor: start;
        font: var(--type-2) var(--mono);
        fill: var(--muted);
      }
      .said {
        font: 500 var(--type-9) var(--serif);
        text-anchor: start;
      }
      .said .fresh {
        fill: var(--accent);
      }
      .falling {
        animation: fall 0.5s ease-in both;
      }
      @keyframes fall {
        from {
          transform: translate(var(--dx), var(--dy));
        }
      }
      @media (min-width: 1600px) {
        .name {
          font-size: var(--type-6);
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @property({ attribute: false }) accessor scene: Scene | undefined;
  @data accessor moment: Moment = { act: 'text', tower: 0, step: -1 };
  /** The reading tower's chosen column. */
  @property({ type: Number }) accessor selected = 0;
  @state() private accessor width = 0;
  #sizes: ResizeObserver | undefined;

  constructor() {
    super();
    new ThemeController(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(([entry]) => (this.width = Math.round(entry!.contentRect.width)));
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  override render(): TemplateResult {
    const { scene, moment } = this;
    if (!scene || !this.width) return html``;
    const plan = layout(
      scene,
      this.width,
      moment.step < 0,
      scene.towers.map((tower) => widest(tower, this.width, this)),
    );
    const scrolls = plan.width > this.width;
    return html`<div
      class="scroll"
      tabindex=${scrolls ? 0 : nothing}
      role=${scrolls ? 'group' : nothing}
      aria-label=${scrolls ? this.t('walk.figure') : nothing}
    >
      <svg
        role="img"
        aria-label=${this.t('walk.picture')}
        width=${plan.width}
        height=${plan.height}
        viewBox="0 0 ${plan.width} ${plan.height}"
      >
        ${scene.towers.map((_, i) => this.#tower(plan, i))} ${this.#cross(scene, plan)} ${this.#race(scene, plan)}
        ${this.#line(scene, plan)}
      </svg>
    </div>`;
  }

  /** Whether a lane is still to come, is being told, or has been. */
  #state(index: number, lane: Lane): 'later' | 'now' | 'past' {
    const { moment } = this;
    const { towers, moments } = this.scene!;
    const writes = index > 0;
    let act = (writes ? toldWriting : told)[lane.kind] ?? 'begin';
    const detail = laneOf(towers[index]!, 'attend')!.layer;
    if (lane.kind === 'thin' && lane.layer < detail) act = writes ? 'self' : 'attend';
    const first = moments.findIndex((m) => m.tower === index && m.act === act);
    const now = moments.findIndex((m) => m.act === moment.act && m.tower === moment.tower && m.step === moment.step);
    if (now < first) return 'later';
    const own = moment.act === act || (moment.act === 'self' && lane.kind === 'attend');
    return moment.tower === index && own ? 'now' : 'past';
  }

  #tower(plan: Layout, index: number): TemplateResult {
    const { moment } = this;
    const scene = this.scene!;
    const tower = scene.towers[index]!;
    const box = plan.boxes[index]!;
    const top = box.lanes.find(Boolean)?.y;
    if (top === undefined) return svg``;
    const count = columns(scene, index, moment);
    const turn = moment.tower === index ? focus(scene, moment, this.selected) : -1;
    // A token that has just dropped has not been through the layers yet.
    const worked = moment.act === 'drop' && moment.tower === index ? turn + 1 : count;
    const d: Drawn = { of: this, plan, index, tower, box, count, worked, turn };
    const told = box.lanes.map((place, i) =>
      place && this.#state(index, tower.lanes[i]!) !== 'later' ? place : undefined,
    );
    const bottom = Math.max(top, ...told.map((place) => (place ? place.y + place.h : 0)));
    const lit = turn >= 0 && moment.act !== 'text' ? turn : 0;
    const [width, height] = [lit === turn ? box.pitch : 0, bottom - top];
    return svg`<g data-tower=${index}>
      <rect class="turn" x=${left(box, lit)} y=${top} width=${width} height=${height} rx="5"></rect>
      ${this.#streams(d, bottom)}
      ${tower.lanes.map((lane, i) => (box.lanes[i] ? this.#lane(d, lane, box.lanes[i]) : nothing))}
      ${index === 0 ? this.#columns(d, top) : nothing}
    </g>`;
  }

  /** Invisible columns to point at. */
  #columns({ box, count }: Drawn, top: number): TemplateResult[] {
    return Array.from({ length: count }, (_, c) => {
      const choose = () => send(this, 'token-select', { index: c });
      const [x, height] = [left(box, c), box.bottom - top];
      return svg`<rect class="col" x=${x} y=${top} width=${box.pitch} height=${height} @click=${choose}></rect>`;
    });
  }

  /** The residual stream: what every layer adds to, from a token's vector down to the last band. */
  #streams({ tower, box, worked }: Drawn, bottom: number): TemplateResult[] {
    const from = box.lanes[tower.lanes.findIndex((l) => l.kind === 'attend' || l.kind === 'thin')];
    if (!from || bottom < from.y) return [];
    return Array.from({ length: worked }, (_, c) => {
      const x = left(box, c) + box.pitch / 2;
      return svg`<line class="stream" x1=${x} x2=${x} y1=${from.y - laneGap} y2=${bottom}></line>`;
    });
  }

  #lane(d: Drawn, lane: Lane, place: Place): TemplateResult {
    const name = this.#name(d, lane);
    const state = this.#state(d.index, lane);
    const drawing = {
      tokens: () => this.#tokens(d, place),
      attend: () => this.#attention(d, lane, place),
      cross: () => nothing,
    };
    const width = d.tower.labels.length * d.box.pitch;
    const draw =
      state === 'later'
        ? () => frame(d.box.x, place, width)
        : (drawing[lane.kind as 'tokens'] ?? (() => band(d, lane, place)));
    return svg`<g class="lane ${state}" data-lane=${lane.kind} data-layer=${lane.layer}>
      ${name ? svg`<text class="name" x=${d.box.x} y=${place.y - 5}>${name}</text>` : nothing}
      ${draw()}
    </g>`;
  }

  #name({ index, tower }: Drawn, lane: Lane): string {
    const { t } = this;
    if (lane.kind === 'tokens') return index > 0 ? t('walk.lane.written') : '';
    if (lane.kind === 'sum' && index > 0) return t('walk.lane.both');
    const follows = tower.lanes[tower.lanes.indexOf(lane) - 1]?.kind === lane.kind;
    return follows ? '' : t(`walk.lane.${lane.kind}`, { layer: lane.layer + 1 });
  }

  #tokens({ plan, index, tower, box, count, worked }: Drawn, { y }: Place): TemplateResult[] {
    const boxed = this.moment.act !== 'text';
    return tower.labels.slice(0, count).map((name, c) => {
      const [x, special] = [left(box, c), tower.special[c]];
      const falls = c >= worked && index === this.scene!.towers.length - 1;
      const style = falls ? `--dx: ${plan.race.x - x}px; --dy: ${plan.race.y - y}px` : '';
      const small = plan.width >= projector ? readable : 0.7 * box.font;
      const [middle, size] = [x + box.pitch / 2, special ? small : box.font];
      return svg`<g class=${falls ? 'falling' : ''} style=${style}>
        <g class="boxes ${boxed ? '' : 'later'}">
          <rect class="cell" x=${x + 1.5} y=${y} width=${box.pitch - 3} height="40" rx="6"></rect>
          <text class="id" x=${middle} y=${y + 34}>${tower.ids[c]}</text></g>
        <text class=${special ? 'special' : ''} x=${middle} y=${y + (boxed ? 20 : 25)} font-size=${size}
          >${name}</text></g>`;
    });
  }

  /** Lines from the tokens that are read, above, to the tokens that read them, below. */
  #attention({ box, worked, turn }: Drawn, { weights }: Lane, { y, h }: Place): TemplateResult | typeof nothing {
    if (!weights) return nothing;
    const all = this.moment.step < 0 || turn < 0;
    const lines: TemplateResult[] = [];
    for (let q = 0; q < Math.min(worked, weights.rows); q++) {
      if (!all && q !== turn) continue;
      for (let k = 0; k < weights.cols; k++) {
        const [from, to] = [left(box, k) + box.pitch / 2, left(box, q) + box.pitch / 2];
        const w = at(weights, q, k);
        if (w >= leastWeight) lines.push(line(from, y, to, y + h, w, q !== turn));
      }
    }
    return poured(lines);
  }

  /** Cross-attention: from the encoder's output to the column that writes. */
  #cross(scene: Scene, plan: Layout): TemplateResult | typeof nothing {
    if (scene.towers.length < 2) return nothing;
    const [reads, writes] = scene.towers as [Scene['towers'][0], Scene['towers'][0]];
    const index = writes.lanes.findIndex((l) => l.kind === 'cross');
    const place = plan.boxes[1]!.lanes[index];
    const from = plan.boxes[0]!.lanes[reads.lanes.findIndex((l) => l.kind === 'final')];
    const { weights } = writes.lanes[index]!;
    if (!place || !from || !weights || this.#state(1, writes.lanes[index]!) === 'later') return nothing;
    const row = Math.max(0, focus(scene, { ...this.moment, tower: 1 }, 0));
    const state = this.#state(1, writes.lanes[index]!);
    const to = plan.boxes[1]!.x + (row + 0.5) * plan.boxes[1]!.pitch;
    const lines: TemplateResult[] = [];
    for (let k = 0; k < weights.cols; k++) {
      const w = row < weights.rows ? at(weights, row, k) : 0;
      const x = plan.boxes[0]!.x + (k + 0.5) * plan.boxes[0]!.pitch;
      if (w >= leastWeight) lines.push(line(x, from.y + from.h, to, place.y + place.h, w, false));
    }
    return svg`<g class="lane ${state}" data-lane="cross-lines">${poured(lines)}</g>`;
  }

  /** The candidates of the token being written. */
  #race({ steps }: Scene, plan: Layout): TemplateResult {
    const { moment } = this;
    const racing = moment.act === 'race' || moment.act === 'drop';
    const step = steps[Math.max(0, moment.step)];
    if (!step) return svg``;
    const { x, y, w } = plan.race;
    const name = svg`<text class="name" x=${x} y=${y - 5}>${this.t('walk.lane.race')}</text>`;
    if (!racing)
      return svg`<g class="lane later" data-lane="race">${name}${frame(x, { y, h: raceRows * raceRow }, w)}</g>`;
    const names = Math.min(130, w * 0.34);
    const most = Math.max(40, w - names - 62);
    return svg`<g class="lane now" data-lane="race">${name}
      ${step.candidates.slice(0, raceRows).map((c, i) => {
        const kind = c.token.id === step.token.id ? 'first' : '';
        const [top, size] = [y + i * raceRow, plan.boxes.at(-1)!.font];
        const width = Math.max(1, most * c.prob);
        return svg`<text class="racer ${kind}" x=${x + names - 8} y=${top + 16} font-size=${size}
            >${label(tokenText(c.token))}</text>
          <rect class="bar ${kind}" x=${x + names} y=${top + 4} width=${width} height="15" rx="3"></rect>
          <text class="share" x=${x + names + most * c.prob + 7} y=${top + 16}>${percent(c.prob)}</text>`;
      })}</g>`;
  }

  /** The sentence as it grows; of a long one, its end. */
  #line({ steps }: Scene, plan: Layout): TemplateResult {
    const { moment } = this;
    if (moment.step < 0) return svg``;
    const before = steps[moment.step - 1]?.text ?? '';
    const after = moment.act === 'drop' ? (steps[moment.step]?.text ?? before) : before;
    const grown = after.startsWith(before) ? after.slice(before.length) : '';
    const { x, y, w } = plan.line;
    const width = measurer(this, '--type-9', 500, '--serif');
    const shown = fittedEnd(after, w - width('▏'), width);
    const fresh = shown.endsWith(grown) ? grown : shown;
    return svg`<text class="said" x=${x} y=${y + 44} data-text=${after}
      >${shown.slice(0, shown.length - fresh.length)}<tspan class="fresh">${fresh}</tspan>▏</text>`;
  }
}

function left(box: Box, column: number): number {
  return box.x + column * box.pitch;
}

/** Where something will stand. */
function frame(x: number, { y, h }: Place, width: number): TemplateResult {
  return svg`<rect class="frame" x=${x} y=${y} width=${width} height=${h} rx="4"></rect>`;
}

/** Vectors side by side as a band of stripes; a frame where they have not come yet. */
function band({ of, box, worked }: Drawn, { values }: Lane, { y, h }: Place): TemplateResult {
  const width = worked * box.pitch;
  if (!values) return frame(box.x, { y, h }, width);
  const cuts = Array.from({ length: worked + 1 }, (_, c) => left(box, c));
  const all = values.rows;
  return svg`<svg x=${box.x} y=${y} width=${width} height=${h} class="band"><image width=${all * box.pitch} height=${h}
      preserveAspectRatio="none" href=${stripes(values, of)}></image></svg>
    ${cuts.map((x) => svg`<line class="cut" x1=${x} x2=${x} y1=${y} y2=${y + h}></line>`)}`;
}

/** Lines that pour as one: moved one by one, a hundred of them cost a frame. */
function poured(lines: TemplateResult[]): TemplateResult {
  return svg`<g class="lines">${lines}</g>`;
}

function line(x1: number, y1: number, x2: number, y2: number, w: number, faint: boolean): TemplateResult {
  const middle = (y1 + y2) / 2;
  const way = `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  return svg`<path class="line ${faint ? 'faint' : ''}" d=${way}
    stroke-width=${(0.6 + 6 * w).toFixed(2)} stroke-opacity=${(0.15 + 0.85 * Math.sqrt(w)).toFixed(2)}></path>`;
}

/**
 * The widest label of a tower at font size 15 in a drawing of a width; special tokens are drawn smaller, but on a
 * projector, and in the face whose characters are all as wide.
 */
function widest({ labels, special }: Tower, width: number, of: Element): number {
  const large = width >= projector;
  const word = measurer(of, large ? readable : 15);
  const mark = measurer(of, large ? readable : 0.7 * 15, 400, '--mono');
  return Math.max(15, ...labels.map((name, i) => (special[i] ? mark(name) : word(name))));
}

const pictures = new WeakMap<Float32Array, Map<string, string>>();

/**
 * The first dimensions of all rows as a picture: a column a token, one pixel a number. A band shows as many columns of
 * it as have been worked: drawn anew for each token, it would cost a frame.
 */
function stripes(values: Matrix, of: Node): string {
  const known = pictures.get(values.data) ?? new Map<string, string>();
  pictures.set(values.data, known);
  const key = `${dressed(of).dataset['theme']} ${values.offset}`;
  let url = known.get(key);
  if (!url) {
    const canvas = document.createElement('canvas');
    const most = scaleOf(values);
    const rows = Math.min(shownDimensions, values.cols);
    paint(canvas, rows, values.rows, 'signed', (r, c) => at(values, c, r) / most, of);
    known.set(key, (url = canvas.toDataURL()));
  }
  return url;
}

define('pl-walk-scene', WalkScene);
declare global {
  interface HTMLElementTagNameMap {
    'pl-walk-scene': WalkScene;
  }
}
