// How wide an element may draw: figures whose sizes are computed, not laid out, follow the width that they are given.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Keeps the width of its element's box, in whole CSS pixels, and has the element drawn again when it changes. */
export class RoomController implements ReactiveController {
  /** CSS pixels. */
  width: number;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === this.width) return;
    this.width = width;
    this.#host.requestUpdate();
  });

  /** @param first the width until the element has been laid out */
  constructor(host: ReactiveControllerHost & Element, first = 700) {
    this.#host = host;
    this.width = first;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
