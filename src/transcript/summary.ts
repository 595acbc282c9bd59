/** A recording in a few numbers, for `replay --json`: what was done, and what the kernel said about it. */
import type { EventOf } from '../session/events.ts';
import type { Recording } from './read.ts';

interface Summary {
  /** Of the machine and the time of the recording, not of here and now. */
  session: Omit<EventOf<'session'>, 'type' | 't' | 'rootfs' | 'contract' | 'recorded'>;
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
  /** Its end came from outside: a signal, a terminal that has gone. */
  interrupted: boolean;
  /** Sentences about what could not be read. */
  problems: string[];
}

export function summaryOf({ session, events, problems }: Recording): Summary {
  const { type: _type, t: _t, rootfs: _rootfs, contract: _contract, recorded: _recorded, ...about } = session;
  const expectations = { held: 0, failed: 0, refused: 0 };
  const questions = { right: 0, wrong: 0 };
  const steps = new Map<string, Set<string>>();
  let syscalls = 0;
  let ok: boolean | null = null;
  let interrupted = false;
  for (const event of events.events()) {
    if (event.type === 'syscall') syscalls++;
    else if (event.type === 'expect') expectations[event.ok === null ? 'refused' : event.ok ? 'held' : 'failed']++;
    else if (event.type === 'judged' && event.correct !== null) questions[event.correct ? 'right' : 'wrong']++;
    else if (event.type === 'session.end') [ok, interrupted] = [event.ok, event.interrupted === true];
    else if (event.type === 'step.start')
      steps.set(event.lesson, (steps.get(event.lesson) ?? new Set()).add(event.step));
  }
  return {
    session: about,
    ms: events.duration - session.t,
    events: events.count,
    syscalls,
    lessons: [...steps].map(([id, begun]) => ({ id, steps: [...begun] })),
    expectations,
    questions,
    ok,
    interrupted,
    problems,
  };
}
