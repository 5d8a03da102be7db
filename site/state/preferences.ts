// The reader's language, theme and depth, kept on this device. Where storage is forbidden (a sandboxed frame, a strict
// browser) they last as long as the page.

/** What is kept. */
export type Preference = 'lang' | 'theme' | 'depth';

const name = (key: Preference) => `pellucid.${key}`;

/** The kept value; "" if there is none. */
export function preferred(key: Preference): string {
  try {
    return localStorage.getItem(name(key)) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a value. */
export function prefer(key: Preference, value: string): void {
  try {
    localStorage.setItem(name(key), value);
  } catch {
    // It lasts as long as the page.
  }
}
