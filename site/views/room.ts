// How wide an element may draw: figures whose sizes are computed, not laid out, follow the width that they are given.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What a figure has on a sheet of A4 or Letter, CSS pixels as page.css prints them. */
const paper = 800;

/** Keeps the width of its element's box, in whole CSS pixels, and has the element drawn again when it changes. */
export class RoomController implements ReactiveController {
  /** On the screen. */
  #screen: number;
  #printed = false;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === this.#screen) return;
    this.#screen = width;
    this.#host.requestUpdate();
  });

  /** @param first the width until the element has been laid out */
  constructor(host: ReactiveControllerHost & Element, first = 700) {
    this.#host = host;
    this.#screen = first;
    host.addController(this);
  }

  /** CSS pixels. */
  get width(): number {
    return this.#printed ? Math.min(paper, this.#screen) : this.#screen;
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
    addEventListener('beforeprint', this.#print);
    addEventListener('afterprint', this.#print);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    removeEventListener('beforeprint', this.#print);
    removeEventListener('afterprint', this.#print);
  }

  /** No sheet is laid out in time for the observer. */
  #print = ({ type }: Event) => {
    this.#printed = type === 'beforeprint';
    this.#host.requestUpdate();
  };
}
