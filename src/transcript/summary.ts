/** A recording in a few numbers, for `replay --json`: what was done, and what the kernel said about it. */
import type { EventOf, LabEvent } from '../session/events.ts';
import type { Recording } from './read.ts';

export interface Summary {
  /** Of the machine and the time of the recording, not of here and now. */
  session: Omit<EventOf<'session'>, 'type' | 't' | 'rootfs'>;
  /** From the first event to the last, in milliseconds. */
  ms: number;
  events: number;
  syscalls: number;
  /** Steps that were begun, in their order, each once. */
  lessons: { id: string; steps: string[] }[];
  /** `refused`: not to be judged, because the kernel refused what they rest on. */
  expectations: { held: number; failed: number; refused: number };
  questions: { right: number; wrong: number };
  /** The verdict at its end; null when the recording is cut off before it. */
  ok: boolean | null;
  /** Sentences about what could not be read. */
  problems: string[];
}

export function summaryOf({ session, events, problems }: Recording): Summary {
  const { type: _type, t: _t, rootfs: _rootfs, ...about } = session;
  const count = (test: (event: LabEvent) => boolean) => events.filter(test).length;
  const end = events.findLast(event => event.type === 'session.end');
  return {
    session: about,
    ms: (events.at(-1)?.t ?? session.t) - session.t,
    events: events.length,
    syscalls: count(({ type }) => type === 'syscall'),
    lessons: lessonsOf(events),
    expectations: {
      held: count(event => event.type === 'expect' && event.ok === true),
      failed: count(event => event.type === 'expect' && event.ok === false),
      refused: count(event => event.type === 'expect' && event.ok === null),
    },
    questions: {
      right: count(event => event.type === 'judged' && event.correct === true),
      wrong: count(event => event.type === 'judged' && event.correct === false),
    },
    ok: end?.type === 'session.end' ? end.ok : null,
    problems,
  };
}

function lessonsOf(events: LabEvent[]): Summary['lessons'] {
  const steps = new Map<string, Set<string>>();
  for (const event of events)
    if (event.type === 'step.start') steps.set(event.lesson, (steps.get(event.lesson) ?? new Set()).add(event.step));
  return [...steps].map(([id, begun]) => ({ id, steps: [...begun] }));
}
