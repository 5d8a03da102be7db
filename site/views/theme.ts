// Canvases and computed colours do not follow the document's theme by themselves: this controller tells their element.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

const wearers = new WeakSet<Node>();

/** Has an element wear a theme of its own, for all that stands in it. */
export function wear(element: HTMLElement, theme: 'light' | 'dark'): void {
  wearers.add(element);
  element.dataset['theme'] = theme;
}

/**
 * The element that wears the theme and its colours for what stands in `of`: the document's, or on another site's page a
 * figure of ours.
 */
export function dressed(of: Node): HTMLElement {
  for (let node: Node | null = of; node; node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null)
    if (wearers.has(node)) return node as HTMLElement;
  return document.documentElement;
}

/** Draws its element again when the document changes its theme. */
export class ThemeController implements ReactiveController {
  readonly #observer: MutationObserver;
  readonly #host: Node;

  /** @param draw what there is to be done; the element's own update unless given */
  constructor(host: ReactiveControllerHost & Node, draw: () => void = () => host.requestUpdate()) {
    this.#host = host;
    this.#observer = new MutationObserver(draw);
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(dressed(this.#host), { attributes: true, attributeFilter: ['data-theme'] });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
