import { expect, it } from 'vitest';
import { sessionEvent, sweptNotes } from '../../../src/session/engine/opening.ts';
import { HELLO } from '../../helpers/scripted-monitor.ts';

it('the session: what the helper says of itself, and what it does not know', () => {
  const about = { version: '1', cgroup: 'v2', privilege: 'sudo', name: 'lab-ann', source: 'busybox' } as const;
  const event = sessionEvent(HELLO, about);
  expect(event).toMatchObject({
    ...{ type: 'session', kernel: HELLO.kernel, arch: HELLO.arch, version: '1', cgroup: 'v2', privilege: 'sudo' },
    ...{ name: 'lab-ann', rootfs: { path: HELLO.rootfs, layers: HELLO.layers, source: 'busybox' } },
  });
  expect(event).not.toHaveProperty('source');
});

it.each([
  [{}, []],
  [{ sessions: 2 }, []],
  [{ sessions: 1, mounts: 2 }, ['a session that was killed had left 2 mounts; removed now']],
])('what was swept: %j', (swept, notes) => {
  expect(sweptNotes({ ...HELLO, swept })).toEqual(notes);
});
