// The walk as a moving picture for slides: one SVG that shows every moment in turn, again and again, without a script.

import type { Translate } from '../i18n/index.ts';
import type { Moment, Scene } from '../state/walk.ts';
import { dressed } from './theme.ts';
import { WalkScene } from './walk-scene.ts';

/** One moment and the sentence under it. */
export interface Frame {
  moment: Moment;
  sentence: string;
}

const width = 1200;
const caption = 72;

/**
 * Draws each moment off the screen and puts all of them into one looping SVG.
 * @param seconds how long a moment stays
 */
export async function loopingSVG(t: Translate, scene: Scene, frames: Frame[], seconds = 1.2): Promise<string> {
  const element = Object.assign(new WalkScene(), { t, scene });
  element.style.cssText = `position: fixed; left: -${2 * width}px; top: 0; width: ${width}px`;
  document.body.append(element);
  try {
    const drawn: string[] = [];
    let height = 0;
    for (const { moment, sentence } of frames) {
      element.moment = moment;
      const svg = await picture(element);
      height = Math.max(height, svg.height.baseVal.value);
      const words = `<text class="caption" x="12" y="44">${escaped(sentence)}</text>`;
      const drawing = `<g transform="translate(0 ${caption})">${markup(svg)}</g>`;
      const delay = `animation-delay: ${(drawn.length * seconds).toFixed(2)}s`;
      drawn.push(`<g class="moment" style="${delay}">${words}${drawing}</g>`);
    }
    return whole(drawn, height + caption, seconds, style(element));
  } finally {
    element.remove();
  }
}

/** The element's picture once it is drawn for the moment it was given. */
async function picture(element: WalkScene): Promise<SVGSVGElement> {
  do await element.updateComplete;
  while (!element.renderRoot.querySelector('svg') && (await frame()));
  return element.renderRoot.querySelector('svg')!;
}

const frame = () => new Promise<true>((resolve) => requestAnimationFrame(() => resolve(true)));

function markup(svg: SVGSVGElement): string {
  const text = new XMLSerializer().serializeToString(svg);
  return text
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>$/, '')
    .replace(/<!--.*?-->/gs, '');
}

/** The element's own rules with the theme's colours and faces written out. */
function style(element: WalkScene): string {
  const rules = [
    ...(element.renderRoot as ShadowRoot).adoptedStyleSheets,
    ...element.renderRoot.querySelectorAll('style'),
  ]
    .flatMap((sheet) => [...('sheet' in sheet ? sheet.sheet! : sheet).cssRules])
    .map((rule) => rule.cssText)
    .filter((text) => !text.startsWith('@keyframes fall') && !text.startsWith(':host'))
    .join('\n');
  const names = new Set([...rules.matchAll(/var\((--[a-z0-9-]+)/g)].map((match) => match[1]!));
  const values = getComputedStyle(dressed(element));
  return `svg { ${[...names].map((name) => `${name}: ${values.getPropertyValue(name)};`).join(' ')} }\n${rules}`;
}

function whole(frames: string[], height: number, seconds: number, rules: string): string {
  const total = frames.length * seconds;
  const share = (100 / frames.length).toFixed(3);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>${rules}
.moment { visibility: hidden; animation: turn ${total.toFixed(2)}s step-end infinite; }
.moment * { animation: none !important; transition: none !important; }
@keyframes turn { 0% { visibility: visible; } ${share}% { visibility: hidden; } }
.caption { font: 500 var(--type-9) var(--serif); text-anchor: start; }
</style>
<rect width="100%" height="100%" style="fill: var(--card)"/>
${frames.join('\n')}
</svg>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]!);
}
