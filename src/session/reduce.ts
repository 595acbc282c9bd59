/** events → state, and nothing else: live, replayed and scripted sessions all end up in the same picture. */
import { usage } from '../kernel/cgroup/index.ts';
import type { Facts, SubjectName } from '../observe/facts.ts';
import type { EventOf, LabEvent } from './events.ts';
import {
  type ChallengeState,
  freshChallenge,
  initialState,
  type SessionState,
  type StepResult,
  type SubjectState,
  type UsageSample,
} from './state.ts';

const OUTPUT_TAIL = 64 * 1024;
const USAGE_SAMPLES = 600;
const SYSCALLS_KEPT = 2000;
/** Of one step. */
const EXPECTS_KEPT = 50;
const HINTS_KEPT = 10;

export function reduce(state: SessionState, event: LabEvent): SessionState {
  switch (event.type) {
    case 'session':
      return { ...initialState, session: event };
    case 'lesson.start':
      return { ...state, lesson: event.lesson };
    case 'step.start':
      return {
        ...state,
        lesson: event.lesson,
        step: event.step,
        scope: event.scope,
        busy: false,
        stepFirstSeq: (state.syscalls.at(-1)?.seq ?? 0) + 1,
        changes: [],
        asideOutput: '',
        departedAside: null,
        error: null,
      };
    case 'step.end':
      return {
        ...state,
        busy: false,
        results: withResult(state, event.lesson, event.step, r => ({
          ...r,
          ok: event.ok,
          ...(event.ok === null && !r.skipped ? { blocked: true } : {}),
        })),
      };
    case 'syscall':
      return { ...state, syscalls: [...state.syscalls.slice(-SYSCALLS_KEPT), event] };
    case 'facts':
      return sample(
        {
          ...state,
          usage: { ...state.usage, [event.subject]: samplesSoFar(state, event) },
          subjects: { ...state.subjects, [event.subject]: { pid: event.pid, facts: event.facts, files: event.files } },
        },
        event.subject,
        event.t,
      );
    case 'change':
      return change(state, event);
    case 'gone': {
      const { [event.subject]: gone, ...subjects } = state.subjects;
      return { ...state, subjects, departedAside: event.subject === 'aside' ? (gone ?? null) : state.departedAside };
    }
    case 'expect':
      return {
        ...state,
        results: withResult(state, event.lesson, event.step, r => ({
          ...r,
          expects: [...r.expects.slice(1 - EXPECTS_KEPT), { ok: event.ok, text: event.text, got: event.got }],
        })),
      };
    case 'refused': {
      const { message, errno, why, todo } = event;
      return {
        ...state,
        results: withResult(state, event.lesson, event.step, r => ({ ...r, refused: { message, errno, why, todo } })),
      };
    }
    case 'skipped': {
      const { because, message } = event;
      return {
        ...state,
        results: withResult(state, event.lesson, event.step, r => ({ ...r, skipped: { because, message } })),
      };
    }
    case 'answer': {
      const key = `${event.lesson}/${event.step}`;
      return {
        ...state,
        answers: { ...state.answers, [key]: { choice: event.choice, judged: state.answers[key]?.judged ?? null } },
      };
    }
    case 'judged': {
      const { lesson, step, choice, right, correct, kernelDiffers, evidence, unjudged } = event;
      const judged = { right, correct, kernelDiffers, evidence, ...(unjudged === undefined ? {} : { unjudged }) };
      return { ...state, answers: { ...state.answers, [`${lesson}/${step}`]: { choice, judged } } };
    }
    case 'challenge': {
      const { candidate, candidates, unclaimed = null, checks, stars, afterwards = null } = event;
      return withChallenge(state, event, { candidate, candidates, unclaimed, checks, stars, afterwards });
    }
    case 'challenge.solved': {
      const { stars, of, seen } = event;
      return withChallenge(state, event, { solved: { stars, of, seen } });
    }
    case 'hint': {
      const { grade, text } = event;
      const hints = state.challenges[`${event.lesson}/${event.step}`]?.hints ?? [];
      return withChallenge(state, event, {
        hints: [...hints.filter(h => h.grade < grade), { grade, text }, ...hints.filter(h => h.grade > grade)].slice(
          0,
          HINTS_KEPT,
        ),
      });
    }
    case 'solution':
      return withChallenge(state, event, { solution: event.lines });
    case 'machine': {
      const { thing, name, change, undo, standing } = event;
      const others = state.machine.filter(t => t.thing !== thing || t.name !== name || t.change !== change);
      return { ...state, machine: standing ? [...others, { thing, name, change, undo }] : others };
    }
    case 'note':
      return { ...state, notes: [...state.notes.slice(-20), event.text] };
    case 'app.start':
      return { ...state, app: { pid: event.pid, argv: event.argv, exit: null }, output: '' };
    case 'app.output':
      return { ...state, output: (state.output + event.data).slice(-OUTPUT_TAIL) };
    case 'aside.output':
      return { ...state, asideOutput: (state.asideOutput + event.data).slice(-OUTPUT_TAIL) };
    case 'app.exit':
      return { ...state, app: state.app && { ...state.app, exit: event } };
    case 'hold':
      return state;
    case 'clean': {
      const { mounts, cgroups, processes } = event;
      return { ...state, clean: { mounts, cgroups, processes } };
    }
    case 'certificate': {
      const { ours, foreign, compared, unseen } = event;
      return { ...state, certificate: { ours, foreign, compared, unseen } };
    }
    case 'error': {
      const { code, message, hint } = event;
      return { ...state, busy: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
    }
    case 'session.end':
      return { ...state, ended: true, busy: false };
  }
}

/** A step that begins anew forgets what an earlier try of it showed. */
export function forgetResult(state: SessionState, lesson: string, step: string): SessionState {
  const { [`${lesson}/${step}`]: _forgotten, ...results } = state.results;
  return { ...state, results };
}

function withResult(
  state: SessionState,
  lesson: string,
  step: string,
  edit: (r: StepResult) => StepResult,
): SessionState['results'] {
  const key = `${lesson}/${step}`;
  return { ...state.results, [key]: edit(state.results[key] ?? { ok: null, expects: [] }) };
}

function withChallenge(
  state: SessionState,
  { lesson, step }: { lesson: string; step: string },
  news: Partial<ChallengeState>,
): SessionState {
  const key = `${lesson}/${step}`;
  const challenge = { ...(state.challenges[key] ?? freshChallenge), ...news };
  return { ...state, challenges: { ...state.challenges, [key]: challenge } };
}

function change(state: SessionState, event: EventOf<'change'>): SessionState {
  const known = state.subjects[event.subject];
  const { subject, key, before, after, cause, origin, t } = event;
  const changes = [...state.changes, { subject, key, before, after, cause, origin: origin ?? null, t }].slice(-500);
  if (!known) return { ...state, changes };
  const { [key]: _old, ...rest } = known.facts;
  const facts: Facts = after === null ? rest : { ...known.facts, [key]: after };
  const files = event.file === undefined ? known.files : { ...known.files, [key]: event.file };
  const next: SubjectState = { ...known, facts, files };
  return sample({ ...state, changes, subjects: { ...state.subjects, [subject]: next } }, subject, t);
}

/** Another process begins without samples; an app goes on with those of the stage that it was. */
function samplesSoFar({ subjects, usage }: SessionState, { subject, pid }: EventOf<'facts'>): UsageSample[] {
  if (subjects[subject]?.pid === pid) return usage[subject] ?? [];
  return (subject === 'app' && subjects.stage?.pid === pid ? usage.stage : undefined) ?? [];
}

/** Keep the container's use of resources over time, one sample for each moment. */
function sample(state: SessionState, subject: SubjectName, t: number): SessionState {
  const facts = state.subjects[subject]?.facts;
  if (subject === 'host' || !facts || !('cgroup.procs' in facts)) return state;
  const { memoryBytes, pids, cpuUsec } = usage(facts);
  const known = state.usage[subject] ?? [];
  const earlier = known.at(-1)?.t === t ? known.slice(0, -1) : known;
  const samples = [...earlier, { t, memoryBytes, pids, cpuUsec }].slice(-USAGE_SAMPLES);
  return { ...state, usage: { ...state.usage, [subject]: samples } };
}
