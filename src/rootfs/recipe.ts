/** What the container's root file system is made of, and the requests that make it. See rootfs/README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { addBusybox } from './busybox.ts';
import { givenRootfs } from './given.ts';
import { addHostTools } from './host-tools.ts';
import { HostTree } from './host-tree.ts';
import { Image } from './image.ts';
import { type Recipe, RootfsError, SIZE } from './recipe-parts.ts';
import type { Decompress, Survey } from './survey.ts';

interface RecipeOptions {
  /** The session's `layers` directory (hello): the image is `<layers>/image`. */
  layers: string;
  /** `--rootfs`: a directory or a tar; without it the offline recipe. */
  rootfs?: string;
  /** Path of the static `lab-apps`; null when it was not built. */
  apps: string | null;
  /** The package's `rootfs/skeleton`. */
  skeleton: string;
  /** For archives that Node cannot decompress by itself; without it these are not looked into. */
  decompress?: Decompress;
  /** What an earlier plan has found in the same archive. */
  survey?: Survey | null;
  /** Where to look for programs; a test gives its own. */
  host?: { path?: string; root?: string };
}

/** Names under which the static lab-apps program does its parts. */
const APPS = ['info', 'hog', 'spin', 'forks', 'escape', 'pause', 'tries'];
const EMPTY_DIRECTORIES = ['/dev', '/proc', '/run', '/sys', '/usr/bin', '/var'];

/** Reads the host, changes nothing. Throws RootfsError. */
export async function plan(options: RecipeOptions): Promise<Recipe> {
  const lower = `${options.layers}/image`;
  if (options.rootfs !== undefined)
    return givenRootfs({
      path: resolve(options.rootfs),
      image: lower,
      decompress: options.decompress ?? null,
      survey: options.survey,
    });

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
  return {
    source,
    lower,
    steps: image.steps(lower),
    mountPoints: [],
    size: SIZE,
    tree: image.tree(),
    foreign: false,
    survey: null,
  };
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
