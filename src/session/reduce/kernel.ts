/** What the kernel did and shows: calls, the snapshots of the subjects, their changes, their use of resources. */
import { usage } from '../../kernel/cgroup/index.ts';
import { HOST, nameBefore } from '../../words/cast.ts';
import type { Facts, SubjectName } from '../../words/fact-value.ts';
import type { EventOf } from '../events.ts';
import type { SessionState, SubjectState, UsageSample } from '../state.ts';

const SYSCALLS_KEPT = 2000;
/** Of one step. */
const CHANGES_KEPT = 500;
const USAGE_SAMPLES = 600;

export function syscall(state: SessionState, event: EventOf<'syscall'>): SessionState {
  return { ...state, syscalls: [...state.syscalls.slice(-SYSCALLS_KEPT), event] };
}

export function facts(state: SessionState, event: EventOf<'facts'>): SessionState {
  const { subject, pid, files, t } = event;
  return sample(
    {
      ...state,
      usage: { ...state.usage, [subject]: samplesSoFar(state, event) },
      subjects: { ...state.subjects, [subject]: { pid, facts: event.facts, files } },
    },
    subject,
    t,
  );
}

export function change(state: SessionState, event: EventOf<'change'>): SessionState {
  const known = state.subjects[event.subject];
  const { subject, key, before, after, cause, origin = null, t } = event;
  const changes = [...state.changes, { subject, key, before, after, cause, origin, t }].slice(-CHANGES_KEPT);
  if (!known) return { ...state, changes };
  const { [key]: _old, ...rest } = known.facts;
  const now: Facts = after === null ? rest : { ...known.facts, [key]: after };
  const files = event.file === undefined ? known.files : { ...known.files, [key]: event.file };
  const next: SubjectState = { ...known, facts: now, files };
  return sample({ ...state, changes, subjects: { ...state.subjects, [subject]: next } }, subject, t);
}

export function gone(state: SessionState, { subject }: EventOf<'gone'>): SessionState {
  const { [subject]: last, ...subjects } = state.subjects;
  const { [subject]: _earlier, ...endedSubjects } = state.endedSubjects;
  return { ...state, subjects, endedSubjects: last ? { ...endedSubjects, [subject]: last } : endedSubjects };
}

/** Another process begins without samples; a program goes on with those of the subject that it was. */
function samplesSoFar({ subjects, usage }: SessionState, { subject, pid }: EventOf<'facts'>): UsageSample[] {
  if (subjects[subject]?.pid === pid) return usage[subject] ?? [];
  const was = nameBefore(subject);
  return (subjects[was]?.pid === pid ? usage[was] : undefined) ?? [];
}

/** Keep the container's use of resources over time, one sample for each moment. */
function sample(state: SessionState, subject: SubjectName, t: number): SessionState {
  const known = state.subjects[subject]?.facts;
  if (subject === HOST || !known || !('cgroup.procs' in known)) return state;
  const { memoryBytes, pids, cpuUsec } = usage(known);
  const samples = state.usage[subject] ?? [];
  const earlier = samples.at(-1)?.t === t ? samples.slice(0, -1) : samples;
  const kept = [...earlier, { t, memoryBytes, pids, cpuUsec }].slice(-USAGE_SAMPLES);
  return { ...state, usage: { ...state.usage, [subject]: kept } };
}
