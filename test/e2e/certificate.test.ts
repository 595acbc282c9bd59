/** The fingerprints on a real host: in mount, UTS and network namespaces of the test's own, where it may break things. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { start } from '../helpers/cli.ts';
import { sessionName } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { cgroupMount } from '../native/helper.ts';

const APART = ['unshare', '--mount', '--uts', '--net', '--propagation', 'slave'];

async function held(through: string[] = []) {
  const running = start(['run', '--until', '4', '--hold', '--json'], { stdin: 'pipe', through });
  await running.event('hold');
  const session = sessionName(await running.event('session'));
  /** In the namespaces of the running program. */
  const there = (...words: string[]) =>
    execFileSync('nsenter', ['-t', String(running.child.pid), '-m', '-u', '-n', ...words]);
  const end = async () => {
    running.child.stdin?.end();
    const { code, stderr } = await running.ended;
    return { code, stderr, certificate: await running.event('certificate') };
  };
  return { session, there, end };
}

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root') && needs('ip', 'makes a network device'))(
  'the certificate',
  () => {
    test('what others do is listed, and is no fault', async () => {
      const { there, end } = await held(APART);
      there('hostname', 'dhcp-17');
      there('ip', 'tuntap', 'add', 'lab-foreign', 'mode', 'tap');
      there('mount', '-t', 'tmpfs', 'foreign', '/mnt');
      const { code, certificate } = await end();
      expect(certificate.ours).toEqual([]);
      expect(certificate.foreign).toEqual(
        expect.arrayContaining([
          { thing: 'hostname', name: 'dhcp-17', change: 'changed' },
          { thing: 'device', name: 'lab-foreign', change: 'appeared' },
          { thing: 'mount', name: expect.stringContaining('/mnt (tmpfs foreign'), change: 'appeared' },
        ]),
      );
      expect(code).toBe(0);
    });

    test('what we leave is named, with exit code 1', async () => {
      const { session, there, end } = await held(APART);
      const run = `/run/container-lab/${session}`;
      const group = `${cgroupMount('unified') ?? cgroupMount('memory')}/${session}-forgotten`;
      there('mount', '-t', 'tmpfs', 'leak', `${run}/rootfs`);
      mkdirSync(group);
      try {
        const { code, stderr, certificate } = await end();
        expect(certificate.ours).toEqual(
          expect.arrayContaining([
            { thing: 'mount', name: expect.stringContaining(`${run}/rootfs`), change: 'appeared' },
            { thing: 'cgroup', name: group, change: 'appeared' },
            { thing: 'file', name: run, change: 'appeared' },
            { thing: 'file', name: `${run}.journal`, change: 'appeared' },
          ]),
        );
        expect(code).toBe(1);
        expect(stderr).toContain(`left behind: mount ${run}/rootfs`);
      } finally {
        rmdirSync(group);
      }
    });

    test('another session that comes meanwhile is foreign to both', async () => {
      const first = await held();
      const second = await held();
      const ended = [await first.end(), await second.end()];
      expect(ended.map(({ code }) => code)).toEqual([0, 0]);
      expect(ended.map(({ certificate }) => certificate.ours)).toEqual([[], []]);
      expect(ended[0]?.certificate.foreign).toEqual(
        expect.arrayContaining([
          { thing: 'process', name: `${second.session.split('-')[0]} lab-monitor`, change: 'appeared' },
          { thing: 'file', name: `/run/container-lab/${second.session}`, change: 'appeared' },
        ]),
      );
    });
  },
);
