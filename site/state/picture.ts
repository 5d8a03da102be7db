// A figure as a picture. The figure is drawn by several elements with their own shadow trees, in HTML, SVG and canvas,
// so its composed tree is copied into one SVG foreignObject with computed styles written out, and canvases as images.

export const properties = [
  'display',
  'position',
  'left',
  'right',
  'top',
  'bottom',
  'width',
  'height',
  'min-width',
  'min-height',
  'margin-top',
  'margin-right',
  'margin-bottom',
  'margin-left',
  'padding-top',
  'padding-right',
  'padding-bottom',
  'padding-left',
  'box-sizing',
  'border-top',
  'border-right',
  'border-bottom',
  'border-left',
  'border-radius',
  'background-color',
  'background-image',
  'color',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'line-height',
  'letter-spacing',
  'text-align',
  'white-space',
  'overflow-wrap',
  'word-break',
  'text-wrap',
  'text-transform',
  'flex',
  'flex-wrap',
  'flex-direction',
  'gap',
  'align-items',
  'align-content',
  'align-self',
  'justify-content',
  'grid-template-columns',
  'grid-template-rows',
  'grid-column',
  'grid-row',
  'grid-auto-flow',
  'justify-items',
  'justify-self',
  'order',
  'opacity',
  'transform',
  'transform-origin',
  'vertical-align',
  'outline',
  'outline-offset',
  'fill',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'fill-opacity',
  'stroke-dasharray',
  'paint-order',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'list-style',
  'border-collapse',
  'border-spacing',
  'image-rendering',
  'font-variant-numeric',
  'writing-mode',
  'text-overflow',
  'overflow',
  'object-fit',
  'box-shadow',
  'filter',
  'text-decoration',
  'text-underline-offset',
  'transform-box',
  'vector-effect',
  'float',
  'clip-path',
  'z-index',
];

/** What stands in a picture beside the drawing. */
export interface Caption {
  title: string;
  /** What the figure says, for those who cannot see it. */
  description: string;
  /** Page, model and sentence, in one line under the drawing. */
  credit: string;
}

/** Between the drawing, its credit and the edge, CSS pixels. */
const creditGap = 8;

/** The figure as a standalone SVG document. */
export async function pictureSVG(figure: HTMLElement, caption: Caption): Promise<Blob> {
  return new Blob([drawing(figure, caption).text], { type: 'image/svg+xml' });
}

/** The figure as PNG at twice its size on the page. */
export async function picturePNG(figure: HTMLElement, caption: Caption, scale = 2): Promise<Blob> {
  const canvas = await painted(drawing(figure, caption), scale);
  return new Promise((resolve, reject) =>
    canvas.toBlob((b) => (b ? resolve(b) : reject(new Error('canvas gave no picture'))), 'image/png'),
  );
}

/**
 * The figure as the address of a picture that holds its own data, with its size in CSS pixels: WebP, or PNG where the
 * browser writes no WebP.
 */
export async function pictureURL(
  figure: HTMLElement,
  caption: Caption,
  scale = 1.5,
): Promise<{ picture: string; width: number; height: number }> {
  const drawn = drawing(figure, caption);
  const canvas = await painted(drawn, scale);
  return { picture: canvas.toDataURL('image/webp', 0.8), width: drawn.width, height: drawn.height };
}

async function painted(
  { text, width, height }: { text: string; width: number; height: number },
  scale: number,
): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: width * scale, height: height * scale });
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.drawImage(image, 0, 0);
  return canvas;
}

