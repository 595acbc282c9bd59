/** What an ELF program needs before it can start: its interpreter and its libraries. elf(5), ld.so(8). */

/** Bytes at an offset; shorter at the end of the file. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

export interface Elf {
  /** As process.arch names it; `other` for machines and formats not handled here. */
  arch: 'x64' | 'arm64' | 'other';
  /** Path of the dynamic loader; null for a static program or a library. */
  interpreter: string | null;
  /** DT_NEEDED, in order. */
  needed: string[];
  /** DT_RUNPATH, or the older DT_RPATH, split at colons. */
  runpath: string[];
}

/** A file that begins like ELF and is damaged. */
export class ElfError extends Error {
  override name = 'ElfError';
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT = { NULL: 0, NEEDED: 1, STRTAB: 5, RPATH: 15, RUNPATH: 29 };
/** No honest program comes near; a damaged or hostile one must not make us read gigabytes. */
const MOST = 256 * 1024;

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/** e_machine by the name that uname(2) has for it. elf.h, <asm/elf.h>. */
const UNAMES: Record<number, string> = {
  3: 'i386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64le',
  22: 's390x',
  40: 'arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv64',
  258: 'loongarch64',
};

/** As process.arch names those of which programs are looked into. */
const ARCHES: Record<string, Elf['arch']> = { x86_64: 'x64', aarch64: 'arm64' };

/** For which machine a file is, as uname(2) names it; `ELF machine 99` for one without a name here, null when it is not ELF. */
export function elfMachine(head: Buffer): string | null {
  if (head.length < 20 || head.toString('latin1', 0, 4) !== '\x7fELF') return null;
  const number = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
  return UNAMES[number] ?? `ELF machine ${number}`;
}

/** The machine of uname(2) as `elfMachine` has it: i686 is i386, armv7l is arm. Null for one that is not known here. */
export function unameMachine(arch: string): string | null {
  const name = /^i[3-6]86$/.test(arch) ? 'i386' : /^arm/.test(arch) ? 'arm' : arch;
  return Object.values(UNAMES).includes(name) ? name : null;
}

/** For which machine a file is, by its first 64 bytes; null when it is not ELF, or cut short. */
export function elfArch(head: Buffer): Elf['arch'] | null {
  if (head.length < 64 || head.toString('latin1', 0, 4) !== '\x7fELF') return null;
  return is64LittleEndian(head) ? (ARCHES[elfMachine(head) ?? ''] ?? 'other') : 'other';
}

function is64LittleEndian(head: Buffer): boolean {
  return head[4] === 2 && head[5] === 1;
}

/** Null when the file is not ELF at all. Throws ElfError when it is damaged. */
export async function readElf(readAt: ReadAt): Promise<Elf | null> {
  const head = await readAt(0, 64);
  if (head.length < 4 || head.toString('latin1', 0, 4) !== '\x7fELF') return null;
  if (head.length < 64) throw new ElfError('the ELF header is cut short');
  const arch = elfArch(head) ?? 'other';
  if (!is64LittleEndian(head)) return { arch, interpreter: null, needed: [], runpath: [] };

  const segments = await readSegments(readAt, head);
  const interp = segments.find(segment => segment.type === PT_INTERP);
  const interpreter = interp === undefined ? null : cString(await readExactly(readAt, interp.offset, interp.size), 0);
  const dynamic = segments.find(segment => segment.type === PT_DYNAMIC);
  if (dynamic === undefined) return { arch, interpreter, needed: [], runpath: [] };
  return { arch, interpreter, ...(await readDynamic(readAt, segments, dynamic)) };
}

/** A program that needs nothing from the file system it runs in. */
export function isStatic(elf: Elf): boolean {
  return elf.interpreter === null && elf.needed.length === 0;
}

async function readSegments(readAt: ReadAt, head: Buffer): Promise<Segment[]> {
  const offset = toNumber(head.readBigUInt64LE(32));
  const entrySize = head.readUInt16LE(54);
  const count = head.readUInt16LE(56);
  if (count > 0 && entrySize < 56) throw new ElfError('the ELF program headers have an impossible size');
  const table = await readExactly(readAt, offset, entrySize * count);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entrySize;
    return {
      type: table.readUInt32LE(at),
      offset: toNumber(table.readBigUInt64LE(at + 8)),
      address: toNumber(table.readBigUInt64LE(at + 16)),
      size: toNumber(table.readBigUInt64LE(at + 32)),
    };
  });
}

async function readDynamic(
  readAt: ReadAt,
  segments: Segment[],
  dynamic: Segment,
): Promise<Pick<Elf, 'needed' | 'runpath'>> {
  const table = await readExactly(readAt, dynamic.offset, dynamic.size);
  const needed: number[] = [];
  let strings: number | null = null;
  let rpath: number | null = null;
  let runpath: number | null = null;
  for (let at = 0; at + 16 <= table.length; at += 16) {
    const tag = Number(table.readBigInt64LE(at));
    if (tag === DT.NULL) break;
    if (tag === DT.NEEDED) needed.push(toNumber(table.readBigUInt64LE(at + 8)));
    else if (tag === DT.STRTAB) strings = toNumber(table.readBigUInt64LE(at + 8));
    else if (tag === DT.RPATH) rpath = toNumber(table.readBigUInt64LE(at + 8));
    else if (tag === DT.RUNPATH) runpath = toNumber(table.readBigUInt64LE(at + 8));
  }
  if (strings === null) {
    if (needed.length > 0) throw new ElfError('the ELF dynamic section has no string table');
    return { needed: [], runpath: [] };
  }
  const start = fileOffset(segments, strings);
  const text = async (index: number) => cString(await readAt(start + index, 4096), 0);
  const path = runpath ?? rpath;
  return {
    needed: await Promise.all(needed.map(text)),
    runpath: path === null ? [] : (await text(path)).split(':').filter(part => part !== ''),
  };
}

function fileOffset(segments: Segment[], address: number): number {
  const holder = segments.find(
    segment => segment.type === PT_LOAD && address >= segment.address && address < segment.address + segment.size,
  );
  if (holder === undefined) throw new ElfError('the ELF string table is not in the file');
  return holder.offset + address - holder.address;
}

async function readExactly(readAt: ReadAt, offset: number, length: number): Promise<Buffer> {
  if (length > MOST) throw new ElfError('a table of the ELF file is impossibly large');
  const bytes = length === 0 ? Buffer.alloc(0) : await readAt(offset, length);
  if (bytes.length < length) throw new ElfError('the ELF file is cut short');
  return bytes;
}

function cString(bytes: Buffer, from: number): string {
  const end = bytes.indexOf(0, from);
  if (end < 0) throw new ElfError('a name in the ELF file has no end');
  return bytes.toString('utf8', from, end);
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ElfError('an offset in the ELF file is impossibly large');
  return Number(value);
}
