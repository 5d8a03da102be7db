// Properties that hold data. Panels make the arrays and objects that they pass anew whenever they draw; a view draws
// again only if what is in them is new.

import { property } from 'lit/decorators.js';

/**
 * Whether two values differ in what they hold. Numbers of a tensor are compared by where they lie: nobody writes into
 * them.
 */
export function differs(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return false;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || a.constructor !== b.constructor)
    return true;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b))
    return a.buffer !== b.buffer || a.byteOffset !== b.byteOffset || a.byteLength !== b.byteLength;
  if (Array.isArray(a) && Array.isArray(b)) return a.length !== b.length || a.some((x, i) => differs(x, b[i]));
  if (a.constructor !== Object) return true;
  const keys = Object.keys(a);
  return (
    keys.length !== Object.keys(b).length ||
    keys.some((k) => !Object.hasOwn(b, k) || differs(a[k as never], b[k as never]))
  );
}

/** Marks a property that holds data. */
export const data = property({ attribute: false, hasChanged: differs });
