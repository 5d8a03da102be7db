// One tab stop for a row or a column of buttons: inside it the arrow keys, Home and End go from one to the next.

/**
 * Answers a key that moves within a row: gives the focus to the button it leads to.
 * @returns whether the key was one
 */
export function rove(event: KeyboardEvent, buttons: readonly HTMLElement[]): boolean {
  const from = buttons.indexOf(event.composedPath()[0] as HTMLElement);
  const [next, before] = [from + 1, from - 1];
  const keys = { ArrowRight: next, ArrowDown: next, ArrowLeft: before, ArrowUp: before };
  const to = { ...keys, Home: 0, End: buttons.length - 1 }[event.key];
  if (from < 0 || to === undefined || !buttons[to]) return false;
  event.preventDefault();
  buttons[to].focus();
  return true;
}