function drawing(figure: HTMLElement, caption: Caption): { text: string; width: number; height: number } {
  const { width, height } = figure.getBoundingClientRect();
  const hidden = hiddenSize(figure);
  // What is left out leaves no gap.
  for (const head of figure.querySelectorAll('.head')) hidden.grown.add(head);
  const copy = copyTree(figure, hidden.grown) as HTMLElement;
  const foot = [...figure.querySelectorAll<HTMLElement>('.foot, pl-embed-code')]
    .map((element) => element.getBoundingClientRect().height)
    .reduce((sum, part) => sum + part, 0);
  const whole = Math.ceil(width + hidden.right);
  Object.assign(copy.style, { margin: '0', width: `${whole}px`, height: 'auto' });
  const credit = creditLine(caption.credit, figure);
  // Laid out anew: without scrolling, words may stand in more lines than on the page.
  const needed = Math.max(height - foot + 2 + hidden.below, heightOf(copy, whole));
  const size = { width: whole, height: Math.ceil(needed + heightOf(credit, whole) + creditGap) };
  Object.assign(credit.style, { position: 'absolute', left: '0', bottom: `${creditGap}px` });
  copy.style.height = `${size.height}px`;
  copy.append(credit);
  const svg = svgElement('svg', { width: size.width, height: size.height, role: 'img' });
  const holder = svgElement('foreignObject', { width: size.width, height: size.height });
  for (const [name, text] of [
    ['title', caption.title],
    ['desc', caption.description],
  ] as const)
    svg.appendChild(svgElement(name, {})).textContent = xmlText(text);
  holder.append(copy);
  svg.append(holder);
  return { text: new XMLSerializer().serializeToString(svg), ...size };
}

function svgElement(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function creditLine(text: string, figure: HTMLElement): HTMLElement {
  const line = document.createElement('div');
  line.textContent = xmlText(text);
  const style = getComputedStyle(figure);
  const { fontFamily, paddingLeft, paddingRight } = style;
  const font = `font:12px/1.4 ${fontFamily};color:${style.getPropertyValue('--muted')}`;
  const room = `box-sizing:border-box;width:100%;padding:0 ${paddingRight} 0 ${paddingLeft};overflow-wrap:anywhere`;
  line.setAttribute('style', `${font};${room}`);
  return line;
}

/** How tall a part of a picture is at a width, without the page's rules: CSS pixels. */
function heightOf(part: HTMLElement, width: number): number {
  const host = document.createElement('div');
  host.setAttribute('style', `all:initial;position:fixed;left:0;top:0;width:${width}px;visibility:hidden`);
  host.attachShadow({ mode: 'open' }).append(part);
  document.body.append(host);
  const tall = part.scrollHeight;
  host.remove();
  part.remove();
  return tall;
}

/**
 * How much of a figure is scrolled out of sight: pixels to the right and below, and the elements that have to grow so
 * that all of it is drawn.
 */
function hiddenSize(figure: HTMLElement): { right: number; below: number; grown: Set<Element> } {
  const found = { right: 0, below: 0, grown: new Set<Element>() };
  const walk = (node: Element): void => {
    const style = getComputedStyle(node);
    const scrolls = (value: string) => value === 'auto' || value === 'scroll';
    if (scrolls(style.overflowX)) found.right = Math.max(found.right, node.scrollWidth - node.clientWidth);
    if (scrolls(style.overflowY) && node.scrollHeight > node.clientHeight) {
      found.below += node.scrollHeight - node.clientHeight;
      for (let up: Element | null = node; up && up !== figure; up = parentOf(up)) found.grown.add(up);
    }
    for (const child of childrenOf(node)) if (child instanceof Element) walk(child);
  };
  walk(figure);
  return found;
}

/** The children as they are drawn: those of the shadow tree, and what is slotted. */
function childrenOf(node: Element): Iterable<Node> {
  if (node instanceof HTMLSlotElement) return node.assignedNodes({ flatten: true });
  return node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes;
}

function parentOf(node: Element): Element | null {
  return node.assignedSlot ?? node.parentElement ?? (node.getRootNode() as ShadowRoot).host ?? null;
}

/**
 * A text as XML may hold it: control characters as their pictures (␀ …), broken surrogates as the replacement
 * character.
 */
export function xmlText(text: string): string {
  return [...text]
    .map((c) => {
      const code = c.codePointAt(0)!;
      if (code < 0x20 && !'\t\n\r'.includes(c)) return String.fromCodePoint(0x2400 + code);
      if (code === 0x7f) return '\u2421';
      return (code >= 0xd800 && code < 0xe000) || code === 0xfffe || code === 0xffff ? '\ufffd' : c;
    })
    .join('');
}

function copyTree(node: Node, grown: Set<Element>): Node | null {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(xmlText(node.textContent ?? ''));
  if (!(node instanceof Element) || node.matches('style, .foot, .more, .note, pl-embed-code, .sr, [hidden], script'))
    return null;
  const style = getComputedStyle(node);
  if (style.display === 'none' || folded(node)) return null;
  if (node instanceof HTMLSlotElement) {
    const fragment = document.createDocumentFragment();
    append(fragment, childrenOf(node), grown);
    return fragment;
  }
  const copy = plain(node);
  const written = properties
    .map((p) => [p, style.getPropertyValue(p)] as const)
    // A table's height counts its caption, which stands outside the height that is written.
    .filter(([p, v]) => v && v !== 'auto' && !(p === 'height' && (grown.has(node) || node.localName === 'table')));
  // Nothing is scrolled in a picture: all of it is there.
  const shown = /auto|scroll/.test(style.overflow) ? ';overflow:visible;max-height:none' : '';
  // A button centres its text by itself; the plain box that stands for it must be told to.
  const control =
    node instanceof HTMLButtonElement || node instanceof HTMLSelectElement || node instanceof HTMLInputElement;
  const centred =
    control && /^(inline-)?block$/.test(style.display)
      ? ';display:inline-flex;flex-direction:column;align-items:center;justify-content:center'
      : '';
  const drawn = isSlider(node) ? ';background:none;border:0' : ''; // by its own parts
  copy.setAttribute('style', xmlText(written.map(([p, v]) => `${p}:${v}`).join(';')) + shown + centred + drawn);
  if (isField(node)) return copy;
  // In one piece, so that a word and its sign stay on one line.
  const inside = centred ? copy.appendChild(document.createElement('div')) : copy;
  append(inside, childrenOf(node), grown);
  return copy;
}

/** Part of a closed <details>: there, but not shown. */
function folded(node: Element): boolean {
  const { parentElement: parent } = node;
  return parent instanceof HTMLDetailsElement && !parent.open && node.localName !== 'summary';
}

function isField(node: Element): node is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
  return node instanceof HTMLInputElement || node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement;
}

