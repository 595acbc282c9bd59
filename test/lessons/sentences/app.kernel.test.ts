/** What lesson 06 says of rights, filters, execve and PID 1. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { isRoot, needs } from '../../helpers/require.ts';
import { sentence, typed } from './sentence.ts';

/** Numbers of system calls that perl makes: capset(2) and prctl(2). */
const CALLS = { x64: { capset: 126, prctl: 157 }, arm64: { capset: 91, prctl: 167 } }[process.arch as 'x64' | 'arm64'];

describe.runIf(needs(isRoot, 'makes namespaces, needs root') && needs('perl', 'makes calls that no shell makes'))(
  'rights',
  () => {
    /** A process that gives up all it has in CapEff and CapPrm, and executes `next`. */
    const given = (next: string): string =>
      `perl -e 'my $h = pack("LL", 0x20080522, 0); my $d = pack("L6", (0) x 6); syscall(${CALLS.capset}, $h, $d) == 0 or die "capset: $!"; exec @ARGV' ${next}`;
    const eff = 'sed -n "s/^CapEff:.0*//p" /proc/self/status';

    sentence(
      '06-start-app/rights',
      '`execve` computes the rights anew, and uid 0 gets all that is in CapBnd back',
      () => {
        const bounding = typed('sed -n "s/^CapBnd:.0*//p" /proc/self/status');
        expect(typed(given(eff))).toBe(bounding);
        expect(typed(`setpriv --bounding-set -all,+chown ${given(eff)}`)).toBe('1');
      },
    );
    sentence('06-start-app/start', 'Rights are computed anew, with CapBnd as the ceiling.', () => {});

    sentence('06-start-app/rights', 'a setuid program does not change the user', () => {
      const who = (option: string): string =>
        typed(
          `mount -t tmpfs -o mode=755 t /mnt; cp "$(command -v id)" /mnt; chmod 4755 /mnt/id; setpriv --reuid 65534 --regid 65534 --clear-groups ${option} /mnt/id -u`,
        );
      expect(who('')).toBe('0');
      expect(who('--no-new-privs')).toBe('65534');
    });

    sentence('06-start-app/filter', 'Who has neither CAP_SYS_ADMIN nor no_new_privs may not set a filter.', () => {
      // a filter that allows every call: BPF_RET | BPF_K, SECCOMP_RET_ALLOW; prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, …)
      const filter = `perl -e 'my $f = pack("SCCL", 6, 0, 0, 0x7fff0000); my $p = pack("Sx6P", 1, $f); print syscall(${CALLS.prctl}, 22, 2, $p) == 0 ? "set" : "refused: $!"'`;
      const as = (options: string): string => typed(`setpriv ${options} ${filter}`);
      expect(as('--reuid 65534 --clear-groups --regid 65534')).toBe('refused: Permission denied');
      expect(as('--reuid 65534 --clear-groups --regid 65534 --no-new-privs')).toBe('set');
      expect(as('--bounding-set -sys_admin')).toBe('refused: Permission denied');
      expect(as('--bounding-set -all,+sys_admin')).toBe('set');
    });
    sentence('glossary no_new_privs', 'It also allows a seccomp filter without CAP_SYS_ADMIN.', () => {});

    sentence('06-start-app/start', 'its handlers of signals, its descriptors marked close-on-exec', () => {
      const caught = 'sed -n "s/^SigCgt:.//p" /proc/self/status';
      expect(typed(`perl -e '$SIG{USR1} = sub {}; exec @ARGV' ${caught}`)).toBe('0000000000000000');
      const seen = (last: number): string =>
        typed(
          `perl -e '$^F = ${last}; open F, "<", "/etc/passwd"; exec @ARGV' sh -c 'readlink /proc/self/fd/* | grep passwd; :'`,
        );
      expect(seen(2)).toBe('');
      expect(seen(99)).toBe('/etc/passwd');
    });
    sentence('06-start-app/start', 'What makes the container stays: PID, namespaces, root, group, filter.', () => {
      const held = "export HELD='echo $$ $(readlink /proc/$$/ns/uts /proc/$$/root) $(cat /proc/$$/cgroup)'";
      const [before, after] = typed(
        `${held}; unshare --uts sh -c 'eval "$HELD"; exec sh -c "eval \\"\\$HELD\\""'`,
      ).split('\n');
      expect(after).toBe(before);
    });

    sentence('06-start-app/devices', 'Without `/dev/null` a shell such as `dash` complains', () => {
      expect(typed("mount -t tmpfs t /dev; dash -c 'true & wait'")).toMatch(/\/dev\/null/);
    });
    sentence('06-start-app/proc', 'finds PID 1 and itself', () => {
      expect(typed("unshare --pid --fork --mount-proc sh -c 'ps -e -o comm=; :'").split('\n')).toEqual(['sh', 'ps']);
    });
  },
);

describe.runIf(needs(isRoot, 'makes PID namespaces, needs root') && needs('cc', 'compiles a PID 1'))('PID 1', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-pid1-'));
    execFileSync('cc', [
      '-O0',
      '-o',
      join(dir, 'pid1'),
      fileURLToPath(new URL('../../helpers/pid1.c', import.meta.url)),
    ]);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  /** It runs as the first process of a PID namespace; when it is ready, the signals are sent to it. Code and signal of its end. */
  async function first(what: string, signals: NodeJS.Signals[]): Promise<[number | null, NodeJS.Signals | null]> {
    const unshare = spawn('unshare', ['--pid', '--fork', '--kill-child', join(dir, 'pid1'), what], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(unshare, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    if (what !== 'crashes') {
      await once(unshare.stdout, 'data');
      const pid = Number(readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8'));
      for (const signal of signals) process.kill(pid, signal);
    }
    return ended;
  }

  sentence('06-start-app/sigterm', 'the kernel drops each signal whose action would be the default one', async () =>
    expect(await first('deaf', ['SIGTERM', 'SIGWINCH'])).toEqual([3, null]),
  );
  sentence('06-start-app/sigterm', 'What PID 1 handles, or blocks and waits for, it gets.', async () =>
    expect(await first('waits', ['SIGTERM'])).toEqual([7, null]),
  );
  sentence('06-start-app/sigterm', 'a fault of its own ends it as any process (SIGSEGV)', async () =>
    expect((await first('crashes', []))[1]).toBe('SIGSEGV'),
  );
  sentence('06-start-app/misconceptions', '`kill -9` works from outside, not from inside.', () =>
    expect(typed('unshare --pid --fork sh -c \'kill -KILL 1; sh -c "kill -KILL 1"; echo alive\'')).toBe('alive'),
  );
  sentence('glossary PID1', 'The kernel drops signals to it whose action is the default one', () => {});
});
