import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NodeSource } from './node-source.ts';

const source = new NodeSource({ host: process.pid });

test('refusals are answers, in order', async () => {
  expect(
    await source.query([
      { kind: 'read', subject: 'host', path: 'no-such-file' },
      { kind: 'link', subject: 'host', path: 'ns/uts' },
      { kind: 'read', subject: 'stage', path: 'status' },
      { kind: 'link', subject: 'host', path: 'status' },
      { kind: 'cgroup', subject: '', path: '/sys/fs/cgroup/no-such-file' },
      { kind: 'bytes', subject: 'host', path: 'nonsense' },
    ]),
  ).toEqual([
    { e: 'ENOENT' },
    { v: expect.stringMatching(/^uts:\[/) },
    { e: 'ESRCH' },
    { e: 'EINVAL' },
    { e: 'ENOENT' },
    { e: 'EINVAL' },
  ]);
});

test('bytes of a file inside the root', async () => {
  const [head] = await source.query([{ kind: 'bytes', subject: 'host', path: `0/4/${process.execPath}` }]);
  expect(head).toEqual({ v: '\x7fELF' });
  const [tail] = await source.query([{ kind: 'bytes', subject: 'host', path: '2/100000/etc/passwd' }]);
  expect(tail).toEqual({ v: readFileSync('/etc/passwd', 'latin1').slice(2) });
});

test('a process that has ended is gone, whatever is asked', async () => {
  const child = spawn('true', { stdio: 'ignore' });
  await new Promise(resolve => child.once('exit', resolve));
  expect(
    await new NodeSource({ app: child.pid as number }).query([{ kind: 'link', subject: 'app', path: 'ns/uts' }]),
  ).toEqual([{ e: 'ESRCH' }]);
});
