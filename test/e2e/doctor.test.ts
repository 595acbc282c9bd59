/** doctor says of a machine what `run` then does there, and leaves nothing: every claim is one that was tried. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check, Findings } from '../../src/cli/doctor/findings.ts';
import { cli } from '../helpers/cli.ts';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { OTHER_USER, othersHaveNode, worldReadableFolder } from '../helpers/other-user.ts';
import { copyPackage } from '../helpers/package-copy.ts';
import { isRoot, needs } from '../helpers/require.ts';

interface Report {
  able: boolean | null;
  checks: Check[];
  findings: Findings;
}

const NOBODY = 65534;

type How = Parameters<typeof cli>[1];

async function examined(
  args: string[],
  how: How,
): Promise<Report & { code: number | null; of(id: string): Check | undefined }> {
  const { stdout, stderr, code } = await cli(['doctor', '--json', ...args], how);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Report;
  const { directory } = report.findings.session ?? {};
  if (directory) await untilNothingIsLeft(directory.slice(directory.lastIndexOf('/') + 1));
  return { ...report, code, of: id => report.checks.find(check => check.id === id) };
}

describe.runIf(needs(isRoot, 'makes groups, needs root'))('as root', () => {
  it('has tried a session and a group with each limit, and left nothing', async () => {
    const { able, code, of, findings } = await examined([], {});
    expect({ able, code }).toEqual({ able: true, code: 0 });
    expect(of('session')).toMatchObject({ state: 'ok', found: expect.stringMatching(/\/run\/container-lab\/\d+-/) });
    expect(of('cgroup')).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/made, limited, joined and removed/),
    });
    expect(findings.session).toMatchObject({ failed: null, left: null, group: { refused: null, missing: [] } });
  });
});

describe.runIf(needs(isRoot, 'carries out the course, needs root'))('what the probe tries', () => {
  it('is as many mounts as a course has: beside those of the machine, and in the container', async () => {
    const probe = readFileSync(new URL('../../native/src/modes/probe.c', import.meta.url), 'utf8');
    const [stage = 0, container = 0] = ['STAGE_MOUNTS', 'CONTAINER_MOUNTS'].map(name =>
      Number(new RegExp(`${name} = (\\d+)`).exec(probe)?.[1]),
    );
    const snapshots = (await cli(['run', '--all', '--json'])).events().flatMap(event => {
      const mounts = event.type === 'facts' ? event.facts.mounts : undefined;
      return event.type === 'facts' && Array.isArray(mounts) ? [{ subject: event.subject, mounts }] : [];
    });
    const most = (subject: string) =>
      Math.max(...snapshots.filter(p => p.subject === subject).map(p => p.mounts.length));
    const host = most('host');
    expect(most('stage') - host).toBeLessThanOrEqual(stage);
    expect(most('aside') - host).toBeLessThanOrEqual(stage);
    expect(most('app')).toBeGreaterThan(container / 2);
    expect(most('app')).toBeLessThanOrEqual(container);
  }, 120_000);
});

const asOther =
  needs(isRoot, 'becomes another user, needs root') && needs(othersHaveNode(), 'a Node that other users may start');

describe.runIf(asOther)('as an ordinary user', () => {
  let folder: string;
  let program: string;
  beforeAll(() => {
    folder = worldReadableFolder('doctor');
    program = copyPackage(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const user = (...through: string[]) => ({ program, uid: OTHER_USER, through });

  it.runIf(needs('sudo', 'says no to whom it does not know'))(
    'where sudo refuses, it says so, and what goes without',
    async () => {
      const { able, code, of } = await examined([], user());
      expect({ able, code }).toEqual({ able: false, code: 3 });
      expect(of('privilege')).toMatchObject({ state: 'warn', found: expect.stringMatching(/sudo that refuses: “.+”/) });
      expect(of('session')?.state).toBe('ok');
      expect(of('cgroup')?.state).toBe('no');
    },
  );

  it.runIf(needs('sudo', 'asks for a password'))(
    'where sudo asks first, it does not know: neither yes nor no, and no 0',
    async () => {
      // a user of whom sudo has heard
      const nobody = { program, uid: NOBODY };
      const { able, code, of } = await examined([], nobody);
      expect({ able, code }).toEqual({ able: null, code: 3 });
      expect(['privilege', 'session', 'cgroup'].map(id => of(id)?.state)).toEqual(['untried', 'untried', 'untried']);
      const { stdout } = await cli(['doctor'], nobody);
      expect(stdout).not.toMatch(/can run here/);
      expect(stdout).toMatch(/was not tried.*sudo -v, then container-lab doctor again/);
    },
  );

  it('as uid 0 of a user namespace by hand: what it says can be done, run does', async () => {
    const { able, code, of } = await examined([], user('unshare', '-Ur'));
    expect({ able, code }).toEqual({ able: false, code: 3 });
    expect(of('privilege')).toMatchObject({ state: 'warn', found: expect.stringContaining('user namespace') });
    expect(of('session')?.state).toBe('ok');
    expect(of('cgroup')).toMatchObject({ state: 'no', found: expect.stringContaining('permission denied') });
    expect(of('files')).toBeUndefined();
    expect((await cli(['run', '--until', '1'], user('unshare', '-Ur'))).code).toBe(0);
  });

  it('where no run directory can be made: no, in the words in which run says it', async () => {
    const inside = 'mount -t tmpfs -o ro t /run && mount -t tmpfs -o ro t /tmp && exec "$@"';
    const how = user('unshare', '-Urm', 'sh', '-c', inside, 'sh');
    const { able, code, of } = await examined([], how);
    expect({ able, code }).toEqual({ able: false, code: 3 });
    expect(of('session')).toMatchObject({ state: 'no', found: expect.stringContaining('read-only file system') });
    expect(of('cgroup')?.state).toBe('untried');
    const run = await cli(['run', '--until', '1'], how);
    expect(run.stderr).toContain(of('session')?.found);
    expect(run.code).toBe(3);
  });

  it('leaves nothing in /tmp', () => {
    const ours = [0, OTHER_USER, NOBODY].map(uid => `container-lab-${uid}`);
    const isOurs = (name: string) => ours.some(base => name === base || name.startsWith(`${base}-`));
    expect(readdirSync('/tmp').filter(isOurs)).toEqual([]);
  });
});
