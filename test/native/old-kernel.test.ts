/** A kernel that is too old is named, with the call that it lacks. */
import { afterEach, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { withoutCall } from '../helpers/without-call.ts';
import { HELPER, Helper } from './helper.ts';

let h: Helper;
afterEach(async () => {
  h.process.stdin.end();
  await h.ended();
});

test.runIf(needs('cc', 'makes a program that refuses a call'))('before Linux 5.9 nothing is begun', async () => {
  h = new Helper([...withoutCall('close_range', 'ENOSYS'), HELPER]);
  for (const op of ['hello', 'spawn'] as const) {
    const reply = await h.op(op);
    expect(reply.error).toEqual({
      code: 'unavailable',
      message:
        'close_range: function not implemented: this kernel is older than Linux 5.9, and container-lab needs that at least',
      errno: 'ENOSYS',
    });
    expect(reply.calls).toMatchObject([{ by: 'monitor', name: 'close_range', ret: -1, errno: 'ENOSYS' }]);
  }
});
