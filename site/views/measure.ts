// How wide words are as the page writes them: the reader's fonts decide, and a projector's labels are larger.

/** Sizes of the page's type scale (page.css). */
export type Size = `--type-${number}`;

/** Measures texts of an element that stands in the page: CSS pixels in its sans face, at a size of the type scale. */
export function measurer(of: Element, size: Size, weight = 400): (text: string) => number {
  const style = getComputedStyle(of);
  const context = pen();
  const [pixels, face] = [size, '--sans'].map((name) => style.getPropertyValue(name).trim());
  const font = `${weight} ${pixels || '16px'} ${face || 'sans-serif'}`;
  return (text) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

let drawing: CanvasRenderingContext2D | undefined;
const pen = () => (drawing ??= document.createElement('canvas').getContext('2d')!);

/** A text that takes at most `most` pixels: a longer one loses its end. */
export function fitted(text: string, most: number, width: (text: string) => number): string {
  if (width(text) <= most) return text;
  const characters = [...text];
  let [least, all] = [0, characters.length];
  while (least < all) {
    const middle = Math.ceil((least + all) / 2);
    if (width(characters.slice(0, middle).join('') + '…') <= most) least = middle;
    else all = middle - 1;
  }
  return characters.slice(0, least).join('') + '…';
}
