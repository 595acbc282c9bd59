/** /proc/PID/net/dev, proc_pid_net(5). */

/** Interface names in the kernel's order. */
export function parseNetDevices(text: string): string[] {
  return text.split('\n').flatMap(line => {
    // The two header lines have bars where an interface has a colon.
    const match = /^\s*([^\s|]+):/.exec(line);
    return match?.[1] === undefined ? [] : [match[1]];
  });
}
