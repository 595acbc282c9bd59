import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs, which } from '../helpers/require.ts';

const ready = [
  needs(isRoot, 'makes mounts and cgroups, needs root'),
  needs('busybox', 'is the only program of the image'),
];

/** The barest image: one program, no /proc, no /dev. */
describe.runIf(ready.every(Boolean))("--rootfs, the learner's own image", () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-own-'));
  const image = join(folder, 'image');
  beforeAll(() => {
    mkdirSync(join(image, 'bin'), { recursive: true });
    copyFileSync(which('busybox') as string, join(image, 'bin/busybox'));
    for (const name of ['sh', 'ls', 'sleep']) symlinkSync('busybox', join(image, 'bin', name));
    execFileSync('tar', ['-C', image, '-cf', join(folder, 'image.tar'), '.']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['image', 'image.tar'])('%s: the six steps run on it, and it stays as it was', async name => {
    const result = await cli([
      'run',
      '--all',
      '--json',
      '--rootfs',
      join(folder, name),
      '--',
      '/bin/sh',
      '-c',
      'ls /; ls /bin',
    ]);
    const events = result.events();
    expect(events.filter(e => e.type === 'error' || (e.type === 'expect' && !e.ok))).toEqual([]);
    const output = events.map(e => (e.type === 'program.output' && e.of === 'app' ? e.data : '')).join('');
    expect(output.split('\n')).toEqual(['bin', 'dev', 'proc', 'sys', 'tmp', 'busybox', 'ls', 'sh', 'sleep', '']);
    expect(result.code).toBe(0);
    expect(readdirSync(image)).toEqual(['bin']);
  });

  it.each([
    ['image', ['--all']],
    ['image.tar', ['06-start-app']],
    ['image', ['06-start-app', '--hold']],
  ])(
    '%s without a command, %j: container-lab brings its own program, and the image stays as it was',
    async (name, more) => {
      const { code, events, stderr } = await cli(['run', '--json', '--rootfs', join(folder, name), ...more], {
        input: '',
      });
      expect(failed(events())).toEqual([]);
      const app = events().find(e => e.type === 'program.start' && e.of === 'app');
      expect(app).toMatchObject({ argv: ['/lab-apps', more.includes('--hold') ? 'pause' : 'info'] });
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(readdirSync(image)).toEqual(['bin']);
    },
  );

  describe.runIf(needs('cc', 'compiles the only program of the image'))('FROM scratch: one static program', () => {
    const scratch = join(folder, 'scratch');
    beforeAll(() => {
      mkdirSync(scratch);
      execFileSync('cc', ['-static', '-x', 'c', '-', '-o', join(scratch, 'hello')], {
        input: '#include <unistd.h>\nint main(void){return write(1,"hello\\n",6)!=6;}',
      });
      execFileSync('tar', ['-C', scratch, '-cf', `${scratch}.tar`, '.']);
    });

    it.each([['scratch'], ['scratch.tar']])('%s: all six steps hold', async name => {
      const { code, events } = await cli(['run', '--all', '--json', '--rootfs', join(folder, name), '--', '/hello']);
      expect(failed(events())).toEqual([]);
      expect(events().flatMap(e => (e.type === 'program.output' && e.of === 'app' ? [e.data] : []))).toEqual([
        'hello\n',
      ]);
      expect(code).toBe(0);
    });

    it('the workshop says first that no shell can be opened in it, and its last step works', async () => {
      const { stdout } = await cli(['open', '06-start-app/start', '--plain', '--rootfs', scratch], { input: '\n' });
      expect(stdout).toMatch(/this root filesystem has no shell: step 6 starts \/lab-apps pause/);
      expect(stdout).toMatch(/the app runs as PID/);
    });
  });

  it('an image archive is told before anything is started', async () => {
    const layout = join(folder, 'layout');
    mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
    for (const name of ['oci-layout', 'index.json', `blobs/sha256/${'0'.repeat(64)}`])
      writeFileSync(join(layout, name), '{}');
    const { code, stdout, stderr } = await cli(['run', '--all', '--rootfs', layout]);
    expect(stderr).toMatch(/this is an image archive \(OCI image layout\), not a root filesystem.*\n {2}umoci unpack/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('an archive that is cut short: the question of that step is answered by its author, and nothing as the kernel’s word', async () => {
    const cut = join(folder, 'cut.tar');
    writeFileSync(cut, readFileSync(join(folder, 'image.tar')).subarray(0, 20_000));
    const { code, events } = await cli(['run', '--until', '1', '--json', '--rootfs', cut]);
    expect(code).toBe(1);
    const judged = events().flatMap(e => (e.type === 'judged' && e.unjudged !== undefined ? [e] : []));
    expect(judged).toMatchObject([{ right: ['b'], evidence: '', unjudged: expect.stringMatching(/Unexpected EOF/) }]);
  });

  it('an empty path is not the directory in which we stand', async () => {
    const { code, stdout, stderr } = await cli(['run', '--until', '1', '--rootfs', '']);
    expect(stderr).toMatch(/--rootfs is empty/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('a path that is not UTF-8 is told', async () => {
    const { code, stderr } = await cli(['run', '--all', '--rootfs'], {
      through: ['sh', '-c', `exec "$@" "$(printf '${folder}/caf\\351')"`, 'sh'],
    });
    expect(stderr).toMatch(/a path that is not UTF-8 does not reach this program/);
    expect(code).toBe(2);
  });
});

function failed(events: LabEvent[]): LabEvent[] {
  return events.filter(e => e.type === 'error' || (e.type === 'expect' && e.ok === false));
}
