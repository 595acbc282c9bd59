/** Lines of /proc/PID/mountinfo, proc_pid_mountinfo(5). */

export interface Mount {
  id: number;
  parent: number;
  /** major:minor of the file system. */
  device: string;
  /** The directory of the file system that is mounted. */
  root: string;
  /** Where, in the reader's own root. */
  point: string;
  options: string[];
  /** `shared:1`, `master:2`, `propagate_from:2`, `unbindable`; none: private. */
  propagation: string[];
  fstype: string;
  source: string;
  superOptions: string[];
}

/** One line, or null when it is not of that form. The kernel writes blank, tab, newline and backslash as `\ooo`. */
export function parseMount(line: string): Mount | null {
  const words = line.trimEnd().split(' ');
  const dash = words.indexOf('-', 6);
  const [id, parent, device, root, point, options] = words;
  const [fstype, source, superOptions] = dash < 0 ? [] : words.slice(dash + 1);
  if (fstype === undefined || source === undefined || options === undefined) return null;
  if (!/^\d+$/.test(id ?? '') || !/^\d+$/.test(parent ?? '') || !/^\d+:\d+$/.test(device ?? '')) return null;
  return {
    id: Number(id),
    parent: Number(parent),
    device: device as string,
    root: unescapeOctal(root as string),
    point: unescapeOctal(point as string),
    options: options.split(','),
    propagation: words.slice(6, dash),
    fstype,
    source: unescapeOctal(source),
    superOptions: superOptions === undefined || superOptions === '' ? [] : unescapeOctal(superOptions).split(','),
  };
}

/** The whole file; lines of another form are left out. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap(line => parseMount(line) ?? []);
}

/**
 * The mounts that lie over this one, so that its path leads to the last of them: at its place or above it, and not what it is
 * mounted on itself. In the order of `mounts`.
 */
export function coversOf(mounts: readonly Mount[], covered: Mount): Mount[] {
  const below = new Set<number>();
  const byId = new Map(mounts.map(mount => [mount.id, mount]));
  for (let at: Mount | undefined = covered; at !== undefined && !below.has(at.id); at = byId.get(at.parent))
    below.add(at.id);
  return mounts.filter(({ id, point }) => !below.has(id) && isBelow(point, covered.point));
}

/** `\040` to a blank, as the kernel escapes in mountinfo. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** Is an absolute path this directory, or below it? By their words alone. */
export function isBelow(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
