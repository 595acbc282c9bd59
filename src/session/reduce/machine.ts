/** What is not of a step: notes, the machine itself, errors, and the end of a session. */
import type { EventOf } from '../events.ts';
import type { SessionState } from '../state.ts';

const NOTES_KEPT = 20;

export function machine(state: SessionState, event: EventOf<'machine'>): SessionState {
  const { thing, name, change, undo, open } = event;
  const others = state.machine.filter(t => t.thing !== thing || t.name !== name || t.change !== change);
  return { ...state, machine: open ? [...others, { thing, name, change, undo }] : others };
}

export function note(state: SessionState, { text }: EventOf<'note'>): SessionState {
  return { ...state, notes: [...state.notes.slice(-NOTES_KEPT), text] };
}

export function clean(state: SessionState, { mounts, cgroups, processes }: EventOf<'clean'>): SessionState {
  return { ...state, clean: { mounts, cgroups, processes } };
}

export function certificate(state: SessionState, event: EventOf<'certificate'>): SessionState {
  const { ours, foreign, compared, unseen } = event;
  return { ...state, certificate: { ours, foreign, compared, unseen } };
}

export function error(state: SessionState, { code, message, hint }: EventOf<'error'>): SessionState {
  return { ...state, busy: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
}

export function sessionEnd(state: SessionState): SessionState {
  return { ...state, ended: true, busy: false };
}
