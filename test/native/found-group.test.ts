/** The parent of our groups, where somebody else has made it. */
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { cgroupMount, Helper } from './helper.ts';

test.runIf(needs(isRoot, 'makes groups, needs root'))(
  'a parent that was there before stays, and is no group of ours; one that a session has made goes with the last',
  async () => {
    const tree = cgroupMount('unified') ?? cgroupMount('memory');
    const [found, made] = [`${tree}/lab-found-${unique}`, `${tree}/lab-made-${unique}`];
    mkdirSync(found);
    try {
      const [first, second] = [await Helper.start(), await Helper.start()];
      for (const h of [first, second]) {
        for (const path of [found, made]) {
          await h.ok('mkdir-cgroup', { path, shared: 1 });
          await h.ok('mkdir-cgroup', { path: `${path}/${h.hello.session}` });
        }
        expect(await h.refused('rmdir-cgroup', { path: found })).toMatchObject({ code: 'path' });
        expect(await h.refused('write-cgroup', { path: found, file: 'cgroup.freeze', value: '1' })).toMatchObject({
          code: 'path',
        });
      }
      expect((await first.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
      expect([existsSync(found), existsSync(made)]).toEqual([true, true]);
      expect((await second.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
      expect([existsSync(found), existsSync(made)]).toEqual([true, false]);
    } finally {
      rmdirSync(found);
    }
  },
);
