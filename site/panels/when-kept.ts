// Tells a panel when what the page keeps has changed.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { kept } from '../state/kept.ts';

export class WhenKept implements ReactiveController {
  readonly #act: () => void;

  /** Does `act` at every change for as long as the host is on the page. */
  constructor(host: ReactiveControllerHost, act: () => void) {
    this.#act = act;
    host.addController(this);
  }

  hostConnected(): void {
    kept.addEventListener('change', this.#act);
  }

  hostDisconnected(): void {
    kept.removeEventListener('change', this.#act);
  }
}
