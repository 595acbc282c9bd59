/** What an engine is made of, on a helper that is scripted and a machine with cgroup v2. */
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { takeFingerprint } from '../../../src/observe/fingerprint.ts';
import type { Recipe } from '../../../src/rootfs/recipe-parts.ts';
import type { App } from '../../../src/session/engine/app.ts';
import type { Site } from '../../../src/session/engine/ops/handler.ts';
import { assemble, type Parts } from '../../../src/session/engine/parts.ts';
import type { Subject } from '../../../src/session/engine/subjects/subject.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { type CastMember, CONTAINER } from '../../../src/words/cast.ts';
import { hierarchyOf } from '../../helpers/cgroup-fixture.ts';
import { alive, HELLO, ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

export const RECIPE: Recipe = {
  ...{ source: 'test', lower: '/l/image', steps: [], mountPoints: [] },
  ...{ size: 2 ** 29, tree: null, foreign: false, survey: null },
};

export const APP: App = { argv: ['/bin/sh', '-i'], io: 'tty', env: { PATH: '/bin' }, rows: 30, columns: 100 };

export const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });

export interface Scripted {
  helper: ScriptedMonitor;
  events: LabEventBody[];
  parts: Parts;
  /** Somebody is there, as after a spawn that nobody looked at. */
  join(member?: CastMember, more?: Partial<Subject>): Subject;
  /** Where an op of its is carried out. */
  site(member?: CastMember, more?: Partial<Subject>): Site;
}

export function scripted({ app = APP, recipe = {} }: { app?: App; recipe?: Partial<Recipe> } = {}): Scripted {
  const helper = new ScriptedMonitor();
  const events: LabEventBody[] = [];
  const options = { version: '0', app, apps: '/opt/lab-apps', shellEnv: {}, before: takeFingerprint([]) };
  const emit = (event: LabEventBody): void => void events.push(event);
  const parts = assemble(helper.monitor, hierarchyOf('v2'), { ...RECIPE, ...recipe }, options, emit);
  helper.processes.host = alive(HELLO.pid);
  const join: Scripted['join'] = (as = CONTAINER, more = {}) => {
    const pid = 2 ** 22 + 10 + Object.keys(parts.subjects).length;
    helper.processes[as.name] = alive(pid);
    const subject: Subject = {
      ...{ as, pid, running: false, executes: false, sent: [], predictedProblem: null, rootfs: null },
      ...{ group: parts.groups.plan(`s-${as.group}`), grouped: false, groupRefused: false, ...more },
    };
    parts.subjects[as.name] = subject;
    return subject;
  };
  const site: Scripted['site'] = (member, more) => ({
    ...{ subject: join(member, more), parts, protections: [] },
    first: async () => null,
  });
  return { helper, events, parts, join, site };
}
