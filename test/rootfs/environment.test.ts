import { expect, test } from 'vitest';
import { containerEnvironment } from '../../src/rootfs/environment.ts';

test('nothing of the host but the name of its terminal', () => {
  expect(Object.keys(containerEnvironment('xterm'))).toEqual(['PATH', 'HOME', 'USER', 'TERM', 'ENV']);
  expect(containerEnvironment('xterm').TERM).toBe('xterm');
  expect(containerEnvironment(undefined).TERM).toBe('dumb');
  expect(containerEnvironment('').TERM).toBe('dumb');
});
