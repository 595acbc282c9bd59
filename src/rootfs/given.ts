/** `--rootfs`: the learner's own directory or archive. Recognised by its content, as tar(1) does it, never by its name. */

import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { availableMemory } from '../kernel/meminfo.ts';
import { request } from '../protocol/request.ts';
import { DirectoryTree } from './directory-tree.ts';
import { imageArchive } from './image-archive.ts';
import { MIB, MOUNT_POINTS, type Recipe, RootfsError, SIZE } from './recipe-parts.ts';
import { type Decompress, NoArchive, type Survey, survey } from './survey.ts';

/** What is kept free of the memory of the machine. */
const OURS = 0.9;
/** For what the container changes, beside what was unpacked. */
const CHANGES = 256 * MIB;

interface Given {
  /** Absolute. */
  path: string;
  /** Where an archive is unpacked. */
  image: string;
  decompress: Decompress | null;
  /** What was found in the archive the last time; undefined: it has not been looked into yet. */
  survey?: Survey | null | undefined;
}

/** Throws RootfsError. */
export async function givenRootfs(given: Given): Promise<Recipe> {
  const { path } = given;
  const stat = statOrNull(path);
  if (stat === null) throw new RootfsError(path, `root filesystem ${path}: there is no such file or directory`);
  if (!readable(path, stat.isDirectory())) {
    throw new RootfsError(path, `root filesystem ${path}: you may not read it, its owner or mode is in the way`);
  }
  if (stat.isDirectory()) return directory(path);
  if (!stat.isFile())
    throw new RootfsError(path, `root filesystem ${path}: neither a directory nor a regular file with a tar archive`);
  if (stat.size === 0) throw new RootfsError(path, `root filesystem ${path}: the file is empty`);
  return archive(given);
}

function directory(path: string): Recipe {
  if (/[,:\\]/.test(path)) {
    throw new RootfsError(
      path,
      `root filesystem ${path}: an overlay cannot take a path with a comma, colon or backslash, rename it`,
    );
  }
  const names = readdirSync(path);
  if (names.length === 0) throw new RootfsError(path, `root filesystem ${path}: the directory is empty`);
  const layers = existsSync(join(path, 'blobs/sha256')) ? readdirSync(join(path, 'blobs/sha256')) : [];
  refuseImageArchive(path, [
    ...names.flatMap(name => [
      `/${name}`,
      ...(existsSync(join(path, name, 'layer.tar')) ? [`/${name}/layer.tar`] : []),
    ]),
    ...layers.map(name => `/blobs/sha256/${name}`),
  ]);
  const mountPoints = MOUNT_POINTS.filter(name => statOrNull(join(path, name)) === null);
  return {
    source: `directory ${path}`,
    lower: path,
    steps: [],
    mountPoints,
    size: SIZE,
    tree: new DirectoryTree(path),
    foreign: true,
    survey: null,
  };
}

async function archive({ path, image, decompress, survey: known }: Given): Promise<Recipe> {
  const free = availableMemory(readFileSync('/proc/meminfo', 'latin1'));
  const most = free === null ? Number.POSITIVE_INFINITY : Math.floor(free * OURS);
  const found = known === undefined ? await look(path, most, decompress) : known;
  if (found !== null && found.bytes > most)
    throw new RootfsError(
      path,
      `root filesystem ${path}: it is unpacked into memory, takes more than ${Math.floor(most / MIB)} MiB, and this machine has no more to give`,
      `a directory is not copied: mkdir DIR && sudo tar -xpf ${path} -C DIR, then --rootfs DIR`,
    );
  if (found?.complete && found.tree.size === 0)
    throw new RootfsError(path, `root filesystem ${path}: the archive is empty`);
  if (found !== null) refuseImageArchive(path, found.tree.paths());
  return {
    source: `tar ${path}`,
    lower: image,
    // where the archive has them, a directory in the upper layer does no harm to one of the same name below
    mountPoints: MOUNT_POINTS,
    steps: [request('mkdir', { paths: [image], mode: 0o755 }), request('unpack', { source: path, target: image })],
    size: sizeFor(found, most),
    tree: found?.complete ? found.tree : null,
    foreign: true,
    survey: found,
  };
}

async function look(path: string, most: number, decompress: Decompress | null): Promise<Survey | null> {
  try {
    return await survey(path, most, decompress);
  } catch (error) {
    if (!(error instanceof NoArchive)) throw error;
    throw new RootfsError(
      path,
      `root filesystem ${path}: neither a directory nor a tar archive, by what the file begins with`,
      'pack it with tar, compressed or not, or give a directory',
    );
  }
}

/** A tmpfs takes only what is in it: where nobody knows how much that will be, it may be half of the machine's. */
function sizeFor(found: Survey | null, most: number): number {
  if (found?.complete) return Math.max(SIZE, Math.ceil(found.bytes / MIB) * MIB + CHANGES);
  return Math.max(SIZE, Number.isFinite(most) ? Math.floor(most / 2 / MIB) * MIB : SIZE);
}

function refuseImageArchive(path: string, paths: Iterable<string>): void {
  const found = imageArchive(paths);
  if (found === null) return;
  throw new RootfsError(
    path,
    `root filesystem ${path}: this is an image archive (${found.kind}), not a root filesystem: its layers are still packed in it`,
    found.todo,
  );
}

function statOrNull(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function readable(path: string, isDirectory: boolean): boolean {
  try {
    accessSync(path, isDirectory ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
