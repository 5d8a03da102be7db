// Where the reader is: which of several elements the middle of the window shows.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** `index` is that of the element in the middle of the window, -1 where there is none; its host redraws with it. */
export class Where implements ReactiveController {
  index = -1;
  #watched: Element[] = [];
  #observer: IntersectionObserver | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #elements: () => Element[];

  /** @param elements the elements in order, asked for after each update of the host */
  constructor(host: ReactiveControllerHost, elements: () => Element[]) {
    [this.#host, this.#elements] = [host, elements];
    host.addController(this);
  }

  hostUpdated(): void {
    const elements = this.#elements();
    if (elements.length === this.#watched.length && elements.every((e, i) => e === this.#watched[i])) return;
    this.hostDisconnected();
    this.#watched = elements;
    this.#observer = new IntersectionObserver(this.#seen, { rootMargin: '-40% 0px -59% 0px' });
    elements.forEach((element) => this.#observer!.observe(element));
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#watched = [];
  }

  #seen = (entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of entries) {
      const index = this.#watched.indexOf(target);
      if (isIntersecting) this.index = index;
      else if (index === this.index) this.index = -1;
    }
    this.#host.requestUpdate();
  };
}
