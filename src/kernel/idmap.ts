/** /proc/PID/uid_map and gid_map, user_namespaces(7). */

/** IDs `inside` … `inside + length - 1` are `outside` … in the reader's user namespace. */
interface IdRange {
  inside: number;
  outside: number;
  length: number;
}

/** Lines of another form are left out. */
export function parseIdmap(text: string): IdRange[] {
  return text.split('\n').flatMap(line => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
    return match === null ? [] : [{ inside: Number(match[1]), outside: Number(match[2]), length: Number(match[3]) }];
  });
}
