/** A tree of which the names, modes and links are known, and nothing else: an archive that was listed, an image that is planned. */
import { posix } from 'node:path';
import { followLinks } from '../kernel/inside.ts';
import { isMountedLater, type RootReader } from './look-up.ts';

const DIRECTORY = 0o040755;

interface KnownFile {
  /** st_mode, with the type. */
  mode: number;
  /** Of a symbolic link: where it leads. */
  link?: string;
}

export class KnownTree implements RootReader {
  readonly #files = new Map<string, KnownFile>();
  /** Characters of all names and links that were added. */
  characters = 0;

  /** A later one of the same name takes its place, as in an archive. Directories above it are there with it. */
  add(path: string, file: KnownFile): void {
    const at = absolute(path);
    for (let up = posix.dirname(at); !this.#files.has(up); up = posix.dirname(up)) {
      this.#put(up, { mode: DIRECTORY });
      if (up === '/') break;
    }
    this.#put(at, file);
  }

  #put(path: string, file: KnownFile): void {
    this.characters += path.length + (file.link?.length ?? 0);
    this.#files.set(path, file);
  }

  /** What stands under this very name; links are not followed. */
  get(path: string): KnownFile | undefined {
    return this.#files.get(absolute(path));
  }

  get size(): number {
    return this.#files.size;
  }

  paths(): IterableIterator<string> {
    return this.#files.keys();
  }

  /** `mode: null`: it leads into what is mounted later. */
  async stat(path: string): Promise<{ mode: number | null } | null> {
    try {
      const real = followLinks(path, at => this.#there(at).link ?? null);
      return this.#files.get(real) ?? { mode: DIRECTORY };
    } catch (error) {
      const { path: missing = '' } = error as NodeJS.ErrnoException;
      return isMountedLater(missing) ? { mode: null } : null;
    }
  }

  #there(path: string): KnownFile {
    const found = this.#files.get(path);
    if (found === undefined) throw Object.assign(new Error(`${path}: no such file`), { path });
    return found;
  }

  /** Nobody knows what is in the files. */
  async readAt(path: string): Promise<Buffer> {
    throw new Error(`${path}: only its name is known`);
  }
}

/** From the root, as short as it can be written. */
function absolute(path: string): string {
  return posix.normalize(`/${path}`).replace(/(?<=.)\/$/, '');
}
