/** /proc/meminfo: what a new file in memory may take. proc_meminfo(5) */

/** Bytes that are to be had without swapping, and those of free swap, for a tmpfs goes there too; null when the file does not say. */
export function availableMemory(meminfo: string): number | null {
  const kib = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo);
    return found === null ? null : Number(found[1]);
  };
  const available = kib('MemAvailable');
  return available === null ? null : (available + (kib('SwapFree') ?? 0)) * 1024;
}
