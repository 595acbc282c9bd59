/** The course by what one wants to show: `unshare`, `CLONE_NEWPID`, `memory.max`, `fork-bomb` → the step that does it. Derived from the lessons. */
import type { FactKey } from '../words/fact-value.ts';
import { alsoCalled, tellingOf } from '../words/ops.ts';
import type { ActionStep, Lesson, LessonOp, Predicate } from './lesson.ts';
import { nameOf } from './name.ts';

export interface Primitive {
  name: string;
  lesson: string;
  /** Where to begin: the prediction about the action, where there is one. */
  step: string;
  /** The step that does it. */
  action: string;
  title: string;
  /** What to look at, the most telling first. */
  facts: FactKey[];
  /** Another spelling of one that is there as well. */
  alias: boolean;
}

/** What tells most about an experiment, by its step. Of ops and flags their rows say it, of everything else the claims of the step. */
const TELLING: Record<string, readonly FactKey[]> = {
  'memory-hog': ['cgroup.memory.current', 'cgroup.memory.max', 'cgroup.memory.events.oom_kill', 'exit.signal'],
  'fork-bomb': ['cgroup.pids.current', 'cgroup.pids.max', 'cgroup.pids.events.max'],
  spinner: ['cgroup.cpu.max', 'cgroup.cpu.stat.nr_throttled'],
};

/** In the order of the course. A step that is carried forward stands before experiments that do the same. */
export function primitivesOf(lessons: Lesson[]): Primitive[] {
  const found = new Map<string, Primitive>();
  for (const scope of ['main', 'aside'] as const)
    for (const lesson of lessons)
      for (const step of lesson.steps)
        if (step.type === 'action' && step.scope === scope)
          for (const name of namesOf(lesson, step))
            if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), primitive(name, lesson, step));
  const place = ({ lesson, step }: Primitive) =>
    lessons.findIndex(l => l.id === lesson) * 1000 +
    (lessons.find(l => l.id === lesson)?.steps.findIndex(s => s.id === step) ?? 0);
  return [...found.values()].sort((a, b) => place(a) - place(b));
}

function primitive(name: string, lesson: Lesson, action: ActionStep): Primitive {
  const asked = lesson.steps.find(step => step.type === 'question' && step.before === action.id);
  return {
    name,
    lesson: lesson.id,
    step: asked?.id ?? action.id,
    action: action.id,
    facts: [...(tellingOf(name) ?? TELLING[name] ?? claimedFacts(action))],
    title: action.title,
    alias: isAlias(name, lesson, action),
  };
}

function isAlias(name: string, lesson: Lesson, step: ActionStep): boolean {
  const isOp = step.do.some(({ op }) => op !== name && op.replaceAll('-', '_') === name);
  return isOp || (name !== step.id && name === `${topicOf(lesson)}-${step.id}`);
}

function topicOf(lesson: Lesson): string {
  return nameOf(lesson.id);
}

/** What it does comes first: `chroot` is the op before it is a step's name. */
function namesOf(lesson: Lesson, step: ActionStep): string[] {
  const ops = step.do.flatMap(op => [op, ...(op.otherwise?.do ?? [])]);
  const topic = topicOf(lesson);
  const own = step.id.startsWith(topic) ? [step.id] : [step.id, `${topic}-${step.id}`];
  return [...step.do.flatMap(wordsOf), ...(ops.some(limits) ? step.expect.flatMap(e => filesOf(e.test)) : []), ...own];
}

function wordsOf({ op, args }: LessonOp): string[] {
  const flags = Array.isArray(args.flags) ? args.flags : [];
  const fstype = typeof args.fstype === 'string' ? [args.fstype] : [];
  // what is waited for is what the step is about
  const file =
    typeof args.fact === 'string' && args.fact.startsWith('cgroup.') ? [args.fact.slice('cgroup.'.length)] : [];
  return [op.replaceAll('-', '_'), op, ...alsoCalled(op), ...flags, ...fstype, ...file];
}

function limits({ op }: LessonOp): boolean {
  return op === 'set-limit';
}

/** Of its own claims; where they are about a refusal alone, what the refusal has left as it was. */
function claimedFacts({ expect, unchanged }: ActionStep): FactKey[] {
  const claimed = expect.flatMap(e => factsOf(e.test));
  return [...new Set(claimed.length > 0 ? claimed : unchanged.flatMap(e => factsOf(e.test)))];
}

function factsOf(test: Predicate): FactKey[] {
  if ('all' in test) return test.all.flatMap(factsOf);
  if ('any' in test) return test.any.flatMap(factsOf);
  if ('not' in test) return factsOf(test.not);
  return 'fact' in test && test.of !== 'host' ? [test.fact] : [];
}

/** Control files of the group that a claim is about. */
function filesOf(test: Predicate): string[] {
  if ('all' in test) return test.all.flatMap(filesOf);
  if ('any' in test) return test.any.flatMap(filesOf);
  return 'fact' in test && test.fact.startsWith('cgroup.') ? [test.fact.slice('cgroup.'.length)] : [];
}
