/** What the subjects have become, and what it prints. */
import { isScratch } from '../../words/cast.ts';
import type { EventOf } from '../events.ts';
import type { ProgramState, SessionState } from '../state.ts';

const OUTPUT_TAIL = 64 * 1024;
const PROGRAMS_KEPT = 16;

export function programStart(state: SessionState, { id, of, pid, argv }: EventOf<'program.start'>): SessionState {
  return withProgram(state, id, { of, pid, argv, output: '', exit: null });
}

export function programOutput(state: SessionState, { id, of, data }: EventOf<'program.output'>): SessionState {
  const known = state.programs[id] ?? { of, pid: null, argv: [], output: '', exit: null };
  return withProgram(state, id, { ...known, output: (known.output + data).slice(-OUTPUT_TAIL) });
}

export function programExit(state: SessionState, event: EventOf<'program.exit'>): SessionState {
  const { id, code, signal, oomKill } = event;
  const known = state.programs[id];
  return known === undefined ? state : withProgram(state, id, { ...known, exit: { code, signal, oomKill } });
}

/** Another step begins: what experiments were is over. */
export function withoutExperiments(programs: SessionState['programs']): SessionState['programs'] {
  const kept = Object.entries(programs).filter(([, { of }]) => !isScratch(of));
  return kept.length === Object.keys(programs).length ? programs : Object.fromEntries(kept);
}

function withProgram(state: SessionState, id: number, program: ProgramState): SessionState {
  const programs = { ...state.programs, [id]: program };
  const [oldest] = Object.keys(programs);
  if (!(id in state.programs) && Object.keys(programs).length > PROGRAMS_KEPT) delete programs[Number(oldest)];
  return { ...state, programs };
}
