/** Raw cgroup facts to numbers for gauges. Pure. */

/** `null`: not known, or (limits) none set. Bytes, counts, microseconds; `cpuLimit` is a fraction of one CPU. */
interface Usage {
  memoryBytes: number | null;
  memoryLimit: number | null;
  memoryPeak: number | null;
  pids: number | null;
  pidsLimit: number | null;
  cpuUsec: number | null;
  cpuLimit: number | null;
  throttledUsec: number | null;
  oomKills: number | null;
}

/** v1 writes "no limit" as the largest page-aligned number, which differs with the size of a page. */
const V1_NO_LIMIT = 2 ** 62;

/** Takes the facts of a subject, of whichever version. */
export function usage(facts: Readonly<Record<string, unknown>>): Usage {
  const number = (key: string) => toNumber(facts[key]);
  const memoryLimit = number('cgroup.memory.max');
  return {
    memoryBytes: number('cgroup.memory.current'),
    memoryLimit: memoryLimit !== null && memoryLimit < V1_NO_LIMIT ? memoryLimit : null,
    memoryPeak: number('cgroup.memory.peak'),
    pids: number('cgroup.pids.current'),
    pidsLimit: number('cgroup.pids.max'),
    cpuUsec: number('cgroup.cpu.stat.usage_usec') ?? fromNanoseconds(number('cgroup.cpuacct.usage')),
    cpuLimit: cpuFraction(facts['cgroup.cpu.max']),
    throttledUsec:
      number('cgroup.cpu.stat.throttled_usec') ?? fromNanoseconds(number('cgroup.cpu.stat.throttled_time')),
    oomKills: number('cgroup.memory.events.oom_kill'),
  };
}

/** "max" and what was not read are null. */
function toNumber(value: unknown): number | null {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null;
}

function fromNanoseconds(value: number | null): number | null {
  return value === null ? null : value / 1000;
}

/** "20000 100000" is 0.2; "max …" (v2) and "-1 …" (v1) are no limit. */
function cpuFraction(value: unknown): number | null {
  const match = typeof value === 'string' ? /^(\d+) (\d+)$/.exec(value) : null;
  if (match === null || Number(match[2]) === 0) return null;
  return Number(match[1]) / Number(match[2]);
}
