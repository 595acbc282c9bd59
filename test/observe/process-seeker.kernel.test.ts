import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createProcessSeeker } from '../../src/observe/process-seeker.ts';
import type { Seeker } from '../../src/observe/seeker.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { Helper } from '../native/helper.ts';
import { endAll, layout, learner, sighted, sourceOf } from './seeking.ts';

describe.runIf(needs(isRoot, 'makes containers by hand, needs root'))('what a learner makes', () => {
  let h: Helper;
  let seeker: Seeker;
  beforeAll(async () => {
    h = await Helper.start();
  });
  afterAll(async () => {
    await h.quit();
  });
  beforeEach(async () => {
    seeker = createProcessSeeker(sourceOf(h), { layout });
    await seeker.begin();
  });
  afterEach(endAll);

  test('a private mount that could be a root', async () => {
    learner(
      'exec unshare -m bash -c "mount -t tmpfs mine /mnt; mkdir /mnt/bin /mnt/proc /mnt/tmp; cp /bin/busybox /mnt/bin/; ln -s busybox /mnt/bin/sh; exec sleep 100"',
    );
    const { facts } = await sighted(seeker, 'a mount', s => s.name === 'sleep');
    expect(facts).toMatchObject({
      'mounts.private': ['/mnt'],
      'mounts.withShell': ['/mnt'],
      'mounts.withRootDirs': ['/mnt'],
      'proc.own': 'another',
    });
  });

  test('alone in the world', async () => {
    learner('exec unshare --uts --net --pid --fork --mount-proc sh -c "hostname lab-box; exec sleep 100"');
    const { facts } = await sighted(seeker, 'a container', s => s.name === 'sleep' && s.facts['proc.own'] === 'yes');
    expect(facts).toMatchObject({ hostname: 'lab-box', 'net.devices': ['lo'] });
    expect(facts['status.NSpid']).toMatch(/ 1$/);
  });
});
