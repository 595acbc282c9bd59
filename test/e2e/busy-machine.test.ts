import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';

const of = <T extends LabEvent['type']>(events: LabEvent[], type: T) =>
  events.filter(e => e.type === type) as Extract<LabEvent, { type: T }>[];

/** What others do on the machine at the same moment makes no claim of a lesson false. */
describe.runIf(needs(isRoot, 'mounts while a lesson runs, needs root'))(
  'beside somebody who mounts all the time',
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'container-lab-test-'));
    let end: () => Promise<void>;

    beforeEach(() => {
      // in the mount namespace of this test, which is the session's host
      const line = `trap 'umount ${dir} 2>/dev/null; exit' TERM; while :; do mount -t tmpfs lab-empty ${dir}; sleep .01; umount ${dir}; sleep .02; done`;
      const child = spawn('sh', ['-c', line], { stdio: 'ignore' });
      const gone = new Promise(done => child.on('close', done));
      end = async () => {
        child.kill('SIGTERM');
        await gone;
      };
    });
    afterEach(async () => {
      await end();
      rmSync(dir, { recursive: true });
    });

    it('lessons 01 and 02 hold', async () => {
      const result = await cli(['run', '01-mount-rootfs', '02-unshare', '--json']);
      const events = result.events();
      // it was there, and was seen
      expect(of(events, 'change').filter(({ subject, key }) => subject === 'host' && key === 'mounts')).not.toEqual([]);
      expect(of(events, 'expect').filter(({ ok }) => !ok)).toEqual([]);
      expect(result.code).toBe(0);
    });
  },
);
