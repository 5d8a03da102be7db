// Colours for canvases: the document's custom properties, resolved once per theme, and the two scales of the site
// (unsigned: one hue from the card's colour up; signed: blue, grey, orange).

import { dressed } from './theme.ts';

/** Colours of the document's theme. */
export interface Palette {
  card: string;
  ink: string;
  /** Unsigned share in [0, 1] → colour; a square-root-like ramp, since most weights are small. */
  weight(share: number): string;
  /** Signed value in [-1, 1] → colour. */
  signed(value: number): string;
  /** Ink that can be read on the weight colour. */
  on(share: number): string;
  /** The two scales as pixels: 256 weights from 0 to 1, and 511 signed values from -1 to 1. */
  pixels: { weight: Uint32Array; signed: Uint32Array };
}

const palettes = new Map<string, Palette>();

/**
 * The palette of the theme in which an element stands. To read custom properties has all styles brought up to date: it
 * is done once a theme.
 */
export function palette(of: Node): Palette {
  const wearer = dressed(of);
  const theme = wearer.dataset['theme'] ?? String(matchMedia('(prefers-color-scheme: dark)').matches);
  let known = palettes.get(theme);
  if (!known) palettes.set(theme, (known = readPalette(getComputedStyle(wearer))));
  return known;
}

function readPalette(style: CSSStyleDeclaration): Palette {
  const get = (name: string) => style.getPropertyValue(name).trim() || '#888';
  const [card, ink] = [get('--card'), get('--ink')];
  const weightRamp = mix(card, get('--weight'));
  const below = mix(get('--zero'), get('--neg'));
  const above = mix(get('--zero'), get('--pos'));
  const bend = (share: number) => (share <= 0 ? 0 : 0.05 + 0.95 * Math.pow(Math.min(1, share), 0.7));
  const weight = (share: number) => weightRamp(bend(share));
  const signed = (value: number) => (value < 0 ? below(Math.min(1, -value)) : above(Math.min(1, value)));
  return {
    card,
    ink,
    weight,
    signed,
    on: (share) => inkOn(weight(share), ink, card),
    pixels: { weight: pixels(256, (i) => weight(i / 255)), signed: pixels(511, (i) => signed(i / 255 - 1)) },
  };
}

/** The colours on the straight line between two. */
function mix(from: string, to: string): (share: number) => string {
  const [a, b] = [channels(from), channels(to)];
  return (share) => `rgb(${a.map((x, i) => Math.round(x + (b[i]! - x) * share)).join(', ')})`;
}

/** Colours as an ImageData holds them, red first. */
function pixels(count: number, colour: (i: number) => string): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => {
    const [r, g, b] = channels(colour(i));
    return (255 << 24) | (b! << 16) | (g! << 8) | r!;
  });
}

/**
 * Paints a matrix with one pixel a cell, which the style stretches: weights in [0, 1], or signed values in [-1, 1].
 * @param of the element in whose theme it is painted, where the canvas itself is not on the page
 */
export function paint(
  canvas: HTMLCanvasElement,
  rows: number,
  cols: number,
  scale: 'weight' | 'signed',
  value: (row: number, col: number) => number,
  of: Node = canvas,
): void {
  const shades = palette(of).pixels[scale];
  const least = scale === 'signed' ? -1 : 0;
  const image = new ImageData(Math.max(1, cols), Math.max(1, rows));
  const cells = new Uint32Array(image.data.buffer);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++)
      cells[r * cols + c] = shades[Math.round((Math.min(1, Math.max(least, value(r, c) || 0)) - least) * 255)]!;
  }
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')!.putImageData(image, 0, 0);
}

function luminance(text: string): number {
  const [r, g, b] = channels(text).map((v) =>
    v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Red, green and blue of "#rgb", "#rrggbb" or "rgb(r, g, b)". */
function channels(text: string): number[] {
  const hex = /^#([0-9a-f]{3,6})$/i.exec(text)?.[1];
  if (!hex) return (text.match(/[\d.]+/g) ?? ['128', '128', '128']).slice(0, 3).map(Number);
  const wide = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  return [0, 2, 4].map((i) => parseInt(wide.slice(i, i + 2), 16));
}

/** WCAG contrast ratio of two colours. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/**
 * The better readable of a theme's two colours; black or white where neither reaches the ratio of 4.5 that small text
 * needs.
 */
export function inkOn(background: string, ink: string, card: string): string {
  const best = (a: string, b: string) => (contrast(background, a) >= contrast(background, b) ? a : b);
  const own = best(ink, card);
  return contrast(background, own) >= 4.5 ? own : best('#000', '#fff');
}
