// Defines an element once, however many bundles of the page or of a blog carry it.

/** Registers a custom element unless its name is taken. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

/** Sends a composed, bubbling event. */
export function send<T>(from: EventTarget, name: string, detail?: T): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

let last = 0;
/** An id that no other element of the page has, for labels. */
export function unique(prefix: string): string {
  return `${prefix}-${++last}`;
}
