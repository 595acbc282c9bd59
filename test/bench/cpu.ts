/** CPU time of processes that idle. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of a process's threads so far, in milliseconds. Not from /proc/PID/stat: a hundredth of a second is much for who idles. */
export function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map(id =>
    Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The children of that name. */
export function childrenOf(pid: number, name: string): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(id =>
    readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.filter(child => readFileSync(`/proc/${child}/comm`, 'utf8') === `${name}\n`);
}
