/** Programs in an aside on this kernel: bombs wait for their limits, an end is waited for and told, a time-out is an error. */
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/play/connect.ts';
import type { Expectation, LessonOp } from '../../src/lesson/lesson.ts';
import type { LabEvent } from '../../src/session/events.ts';
import type { LiveSession } from '../../src/session/live-session.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { lesson } from './lessons.ts';

let live: LiveSession | undefined;
afterEach(() => live?.close());

/** Carry out these ops in an aside; what came of it. */
async function aside(ops: LessonOp[], expectations: Expectation[] = []) {
  const course = [lesson('04-x', { try: 'aside' }, step => ({ ...step, do: ops, expect: expectations }))];
  const events: LabEvent[] = [];
  live = await connect({ lessons: course, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
  live.onEvent(event => events.push(event));
  live.begin();
  await live.jump('04-x');
  await live.next();
  const { error, results } = live.getState();
  return { error, result: results['04-x/try'], events };
}

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });
const hog = op('exec', { argv: ['{apps}', 'hog', '1'], root: 'host' });
const exit = op('wait-exit', { seconds: 20 });

describe.runIf(needs(isRoot, 'makes cgroups, needs root'))('a program in an aside', () => {
  it.each([
    ['without a group', [op('unshare', { flags: ['CLONE_NEWPID'] }), op('fork')], 'in no group'],
    ['without limits', [op('create-cgroup'), op('join-cgroup')], 'memory.max was not read back'],
    ['outside of its group', [op('create-cgroup'), op('set-limit', { memory: 2 ** 25, pids: 8 })], 'in no group'],
  ])('a bomb is refused %s', async (_how, ops, message) => {
    const { error, events } = await aside([...ops, hog]);
    expect(error).toMatchObject({ code: 'order', message: expect.stringContaining(message) });
    expect(events.some(e => e.type === 'syscall' && e.name === 'execve')).toBe(false);
  });

  it('is waited for, and its end is a fact', async () => {
    const limits = op('set-limit', { memory: 2 ** 25, swap: 0, pids: 8 });
    const { error, result, events } = await aside(
      [op('create-cgroup'), limits, op('join-cgroup'), hog, exit],
      [
        { test: { fact: 'exit.code', of: 'aside', is: { eq: 0 } }, says: 'It ended well.' },
        { test: { fact: 'exit.oomKill', of: 'aside', is: { eq: 0 } }, says: 'Nobody was killed.' },
        { test: { fact: 'cgroup.procs', of: 'aside', is: { length: 0 } }, says: 'The group is empty.' },
      ],
    );
    expect(error).toBeNull();
    expect(result?.expects.filter(e => !e.ok)).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'change', key: 'exit.code', after: '0' }));
    expect(live?.getState().subjects.aside).toBeUndefined();
  });

  it('that runs on is an error of the step, and so is none at all', async () => {
    const inOwnNamespace = [op('unshare', { flags: ['CLONE_NEWPID'] }), op('fork')];
    const second = op('wait-exit', { seconds: 1 });
    const slow = await aside([...inOwnNamespace, op('exec', { argv: ['{apps}', 'pause'], root: 'host' }), second]);
    expect(slow.error).toMatchObject({ code: 'time-out', message: expect.stringContaining('still runs after 1 sec') });
    await live?.close();
    const none = await aside([second]);
    expect(none.error).toMatchObject({
      code: 'order',
      message: expect.stringContaining('no program has been started'),
    });
  });
});
