/** The rootfs of step 1 where the kernel mounts no overlay on the image: the image itself, read-only, with the mount points that it lacks. */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type RequestArgs, request } from '../protocol/request.ts';
import type { WireRequest } from '../protocol/wire.ts';
import { BESIDE, MOUNT_POINTS, type Recipe } from './recipe-parts.ts';

/** Where the image is to be mounted, and what lies there. */
interface Place {
  /** Where the rootfs is mounted. */
  rootfs: string;
  /** In a user namespace nosuid of the old mount is locked, and a remount has to repeat it: mount_namespaces(7). */
  rootless: boolean;
  /** What the stage finds in an image that lies on its own tmpfs. */
  present: readonly string[];
}

/** Requests for the stage. Throws an Error (ENOENT, EACCES) when the learner's directory cannot be read any more. */
export function bindImage({ lower, steps, mountPoints, beside }: Recipe, place: Place): WireRequest[] {
  const { rootfs, present } = place;
  if (steps.length > 0) {
    const made = put(beside, `${lower}/${BESIDE}`);
    const missing = MOUNT_POINTS.filter(name => !present.includes(name));
    return [...made, ...directories(lower, missing), ...readOnly(lower, rootfs, place)];
  }
  if (mountPoints.length === 0 && beside === undefined) return readOnly(lower, rootfs, place);
  return assembled(lower, mountPoints, place, beside);
}

/**
 * Nothing may be made in the learner's directory, and where nothing is, nothing can be mounted: so the root is a tmpfs that has the mount
 * points, and whatever lies at the top of the image is bound into it.
 */
function assembled(
  lower: string,
  mountPoints: readonly string[],
  place: Place,
  beside: string | undefined,
): WireRequest[] {
  const { rootfs } = place;
  const at = (name: string): string => `${rootfs}/${name}`;
  const names = readdirSync(lower).filter(name => beside === undefined || name !== BESIDE);
  const kinds = new Map(names.map(name => [name, lstatSync(join(lower, name))]));
  const those = (is: 'isDirectory' | 'isFile' | 'isSymbolicLink'): string[] =>
    names.filter(name => kinds.get(name)?.[is]());
  const bound = [...those('isDirectory'), ...those('isFile')];
  return [
    mount({ source: 'lab-rootfs', target: rootfs, fstype: 'tmpfs', flags: ['MS_NODEV'], data: 'size=8m,mode=755' }),
    ...directories(rootfs, [...mountPoints, ...those('isDirectory')]),
    ...those('isFile').map(name => request('write-file', { path: at(name), data: '' })),
    ...those('isSymbolicLink').map(name =>
      request('symlink', { target: readlinkSync(join(lower, name)), paths: [at(name)] }),
    ),
    ...put(beside, at(BESIDE)),
    ...bound.flatMap(name => readOnly(join(lower, name), at(name), place)),
    closed(rootfs, place),
  ];
}

/** lab-apps beside what the image has, where it is asked for; chosen by the user, not by the lesson. */
export function put(source: string | undefined, target: string): WireRequest[] {
  return source === undefined ? [] : [request('copy', { source, target, mode: 0o755, image: 1 })];
}

function readOnly(source: string, target: string, place: Place): WireRequest[] {
  return [mount({ source, target, flags: ['MS_BIND'] }), closed(target, place)];
}

function closed(target: string, { rootless }: Place): WireRequest {
  const locked = rootless ? (['MS_NOSUID'] as const) : [];
  return mount({ target, flags: ['MS_REMOUNT', 'MS_BIND', 'MS_RDONLY', 'MS_NODEV', ...locked] });
}

/** Mode 1777 for `tmp`. */
function directories(where: string, names: readonly string[]): WireRequest[] {
  return names.map(name => request('mkdir', { paths: [`${where}/${name}`], mode: name === 'tmp' ? 0o1777 : 0o755 }));
}

function mount(args: RequestArgs<'mount'>): WireRequest {
  return request('mount', args);
}
