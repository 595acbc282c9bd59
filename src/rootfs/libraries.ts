/** The libraries a program needs, found as the loader finds them, without running anything. ld.so(8). */
import { posix } from 'node:path';
import { type Elf, readElf } from '../kernel/elf.ts';
import { parseLdCache } from './ld-cache.ts';
import type { RootReader } from './look-up.ts';

const TRIPLET = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as const;
/** glibc looks below a directory first for what is made for newer processors; the names stand in its loader. */
const HWCAPS: Record<Elf['arch'], string[]> = {
  x64: ['x86-64-v4', 'x86-64-v3', 'x86-64-v2'].map(level => `glibc-hwcaps/${level}/`),
  arm64: [],
  other: [],
};
/** What $LIB and $PLATFORM of a run path may stand for. ld.so(8) */
const LIB = {
  x64: ['lib64', 'lib/x86_64-linux-gnu', 'lib'],
  arm64: ['lib64', 'lib/aarch64-linux-gnu', 'lib'],
  other: ['lib'],
};
const PLATFORM = { x64: ['x86_64', 'haswell', 'xeon_phi'], arm64: ['aarch64'], other: [] };
/** Names that musl's loader answers for itself: its own file is all of them (ldso/dynlink.c). */
const MUSL_ITSELF = /^lib(c|pthread|rt|m|dl|util|xnet)\./;
const CACHE = '/etc/ld.so.cache';
const MAX_CACHE = 4 * 1024 * 1024;
/** No honest program comes near. */
const MOST = 500;

interface FoundLibrary {
  name: string;
  /** Path in the tree. */
  path: string;
  /** The loader finds it there without a cache: by its default directories, or because the program says so. */
  byItself: boolean;
}

interface Closure {
  found: FoundLibrary[];
  missing: { name: string; neededBy: string }[];
}

/** Finds libraries in one tree; keep it for many programs, so that each file is read once. */
export class LibraryFinder {
  readonly #root: RootReader;
  readonly #elves = new Map<string, Promise<Elf | null>>();
  #cache: Promise<Map<string, string>> | undefined;

  constructor(root: RootReader) {
    this.#root = root;
  }

  /** All libraries of the program, also those of its libraries. */
  async closure(program: string, elf: Elf): Promise<Closure> {
    const closure: Closure = { found: [], missing: [] };
    const seen = new Set<string>();
    const todo: { path: string; elf: Elf }[] = [{ path: program, elf }];
    for (let object = todo.shift(); object !== undefined && seen.size < MOST; object = todo.shift()) {
      for (const name of object.elf.needed) {
        // The loader itself is often named as a library too.
        if (seen.has(name) || name === posix.basename(elf.interpreter ?? '')) continue;
        if (isMusl(elf) && MUSL_ITSELF.test(name)) continue;
        seen.add(name);
        const library = await this.find(name, object.path, [...object.elf.runpath, ...elf.runpath], elf);
        if (library === null) {
          closure.missing.push({ name, neededBy: object.path });
          continue;
        }
        closure.found.push(library.found);
        todo.push({ path: library.found.path, elf: library.elf });
      }
    }
    return closure;
  }

  /** One library by name, of the program's architecture. */
  async find(
    name: string,
    neededBy: string,
    runpath: readonly string[],
    program: Elf,
  ): Promise<{ found: FoundLibrary; elf: Elf } | null> {
    for (const { path, byItself } of await this.#candidates(name, neededBy, runpath, program)) {
      const elf = await this.#elfAt(path);
      if (elf !== null && elf.arch === program.arch) return { found: { name, path, byItself }, elf };
    }
    return null;
  }

  async #candidates(name: string, neededBy: string, runpath: readonly string[], program: Elf) {
    if (name.includes('/')) return [{ path: name, byItself: true }];
    const origin = posix.dirname(neededBy);
    const own = runpath.flatMap(part => filled(part, origin, program.arch)).filter(part => part.startsWith('/'));
    const cached = (await this.#libraries()).get(name);
    const usual = (isMusl(program) && (await this.#muslPath(program))) || defaultDirectories(program);
    const kinds = isMusl(program) ? [''] : [...HWCAPS[program.arch], ''];
    return [
      ...[...own, ...usual].flatMap(folder =>
        kinds.map(kind => ({ path: posix.join(folder, kind, name), byItself: true })),
      ),
      ...(cached === undefined ? [] : [{ path: cached, byItself: false }]),
    ];
  }

  /** /etc/ld-musl-ARCH.path takes the place of the usual directories; null where there is none. */
  async #muslPath({ interpreter }: Elf): Promise<string[] | null> {
    const file = `/etc/${posix.basename(interpreter ?? '', '.so.1')}.path`;
    try {
      if ((await this.#root.stat(file)) === null) return null;
      return (await this.#root.readAt(file, 0, 4096))
        .toString('utf8')
        .split(/[:\n]/)
        .filter(part => part !== '');
    } catch {
      return null;
    }
  }

  #elfAt(path: string): Promise<Elf | null> {
    const known = this.#elves.get(path) ?? elfOrNull(this.#root, path);
    this.#elves.set(path, known);
    return known;
  }

  #libraries(): Promise<Map<string, string>> {
    this.#cache ??= readCache(this.#root);
    return this.#cache;
  }
}

function isMusl({ interpreter }: Elf): boolean {
  return interpreter?.includes('/ld-musl-') === true;
}

/** A directory of a run path with its tokens replaced, once for each thing that they may stand for. */
function filled(part: string, origin: string, arch: Elf['arch']): string[] {
  const forms = { ORIGIN: [origin], LIB: LIB[arch], PLATFORM: PLATFORM[arch] };
  return Object.entries(forms).reduce(
    (parts, [token, values]) =>
      parts.flatMap(text => {
        const pattern = new RegExp(`\\$(${token}\\b|\\{${token}\\})`, 'g');
        return pattern.test(text) ? values.map(value => text.replace(pattern, value)) : [text];
      }),
    [part],
  );
}

async function elfOrNull(root: RootReader, path: string): Promise<Elf | null> {
  try {
    if ((await root.stat(path)) === null) return null;
    return await readElf((offset, length) => root.readAt(path, offset, length));
  } catch {
    return null;
  }
}

async function readCache(root: RootReader): Promise<Map<string, string>> {
  try {
    if ((await root.stat(CACHE)) === null) return new Map();
    const parts: Buffer[] = [];
    for (let offset = 0; offset < MAX_CACHE; ) {
      const part = await root.readAt(CACHE, offset, 128 * 1024);
      if (part.length === 0) break;
      parts.push(part);
      offset += part.length;
    }
    return parseLdCache(Buffer.concat(parts));
  } catch {
    return new Map();
  }
}

function defaultDirectories(program: Elf): string[] {
  const { arch } = program;
  const triplet = arch === 'other' ? [] : [`/lib/${TRIPLET[arch]}`, `/usr/lib/${TRIPLET[arch]}`];
  const plain = ['/lib64', '/usr/lib64', '/lib', '/usr/lib'];
  return isMusl(program) ? ['/lib', '/usr/local/lib', '/usr/lib'] : [...triplet, ...plain];
}
