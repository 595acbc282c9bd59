import { beforeEach, expect, test } from 'vitest';
import type { ChallengeStep } from '../../../src/lesson/lesson.ts';
import type { Trouble } from '../../../src/observe/undo.ts';
import { MachineChanges } from '../../../src/session/challenge/machine-changes.ts';
import type { LabEventBody } from '../../../src/session/events.ts';

const step = (seeks: ChallengeStep['seeks'], fact = 'ns.uts') =>
  ({ type: 'challenge', id: 'x', seeks, checks: [{ test: { fact }, says: '' }] }) as unknown as ChallengeStep;
const PROCESS = step({ kind: 'process' });

const group = (name: string): Trouble => ({ thing: 'cgroup', name, change: 'appeared', undo: `rmdir ${name}` });
const PROC: Trouble = { thing: 'mount', name: '/proc (proc proc)', change: 'appeared', undo: 'umount /proc' };

let troubles: Trouble[];
let told: LabEventBody[];
let ground: MachineChanges;
const watch = { begin: () => {}, look: () => troubles };

beforeEach(() => {
  troubles = [];
  told = [];
  ground = new MachineChanges(event => told.push(event));
});

const texts = () =>
  told.splice(0).map(event => {
    if (event.type === 'machine') return `${event.open ? '+' : '-'} ${event.name}`;
    return event.type === 'note' ? event.text : event.type;
  });

test('told once, and once when it is taken back', () => {
  ground.enter(watch, PROCESS);
  ground.look();
  troubles = [PROC];
  ground.look();
  ground.look();
  expect(texts()).toEqual(['+ /proc (proc proc)']);
  troubles = [];
  ground.look();
  ground.emitRemaining();
  expect(texts()).toEqual(['- /proc (proc proc)']);
});

test('what stands is told again when the lesson is left, and at the end', () => {
  ground.enter(watch, PROCESS);
  troubles = [PROC];
  ground.leave();
  expect(texts()).toEqual(['+ /proc (proc proc)']);
  const again = [
    'still there: on this machine itself the mount /proc (proc proc) has appeared; if that was you: umount /proc',
  ];
  ground.emitRemaining();
  expect(texts()).toEqual(again);
  ground.emitRemaining();
  expect(texts()).toEqual(again);
});

test('nothing is looked at where no challenge was opened', () => {
  troubles = [PROC];
  ground.look();
  ground.leave();
  ground.emitRemaining();
  expect(told).toEqual([]);
});

test.each([
  ['the group that is sought', step({ kind: 'cgroup', name: 'mine' }), '/t/mine', true],
  ['as systemd calls it', step({ kind: 'cgroup', name: 'mine' }), '/t/mine.slice', true],
  ['a group of another name', step({ kind: 'cgroup', name: 'mine' }), '/t/box', false],
  ['any, where a process shall have limits', step({ kind: 'process' }, 'cgroup.memory.max'), '/t/box', true],
  ['any, where no group is asked for', PROCESS, '/t/box', false],
])('%s', (_, challenge, name, wanted) => {
  ground.enter(watch, challenge);
  troubles = [group(name)];
  ground.look();
  expect(texts()).toEqual(wanted ? [] : [`+ ${name}`]);
  // left behind, it is told all the same
  ground.emitRemaining();
  const note = `still there: on this machine itself the control group ${name} has appeared; if that was you: rmdir ${name}`;
  expect(texts()).toEqual(wanted ? [`+ ${name}`, note] : [note]);
});
