// How wide words are as the page writes them: the reader's fonts decide, and a projector's labels are larger.

/** Sizes of the page's type scale (page.css). */
export type Size = `--type-${number}`;

/** The page's faces. */
export type Face = '--sans' | '--serif' | '--mono';

/**
 * Measures texts of an element that stands in the page: CSS pixels, at a size of the type scale or of so many pixels.
 */
export function measurer(
  of: Element,
  size: Size | number,
  weight = 400,
  face: Face = '--sans',
): (text: string) => number {
  const style = getComputedStyle(of);
  const context = pen();
  const value = (name: string) => style.getPropertyValue(name).trim();
  const pixels = typeof size === 'number' ? `${size}px` : value(size) || '16px';
  const font = `${weight} ${pixels} ${value(face) || 'sans-serif'}`;
  return (text) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

let drawing: CanvasRenderingContext2D | undefined;
const pen = () => (drawing ??= document.createElement('canvas').getContext('2d')!);

/** A text that takes at most `most` pixels: a longer one loses its end. */
export function fitted(text: string, most: number, width: (text: string) => number): string {
  const characters = [...text];
  const cut = (n: number) => characters.slice(0, n).join('') + '…';
  return width(text) <= most ? text : cut(longest(characters.length, (n) => width(cut(n)) <= most));
}

/** The same, but a longer text loses its beginning. */
export function fittedEnd(text: string, most: number, width: (text: string) => number): string {
  const characters = [...text];
  const cut = (n: number) => '…' + characters.slice(characters.length - n).join('');
  return width(text) <= most ? text : cut(longest(characters.length, (n) => width(cut(n)) <= most));
}

/** The largest number up to `all` that fits; 0 always does. */
function longest(all: number, fits: (n: number) => boolean): number {
  let least = 0;
  while (least < all) {
    const middle = Math.ceil((least + all) / 2);
    if (fits(middle)) least = middle;
    else all = middle - 1;
  }
  return least;
}
