import { describe, expect, test } from 'vitest';
import { delegatedScope, detect, ownGroup } from '../../../src/kernel/cgroup/index.ts';
import { readerOf } from '../../helpers/cgroup-fixture.ts';

const V2 = detect(readerOf('v2'));
const read = { ...readerOf('v2'), readFile: (path: string) => (path.endsWith('.controllers') ? 'cpu  pids\n' : '') };
const unreadable = {
  ...read,
  readFile: (): string => {
    throw new Error('ENOENT');
  },
};

describe('the scope of the helper', () => {
  test('is the group that it is in, with the controllers handed to it', () => {
    expect(delegatedScope(read, V2, '0::/user.slice/lab.scope\n')).toEqual({
      path: '/sys/fs/cgroup/user.slice/lab.scope',
      controllers: ['cpu', 'pids'],
      shared: false,
    });
  });

  test('that cannot be read has none of them', () => {
    expect(delegatedScope(unreadable, V2, '0::/lab.scope\n')?.controllers).toEqual([]);
  });

  test.each(['0::/user.slice/lab.service\n', '1:memory:/lab.scope\n', ''])('is none by %j', text => {
    expect(delegatedScope(read, V2, text)).toBeNull();
  });
});

describe('a group of our own', () => {
  test('needs all of its files to be ours', () => {
    const asked: string[] = [];
    const path = '/sys/fs/cgroup/no-such-lab';
    ownGroup(read, V2, '0::/no-such-lab\n', file => asked.push(file) > 0);
    expect(asked).toEqual([path, `${path}/cgroup.procs`, `${path}/cgroup.subtree_control`]);
    for (const missing of asked) expect(ownGroup(read, V2, '0::/no-such-lab\n', file => file !== missing)).toBeNull();
  });

  test('without a type has no parent: the top of the machine is everybody’s', () => {
    expect(ownGroup(read, V2, '0::/no-such-lab\n', () => true)).toBeNull();
  });
});
