import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { HELPER, Helper, until } from './helper.ts';

const SANITIZED = fileURLToPath(new URL('../../native/build/lab-helper-sanitize', import.meta.url));

/** What is sent, and the code that comes back. Every line is answered, and the helper lives on. */
const BAD: [what: string, line: string, code: string][] = [
  ['nothing', '', 'parse'],
  ['a blank', ' ', 'parse'],
  ['no number', 'hello', 'parse'],
  ['id 0', '0 hello', 'parse'],
  ['a negative id', '-1 hello', 'parse'],
  ['an id above 31 bits', '2147483648 hello', 'parse'],
  ['an id above 64 bits', '18446744073709551617 hello', 'parse'],
  ['a fractional id', '1.5 hello', 'parse'],
  ['an id without an op', '7', 'parse'],
  ['an id and a blank', '7 ', 'parse'],
  ['an unknown op', '7 frobnicate', 'unknown-op'],
  ['an op in capitals', '7 HELLO', 'unknown-op'],
  ['an op that begins well', '7 hello2', 'unknown-op'],
  ['an argument that is none', '7 chroot path', 'parse'],
  ['an unknown key', '7 hello x=1', 'unknown-key'],
  ['an empty key', '7 hello =1', 'unknown-key'],
  ['a missing key', '7 mount', 'missing-key'],
  ['a doubled key', '7 chdir path=/ path=/', 'double-key'],
  ['half an escape', '7 chdir path=/a%2', 'escape'],
  ['a lone percent', '7 chdir path=/a%', 'escape'],
  ['an escape that is not hexadecimal', '7 chdir path=/a%zz', 'escape'],
  ['an escaped NUL', '7 chdir path=/a%00b', 'escape'],
  ['a NUL', '7 chdir path=/a\0b', 'parse'],
  ['a tab', '7 chdir\tpath=/', 'parse'],
  ['a carriage return', '7 hello\r', 'parse'],
  ['a relative path', '7 chdir path=tmp', 'path'],
  ['an empty path', '7 chdir path=', 'path'],
  ['a path that climbs', '7 chdir path=/tmp/../etc', 'path'],
  ['a path that climbs at the end', '7 chdir path=/tmp/..', 'path'],
  ['a path that climbs, escaped', '7 chdir path=/tmp/%2e%2e/etc', 'path'],
  ['a dot where none may be', '7 unpack source=. target=/', 'path'],
  ['a climbing path in a list', '7 mkdir paths=/a,/b/..', 'path'],
  ['a path of 4096 bytes', `7 chdir path=/${'a'.repeat(4095)}`, 'too-long'],
  ['a number that is none', '7 winsize channel=1 rows=x cols=80', 'range'],
  ['an empty number', '7 winsize channel=1 rows= cols=80', 'range'],
  ['a number below its range', '7 winsize channel=1 rows=0 cols=80', 'range'],
  ['a number above its range', '7 winsize channel=1 rows=24 cols=1001', 'range'],
  ['a number above 64 bits', '7 winsize channel=1 rows=18446744073709551616 cols=80', 'range'],
  ['an unknown choice', '7 exec argv=a io=file', 'choice'],
  ['a subject that nobody has spawned', '7 chdir path=/ subject=nobody', 'gone'],
  ['a name that no subject can have', '7 spawn subject=Nobody', 'choice'],
  ['a subject with a long name', '7 spawn subject=abcdefghijklmnop', 'range'],
  ['the monitor as a subject', '7 drop subject=monitor', 'choice'],
  ['an unknown flag', '7 unshare flags=CLONE_NEWNS,CLONE_VM', 'choice'],
  ['no flag', '7 unshare flags=', 'choice'],
  ['an empty flag', '7 unshare flags=CLONE_NEWNS,', 'choice'],
  ['an unknown signal', '7 signal sig=9', 'choice'],
  ['an empty list', '7 exec argv=', 'range'],
  ['a name with a slash', '7 write-cgroup path=/x file=a/b value=1', 'path'],
  ['a name that climbs', '7 write-cgroup path=/x file=.. value=1', 'path'],
  ['an empty name', '7 write-cgroup path=/x file= value=1', 'range'],
  ['a long name', `7 write-cgroup path=/x file=${'a'.repeat(65)} value=1`, 'range'],
  ['a long value', `7 write-cgroup path=/x file=a value=${'a'.repeat(257)}`, 'too-long'],
  ['an over-long line', `7 mount data=${'a'.repeat(8200)}`, 'too-long'],
  ['a line of a million bytes', `7 chdir path=/${'a'.repeat(1_000_000)}`, 'too-long'],
  ['a line beyond the longest', `7 exec argv=${'a'.repeat(4 * 1024 * 1024)}`, 'too-long'],
  ['an item that is none', '7 look items=status', 'choice'],
  ['an unknown kind', '7 look items=write:host:status', 'choice'],
  ['an unknown subject of look', '7 look items=read:Nobody:status', 'choice'],
  ['a look that climbs', '7 look items=read:host:../1/status', 'path'],
  ['a look through a magic link', '7 look items=read:host:root/etc/passwd', 'path'],
  ['a look through a descriptor', '7 look items=link:host:fd/3/x', 'path'],
  ['an absolute look', '7 look items=read:host:/etc/passwd', 'path'],
  ['a look that climbs in a root', '7 look items=rlist:host:/tmp/..', 'path'],
  ['a stage op without a stage', '7 chdir path=/', 'gone'],
  ['a signal to nobody', '7 signal sig=SIGTERM', 'gone'],
  ['a wait for nobody', '7 wait', 'gone'],
  ['input for no channel', '7 input channel=1 data=x', 'gone'],
  ['a hangup of no channel', '7 hangup channel=2147483647', 'gone'],
  ['a group outside the session', '7 write-cgroup path=/sys/fs/cgroup file=cgroup.procs value=1', 'path'],
  ['a group that is none', '7 mkdir-cgroup path=/tmp/x', 'path'],
  ['removing a group outside the session', '7 rmdir-cgroup path=/sys/fs/cgroup', 'path'],
  ['controllers of no group', '7 enable-controllers path=/tmp controllers=memory', 'path'],
  ['a controller that is none', '7 enable-controllers path=/tmp controllers=-memory', 'range'],
];

