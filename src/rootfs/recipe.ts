/** What the container's root file system is made of, and the requests that make it. See rootfs/README.md. */
import type { WireRequest } from '../protocol/wire.ts';

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
  /** For people: "static busybox /bin/busybox", "host tools with their libraries", "directory /srv/x", "tar x.tar.gz". */
  source: string;
  /** Lower layer of the overlay. */
  lower: string;
  /** Requests for the stage that fill the lower layer; none when it is the learner's own directory. */
  steps: WireRequest[];
}

/** `--rootfs` names something that cannot be used; the message is a sentence for the learner. */
export class RootfsError extends Error {
  override name = 'RootfsError';
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

export async function plan(_options: RecipeOptions): Promise<Recipe> {
  throw new Error('being written');
}
