import { expect, it } from 'vitest';
import { holdEvent } from '../../../src/session/engine/hold.ts';
import { scripted } from './scripted-parts.ts';

const living = { host: { facts: { hostname: 'vm' }, files: {} }, stage: { facts: { hostname: 'box' }, files: {} } };

it('without a container: what is seen, and nobody in it', () => {
  expect(holdEvent(undefined, living, '/r')).toEqual({
    type: 'hold',
    pids: {},
    ...{ cgroup: {}, rootfs: '/r', files: { host: {}, stage: {} } },
    facts: { host: { hostname: 'vm' }, stage: { hostname: 'box' } },
  });
});

it.each([
  [false, { stage: 7 }],
  [true, { app: 7 }],
])('the process under its name of now (running: %s)', (running, pids) => {
  const subject = scripted().join(undefined, { pid: 7, running });
  expect(holdEvent(subject, {}, '/r')).toHaveProperty('cgroup', {});
  expect(holdEvent(subject, {}, '/r')).toHaveProperty('pids', pids);
});

it('the group, once it is there', () => {
  const subject = scripted().join(undefined, { grouped: true });
  expect(holdEvent(subject, {}, '/r')).toMatchObject({ cgroup: subject.group.paths });
});
