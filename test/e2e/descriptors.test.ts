/** What is shown of a call is what the kernel got: no descriptor that nobody has. */
import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../src/session/events.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';
import { falseDescriptor } from '../native/helper.ts';

describe.runIf(needs(isRoot, 'makes containers, needs root'))('the calls of a whole course', () => {
  it('were made with descriptors that were open', { timeout: 4 * patience }, async () => {
    const { code, events } = await cli(['run', '--all', '--json']);
    expect(code).toBe(0);
    const calls = events().filter(event => event.type === 'syscall') as EventOf<'syscall'>[];
    expect(calls.map(call => call.name)).toContain('pidfd_send_signal');
    expect(calls.filter(falseDescriptor)).toEqual([]);
  });

  it('show a refusal with the call that was refused, though it was only to find the directory', async () => {
    const { events } = await cli(['run', '04-create-cgroup/from-inside', '--json']);
    const told = events();
    const begin = told.findIndex(event => event.type === 'step.start' && event.step === 'from-inside');
    const calls = told.slice(begin).filter(event => event.type === 'syscall') as EventOf<'syscall'>[];
    expect(calls[0]).toMatchObject({
      by: 'stage',
      name: 'openat',
      args: 'AT_FDCWD, "/sys/fs/cgroup/container-lab", O_RDONLY|O_CLOEXEC|O_PATH|O_DIRECTORY',
      ret: -1,
      errno: 'ENOENT',
    });
  });
});
