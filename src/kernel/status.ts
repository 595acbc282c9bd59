/** /proc/PID/status, proc_pid_status(5). */

/** Field to value, single tabs turned into blanks; the kernel's own spelling otherwise. Of a doubled field the first counts. `wanted`: only these. */
export function parseStatus(text: string, wanted?: ReadonlySet<string>): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    if (wanted?.has(name) === false) continue;
    fields[name] ??= line
      .slice(colon + 1)
      .replace(/^\t/, '')
      .replaceAll('\t', ' ');
  }
  return fields;
}
