import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { takeLock } from './socket-lock.ts';
import { unique } from './unique.ts';

test('one process at a time has a name, until it dies', async () => {
  const name = `container-lab-${unique}-name`;
  const holder = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen('\\0${name}', () => console.log('held'))`,
  ]);
  await once(holder.stdout, 'data');
  expect(await takeLock(name)).toBe(false);
  holder.kill('SIGKILL');
  await once(holder, 'close');
  expect(await takeLock(name)).toBe(true);
  expect(await takeLock(name)).toBe(false);
});
