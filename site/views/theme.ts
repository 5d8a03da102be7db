// Canvases and computed colours do not follow the document's theme by themselves: this controller tells their element.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

let wearer: HTMLElement | undefined;

/** The element that wears the theme and its colours: the document's, or on another site's page a figure of ours. */
export function dressed(): HTMLElement {
  return wearer ?? document.documentElement;
}

/** Has another element than the document's wear the theme. */
export function dressInstead(element: HTMLElement): void {
  wearer = element;
}

/** Draws its element again when the document changes its theme. */
export class ThemeController implements ReactiveController {
  readonly #observer: MutationObserver;

  /** @param draw what there is to be done; the element's own update unless given */
  constructor(host: ReactiveControllerHost, draw: () => void = () => host.requestUpdate()) {
    this.#observer = new MutationObserver(draw);
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(dressed(), { attributes: true, attributeFilter: ['data-theme'] });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
