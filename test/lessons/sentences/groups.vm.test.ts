/** What lessons 04 to 06 say of cgroup v2, on a kernel that has only v2; one machine for all of them. */
import { beforeAll, describe, expect } from 'vitest';
import { needs } from '../../helpers/require.ts';
import { umlRun } from '../../helpers/uml.ts';
import { PIVOTED, sentence } from './sentence.ts';

const G = '/sys/fs/cgroup';
/** Each begins at the top of the tree, in a shell of its own, with a group `lab` that has a `sleep` in it or nothing. */
const SCRIPTS = {
  options: `grep ' ${G} ' /proc/mounts`,
  'limit from inside': `sh -c 'echo $$ > lab/cgroup.procs; unshare --cgroup sh -c "/bin/echo 128M > ${G}/lab/memory.max"'`,
  'leave from inside': `sh -c 'echo $$ > lab/cgroup.procs; unshare --cgroup sh -c "/bin/echo \\$\\$ > ${G}/cgroup.procs"'`,
  'limit without the namespace': `sh -c 'echo $$ > lab/cgroup.procs; /bin/echo 128M > lab/memory.max; cat lab/memory.max'`,
  'leave without the namespace': `sh -c 'echo $$ > lab/cgroup.procs; /bin/echo $$ > cgroup.procs; cat /proc/self/cgroup'`,
  'unshare first': `mkdir other; sh -c 'echo $$ > other/cgroup.procs; exec unshare --cgroup sleep 60' & p=$!; until grep -q sleep /proc/$p/comm; do :; done; echo $p > lab/cgroup.procs; nsenter -t $p --cgroup cat /proc/$p/cgroup; kill $p; { wait $p; } 2>/dev/null; rmdir other`,
  'hand down': `sleep 60 & p=$!; echo $p > lab/cgroup.procs; for c in memory pids cpu; do echo "$c: $(/bin/echo +$c 2>&1 > lab/cgroup.subtree_control)"; done; cat lab/cgroup.type; kill $p; { wait $p; } 2>/dev/null`,
  'alone, in the new root': `unshare --mount sh -c '${PIVOTED}; umount -l .; ls -d /sys; mkdir cg; mount -t cgroup2 c cg; mkdir cg/inside; echo 32M > cg/inside/memory.max; cat cg/inside/memory.max; echo $$ > cg/inside/cgroup.procs; cat /proc/self/cgroup; echo $$ > cg/cgroup.procs; rmdir cg/inside'`,
  'kill all': 'sleep 60 & p=$!; echo $p > lab/cgroup.procs; echo 1 > lab/cgroup.kill; wait $p; echo "status $?"',
};
type Script = keyof typeof SCRIPTS;

describe.runIf(needs('linux.uml', 'boots a kernel that has only cgroup v2'))('cgroup v2', () => {
  const outputs = new Map<string, string>();
  const said = (script: Script): string => outputs.get(script) ?? '';

  beforeAll(async () => {
    const script = Object.entries(SCRIPTS).map(
      ([name, lines]) => `echo '=== ${name}'; ( cd ${G}; mkdir lab; ${lines}; cd ${G}; rmdir lab ) 2>&1`,
    );
    const begin = `export LC_ALL=C; echo '+memory +pids +cpu' > ${G}/cgroup.subtree_control`;
    const { stdout, stderr } = await umlRun(['--mem', '512M'], ['sh', '-c', [begin, ...script].join('\n')]);
    for (const part of stdout.split(/^=== /m).slice(1)) {
      const end = part.indexOf('\n');
      outputs.set(part.slice(0, end), part.slice(end + 1).trim());
    }
    if (outputs.size !== Object.keys(SCRIPTS).length) throw new Error(`the machine answered:\n${stdout}${stderr}`);
  });

  sentence(
    '06-start-app/cgroup-namespace',
    'not even root can raise the limits of this group from inside, or leave it',
    () => {
      expect(said('options')).toContain('nsdelegate');
      expect(said('limit from inside')).toContain('Operation not permitted');
      expect(said('leave from inside')).toMatch(/No such file or directory|Operation not permitted/);
      expect(said('limit without the namespace')).toBe('134217728');
      expect(said('leave without the namespace')).toBe('0::/');
    },
  );
  sentence(
    'glossary cgroup namespace',
    "from inside, that group's limits cannot be changed and the group cannot be left",
    () => {},
  );
  sentence(
    'correction C55',
    'from inside, the limits of that group cannot be changed and the group cannot be left',
    () => {},
  );

  sentence('06-start-app/cgroup-namespace', 'a way up and over, such as `/../lab`', () =>
    expect(said('unshare first')).toBe('0::/../lab'),
  );

  sentence('04-create-cgroup/inner-process', 'may not hand down controllers such as memory and io', () =>
    expect(said('hand down')).toMatch(/^memory: .*Device or resource busy$/m),
  );

  sentence('04-create-cgroup/inner-process', '`cpu` and `pids` may be handed down all the same.', () =>
    expect(said('hand down')).toMatch(/^pids: $[\s\S]*^cpu: $/m),
  );

  sentence('04-create-cgroup/inner-process', 'the group becomes a *threaded* one', () =>
    expect(said('hand down')).toContain('domain threaded'),
  );

  const alone = (): void => {
    expect(said('alone, in the new root')).toMatch(
      /cannot access '?\/sys'?: No such file or directory\n33554432\n0::\/inside$/,
    );
  };
  sentence(
    '04-create-cgroup/from-inside',
    "Root with every right, as the stage still is in a session of root's, could mount one",
    alone,
  );
  sentence('correction C05', 'root with every capability can mount it there and do steps 4-6 alone', alone);

  sentence('04-create-cgroup/guess-rmdir', 'On v2 there is a file for that, since Linux 5.14: cgroup.kill.', () =>
    expect(said('kill all')).toMatch(/status 137$/),
  );
});
