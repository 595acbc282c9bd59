/** A shell that is offered as being inside is inside, or is not opened; before the root is changed it has the machine's. */
import { statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/cli/play/connect.ts';
import { machineLessons } from '../../../src/cli/play/machine-lessons.ts';
import type { Lesson, LessonOp } from '../../../src/lesson/lesson.ts';
import type { LiveSession } from '../../../src/session/live-session.ts';
import { isRoot, needs } from '../../helpers/require.ts';
import { soon } from '../../helpers/soon.ts';

const SIZE = { columns: 100, rows: 30 };
const machine = `${statSync('/').dev}/${statSync('/').ino}`;
let live: LiveSession | undefined;
afterEach(() => live?.close());

async function begin(edit: (op: LessonOp) => LessonOp = op => op): Promise<LiveSession> {
  const lessons: Lesson[] = (await machineLessons()).map(lesson => ({
    ...lesson,
    steps: lesson.steps.map(step => (step.type === 'action' ? { ...step, do: step.do.map(edit) } : step)),
  }));
  live = await connect({ lessons, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
  live.begin();
  return live;
}

/** What a shell there says of its root. */
async function rootSeen(at: LiveSession): Promise<string> {
  const terminal = await at.openTerminal('shell', SIZE);
  let seen = '';
  terminal.onData(data => {
    seen += data.toString('latin1');
  });
  terminal.write("stat -c 'root=%d/%i=' /\n");
  await soon(() => expect(seen).toMatch(/root=\d+\/\d+=/));
  terminal.close();
  return /root=(\d+\/\d+)=/.exec(seen)?.[1] ?? '';
}

describe.runIf(needs(isRoot, 'makes mounts and namespaces, needs root'))('a shell in the view of the stage', () => {
  it("has the machine's root as long as no step has changed it, and then the container's", async () => {
    const at = await begin();
    await at.jump('02-unshare');
    expect(await rootSeen(at)).toBe(machine);
    await at.jump('04-create-cgroup');
    expect(await rootSeen(at)).not.toBe(machine);
  });

  it('is not opened where the root should have been changed by then, and says what came first', async () => {
    const at = await begin(op =>
      op.op === 'pivot_root' && op.args.new === '.' ? { ...op, args: { new: '/none', put: '.' } } : op,
    );
    await expect(at.jump('04-create-cgroup')).rejects.toThrow(/^pivot_root "\/none"/);
    await expect(at.openTerminal('shell', SIZE)).rejects.toMatchObject({
      code: 'place',
      message: expect.stringMatching(
        /^no shell is opened: its root is still this machine's own; what failed first: 03-chroot\/pivot: pivot_root "\/none" ".": no such/,
      ),
    });
    expect(at.getState().syscalls.filter(call => call.by === 'shell')).toEqual([]);
  });
});
