// Opening the page at a figure, or going back to one: what is above it is drawn in turns and grows, and each time would
// push it away.

/** What a reader does who wants to be elsewhere; mousedown is all that a scroll bar sends in some browsers. */
const moves = ['wheel', 'touchstart', 'pointerdown', 'mousedown', 'keydown'];

/**
 * Keeps an element where it is in the window while the elements around it find their heights, until the reader moves,
 * the time is over, or the returned function is called.
 * @param find gives the element, once it is there
 * @param around whose heights matter
 * @param from CSS pixels from the window's top to the element's; left out, it is put at the top, below what covers it
 * @param time ms
 */
export function hold(
  find: () => Element | null | undefined,
  around: Element[],
  from?: number,
  time = 10_000,
): () => void {
  const put = () => {
    const element = find();
    if (from === undefined) element?.scrollIntoView({ block: 'start' });
    else if (element) scrollBy({ top: element.getBoundingClientRect().top - from, behavior: 'instant' });
  };
  const watch = new ResizeObserver(put);
  const stop = () => {
    watch.disconnect();
    clearTimeout(timer);
    for (const move of moves) removeEventListener(move, stop, true);
  };
  const timer = setTimeout(stop, time);
  for (const move of moves) addEventListener(move, stop, { capture: true, passive: true });
  for (const element of around) watch.observe(element);
  return stop;
}
