/** /etc/ld.so.cache, where glibc's loader looks libraries up by name. ld.so(8), ldconfig(8). */

const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER = 48;
const ENTRY = 24;

/** Library name to path. Empty when the bytes are no such cache; entries for special processors are left out. */
export function parseLdCache(bytes: Buffer): Map<string, string> {
  const libraries = new Map<string, string>();
  // Older caches carry the new form behind the old one, and count offsets from where it begins.
  const start = bytes.indexOf(MAGIC, 0, 'latin1');
  if (start < 0 || bytes.length < start + HEADER) return libraries;
  const cache = bytes.subarray(start);
  const count = Math.min(cache.readUInt32LE(MAGIC.length), Math.floor((cache.length - HEADER) / ENTRY));
  for (let index = 0; index < count; index++) {
    const at = HEADER + index * ENTRY;
    const name = stringAt(cache, cache.readUInt32LE(at + 4));
    const path = stringAt(cache, cache.readUInt32LE(at + 8));
    const plain = cache.readBigUInt64LE(at + 16) === 0n;
    if (plain && name !== '' && path.startsWith('/') && !libraries.has(name)) libraries.set(name, path);
  }
  return libraries;
}

function stringAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at);
  return at >= bytes.length || end < 0 ? '' : bytes.toString('utf8', at, end);
}
