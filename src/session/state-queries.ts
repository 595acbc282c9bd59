/** What the user interfaces ask of the state of a session. Pure. */

import { APP, EXPERIMENT } from '../words/cast.ts';
import type { SubjectName } from '../words/fact-value.ts';
import type { ProgramState, SessionState, SubjectState } from './state.ts';

/** The last program of this subject; null: nothing yet. */
function programOf({ programs }: SessionState, subject: SubjectName): ProgramState | null {
  return Object.values(programs).findLast(({ of }) => of === subject) ?? null;
}

/** The learner's program in the container; null before its start. */
export function appOf(state: SessionState): ProgramState | null {
  const app = programOf(state, APP);
  return app?.pid == null ? null : app;
}

/** It has been started and has not ended. */
export function appIsRunning(state: SessionState): boolean {
  return appOf(state)?.exit === null;
}

/** The end of what the program of this subject printed. */
export function outputOf(state: SessionState, subject: SubjectName): string {
  return programOf(state, subject)?.output ?? '';
}

/** What the experiment at hand printed. */
export function experimentOutput(state: SessionState): string {
  return outputOf(state, EXPERIMENT.name);
}

/** The experiment of this step after its process has ended, to look at; null while there is none, or one that lives. */
export function endedExperiment({
  endedSubjects,
  subjects,
}: SessionState): { name: SubjectName; state: SubjectState } | null {
  const { name } = EXPERIMENT;
  const state = subjects[name] ? undefined : endedSubjects[name];
  return state ? { name, state } : null;
}
