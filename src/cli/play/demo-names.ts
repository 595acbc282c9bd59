/** What a class can be shown, and on which machines: the primitives of the course as this machine has them, and those of others. Pure. */
import type { LayoutKind } from '../../kernel/cgroup/index.ts';
import type { Lesson, Only } from '../../lesson/lesson.ts';
import { type Primitive, primitivesOf } from '../../lesson/primitives.ts';
import { lessonsFor } from '../../session/course.ts';

export interface DemoName extends Primitive {
  /** The machines that have it; null: all. */
  only: Only | null;
  /** This machine has it. */
  here: boolean;
}

/** In the order of the course. A name that each layout of cgroups has in a step of its own leads to the one of this machine. */
export function demoNames(lessons: Lesson[], layout: LayoutKind, rootless = false): DemoName[] {
  const [mine, other]: [LayoutKind & Only, LayoutKind & Only] = layout === 'v2' ? ['v2', 'v1'] : ['v1', 'v2'];
  const here = primitivesOf(lessonsFor(lessons, mine, rootless));
  const there = primitivesOf(lessonsFor(lessons, other, rootless));
  const names = (list: Primitive[]) => new Set(list.map(({ name }) => name.toLowerCase()));
  const [known, foreign] = [names(here), names(there)];
  const all: DemoName[] = [
    ...here.map(p => ({ ...p, here: true, only: foreign.has(p.name.toLowerCase()) ? null : mine })),
    ...there.filter(p => !known.has(p.name.toLowerCase())).map(p => ({ ...p, here: false, only: other })),
  ];
  const place = ({ lesson, action }: Primitive) => {
    const at = lessons.findIndex(({ id }) => id === lesson);
    return at * 1000 + (lessons[at]?.steps.findIndex(({ id }) => id === action) ?? 0);
  };
  return all.sort((a, b) => place(a) - place(b));
}

/** `(cgroup v2 only)` after a name, or nothing. */
export function markOf({ only }: Pick<DemoName, 'only'>): string {
  return only === null ? '' : ` (${machinesOf(only)} only)`;
}

export function machinesOf(only: Only): string {
  return only === 'rootless' ? 'rootless' : `cgroup ${only}`;
}

/** What people call it who do not know the course: to a name of the course, or to a lesson's step. */
const ALSO_CALLED: Record<string, string> = {
  clone_newns: 'overlay',
  mnt: 'overlay',
  'mount namespace': 'overlay',
  'uts namespace': 'CLONE_NEWUTS',
  'ipc namespace': 'CLONE_NEWIPC',
  ipc: 'CLONE_NEWIPC',
  'net namespace': 'CLONE_NEWNET',
  'network namespace': 'CLONE_NEWNET',
  net: 'CLONE_NEWNET',
  'pid namespace': 'CLONE_NEWPID',
  'cgroup namespace': 'CLONE_NEWCGROUP',
  clone_newuser: '01-mount-rootfs/user-namespace',
  user: '01-mount-rootfs/user-namespace',
  'user namespace': '01-mount-rootfs/user-namespace',
  'oom killer': 'memory-hog',
  limits: 'set-limit',
  cgroups: 'create-cgroup',
  rootfs: 'populate',
};

/** The name of the course, or `LESSON/STEP`, for a word that people use; null when there is none. */
export function alsoCalled(wanted: string): string | null {
  const word = wanted
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();
  const spelled = [wanted.toLowerCase(), word].find(w => Object.hasOwn(ALSO_CALLED, w));
  return spelled === undefined ? null : (ALSO_CALLED[spelled] ?? null);
}

/** Those whose names and title have every word of it, one for each step; of other machines only where this one has none. */
export function search(names: DemoName[], wanted: string): DemoName[] {
  const words = wordsOf(wanted);
  const found = new Map<string, DemoName>();
  for (const name of names) {
    const place = `${name.lesson}/${name.action}`;
    const said = new Set(wordsOf(`${name.name} ${name.action} ${name.title}`));
    if (words.length > 0 && words.every(word => said.has(word)) && !found.has(place)) found.set(place, name);
  }
  const all = [...found.values()];
  return all.some(({ here }) => here) ? all.filter(({ here }) => here) : all;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}
