/** events → state, and nothing else: live, replayed and scripted sessions all end up in the same state. */
import type { EventOf, LabEvent } from '../events.ts';
import { initialState, type SessionState } from '../state.ts';
import { answer, judged } from './answers.ts';
import { challenge, hint, solution, solved } from './challenges.ts';
import { change, facts, gone, syscall } from './kernel.ts';
import { certificate, clean, error, machine, note, sessionEnd } from './machine.ts';
import { programExit, programOutput, programStart } from './programs.ts';
import { expect, lessonStart, refused, skipped, stepEnd, stepStart } from './steps.ts';

/** What one event makes of the state. */
type Reducer<T extends LabEvent['type']> = (state: SessionState, event: EventOf<T>) => SessionState;

/** A row for every type of event. */
const REDUCERS: { [T in LabEvent['type']]: Reducer<T> } = {
  session: (_before, event) => ({ ...initialState, session: event }),
  'lesson.start': lessonStart,
  'step.start': stepStart,
  'step.end': stepEnd,
  expect,
  refused,
  skipped,
  syscall,
  facts,
  change,
  gone,
  answer,
  judged,
  challenge,
  'challenge.solved': solved,
  hint,
  solution,
  machine,
  note,
  'program.start': programStart,
  'program.output': programOutput,
  'program.exit': programExit,
  hold: state => state,
  clean,
  certificate,
  error,
  'session.end': sessionEnd,
};

/** The state after this event. */
export function reduce(state: SessionState, event: LabEvent): SessionState {
  return (REDUCERS[event.type] as Reducer<LabEvent['type']>)(state, event);
}
