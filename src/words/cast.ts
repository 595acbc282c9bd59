/** The cast: the subjects of a session that are observed, by their names, and what the rules of a session ask of each. */

/** A subject that the session makes. */
export interface CastMember {
  /** As lessons, events and the helper call it. */
  name: string;
  kind: 'process';
  /** What it is called once it has become the learner's program; absent: it keeps its name. */
  running?: string;
  /** The scope of the actions that it carries out. */
  scope: string;
  /** Made anew for each action and gone after it, so that nothing rests on it; one that is not is the container, which grows. */
  scratch: boolean;
  /** Name of its cgroup, after the session's. */
  group: string;
}

/** In the order in which they are made: a later one is nearer to the learner. */
export type Cast = readonly CastMember[];

/** The helper's own view of the machine. */
export const HOST = 'host';

/** What may solve a challenge: a process or a cgroup that the learner made. */
const CANDIDATE = 'candidate';

/** The container once it runs the learner's program. */
export const APP = 'app';

/** The container, which grows from action to action. */
export const CONTAINER: CastMember = {
  ...{ name: 'stage', kind: 'process', running: APP },
  ...{ scope: 'main', scratch: false, group: 'box' },
};

/** A throw-away process. */
export const EXPERIMENT: CastMember = {
  ...{ name: 'aside', kind: 'process' },
  ...{ scope: 'aside', scratch: true, group: 'aside' },
};

/** The cast of every lesson of schema 1. */
export const CAST: Cast = [CONTAINER, EXPERIMENT];

/** Every name that a fact may be of. */
export const SUBJECT_NAMES: readonly string[] = [HOST, ...CAST.flatMap(namesOf), CANDIDATE];

/** What a subject is called in the course of its life. */
export function namesOf({ name, running }: Pick<CastMember, 'name' | 'running'>): string[] {
  return running === undefined ? [name] : [name, running];
}

/** What the subject of this name was called before it became a program. */
export function nameBefore(name: string, cast: Cast = CAST): string {
  return cast.find(member => member.running === name)?.name ?? name;
}

/** The subject that carries out the actions of a scope. */
export function memberFor(scope: string, cast: Cast = CAST): CastMember {
  const member = cast.find(one => one.scope === scope);
  if (!member) throw new Error(`nobody carries out actions of scope ${scope}`);
  return member;
}

/** Is an action of this scope carried out on a process that is gone after it? */
export function isExperiment(scope: string | null, cast: Cast = CAST): boolean {
  return cast.some(member => member.scratch && member.scope === scope);
}

/** Is a subject of this name gone after its action? */
export function isScratch(name: string, cast: Cast = CAST): boolean {
  return cast.some(member => member.scratch && namesOf(member).includes(name));
}

/** The subject that a learner looks at, of those that are there: the experiment while there is one, else the container. */
export function inView<T>(
  subjects: Readonly<Record<string, T | undefined>>,
  cast: Cast = CAST,
): { name: string; subject: T } | null {
  for (const member of [...cast].reverse())
    for (const name of namesOf(member).reverse()) {
      const subject = subjects[name];
      if (subject !== undefined) return { name, subject };
    }
  return null;
}
