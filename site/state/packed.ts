// Texts in links.

/** A text as a word of letters, digits, "-" and "_", for a link. */
export function packed(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** And back; throws where it is no such word, or not whole. */
export function unpacked(word: string): string {
  const bytes = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
}
