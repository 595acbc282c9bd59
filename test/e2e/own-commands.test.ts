import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { cli, start } from '../helpers/cli.ts';
import { isOfApp } from '../helpers/programs.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { soon } from '../helpers/soon.ts';
import { tinyElf } from '../helpers/tiny-elf.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-commands-'));
const image = join(folder, 'image');
const ready = [
  needs(isRoot, 'makes mounts and cgroups, needs root'),
  needs('busybox', 'is the shell of the image'),
  needs('cc', 'compiles the programs of the images'),
];
const foreign = process.arch === 'arm64' ? 62 : 183;

const outputOf = (events: LabEvent[]): string =>
  events.map(e => (e.type === 'program.output' && e.of === 'app' && e.stream === 'stdout' ? e.data : '')).join('');
const last = (...words: string[]) => ['run', '06-start-app', '--json', '--rootfs', image, '--', ...words];
const compile = (out: string, code: string, ...options: string[]): void =>
  void execFileSync('cc', ['-x', 'c', '-', '-o', out, ...options], { input: code });

beforeAll(() => {
  if (!ready.every(Boolean)) return;
  mkdirSync(join(image, 'bin'), { recursive: true });
  copyFileSync(which('busybox') as string, join(image, 'bin/busybox'));
  for (const name of ['sh', 'cat', 'head', 'md5sum', 'ifconfig', 'nc', 'sleep', 'true'])
    symlinkSync('busybox', join(image, 'bin', name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(ready.every(Boolean))('standard input is that of the command', () => {
  it('reaches it and ends, and another end of ours changes nothing', async () => {
    const { code, events, stdout } = await cli(last('/bin/sh', '-c', 'cat; echo end'), { input: 'one\ntwo\0\n' });
    expect(outputOf(events())).toBe('one\ntwo\0\nend\n');
    expect(stdout).not.toBe('');
    expect(code).toBe(0);
  });

  it('arrives byte by byte as it was, however much it is', async () => {
    const bytes = Buffer.alloc(700_000, Buffer.from(Array.from({ length: 251 }, (_, i) => i)));
    const program = start(last('/bin/md5sum'), { stdin: 'pipe' });
    program.child.stdin?.end(bytes);
    const { events, code } = await program.ended;
    expect(outputOf(events())).toBe(`${createHash('md5').update(bytes).digest('hex')}  -\n`);
    expect(code).toBe(0);
  });

  it('is written while the program runs, and may stay open when it has ended', async () => {
    const program = start(last('/bin/sh', '-c', 'read a; echo "got $a"; read b; echo "and $b"'), { stdin: 'pipe' });
    await program.event('program.start', isOfApp);
    program.child.stdin?.write('first\n');
    await program.event('program.output', isOfApp);
    program.child.stdin?.write('second\n');
    const { events, code } = await program.ended;
    expect(outputOf(events())).toBe('got first\nand second\n');
    expect(code).toBe(0);
  });

  it('goes on although the program has closed its output, and need not be read to its end', async () => {
    const program = start(last('/bin/sh', '-c', 'exec >/dev/null 2>&1; cat >/tmp/got; test -s /tmp/got'), {
      stdin: 'pipe',
    });
    const { pid } = await program.event('program.start', isOfApp);
    const links = () => [1, 2].map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`));
    await soon(() => expect(links().filter(link => link.startsWith('pipe:'))).toEqual([]));
    program.child.stdin?.end('x');
    const closed = await program.ended;
    expect(closed.events().find(e => e.type === 'program.exit' && e.of === 'app')).toMatchObject({ code: 0 });
    const half = await cli(last('/bin/head', '-c', '3'), { input: 'y'.repeat(300_000) });
    expect(outputOf(half.events())).toBe('yyy');
    expect([closed.code, half.code]).toEqual([0, 0]);
  });
});

describe.runIf(ready.every(Boolean))('a server of one command is reached from inside', () => {
  it('for lo is up', async () => {
    const { code, events } = await cli(
      last(
        '/bin/sh',
        '-c',
        'ifconfig lo; (echo hello | nc -l -p 7 127.0.0.1) & until nc 127.0.0.1 7 </dev/null; do :; done',
      ),
    );
    expect(outputOf(events())).toMatch(/UP LOOPBACK RUNNING[\s\S]*hello\n$/);
    expect(events().filter(e => e.type === 'error' || (e.type === 'expect' && e.ok === false))).toEqual([]);
    expect(code).toBe(0);
  });
});

describe.runIf(ready.every(Boolean))('a program that is not in the image is told before anything is started', () => {
  it.each([
    [
      'a path',
      '/no/such',
      '/no/such: there is no such file in the root filesystem, or it is a link that leads to none',
    ],
    ['a name', 'nosuch', 'nosuch: no program of that name in /usr/local/sbin:'],
    ['a directory', '/bin', '/bin: is a directory, not a program'],
  ])('%s', async (_what, program, says) => {
    for (const rootfs of [[], ['--rootfs', image], ['--rootfs', `${folder}/image.tgz`]]) {
      execFileSync('tar', ['-C', image, '-czf', `${folder}/image.tgz`, '.']);
      const { code, stdout, stderr } = await cli(['run', '--all', ...rootfs, '--', program]);
      expect(stderr).toContain(says);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    }
  });
});

describe.runIf(ready.every(Boolean))('what kernel and loader accept is started', () => {
  it('a library in $LIB of the run path, and one for newer processors', async () => {
    const own = join(folder, 'dynamic');
    const [libs, hwcaps] = [join(own, 'opt/lib/x86_64-linux-gnu'), join(own, 'lib64/glibc-hwcaps/x86-64-v2')];
    if (!needs(process.arch === 'x64', 'the names are those of x86-64')) return;
    for (const path of [libs, hwcaps, join(own, 'bin')]) mkdirSync(path, { recursive: true });
    compile(join(libs, 'libtoken.so'), 'int token(void){return 3;}', '-shared', '-fPIC');
    compile(join(hwcaps, 'libfast.so'), 'int fast(void){return 4;}', '-shared', '-fPIC');
    compile(
      join(own, 'bin/x'),
      'int token(void); int fast(void); int main(void){return token()+fast();}',
      `-L${libs}`,
      `-L${hwcaps}`,
      '-ltoken',
      '-lfast',
      '-Wl,-rpath,/opt/$LIB',
    );
    const loader = '/lib64/ld-linux-x86-64.so.2';
    mkdirSync(join(own, 'lib/x86_64-linux-gnu'), { recursive: true });
    copyFileSync(loader, join(own, loader));
    copyFileSync('/lib/x86_64-linux-gnu/libc.so.6', join(own, 'lib/x86_64-linux-gnu/libc.so.6'));
    const { events, stderr } = await cli(['run', '06-start-app', '--json', '--rootfs', own, '--', '/bin/x']);
    const exit = events().find(e => e.type === 'program.exit' && e.of === 'app');
    // /lib64 is no directory of every glibc: Debian's has its own
    if (exit?.type === 'program.exit' && exit.code === 127) expect(stderr).toBe('');
    else expect(exit).toMatchObject({ code: 7 });
    expect(events().filter(e => e.type === 'error')).toEqual([]);
  });

  it.runIf(needs('musl-gcc', "makes a program whose library is musl's loader"))(
    'a program of musl that names libc.so',
    async () => {
      const own = join(folder, 'musl');
      mkdirSync(join(own, 'bin'), { recursive: true });
      mkdirSync(join(own, 'lib'));
      execFileSync('musl-gcc', ['-x', 'c', '-', '-o', join(own, 'bin/x')], { input: 'int main(void){return 5;}' });
      const name = `ld-musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`;
      copyFileSync(`/lib/${name}`, join(own, 'lib', name));
      const { events } = await cli(['run', '06-start-app', '--json', '--rootfs', own, '--', '/bin/x']);
      expect(events().find(e => e.type === 'program.exit' && e.of === 'app')).toMatchObject({ code: 5 });
    },
  );
});

describe.runIf(ready.every(Boolean))('what the kernel refuses is told with its reason', () => {
  const files: [string, string, string | Buffer, RegExp][] = [
    [
      'for another machine',
      'arch',
      tinyElf({ machine: foreign }),
      /^execve "\/bin\/arch": ENOEXEC: \/bin\/arch is built for (aarch64, this machine is x86_64|x86_64, this machine is aarch64)$/,
    ],
    [
      'a carriage return',
      'cr',
      '#!/bin/sh\r\necho hi\r\n',
      /^execve "\/bin\/cr": ENOENT: the first line of \/bin\/cr ends with a carriage return/,
    ],
    [
      'a long first line',
      'long',
      `#!/opt/${'d'.repeat(300)}/sh\n`,
      /ENOEXEC: the first line of \/bin\/long is too long/,
    ],
    ['a byte order mark', 'bom', '\ufeff#!/bin/sh\n', /ENOEXEC: \/bin\/bom begins with a byte order mark/],
    [
      'no interpreter',
      'python',
      '#!/usr/bin/python9\n',
      /ENOENT: the first line of \/bin\/python names \/usr\/bin\/python9, which is not in the root/,
    ],
    [
      'no loader',
      'loader',
      tinyElf({ machine: process.arch === 'arm64' ? 183 : 62, interpreter: '/lib/ld-none.so' }),
      /ENOENT: \/bin\/loader needs its loader \/lib\/ld-none\.so/,
    ],
  ];
  it.each(files)('%s', async (_what, name, content, says) => {
    writeFileSync(join(image, 'bin', name), content);
    chmodSync(join(image, 'bin', name), 0o755);
    const { code, events } = await cli(last(`/bin/${name}`));
    expect(events().flatMap(e => (e.type === 'error' ? [e.message] : []))).toEqual([expect.stringMatching(says)]);
    // it was tried: the sentence is no guess
    expect(
      events().some(
        e => e.type === 'syscall' && e.name === 'execve' && e.args.includes(`/bin/${name}`) && e.errno !== null,
      ),
    ).toBe(true);
    expect(code).toBe(1);
  });

  it('a library is missing: the loader says so, and so do we', async () => {
    const own = join(folder, 'no-library');
    if (!needs(process.arch === 'x64', "the names of the loader's files are those of x86-64")) return;
    for (const path of ['bin', 'lib64', 'opt']) mkdirSync(join(own, path), { recursive: true });
    compile(join(folder, 'libgone.so'), 'int gone(void){return 3;}', '-shared', '-fPIC');
    compile(join(own, 'bin/x'), 'int gone(void); int main(void){return gone();}', `-L${folder}`, '-lgone');
    copyFileSync('/lib64/ld-linux-x86-64.so.2', join(own, 'lib64/ld-linux-x86-64.so.2'));
    const { events } = await cli(['run', '06-start-app', '--json', '--rootfs', own, '--', '/bin/x']);
    expect(events().find(e => e.type === 'program.exit' && e.of === 'app')).toMatchObject({ code: 127 });
    expect(events()).toContainEqual(
      expect.objectContaining({
        type: 'note',
        text: expect.stringMatching(/^the loader has ended with 127: \/bin\/x needs the library lib/),
      }),
    );
  });

  it('a call of another architecture: SIGSYS is told', async () => {
    if (!needs(process.arch === 'x64', 'int 0x80 is a call of i386')) return;
    compile(
      join(image, 'bin/int80'),
      'int main(void){int r; __asm__ volatile("int $0x80":"=a"(r):"a"(20)); return r != 0;}',
      '-static',
    );
    const { events } = await cli(last('/bin/int80'));
    expect(events().find(e => e.type === 'program.exit' && e.of === 'app')).toMatchObject({ signal: 'SIGSYS' });
    expect(events()).toContainEqual(
      expect.objectContaining({ type: 'note', text: expect.stringMatching(/^SIGSYS is how a seccomp filter kills/) }),
    );
  });
});