function suite(name: string, binary: string): void {
  describe(name, () => {
    test.each(BAD)('%s', async (_, line, code) => {
      const h = await Helper.start([binary]);
      const reply = await h.raw(Buffer.from(`${line}\n`, 'latin1'));
      expect({ ok: reply.ok, code: reply.error?.code, errno: reply.error?.errno, calls: reply.calls }).toEqual({
        ok: false,
        code,
        errno: null,
        calls: [],
      });
      expect(reply.error?.message).toMatch(/^[a-z<].*[^.]$/);
      expect(reply.id).toBe(/^7/.test(line) ? 7 : 0);
      await h.ok('hello');
      expect(await h.quit()).toMatchObject({ left: { cgroups: 0, processes: 0, files: 0 } });
      expect(h.stderr).toBe('');
    });

    test('a thousand lines of noise', async () => {
      const h = await Helper.start([binary]);
      let seed = 7;
      const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff);
      let noise = '';
      for (let i = 0; i < 1000; i++)
        noise += `${Array.from({ length: next() % 60 }, () => String.fromCharCode(next() % 256))
          .join('')
          .replaceAll('\n', '')}\n`;
      h.process.stdin.write(Buffer.from(noise, 'latin1'));
      await until('an answer to each line', () => h.replies.length >= 1000);
      const last = await h.quit();
      expect(last.ok).toBe(true);
      expect(h.replies.filter(r => !r.ok && r.error?.code !== 'parse' && r.error?.code !== 'unknown-op')).toEqual([]);
      expect(h.stderr).toBe('');
    });
  });
}

suite('bad requests', HELPER);

/** The same under AddressSanitizer and UBSan: any complaint of theirs ends the helper. */
if (needs(builds(), 'the helper with sanitizers, made by `make -C native sanitize` (needs make and gcc)'))
  suite('bad requests, with sanitizers', SANITIZED);

/** make builds it anew when a source is newer. */
function builds(): boolean {
  try {
    execFileSync('make', ['-s', '-C', fileURLToPath(new URL('../../native', import.meta.url)), 'sanitize'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

describe.runIf(needs(isRoot, 'makes containers, needs root'))('order', () => {
  test('an op that is out of order is refused with the way out, and the subject is as it was', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    expect(await h.refused('spawn')).toEqual({ code: 'order', errno: null });
    expect(await h.refused('fork')).toEqual({ code: 'order', errno: null });
    expect(await h.refused('sethostname', { name: 'x' })).toEqual({ code: 'order', errno: null });
    expect(await h.refused('loopback-up')).toEqual({ code: 'order', errno: null });
    expect(await h.refused('fchdir-root')).toEqual({ code: 'fchdir-root', errno: 'EBADF' });
    expect(await h.refused('close-root')).toEqual({ code: 'order', errno: null });
    expect(await h.refused('make-dev')).toEqual({ code: 'order', errno: null });
    expect(await h.refused('exec', { argv: ['/bin/true'] })).toEqual({ code: 'order', errno: null });
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    expect(await h.refused('exec', { argv: ['/bin/true'] })).toEqual({ code: 'order', errno: null });
    expect(await h.refused('unshare', { flags: ['CLONE_NEWPID'] })).toEqual({ code: 'unshare', errno: 'EINVAL' });
    await h.ok('fork');
    expect(await h.refused('fork')).toEqual({ code: 'order', errno: null });
    await h.ok('exec', { argv: [HELPER, '--version'], root: 'host', io: 'pipe' });
    expect((await h.event('exit')).code).toBe(0);
    expect(await h.refused('chdir', { path: '/' })).toEqual({ code: 'gone', errno: null });
    expect(await h.refused('spawn')).toEqual({ code: 'order', errno: null });
    await h.ok('drop');
    await h.ok('spawn');
    await h.quit();
  });
});
