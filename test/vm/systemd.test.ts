import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { needs } from '../helpers/require.ts';
import { type Ended, machineImage, machineRun } from '../helpers/uml.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = [
  'package.json',
  'dist',
  'lessons',
  'rootfs',
  'native',
  'node_modules/koffi',
  'node_modules/@koromix',
  'test/independent',
];

/** As the user vagrant: hold a session, check it, let systemd read its units again, check once more, end it. */
const SCRIPT = `
cd lab
node dist/container-lab.js run --all --hold --json </dev/null >/tmp/stream &
session=$!
until grep -q '"type":"hold"' /tmp/stream || ! kill -0 $session; do sleep 0.1; done
sudo python3 test/independent/check.py /tmp/stream | grep -v ^ok
sudo systemctl daemon-reload
sudo python3 test/independent/check.py /tmp/stream | grep -v ^ok
kill -TERM $session
wait $session; echo "session $?"
echo "left [$(find /sys/fs/cgroup -path '*container-lab*' | head -n 1)]"
systemctl is-system-running
# without root: the user's own systemd hands over a part of the tree
node dist/container-lab.js run --all --rootless --json </dev/null >/tmp/rootless; echo "rootless $?"
echo "scope [$(grep -c 'mkdir.*user-1000.slice/user@1000.service/' /tmp/rootless)] refused [$(grep -c '"type":"refused"' /tmp/rootless)]"
node dist/container-lab.js doctor --rootless | grep '^.... *cgroup '
env -u XDG_RUNTIME_DIR node dist/container-lab.js run 04 --rootless 2>&1 >/dev/null | tail -1
echo "left [$(find /sys/fs/cgroup -path '*container-lab*' | head -n 1)]"
cat /tmp/stream
`;

const ready = [
  needs('linux.uml', 'boots a Debian with systemd'),
  needs(existsSync(machineImage), `an image of a Debian with systemd: test/vm/machine make trixie ${machineImage}`),
];

describe.runIf(ready.every(Boolean))('under systemd, by a user with sudo', () => {
  let folder: string;
  let ended: Ended;
  let events: LabEvent[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'systemd-test-'));
    for (const part of PARTS)
      cpSync(join(ROOT, part), join(folder, 'lab', part), { recursive: true, verbatimSymlinks: true });
    ended = await machineRun(['--put', join(folder, 'lab')], ['bash', '-c', SCRIPT]);
    events = ended.stdout.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as LabEvent] : []));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the facts are true, and still true after daemon-reload: no limit is lost', () => {
    const checks = ended.stdout.match(/^\d+ ok, 0 differ, 0 missing, 0 unknown$/gm);
    expect(checks, ended.stdout.slice(0, 4000) + ended.stderr).toHaveLength(2);
  });

  test('its groups live in a scope of their own, and only there it writes', () => {
    const hold = events.find(event => event.type === 'hold');
    expect(hold?.type === 'hold' && Object.values(hold.cgroup)).toEqual(
      expect.arrayContaining([expect.stringMatching(/\.scope\//)]),
    );
    const touched = events.flatMap(event =>
      event.type === 'syscall' &&
      event.errno === null &&
      /^(openat|open|write|mkdir|rmdir|mkdirat)$/.test(event.name) &&
      event.args.includes('/sys/fs/cgroup')
        ? [event.args]
        : [],
    );
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.filter(args => !/\/container-lab[^/]*\.scope/.test(args))).toEqual([]);
  });

  test('without root the whole course runs in a scope of the user; out of its reach the command is offered', () => {
    expect(ended.stdout).toMatch(/\nrootless 0\nscope \[[1-9]\d*\] refused \[0\]\nok +cgroup +.*user@1000\.service\//);
    expect(ended.stdout).toMatch(/\n +.*systemd-run --user --scope -p Delegate=yes -- container-lab.*\nleft \[\]\n/);
  });

  test('nothing is left, and systemd has nothing to complain of', () => {
    expect(ended.stdout).toContain('session 0\nleft []\nrunning\n');
  });
});
