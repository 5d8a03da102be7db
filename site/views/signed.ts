// Colours of cells that are HTML and not canvas: the signed scale (blue, grey, orange) and the one-hue scale as inline
// styles, with ink that can be read on them.

import { inkOn, palette, type Palette } from './colour.ts';

/** Styles of a cell for a value already divided by its scale. */
export interface CellColours {
  /** value in [-1, 1] */
  signed(value: number): string;
  /** share in [0, 1] */
  weight(share: number): string;
}

const made = new WeakMap<Palette, CellColours>();

/** The cell styles of the theme in which an element stands. */
export function cellColours(of: Node): CellColours {
  const colours = palette(of);
  let styles = made.get(colours);
  if (!styles) made.set(colours, (styles = stylesOf(colours)));
  return styles;
}

function stylesOf(colours: Palette): CellColours {
  const known = new Map<string, string>();
  const style = (key: string, background: string): string => {
    let text = known.get(key);
    if (text === undefined) {
      text = `background-color:${background};color:${inkOn(background, colours.ink, colours.card)}`;
      known.set(key, text);
    }
    return text;
  };
  const step = (v: number) => Math.round(Math.max(-1, Math.min(1, v)) * 50) / 50;
  return {
    signed: (value) => (Number.isFinite(value) ? style(`s${step(value)}`, colours.signed(step(value) * 0.92)) : ''),
    weight: (share) => (Number.isFinite(share) ? style(`w${step(share)}`, colours.weight(step(share))) : ''),
  };
}
