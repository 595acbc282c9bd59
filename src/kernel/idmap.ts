/** /proc/PID/uid_map and gid_map, user_namespaces(7). */

/** IDs `inside` … `inside + length - 1` are `outside` … in the reader's user namespace. */
export interface IdRange {
  inside: number;
  outside: number;
  length: number;
}

/** The lines as facts show them: inner blanks collapsed. */
export function idmapLines(text: string): string[] {
  return text.split('\n').flatMap(line => {
    const words = line.trim().replace(/\s+/g, ' ');
    return words === '' ? [] : [words];
  });
}

/** Lines of another form are left out. */
export function parseIdmap(text: string): IdRange[] {
  return idmapLines(text).flatMap(line => {
    const match = /^(\d+) (\d+) (\d+)$/.exec(line);
    return match === null ? [] : [{ inside: Number(match[1]), outside: Number(match[2]), length: Number(match[3]) }];
  });
}
