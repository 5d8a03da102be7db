// A figure as a picture. The figure is drawn by several elements with their own shadow trees, in HTML, SVG and canvas,
// so its composed tree is copied into one SVG foreignObject with computed styles written out, and canvases as images.

const properties = [
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
  'float',
  'clip-path',
  'z-index',
];

/** The figure as a standalone SVG document. */
export async function pictureSVG(figure: HTMLElement): Promise<Blob> {
  return new Blob([drawing(figure).text], { type: 'image/svg+xml' });
}

/** The figure as PNG at twice its size on the page. */
export async function picturePNG(figure: HTMLElement, scale = 2): Promise<Blob> {
  const { text, width, height } = drawing(figure);
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: width * scale, height: height * scale });
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((b) => (b ? resolve(b) : reject(new Error('canvas gave no picture'))), 'image/png'),
  );
}

function drawing(figure: HTMLElement): { text: string; width: number; height: number } {
  const { width, height } = figure.getBoundingClientRect();
  const copy = copyTree(figure) as HTMLElement;
  copy.style.margin = '0';
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const holder = document.createElementNS('http://www.w3.org/2000/svg', 'foreignObject');
  const foot = figure.querySelector<HTMLElement>('.foot')?.getBoundingClientRect().height ?? 0;
  const size = { width: Math.ceil(width), height: Math.ceil(height - foot + 2) };
  for (const element of [svg, holder]) {
    element.setAttribute('width', String(size.width));
    element.setAttribute('height', String(size.height));
  }
  holder.append(copy);
  svg.append(holder);
  return { text: new XMLSerializer().serializeToString(svg), ...size };
}

function copyTree(node: Node): Node | null {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.textContent ?? '');
  if (!(node instanceof Element) || node.localName === 'style' || node.matches('.foot, .note, .sr, [hidden], script'))
    return null;
  const style = getComputedStyle(node);
  if (style.display === 'none') return null;
  if (node instanceof HTMLSlotElement) {
    const fragment = document.createDocumentFragment();
    append(fragment, node.assignedNodes({ flatten: true }));
    return fragment;
  }
  const copy = plain(node);
  const written = properties.map((p) => [p, style.getPropertyValue(p)] as const).filter(([, v]) => v && v !== 'auto');
  // A button centres its text by itself; the plain box that stands for it must be told to.
  const control =
    node instanceof HTMLButtonElement || node instanceof HTMLSelectElement || node instanceof HTMLInputElement;
  const centred =
    control && /^(inline-)?block$/.test(style.display)
      ? ';display:inline-flex;flex-direction:column;align-items:center;justify-content:center'
      : '';
  copy.setAttribute('style', written.map(([p, v]) => `${p}:${v}`).join(';') + centred);
  append(copy, node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes);
  return copy;
}

function append(parent: Node, children: Iterable<Node>): void {
  for (const child of children) {
    const copied = copyTree(child);
    if (copied) parent.appendChild(copied);
  }
}

/**
 * The same kind of box without behaviour: canvases as images, custom elements and controls as plain boxes with their
 * text.
 */
function plain(node: Element): Element {
  if (node instanceof HTMLCanvasElement) return Object.assign(document.createElement('img'), { src: node.toDataURL() });
  if (node instanceof HTMLInputElement || node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement) {
    const box = document.createElement('div');
    box.textContent =
      node instanceof HTMLSelectElement
        ? (node.selectedOptions[0]?.textContent ?? '')
        : node.type === 'range'
          ? ''
          : node.value;
    return box;
  }
  if (node.namespaceURI === 'http://www.w3.org/2000/svg') return node.cloneNode(false) as Element;
  const keep = ['table', 'thead', 'tbody', 'tr', 'td', 'th', 'span', 'b', 'i', 'em', 'small', 'img', 'p', 'h3'];
  const copy = document.createElement(keep.includes(node.localName) ? node.localName : 'div');
  for (const name of ['colspan', 'rowspan'])
    if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name)!);
  if (node instanceof HTMLImageElement) (copy as HTMLImageElement).src = node.src;
  return copy;
}
