/** Archives as people have them: cut off, with foreign owners, with devices; on old kernels. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, lstatSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OTHER_USER, worldReadableFolder } from '../helpers/other-user.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { withoutCall } from '../helpers/without-call.ts';
import { HELPER, Helper } from './helper.ts';

describe.runIf(needs(isRoot, 'makes device nodes and owners, needs root') && needs('tar', 'makes archives'))(
  'unpack',
  () => {
    let folder: string;
    let h: Helper;
    let target: string;
    beforeAll(() => {
      folder = worldReadableFolder('unpack');
      copyFileSync(HELPER, join(folder, 'lab-helper'));
      mkdirSync(join(folder, 'tree'));
      writeFileSync(join(folder, 'tree/first'), 'first');
      writeFileSync(join(folder, 'tree/large'), Buffer.alloc(300_000, 'x'));
      execFileSync('mknod', [join(folder, 'tree/null'), 'c', '1', '3']);
      execFileSync('mknod', [join(folder, 'tree/loop'), 'b', '7', '0']);
      tar('good.tar', '--owner=0', '--group=42');
      tar('cut.tar', '--exclude=./null', '--exclude=./loop', '--format=pax', '--pax-option=LIBARCHIVE.x:=1');
      truncateSync(join(folder, 'cut.tar'), 200_000);
      tar('packed.tar.gz', '-z');
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    afterEach(async () => {
      if (!h.end) await h.quit();
    });

    function tar(name: string, ...options: string[]): void {
      execFileSync('tar', ['-C', join(folder, 'tree'), ...options, '-cf', join(folder, name), '.']);
      chmodSync(join(folder, name), 0o644);
    }

    async function begin(command?: string[]): Promise<void> {
      h = await Helper.start(command);
      await h.ok('spawn');
      await h.ok('mount', { source: 'layers', target: h.hello.layers, fstype: 'tmpfs', data: 'mode=755' });
      target = `${h.hello.layers}/image`;
      await h.ok('mkdir', { paths: [target] });
    }

    const unpack = (name: string) => h.op('unpack', { source: join(folder, name), target });
    const asUser = () => [
      'setpriv',
      '--reuid',
      `${OTHER_USER}`,
      '--regid',
      `${OTHER_USER}`,
      '--clear-groups',
      join(folder, 'lab-helper'),
    ];
    /** A program of this machine exchanged for a script, for the helper alone. */
    const exchanged = (program: string, script: string, helper = [HELPER]) => {
      const path = execFileSync('sh', ['-c', `readlink -f "$(command -v ${program})"`], { encoding: 'utf8' }).trim();
      writeFileSync(join(folder, 'script'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return [
        'unshare',
        '-m',
        'sh',
        '-c',
        'mount --bind "$0" "$1" && shift && exec "$@"',
        join(folder, 'script'),
        path,
        ...helper,
      ];
    };

    test('says why tar gave up, not what it remarked first', async () => {
      await begin();
      expect((await unpack('cut.tar')).error).toEqual({
        code: 'unpack',
        message: `unpack "${folder}/cut.tar": tar failed: tar: Unexpected EOF in archive`,
        errno: null,
      });
    });

    test('says what is known when the decompressor says nothing', async () => {
      await begin(exchanged('gzip', 'exit 3'));
      expect((await unpack('packed.tar.gz')).error?.message).toMatch(
        /tar failed: tar: Child returned status 3: the program that decompresses it failed and did not say why/,
      );
    });

    test('prefers what the decompressor says', async () => {
      writeFileSync(join(folder, 'no.tar.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]));
      await begin();
      expect((await unpack('no.tar.gz')).error?.message).toContain('tar failed: gzip: stdin: ');
    });

    test.each([
      ['an exit code', 'exit 7', 'it ended with exit code 7 and did not say why'],
      ['a signal', 'echo some reason >&2; kill -TERM $$', 'it was killed by SIGTERM: some reason'],
      [
        'a remark alone',
        'echo "tar: Removing leading x" >&2; exit 1',
        'code 1 and did not say why; its last remark: tar: Removing leading x',
      ],
      [
        'a name of 3000 bytes',
        'head -c 3000 /dev/zero | tr "\\0" n >&2; echo ": the reason" >&2; exit 2',
        'n: the reason',
      ],
    ])('%s without a reason is told as it is', async (_what, script, sentence) => {
      await begin(exchanged('tar', script));
      expect((await unpack('good.tar')).error?.message).toContain(sentence);
    });

    test('as root, owners are kept', async () => {
      await begin();
      const { ok, calls } = await unpack('good.tar');
      expect(ok).toBe(true);
      const file = lstatSync(`/proc/${calls[0]?.pid}/root${target}/first`);
      expect([file.uid, file.gid]).toEqual([0, 42]);
    });

    test('without root, everything becomes the learner’s, and devices are left out', async () => {
      await begin(asUser());
      const reply = await unpack('good.tar');
      expect(reply.ok, JSON.stringify(reply.error)).toBe(true);
      const waited = reply.calls.find(call => call.name === 'wait4');
      expect(waited?.args).toContain('--no-same-owner');
      expect(waited?.args).toContain('2 device nodes could not be made');
      expect(await h.look(`rlist:stage:${target}`)).toEqual(['first', 'large']);
    });

    test('without root, another error beside the devices is still one', async () => {
      tar('cut-too.tar');
      truncateSync(join(folder, 'cut-too.tar'), 200_000);
      await begin(asUser());
      expect((await unpack('cut-too.tar')).error?.message).toContain('Unexpected EOF in archive');
    });

    test('before Linux 5.12 as well: without mount_setattr(2) each mount is made read-only by itself', async () => {
      await begin([...withoutCall('mount_setattr', 'ENOSYS'), HELPER]);
      await h.ok('mkdir', { paths: [`${h.hello.layers}/a b`] });
      await h.ok('mount', { source: 'x', target: `${h.hello.layers}/a b`, fstype: 'tmpfs' });
      expect((await unpack('good.tar')).ok).toBe(true);
      expect(await h.look(`rlist:stage:${target}`)).toEqual(['first', 'large']);
      await h.quit();
      // what may still be written, told by a tar that tries: its last argument is the target
      const places = [
        '"$7/mine"',
        '"$7/../theirs"',
        `${folder}/theirs`,
        '/tmp/lab-unpack-theirs',
        '/dev/shm/lab-unpack-theirs',
      ];
      const script = `for at in ${places.join(' ')}; do (: >"$at") 2>/dev/null && echo "written $at" >&2; done; exit 9`;
      await begin(exchanged('tar', script, [...withoutCall('mount_setattr', 'ENOSYS'), HELPER]));
      const said = (await unpack('good.tar')).error?.message;
      expect(said).toContain(`tar failed: written ${target}/mine`);
    });
  },
);
