// Which window of a page computes: an engine takes a few hundred megabytes, so that of all frames and elements that a
// page shows at most one window's are live. Frames of opaque origins share no storage and no channel, but every
// window may post to every other of the same tab, and what is said here is no secret.

/** Who this window is, in what it says to the others. */
const self = String(crypto.getRandomValues(new Uint32Array(2)));

/** Tells every other window of the tab that this one computes now. */
export function takeTurn(): void {
  const walk = (frame: Window): void => {
    frame.postMessage({ pellucid: 'live', by: self }, '*');
    for (let i = 0; i < frame.length; i++) walk(frame[i]!);
  };
  walk(top ?? window);
}

/** Calls back when another window computes. */
export function onTurn(callback: () => void): void {
  addEventListener('message', ({ data }: MessageEvent<{ pellucid?: unknown; by?: unknown } | null>) => {
    if (data?.pellucid === 'live' && data.by !== self) callback();
  });
}
