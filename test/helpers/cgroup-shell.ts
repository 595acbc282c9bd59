/** Requests about groups as lines for a shell, for tests that have no helper. */
import type { ArgValue, WireRequest } from '../../src/protocol/wire.ts';

/** Lines such as `echo 33554432 > /sys/fs/cgroup/…`, in order; requests that are not about cgroups give none. `pid` stands for the process that joins. */
export function byHand(requests: readonly WireRequest[], pid: number | string): string[] {
  return requests.flatMap(({ op, args }) => {
    const path = typeof args.path === 'string' ? args.path : '';
    switch (op) {
      case 'mkdir-cgroup':
        return [`mkdir ${args.shared === true ? '-p ' : ''}${quote(path)}`];
      case 'rmdir-cgroup':
        return [`rmdir ${quote(path)}`];
      case 'write-cgroup':
        return [echo(String(args.value), `${path}/${String(args.file)}`)];
      case 'enable-controllers': {
        const value = list(args.controllers).map(name => `+${name}`);
        return [echo(value.join(' '), `${path}/cgroup.subtree_control`)];
      }
      case 'join':
        return list(args.paths).map(group => echo(String(pid), `${group}/cgroup.procs`));
      default:
        return [];
    }
  });
}

function echo(value: string, file: string): string {
  return `echo ${quote(value)} > ${quote(file)}`;
}

function quote(text: string): string {
  return /^[\w@%+=:,./{}$-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function list(value: ArgValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
