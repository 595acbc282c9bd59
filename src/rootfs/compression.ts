/** How an archive is compressed, by what it begins with: that is what tar(1) goes by, too. */

/** `program`: it writes the archive itself to standard output with `-dc`; null: Node can. */
export interface Compression {
  name: string;
  program: string | null;
}

const FORMATS: [magic: string, Compression][] = [
  ['\x1f\x8b', { name: 'gzip', program: null }],
  ['BZh', { name: 'bzip2', program: 'bzip2' }],
  ['\xfd7zXZ\0', { name: 'xz', program: 'xz' }],
  ['\x28\xb5\x2f\xfd', { name: 'zstd', program: 'zstd' }],
  ['\x5d\0\0', { name: 'lzma', program: 'xz' }],
  ['LZIP', { name: 'lzip', program: 'lzip' }],
  ['\x89LZO\0', { name: 'lzop', program: 'lzop' }],
  ['\x1f\x9d', { name: 'compress', program: 'gzip' }],
];

/** Of the first bytes of a file; null when it is not compressed, or in a way that tar(1) does not know. */
export function compressionOf(head: Buffer): Compression | null {
  const start = head.toString('latin1', 0, 8);
  return FORMATS.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}
