/** What lesson 02 says of namespaces. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRoot, needs, which } from '../../helpers/require.ts';
import { ownLines, runnable } from '../../lesson/own-lines.ts';
import { GROUP, sentence, takenAway, typed } from './sentence.ts';

describe.runIf(needs(isRoot, 'makes namespaces, needs root'))('namespaces', () => {
  sentence('02-unshare/eight-links', 'There are eight kinds (before Linux 5.6 there was no time)', () => {
    const kinds = readdirSync('/proc/self/ns').filter(name => !name.endsWith('_for_children'));
    const all = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];
    expect(all).toEqual(expect.arrayContaining(kinds));
    expect(kinds.length).toBeGreaterThanOrEqual(7);
  });

  sentence('02-unshare/uts', 'Other kinds begin nearly empty: you will see.', () => {
    expect(typed('unshare --net sed 1,2d /proc/net/dev')).toMatch(/^\s*lo:/);
    const queues = 'sed 1d /proc/sysvipc/msg | wc -l';
    expect(typed(`unshare --ipc sh -c 'ipcmk -Q >/dev/null; ${queues}; unshare --ipc sh -c "${queues}"'`)).toBe('1\n0');
  });

  sentence('02-unshare/ipc-net', 'a pipe crosses this border', () => {
    expect(typed('echo through | unshare --ipc cat')).toBe('through');
  });

  sentence('02-unshare/ipc-net', "`/sys/class/net` would still list the host's interfaces", () => {
    const before = typed('ls /sys/class/net');
    expect(typed('unshare --net ls /sys/class/net')).toBe(before);
    expect(typed('unshare --net --mount sh -c "mount -t sysfs s /sys && ls -I bonding_masters /sys/class/net"')).toBe(
      'lo',
    );
  });

  sentence('02-unshare/fork', 'one number may be used by different processes in different namespaces', () => {
    const one = 'unshare --pid --fork sh -c \'echo "$$ $(readlink /proc/self/ns/pid_for_children)"\'';
    const [a, b] = typed(`${one}; ${one}`).split('\n');
    expect([a, b].map(line => line?.split(' ')[0])).toEqual(['1', '1']);
  });

  sentence('02-unshare/old-proc', 'The shell says 1, and ps lists the whole host.', () => {
    // procps 4 wants a /proc/PID for its own PID: 1 is there in every /proc, also in the tests' own view
    const [first, ...listed] = typed("unshare --pid --fork sh -c 'echo $$; exec ps ax -o pid='").split('\n');
    expect(first).toBe('1');
    expect(listed.map(Number)).toContain(process.pid);
  });

  sentence('correction C04', 'what has no name cannot be used', () => {
    expect(typed('sleep 60 & p=$!; unshare --pid --fork --mount-proc sh -c "kill -0 $p"; kill $p')).toMatch(
      /No such process/,
    );
  });
  sentence('correction C04', 'The user namespace says where capabilities count.', () => {
    // every capability in there, and not one over the UTS namespace of the machine
    expect(typed('unshare --user --map-root-user sh -c "grep CapEff /proc/self/status; hostname lab-said"')).toMatch(
      /^CapEff:\s+0*[1-9a-f][0-9a-f]{8,}\n.*(not permitted|must be root)/,
    );
  });

  sentence('02-unshare/pid', 'for a last command some do not', () => {
    const run = (line: string): string => typed(`unshare --pid bash -c '${line}'`);
    expect(run('/bin/true; /bin/true')).toBe('');
    expect(run('/bin/true; /bin/true; :')).toMatch(/allocate memory/);
  });
});

/**
 * Lines that the course prints show the same whatever shell the machine calls `sh`: Debian's dash, Fedora's bash, Alpine's busybox.
 * Debian's busybox takes its own programs before those of the machine, so it types only what needs none.
 */
describe.runIf(needs(isRoot, 'makes namespaces, needs root')).each(['dash', 'bash', 'busybox'])(
  'by hand, where sh is %s',
  shell => {
    const lines = ownLines
      .filter(
        ({ run, only }) => only === undefined && /\bsh -c /.test(run) && runnable({ name: `sh is ${shell}`, run }),
      )
      .filter(({ name, run }) => shell !== 'busybox' || (name.startsWith('02-unshare/') && !/\bip /.test(run)));
    let bin: string;
    takenAway();
    beforeAll(() => {
      bin = mkdtempSync(join(tmpdir(), 'lab-sh-'));
      symlinkSync(which(shell) ?? '', join(bin, 'sh'));
    });
    afterAll(() => rmSync(bin, { recursive: true }));

    it.runIf(needs(shell, 'the lines are typed into it')).each(lines)('$name', ({ run, shows }) => {
      const line = run.replaceAll('sudo ', '').replaceAll('lab-by-hand', GROUP);
      expect(typed(`PATH=${bin}:$PATH; ${line}`)).toMatch(new RegExp(shows, 'm'));
    });
  },
);
