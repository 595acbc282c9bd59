import { expect, test } from 'vitest';
import { encodeRequest } from '../../src/protocol/encode.ts';
import { MAX_LINE } from '../../src/protocol/wire.ts';
import { Image } from '../../src/rootfs/image.ts';

test('parents come before children, special modes after plain directories, links at the end', () => {
  const image = new Image();
  image.link('/bin/ls', '/bin/box');
  image.directory('/tmp', 0o1777);
  image.copy('/usr/lib/x/libc.so', '/host/libc.so', 0o755);
  image.text('/root/.profile', 'hello\n');
  image.directory('/root', 0o700);
  expect(image.steps('/i')).toEqual([
    { op: 'mkdir', args: { paths: ['/i'], mode: 0o755 } },
    { op: 'mkdir', args: { paths: ['/i/bin', '/i/usr', '/i/usr/lib', '/i/usr/lib/x'], mode: 0o755 } },
    { op: 'mkdir', args: { paths: ['/i/root'], mode: 0o700 } },
    { op: 'mkdir', args: { paths: ['/i/tmp'], mode: 0o1777 } },
    { op: 'copy', args: { source: '/host/libc.so', target: '/i/usr/lib/x/libc.so', mode: 0o755 } },
    { op: 'write-file', args: { path: '/i/root/.profile', data: 'hello\n', mode: 0o644 } },
    { op: 'symlink', args: { target: '/bin/box', paths: ['/i/bin/ls'] } },
  ]);
});

test('what has been put there first stays', () => {
  const image = new Image();
  image.copy('/bin/sh', '/host/sh', 0o755);
  image.link('/bin/sh', '/bin/other');
  image.link('/bin/a', '/bin/x');
  image.link('/bin/a', '/bin/y');
  const links = image.steps('/i').filter(({ op }) => op === 'symlink');
  expect(links).toEqual([{ op: 'symlink', args: { target: '/bin/x', paths: ['/i/bin/a'] } }]);
});

test('a mode given once is kept when something is put inside later', () => {
  const image = new Image();
  image.directory('/root', 0o700);
  image.text('/root/a', '');
  expect(image.steps('/i')).toContainEqual({ op: 'mkdir', args: { paths: ['/i/root'], mode: 0o700 } });
});

test('long lists are cut to lines that the wire carries', () => {
  const image = new Image();
  const names = Array.from({ length: 500 }, (_, i) => `/bin/program-${i}`);
  for (const name of names) image.link(name, '/bin/box');
  const base = '/run/container-lab/0123456789abcdef/layers/image';
  const steps = image.steps(base);
  for (const { op, args } of steps) expect(encodeRequest(999_999, op, args).length).toBeLessThanOrEqual(MAX_LINE);
  const linked = steps.flatMap(({ op, args }) => (op === 'symlink' ? (args.paths as string[]) : []));
  expect(linked.sort()).toEqual(names.map(name => base + name).sort());
});
