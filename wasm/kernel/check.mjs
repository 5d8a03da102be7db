// What a kernel module must be to run inside Go's memory: nothing of its own that would be laid over Go's heap.

/** A module's sections by id, each its bytes, after the 8 bytes of its header. */
function sections(bytes) {
  const found = new Map();
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      more = (bytes[at] & 0x80) !== 0;
      size |= (bytes[at++] & 0x7f) << shift;
    }
    found.set(id, bytes.subarray(at, at + size));
    at += size;
  }
  return found;
}

/**
 * What keeps a module from running inside Go's memory, or an empty string. The sections are read
 * here, not by the engine that runs this, since Node 20 refuses to compile relaxed SIMD.
 * @param {Uint8Array} bytes
 */
export function fault(bytes) {
  const found = sections(bytes);
  for (const [id, what] of Object.entries({ 5: 'a memory', 8: 'a start function', 11: 'data' })) {
    if (found.has(Number(id))) return `it has ${what} of its own`;
  }
  const imports = found.get(2);
  if (imports?.[0] !== 1 || !imports.includes('env\x06memory')) return 'it imports something other than env.memory';
  return '';
}