function isSlider(node: Element): node is HTMLInputElement {
  return node instanceof HTMLInputElement && node.type === 'range';
}

/** A slider's rail, the part that is behind it, and its knob. */
function slider(node: HTMLInputElement): HTMLElement {
  const style = getComputedStyle(node);
  const [rule, accent] = ['--rule', '--accent'].map((name) => style.getPropertyValue(name));
  const [least, most] = [Number(node.min || 0), Number(node.max || 100)];
  const share = most > least ? (100 * (node.valueAsNumber - least)) / (most - least) : 0;
  const part = (css: string) => {
    const box = document.createElement('div');
    box.setAttribute('style', css);
    return box;
  };
  const rail = part(`position:relative;width:100%;height:4px;border-radius:2px;background:${rule}`);
  const knob = `left:calc(${share}% - ${(share / 100) * 14}px);top:-5px;width:14px;height:14px;border-radius:7px`;
  rail.append(
    part(`position:absolute;left:0;top:0;width:${share}%;height:4px;border-radius:2px;background:${accent}`),
    part(`position:absolute;${knob};background:${accent}`),
  );
  return rail;
}

function append(parent: Node, children: Iterable<Node>, grown: Set<Element>): void {
  for (const child of children) {
    const copied = copyTree(child, grown);
    if (copied) parent.appendChild(copied);
  }
}

/**
 * The same kind of box without behaviour: canvases as images, custom elements and controls as plain boxes with their
 * text.
 */
function plain(node: Element): Element {
  if (node instanceof HTMLCanvasElement) return Object.assign(document.createElement('img'), { src: node.toDataURL() });
  if (isField(node)) {
    const box = document.createElement('div');
    if (isSlider(node)) box.append(slider(node));
    else box.textContent = xmlText(fieldText(node));
    return box;
  }
  if (node.namespaceURI === 'http://www.w3.org/2000/svg') return node.cloneNode(false) as Element;
  const keep = ['table', 'thead', 'tbody', 'tr', 'td', 'th', 'span', 'b', 'i', 'em', 'small', 'img', 'p', 'br', 'h3'];
  const copy = document.createElement(keep.includes(node.localName) ? node.localName : 'div');
  for (const name of ['colspan', 'rowspan'])
    if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name)!);
  if (node instanceof HTMLImageElement) (copy as HTMLImageElement).src = node.src;
  return copy;
}

/** What a field shows. */
function fieldText(node: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): string {
  if (node instanceof HTMLSelectElement) return node.selectedOptions[0]?.textContent?.trim() ?? '';
  if (node.type === 'checkbox') return (node as HTMLInputElement).checked ? '☑' : '☐';
  return node.value;
}
