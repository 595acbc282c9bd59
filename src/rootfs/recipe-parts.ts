/** What a root filesystem is made of, as data. */
import type { WireRequest } from '../protocol/wire.ts';
import type { RootReader } from './look-up.ts';
import type { Survey } from './survey.ts';

export const MIB = 2 ** 20;
/** The tmpfs of step 1, in bytes: the image where it is made there, and what the container changes. */
export const SIZE = 512 * MIB;
/** Where later steps mount something. */
export const MOUNT_POINTS = ['dev', 'proc', 'sys', 'tmp'];
/** Where lab-apps stands in a root filesystem of somebody else: at the top, for there `bin` may be a link. */
export const BESIDE = 'lab-apps';

export interface Recipe {
  /** For people: "static busybox /bin/busybox", "host tools with their libraries", "directory /srv/x", "tar /x.tar.gz". */
  source: string;
  /** Lower layer of the overlay. */
  lower: string;
  /** Requests for the stage that fill the lower layer; none when it is the learner's own directory. */
  steps: WireRequest[];
  /** Directories that the image may lack and the container needs; made in the overlay's upper layer, or where there is none see bind-image.ts. */
  mountPoints: string[];
  /** Bytes that the tmpfs of step 1 is to hold at most. */
  size: number;
  /** Which files will be in it; null when nobody can know before it is there. */
  tree: RootReader | null;
  /** It is the learner's own. */
  foreign: boolean;
  /** What was found in the archive; null where there is none, or nothing could be found. */
  survey: Survey | null;
  /** The host's lab-apps, where it is put beside what the learner's own image has. */
  beside?: string;
}

/** The root file system cannot be made from what was asked for; the message is a sentence for the learner, the hint what to do. */
export class RootfsError extends Error {
  override name = 'RootfsError';
  readonly path: string;
  readonly hint: string | undefined;
  constructor(path: string, message: string, hint?: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}
