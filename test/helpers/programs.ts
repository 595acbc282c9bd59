/** The events of one of the programs of a session. */
import type { EventOf, LabEvent } from '../../src/session/events.ts';

type ProgramType = 'program.start' | 'program.output' | 'program.exit';

/** Those of this type; `subject`: whose program it is. */
export function ofProgram<T extends ProgramType>(
  events: readonly LabEvent[],
  type: T,
  subject: 'app' | 'aside' = 'app',
): EventOf<T>[] {
  const isIt = (event: LabEvent): event is EventOf<T> => event.type === type && 'id' in event && event.of === subject;
  return events.filter(isIt);
}

/** Experiments start programs, too. */
export function isOfApp({ of }: { of: string }): boolean {
  return of === 'app';
}
