import { beforeEach, describe, expect, it } from 'vitest';
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { encodeQuery } from '../../../src/observe/source.ts';
import { Gatekeeper } from '../../../src/session/engine/gatekeeper.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import type { Subject } from '../../../src/session/engine/subjects/subject.ts';
import { CONTAINER, EXPERIMENT } from '../../../src/words/cast.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const ROOTFS = '/run/lab/rootfs';
const noNewPrivs: LessonOp = { op: 'no-new-privs', args: {} };
const subject = (more: Partial<Subject> = {}) =>
  ({ as: CONTAINER, pid: 7, running: false, rootfs: '0:50/1', ...more }) as Subject;

let helper: ScriptedMonitor;
let gatekeeper: Gatekeeper;

beforeEach(() => {
  helper = new ScriptedMonitor();
  const client = new HelperClient(helper.monitor, () => {});
  gatekeeper = new Gatekeeper({ query: items => client.look(items.map(encodeQuery)) }, ROOTFS);
  helper.processes.host = { 'stat:root': '8:1/2', 'read:status': 'NoNewPrivs:\t0\n' };
  helper.processes.stage = { 'stat:root': '0:50/1', 'read:status': 'NoNewPrivs:\t1\n', 'read:mountinfo': '' };
});

describe('a program', () => {
  it('passes in the root that step 1 mounted, with what was asked for', async () => {
    await expect(gatekeeper.pass(subject(), [noNewPrivs], 'it is not started')).resolves.toBeUndefined();
  });

  it.each<[RegExp, () => void]>([
    [
      /its root is still this machine's own/,
      () => Object.assign(helper.processes.stage ?? {}, { 'stat:root': '8:1/2' }),
    ],
    [/does not say which root/, () => delete helper.processes.stage],
    [/NoNewPrivs is 0/, () => Object.assign(helper.processes.stage ?? {}, { 'read:status': 'NoNewPrivs:\t0\n' })],
  ])('does not pass: %s', async (says, spoil) => {
    spoil();
    await expect(gatekeeper.pass(subject(), [noNewPrivs], 'it is not started')).rejects.toThrow(says);
  });

  it('is judged by the protections of those who ask, no others', async () => {
    helper.processes.stage = { 'stat:root': '0:50/1' };
    await expect(gatekeeper.pass(subject(), [], 'it is not started')).resolves.toBeUndefined();
  });

  it('that runs is looked for under its own name', async () => {
    helper.processes.app = helper.processes.stage ?? {};
    delete helper.processes.stage;
    await expect(gatekeeper.pass(subject({ running: true }), [], 'no')).resolves.toBeUndefined();
  });
});

describe('the view of a shell', () => {
  const promised = { inside: false, protections: [] };
  const onMachine = () => Object.assign(helper.processes.stage ?? {}, { 'stat:root': '8:1/2' });

  it('is inside where the root is the container’s, the machine’s while it is and nothing else was promised', async () => {
    expect(await gatekeeper.viewFor(subject(), { ...promised, inside: true })).toBe('inside');
    onMachine();
    expect(await gatekeeper.viewFor(subject(), promised)).toBe('machine');
    await expect(gatekeeper.viewFor(subject(), { ...promised, inside: true })).rejects.toThrow('no shell is opened');
  });

  it('of an experiment is where its root is, whatever was promised of the container', async () => {
    const aside = subject({ as: EXPERIMENT, rootfs: null });
    helper.processes.aside = { 'stat:root': '8:1/2' };
    expect(await gatekeeper.viewFor(aside, { ...promised, inside: true })).toBe('machine');
    helper.processes.aside = { 'stat:root': '8:1/9' };
    expect(await gatekeeper.viewFor(aside, promised)).toBe('inside');
    delete helper.processes.aside;
    await expect(gatekeeper.viewFor(aside, promised)).rejects.toThrow('does not say which root');
  });
});

describe('what is mounted where step 1 mounts', () => {
  const put = (whose: 'stage' | 'host', id: string) =>
    Object.assign(helper.processes[whose] ?? {}, { [`rstat:${ROOTFS}`]: id });

  it('is what the stage finds there and the machine does not', async () => {
    expect(await gatekeeper.mounted(subject())).toBeNull();
    put('host', '8:1/77');
    put('stage', '8:1/77');
    expect(await gatekeeper.mounted(subject())).toBeNull();
    put('stage', '0:50/1');
    expect(await gatekeeper.mounted(subject())).toBe('0:50/1');
  });
});
