/** What goes into an image, collected first and written as requests for the stage afterwards: parents before children. */
import { posix } from 'node:path';
import { splitList } from '../protocol/encode.ts';
import { request } from '../protocol/request.ts';
import type { WireRequest } from '../protocol/wire.ts';
import { KnownTree } from './known-tree.ts';

const DIRECTORY = 0o755;

export class Image {
  readonly #directories = new Map<string, number>();
  readonly #copies = new Map<string, { source: string; mode: number }>();
  readonly #texts = new Map<string, { data: string; mode: number }>();
  readonly #links = new Map<string, string>();

  /** Paths are absolute in the image. */
  directory(path: string, mode = DIRECTORY): void {
    if (path === '/') return;
    this.directory(posix.dirname(path), this.#directories.get(posix.dirname(path)));
    this.#directories.set(path, mode);
  }

  /** `source` is a path on the host. */
  copy(path: string, source: string, mode: number): void {
    this.directory(posix.dirname(path), this.#directories.get(posix.dirname(path)));
    this.#copies.set(path, { source, mode });
  }

  text(path: string, data: string, mode = 0o644): void {
    this.directory(posix.dirname(path), this.#directories.get(posix.dirname(path)));
    this.#texts.set(path, { data, mode });
  }

  /** A name that is taken stays what it is. */
  link(path: string, target: string): void {
    if (this.has(path)) return;
    this.directory(posix.dirname(path), this.#directories.get(posix.dirname(path)));
    this.#links.set(path, target);
  }

  has(path: string): boolean {
    return this.#copies.has(path) || this.#texts.has(path) || this.#links.has(path);
  }

  /** Its names, before it is made. */
  tree(): KnownTree {
    const tree = new KnownTree();
    for (const [path, mode] of this.#directories) tree.add(path, { mode: 0o040000 | mode });
    for (const [path, { mode }] of [...this.#copies, ...this.#texts]) tree.add(path, { mode: 0o100000 | mode });
    for (const [path, link] of this.#links) tree.add(path, { mode: 0o120777, link });
    return tree;
  }

  /** Requests that make it below `base`, which must not exist. */
  steps(base: string): WireRequest[] {
    const at = (path: string) => base + path;
    return [
      request('mkdir', { paths: [base], mode: DIRECTORY }),
      ...grouped(this.#directories).flatMap(([mode, paths]) =>
        splitList(paths.map(at)).map(part => request('mkdir', { paths: part, mode })),
      ),
      ...[...this.#copies].map(([path, { source, mode }]) => request('copy', { source, target: at(path), mode })),
      ...[...this.#texts].map(([path, { data, mode }]) => request('write-file', { path: at(path), data, mode })),
      ...grouped(this.#links).flatMap(([target, paths]) =>
        splitList(paths.map(at)).map(part => request('symlink', { target, paths: part })),
      ),
    ];
  }
}

/** Paths by value, shallow ones first; plain directories before the special ones, so that every parent is there. */
function grouped<Value extends string | number>(map: ReadonlyMap<string, Value>): [Value, string[]][] {
  const groups = new Map<Value, string[]>();
  const depth = (path: string) => path.split('/').length;
  const ordered = [...map].sort(([a], [b]) => depth(a) - depth(b) || (a < b ? -1 : 1));
  for (const [path, value] of ordered) groups.set(value, [...(groups.get(value) ?? []), path]);
  return [...groups].sort(([a], [b]) => Number(b === DIRECTORY) - Number(a === DIRECTORY));
}
