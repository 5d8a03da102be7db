// What the page derives from the engine's list of explanation methods.

import { methods, type MethodId } from '../../wasm/bridge/cards.gen.ts';

/** The methods of credit of one family, in the order of the page. */
export function methodsOf(family: (typeof methods)[number]['family']): MethodId[] {
  return methods.filter((m) => m.family === family).map((m) => m.id);
}

/** Credit below 0 speaks against the output; other credit is a size. */
export function isSigned(id: string): boolean {
  return methods.some((m) => m.id === id && m.signed);
}
