// What a blogger pastes: one figure with their own sentence, as an element, a frame or a picture, each with its picture
// and a link for readers without scripts. Pure.

import { fields, ofLesson, write, type State } from './url.ts';
import { stageOf, type Place } from '../stages.ts';

export const kinds = ['element', 'frame', 'picture'] as const;
export type Kind = (typeof kinds)[number];

/** One figure to be embedded. */
export interface Embedded {
  /** Address of the site's folder. */
  base: string;
  place: Place;
  state: State;
  title: string;
  /** What the figure shows, for those who cannot see it. */
  alt: string;
  /** Address of its picture, a data URL, and its size in CSS pixels. */
  picture: string;
  width: number;
  height: number;
}

/** The tag of a figure's element. */
export const tagOf = (place: string): string => `pellucid-${place}`;

/**
 * The state without the place where the page stands, which the figure says itself, and without the lesson; the sentence
 * is always said.
 */
function carried(state: State): URLSearchParams {
  const query = new URLSearchParams(
    write({ ...state, ...ofLesson, at: '', door: fields.door.initial, depth: 'basic' }),
  );
  query.set('text', state.text);
  return query;
}

/** The address at which the whole page shows the figure. */
export function pageOf(base: string, place: Place, state: State): string {
  const { door } = stageOf(place);
  return `${base}#${write({ ...state, text: state.text, door, at: place }, []) || 'at=' + place}`;
}

/** The address of the page that shows nothing but the figure, for a frame. */
export function frameOf(base: string, place: Place, state: State): string {
  const query = new URLSearchParams({ figure: place });
  carried(state).forEach((value, key) => query.set(key, value));
  return `${base}embed.html?${query}`;
}

/** The HTML to be pasted. */
export function snippet(kind: Kind, e: Embedded): string {
  const linked = `<a href="${attribute(pageOf(e.base, e.place, e.state))}">${image(e)}</a>`;
  if (kind === 'picture') return linked;
  if (kind === 'element') {
    const attributes = [...carried(e.state)].map(([key, value]) => ` ${key}="${attribute(value)}"`).join('');
    const tag = tagOf(e.place);
    const script = `<script type="module" src="${attribute(e.base)}embed.js"></script>`;
    return `${script}\n<${tag}${attributes}>${linked}</${tag}>`;
  }
  const source = attribute(frameOf(e.base, e.place, e.state));
  return (
    `<iframe src="${source}" title="${attribute(e.title)}" width="100%" height="${frameHeight(e)}" loading="lazy"` +
    ` sandbox="allow-scripts allow-popups" style="border:0"></iframe>\n<noscript>${linked}</noscript>`
  );
}

/** Above the drawing stand the sentence and what the engine is doing. */
const frameHeight = ({ height }: Embedded): number => Math.min(1000, Math.round(height) + 200);

function image({ picture, alt, width, height }: Embedded): string {
  const size = `width="${Math.round(width)}" height="${Math.round(height)}"`;
  return `<img src="${attribute(picture)}" alt="${attribute(alt)}" ${size} style="max-width:100%;height:auto">`;
}

/** A text as the value of an attribute. */
export function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
