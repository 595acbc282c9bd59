/** The smallest ELF file that says what a test wants it to say. It cannot run. */
export interface TinyElf {
  /** e_machine: 62 is x86-64, 183 is arm64. */
  machine: number;
  interpreter?: string;
  needed?: string[];
  runpath?: string;
}

const HEADER = 64;
const SEGMENT = 56;
const ADDRESS = 0x400000;

export function tinyElf({ machine, interpreter, needed = [], runpath }: TinyElf): Buffer {
  const strings: string[] = [''];
  const indexOf = (text: string) => {
    const at = Buffer.byteLength(strings.join('\0'));
    strings.push(text);
    return strings.length === 2 ? 1 : at + 1;
  };
  const tags: [number, number][] = needed.map(name => [1, indexOf(name)]);
  if (runpath !== undefined) tags.push([29, indexOf(runpath)]);
  const isDynamic = tags.length > 0;
  const table = Buffer.from(`${strings.join('\0')}\0`);
  const interp = interpreter === undefined ? Buffer.alloc(0) : Buffer.from(`${interpreter}\0`);

  const count = 1 + (interpreter === undefined ? 0 : 1) + (isDynamic ? 1 : 0);
  const interpAt = HEADER + SEGMENT * count;
  const dynamicAt = interpAt + interp.length;
  const dynamic = Buffer.alloc(isDynamic ? 16 * (tags.length + 2) : 0);
  const tableAt = dynamicAt + dynamic.length;
  const end = tableAt + table.length;
  [...tags, [5, ADDRESS + tableAt] as [number, number]].forEach(([tag, value], index) => {
    if (!isDynamic) return;
    dynamic.writeBigUInt64LE(BigInt(tag), 16 * index);
    dynamic.writeBigUInt64LE(BigInt(value), 16 * index + 8);
  });

  const header = Buffer.alloc(HEADER);
  header.write('\x7fELF', 'latin1');
  header.set([2, 1, 1], 4);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine, 18);
  header.writeBigUInt64LE(BigInt(HEADER), 32);
  header.writeUInt16LE(SEGMENT, 54);
  header.writeUInt16LE(count, 56);

  const segment = (type: number, offset: number, size: number) => {
    const bytes = Buffer.alloc(SEGMENT);
    bytes.writeUInt32LE(type, 0);
    bytes.writeBigUInt64LE(BigInt(offset), 8);
    bytes.writeBigUInt64LE(BigInt(ADDRESS + offset), 16);
    bytes.writeBigUInt64LE(BigInt(size), 32);
    return bytes;
  };
  return Buffer.concat([
    header,
    segment(1, 0, end),
    ...(interpreter === undefined ? [] : [segment(3, interpAt, interp.length)]),
    ...(isDynamic ? [segment(2, dynamicAt, dynamic.length)] : []),
    interp,
    dynamic,
    table,
  ]);
}
