/** What lessons 04 and 05 say of groups, where this machine and a v2 kernel agree. For v2 alone: `groups.vm.test.ts`. */
import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { cli } from '../../helpers/cli.ts';
import { isRoot, needs } from '../../helpers/require.ts';
import { GROUP, sentence, takenAway, typed } from './sentence.ts';

const v2 = existsSync('/sys/fs/cgroup/cgroup.controllers');
/** Script: goes to the tree of a controller and makes the group there. */
const made = (controller: string): string =>
  v2
    ? `cd /sys/fs/cgroup && echo +${controller} > cgroup.subtree_control; mkdir ${GROUP}; cd ${GROUP}`
    : `cd /sys/fs/cgroup/${controller} && mkdir ${GROUP}; cd ${GROUP}`;

describe.runIf(needs(isRoot, 'makes cgroups, needs root'))('groups', () => {
  takenAway();

  sentence('04-create-cgroup/create', 'What limits the groups above it holds for it, too.', () => {
    const inner = v2 ? 'echo $$ > ../cgroup.procs; echo +pids > cgroup.subtree_control;' : '';
    const said = typed(
      `${made('pids')}; ${inner} echo 1 > pids.max; mkdir below; cat below/pids.max; sh -c 'echo $$ > below/cgroup.procs; ls; :'`,
    );
    expect(said).toMatch(/^max\n[\s\S]*(Cannot fork|can't fork|temporarily unavailable)/);
  });

  if (needs('systemd-run', 'is told a program to run'))
    sentence('04-create-cgroup/whose-tree', 'systemd-run --user --scope -p Delegate=yes bash', () => {
      // what it says where no systemd answers is another thing: the line is complete
      expect(typed('systemd-run --user --scope -p Delegate=yes bash </dev/null')).not.toContain('required');
    });

  sentence('04-create-cgroup/quiz-rm', 'Operation not permitted, for every file', () => {
    const said = typed(`${made('pids')}; cd ..; rm -rf ${GROUP}; ls ${GROUP}`).split('\n');
    const files = said.filter(line => !line.startsWith('rm: '));
    expect(files).toContain('cgroup.procs');
    expect(said.filter(line => line.includes('Operation not permitted'))).toHaveLength(files.length);
  });

  sentence('04-create-cgroup/quiz-charge', 'What it had before stays charged to its old group.', () => {
    const usage = v2 ? 'memory.current' : 'memory.usage_in_bytes';
    const hog = 'my $x = "x" x (20 << 20); open P, ">", "cgroup.procs"; print P $$; close P; open U, shift; print <U>';
    expect(Number(typed(`${made('memory')}; perl -e '${hog}' ${usage}`))).toBeLessThan(4 << 20);
  });

  sentence('05-set-limits/fork-bomb', '`kill` is built into the shell, for this reason.', () => {
    for (const shell of ['dash', 'bash', 'busybox sh'])
      if (existsSync(`/bin/${shell.split(' ')[0]}`))
        expect(typed(`${shell} -c "type kill"`), shell).toBe('kill is a shell builtin');
    expect(typed('type ls')).not.toContain('builtin');
  });

  sentence('05-set-limits/misconceptions', 'a program may also end with 137', () => {
    expect(typed('sh -c "exit 137"; echo $?')).toBe('137');
    expect(typed('sh -c "kill -KILL \\$\\$"; echo $?')).toMatch(/137$/);
  });

  sentence(
    '05-set-limits/misconceptions',
    'For disk I/O, which the notes name as well, there is one: io (v1 blkio).',
    () => {
      expect(typed('cut -f 1 /proc/cgroups; cat /sys/fs/cgroup/cgroup.controllers')).toMatch(/^(blkio|.*\bio\b.*)$/m);
    },
  );

  sentence('05-set-limits/file-hog', 'In the container, dd of 100 MB into /tmp ends the same way.', async () => {
    const line = 'dd if=/dev/zero of=/tmp/big bs=1M count=100 2>/dev/null; echo "status $?"';
    const { stdout } = await cli(['run', '--all', '--', 'sh', '-c', line]);
    expect(stdout).toContain('status 137');
  });
});
