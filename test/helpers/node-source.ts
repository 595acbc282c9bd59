/** Facts by node:fs, of processes that this user may look at. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';
import { resolveInside } from '../../src/kernel/inside.ts';
import type { Answer, Query, Source } from '../../src/observe/source.ts';
import type { SubjectName } from '../../src/words/fact-value.ts';

export class NodeSource implements Source {
  readonly #pids: Record<SubjectName, number>;

  /** Host PIDs of the subjects; one that is missing here answers ESRCH. */
  constructor(pids: Record<SubjectName, number>) {
    this.#pids = pids;
  }

  async query(items: readonly Query[]): Promise<Answer[]> {
    return items.map(item => {
      if (item.kind === 'cgroup') return answering(() => ({ v: readFileSync(item.path, 'latin1') }));
      const pid = this.#pids[item.subject];
      if (pid === undefined) return { e: 'ESRCH' };
      const answer = answering(() => look(pid, item));
      return 'e' in answer && !existsSync(`/proc/${pid}`) ? { e: 'ESRCH' } : answer;
    });
  }
}

function look(pid: number, { kind, path }: Exclude<Query, { kind: 'cgroup' }>): Answer {
  const proc = `/proc/${pid}`;
  switch (kind) {
    case 'read':
      return { v: readFileSync(`${proc}/${path}`, 'latin1') };
    case 'link':
      return { v: readlinkSync(`${proc}/${path}`, 'latin1') };
    case 'stat':
      return { id: fileId(`${proc}/${path}`) };
    case 'hostname':
      return hostname(proc);
    case 'rstat': {
      const real = resolveInside(`${proc}/root`, path);
      return { id: fileId(real), mode: statSync(real).mode.toString(8) };
    }
    case 'rlist':
      return { list: readdirSync(resolveInside(`${proc}/root`, path), 'latin1').sort() };
    case 'bytes':
      return bytes(proc, path);
  }
}

/** Another UTS namespace can only be asked from inside it. */
function hostname(proc: string): Answer {
  if (readlinkSync(`${proc}/ns/uts`) !== readlinkSync('/proc/self/ns/uts')) return { e: 'EOPNOTSUPP' };
  return { v: readFileSync('/proc/sys/kernel/hostname', 'latin1') };
}

function bytes(proc: string, path: string): Answer {
  const match = /^(\d+)\/(\d+)(\/.*)$/s.exec(path);
  if (match === null) return { e: 'EINVAL' };
  const fd = openSync(resolveInside(`${proc}/root`, match[3] as string), 'r');
  try {
    const buffer = Buffer.alloc(Math.min(Number(match[2]), 256 * 1024));
    const length = readSync(fd, buffer, 0, buffer.length, Number(match[1]));
    return { v: buffer.toString('latin1', 0, length) };
  } finally {
    closeSync(fd);
  }
}

/** "major:minor/inode", makedev(3). */
function fileId(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return `${major}:${minor}/${ino}`;
}

function answering(look: () => Answer): Answer {
  try {
    return look();
  } catch (error) {
    return { e: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  }
}
