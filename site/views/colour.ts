// Colours for canvases: the document's custom properties, resolved once per theme, and the two scales of the site
// (unsigned: one hue from the card's colour up; signed: blue, grey, orange).

import { scaleLinear } from 'd3-scale';

/** Colours of the theme an element stands in. */
export interface Palette {
  card: string;
  ink: string;
  muted: string;
  accent: string;
  rule: string;
  zero: string;
  /** Unsigned share in [0, 1] → colour; a square-root-like ramp, since most weights are small. */
  weight(share: number): string;
  /** The same ramp in the hue of keys, values or probabilities. */
  ramp(name: 'q' | 'k' | 'v' | 'accent', share: number): string;
  /** Signed value in [-1, 1] → colour. */
  signed(value: number): string;
  /** Ink that can be read on the weight colour. */
  on(share: number): string;
}

/** Reads the custom properties that reach an element. */
export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  const get = (name: string) => style.getPropertyValue(name).trim() || '#888';
  const card = get('--card');
  const between = (from: string, to: string) => scaleLinear<string>().range([from, to]);
  const weightRamp = between(card, get('--weight'));
  const below = between(get('--zero'), get('--neg'));
  const above = between(get('--zero'), get('--pos'));
  const bend = (share: number) => (share <= 0 ? 0 : 0.05 + 0.95 * Math.pow(Math.min(1, share), 0.7));
  return {
    card, ink: get('--ink'), muted: get('--muted'), accent: get('--accent'), rule: get('--rule'), zero: get('--zero'),
    weight: (share) => weightRamp(bend(share)),
    ramp: (name, share) => between(card, get(`--${name}`))(bend(share)),
    signed: (value) => (value < 0 ? below(Math.min(1, -value)) : above(Math.min(1, value))),
    on: (share) => inkOn(weightRamp(bend(share)), get('--ink'), card),
  };
}

function luminance(text: string): number {
  const [r, g, b] = channels(text).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
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

/** The better readable of a theme's two colours; black or white where neither reaches the ratio of 4.5 that small text needs. */
export function inkOn(background: string, ink: string, card: string): string {
  const best = (a: string, b: string) => (contrast(background, a) >= contrast(background, b) ? a : b);
  const own = best(ink, card);
  return contrast(background, own) >= 4.5 ? own : best('#000', '#fff');
}

/** Calls back when the theme may have changed, so that canvases repaint; returns the way to stop. */
export function onTheme(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
