/** Inside of a user namespace that somebody has made by hand: uid 0 there, and not on the machine. */
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { traces } from '../helpers/host.ts';
import { OTHER_USER, worldReadableFolder } from '../helpers/other-user.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { HELPER, Helper } from './helper.ts';

describe.runIf(needs(isRoot, 'becomes another user, needs root') && needs('unshare', 'makes the namespace'))(
  'in a user namespace made by hand',
  () => {
    let folder: string;
    let h: Helper;
    beforeAll(() => {
      folder = worldReadableFolder('by-hand');
      copyFileSync(HELPER, join(folder, 'lab-helper'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    afterEach(async () => {
      if (!h.end) await h.quit();
      expect(traces(h.hello.session)).toEqual({ mounts: [], cgroups: [], processes: [], files: [] });
    });

    const user = ['setpriv', '--reuid', `${OTHER_USER}`, '--regid', `${OTHER_USER}`, '--clear-groups'];
    const inRun = 'mount -t tmpfs t /run && exec "$0"';
    test.each<[string, string[], string, () => string]>([
      ['by root', [], '-Ur', () => '/run/container-lab'],
      ['by an ordinary user', user, '-Ur', () => '/tmp/container-lab-0'],
      ['by an ordinary user, with a /run of its own', [...user], '-Urm', () => '/run/container-lab'],
    ])(
      '%s: host name and network devices are seen on both sides, and the reader lives',
      async (_whose, who, how, base) => {
        const program = join(folder, 'lab-helper');
        const inside = how === '-Urm' ? ['sh', '-c', inRun, program] : [program];
        h = await Helper.start([...who, 'unshare', how, ...inside]);
        expect(h.hello).toMatchObject({ uid: 0, run: `${base()}/${h.hello.session}` });
        await h.ok('spawn');
        await h.ok('unshare', { flags: ['CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWNET', 'CLONE_NEWPID'] });
        await h.ok('fork');
        await h.ok('sethostname', { name: 'by-hand' });
        const host = readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
        const items = ['hostname:stage:', 'hostname:host:', 'hostname:stage:', 'read:host:comm'];
        const { answers } = await h.ok('look', { items });
        expect(await h.look('links:stage:')).toMatch(/^1 772 - \S+ - lo\n/);
        expect(await h.look('links:host:')).toBe(await h.look('links:host:'));
        expect(answers).toEqual([{ v: 'by-hand' }, { v: host }, { v: 'by-hand' }, { v: 'lab-monitor\n' }]);
        await h.quit();
        if (who.length > 0) expect(existsSync('/tmp/container-lab-0')).toBe(false);
      },
    );
  },
);
