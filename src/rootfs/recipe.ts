/** What the container's root file system is made of, and the requests that make it. See rootfs/README.md. */
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import type { WireRequest } from '../protocol/wire.ts';
import { addBusybox } from './busybox.ts';
import { addHostTools } from './host-tools.ts';
import { HostTree } from './host-tree.ts';
import { Image } from './image.ts';

export interface RecipeOptions {
  /** The session's `layers` directory (hello): the image is `<layers>/image`. */
  layers: string;
  /** `--rootfs`: a directory or a tar; without it the offline recipe. */
  rootfs?: string;
  /** Path of the static `lab-apps`; null when it was not built. */
  apps: string | null;
  /** The package's `rootfs/skeleton`. */
  skeleton: string;
  /** Where to look for programs; a test gives its own. */
  host?: { path?: string; root?: string };
}

export interface Recipe {
  /** For people: "static busybox /bin/busybox", "host tools with their libraries", "directory /srv/x", "tar /x.tar.gz". */
  source: string;
  /** Lower layer of the overlay. */
  lower: string;
  /** Requests for the stage that fill the lower layer; none when it is the learner's own directory. */
  steps: WireRequest[];
  /** Directories that the image may lack and the container needs; made in the overlay's upper layer, or where there is none see bind-image.ts. */
  mountPoints: string[];
}

/** The root file system cannot be made from what was asked for; the message is a sentence for the learner. */
export class RootfsError extends Error {
  override name = 'RootfsError';
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Names under which the static lab-apps program does its parts. */
const APPS = ['info', 'hog', 'spin', 'forks', 'escape', 'pause', 'tries'];
const EMPTY_DIRECTORIES = ['/dev', '/proc', '/run', '/sys', '/usr/bin', '/var'];
/** Where later steps mount something. */
export const MOUNT_POINTS = ['dev', 'proc', 'sys', 'tmp'];
const TAR = /\.(tar|tar\.gz|tgz|tar\.xz|tar\.zst)$/;

/** Reads the host, changes nothing. Throws RootfsError. */
export async function plan(options: RecipeOptions): Promise<Recipe> {
  const lower = `${options.layers}/image`;
  if (options.rootfs !== undefined) return givenRootfs(resolve(options.rootfs), lower);

  const tree = new HostTree(options.host);
  const image = new Image();
  const busybox = await addBusybox(tree, image);
  if (busybox === null && (await addHostTools(tree, image)) === 0) {
    throw new RootfsError(
      '/bin/sh',
      'this machine has neither a static busybox nor a shell whose libraries can be found: install busybox-static, or give a root filesystem with --rootfs',
    );
  }
  if (options.apps !== null) {
    image.copy('/bin/lab-apps', options.apps, 0o755);
    for (const name of APPS) image.link(`/bin/${name}`, '/bin/lab-apps');
  }
  addSkeleton(image, options.skeleton);
  const source = busybox === null ? 'host tools with their libraries' : `static busybox ${busybox}`;
  return { source, lower, steps: image.steps(lower), mountPoints: [] };
}

function addSkeleton(image: Image, skeleton: string): void {
  for (const path of EMPTY_DIRECTORIES) image.directory(path);
  // Scripts begin with this path wherever they come from.
  if (image.has('/bin/env')) image.link('/usr/bin/env', '/bin/env');
  image.directory('/root', 0o700);
  image.directory('/tmp', 0o1777);
  for (const entry of readdirSync(skeleton, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const host = join(entry.parentPath, entry.name);
    image.text(posix.join('/', host.slice(skeleton.length)), readFileSync(host, 'utf8'));
  }
}

function givenRootfs(path: string, image: string): Recipe {
  const stat = statOrNull(path);
  if (stat === null) throw new RootfsError(path, `root filesystem ${path}: there is no such file or directory`);
  if (!readable(path, stat.isDirectory())) {
    throw new RootfsError(path, `root filesystem ${path}: you may not read it, its owner or mode is in the way`);
  }
  if (stat.isDirectory()) {
    if (/[,:\\]/.test(path)) {
      throw new RootfsError(
        path,
        `root filesystem ${path}: an overlay cannot take a path with a comma, colon or backslash, rename it`,
      );
    }
    if (readdirSync(path).length === 0) throw new RootfsError(path, `root filesystem ${path}: the directory is empty`);
    const mountPoints = MOUNT_POINTS.filter(name => statOrNull(join(path, name)) === null);
    return { source: `directory ${path}`, lower: path, steps: [], mountPoints };
  }
  if (!stat.isFile() || !TAR.test(path)) {
    throw new RootfsError(
      path,
      `root filesystem ${path}: neither a directory nor a .tar, .tar.gz, .tgz, .tar.xz or .tar.zst`,
    );
  }
  if (stat.size === 0) throw new RootfsError(path, `root filesystem ${path}: the file is empty`);
  return {
    source: `tar ${path}`,
    lower: image,
    // nobody has looked into the archive: a directory in the upper layer does no harm to one of the same name below
    mountPoints: MOUNT_POINTS,
    steps: [
      { op: 'mkdir', args: { paths: [image], mode: 0o755 } },
      { op: 'unpack', args: { source: path, target: image } },
    ],
  };
}

function statOrNull(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function readable(path: string, directory: boolean): boolean {
  try {
    accessSync(path, directory ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
