// Opening the page at a figure: what is above it is drawn in turns and grows, and each time would push it away.

/** What a reader does who wants to be elsewhere; mousedown is all that a scroll bar sends in some browsers. */
const moves = ['wheel', 'touchstart', 'pointerdown', 'mousedown', 'keydown'];

/**
 * Keeps an element at the top of the window while the elements around it find their heights, until the reader moves,
 * the time is over, or the returned function is called.
 * @param find gives the element, once it is there
 * @param around whose heights matter
 * @param time ms
 */
export function hold(find: () => Element | null | undefined, around: Element[], time = 10_000): () => void {
  const watch = new ResizeObserver(() => find()?.scrollIntoView({ block: 'start' }));
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

/**
 * Goes back to where the reader was, as soon as the page is long enough again, unless the reader moves or it takes too
 * long.
 * @param y CSS pixels from the top
 * @param time ms
 */
export function returnTo(y: number, time = 5_000): void {
  const end = performance.now() + time;
  let moved = false;
  const stop = () => (moved = true);
  for (const move of moves) addEventListener(move, stop, { capture: true, passive: true, once: true });
  const go = () => {
    if (moved || performance.now() > end) return;
    scrollTo({ top: y, behavior: 'instant' });
    if (Math.abs(scrollY - y) > 2) requestAnimationFrame(go);
  };
  go();
}
