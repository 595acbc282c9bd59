/** Events as linear text, for pipes, dumb terminals and screen readers: nothing is ever redrawn. */
import { capabilityText } from '../kernel/capabilities.ts';
import { starWords } from '../lesson/stars.ts';
import { certificateText } from '../observe/certificate.ts';
import type { FactValue } from '../observe/facts.ts';
import { isError } from '../observe/facts.ts';
import { backText, troubleText } from '../observe/undo.ts';
import { printable } from '../protocol/printable.ts';
import type { Candidate, EventOf, LabEvent, Unclaimed } from '../session/events.ts';
import { unjudgedText } from '../session/questions.ts';

/** The lines that tell of one event; none for events that only a live screen needs. */
export function plainLines(event: LabEvent): string[] {
  // whatever a recording, a lesson or a process says: it is shown, not obeyed
  return linesOf(event).map(printable);
}

function linesOf(event: LabEvent): string[] {
  switch (event.type) {
    case 'session':
      return [
        `container-lab ${event.version}, Linux ${printable(event.kernel)} on ${event.arch}, cgroup ${event.cgroup}, as ${event.privilege}`,
        `rootfs from ${printable(event.rootfs.source)}`,
      ];
    case 'lesson.start':
      return ['', `Lesson ${event.lesson}: ${event.title}`];
    case 'step.start':
      return event.kind !== 'action'
        ? []
        : [
            '',
            `Step ${event.step}${event.scope === 'aside' ? ', on a fresh process that is gone afterwards' : ''}: ${event.title}`,
          ];
    case 'syscall': {
      const result = event.errno === null ? String(event.ret) : `${event.ret} ${event.errno}`;
      return [
        `  call ${event.seq} of ${event.by}: ${event.name}(${printable(event.args)}) = ${result}, ${(event.ns / 1000).toFixed(0)} µs`,
      ];
    }
    case 'change':
      return [
        `  ${event.subject} ${event.key}: ${changeText(event.before, event.after)}${causeText(event)}`,
        ...capabilityLine(event.key, event.after),
      ];
    case 'expect':
      return [
        event.ok === null
          ? `  not judged, it was refused here: ${event.text}`
          : `  ${verdict(event.ok)} ${event.text}${event.ok ? '' : ` (the kernel says: ${printable(event.got)})`}`,
      ];
    case 'refused':
      return [
        `  refused here: ${printable(event.message)}`,
        `  why: ${printable(event.why)}`,
        `  way out: ${printable(event.todo)}`,
      ];
    case 'skipped':
      return [`  skipped: it rests on ${event.because}, which did not succeed: ${printable(event.message)}`];
    case 'answer':
      return [`  your answer: ${event.choice}`];
    case 'judged':
      return [
        `  ${event.correct === null ? '' : event.correct ? 'right: ' : 'not so: '}the answer is ${event.right.join(', ') || 'none of them'}${event.evidence === '' ? '' : ` (the kernel says: ${printable(event.evidence)})`}`,
        ...(event.unjudged === undefined ? [] : [`  ${unjudgedText(event.unjudged)}`]),
        ...(event.kernelDiffers ? ['  your kernel differs from what the author of this lesson expected'] : []),
      ];
    case 'challenge':
      return challengeLines(event);
    case 'challenge.solved':
      return [`  solved by ${solvedBy(event)}`];
    case 'hint':
      return [`  hint ${event.grade} of 3: ${printable(event.text)}`];
    case 'solution':
      return [
        '  a solution, to be typed one line at a time (some start a shell for the next ones):',
        ...event.lines.map(line => `    ${printable(line)}`),
      ];
    case 'machine':
      return [
        `  ${event.standing ? 'attention' : 'note'}: ${printable((event.standing ? troubleText : backText)(event))}`,
      ];
    case 'note':
      return [`  note: ${printable(event.text)}`];
    case 'app.start':
      return [`  the app runs as PID ${event.pid}: ${printable(event.argv.join(' '))}`];
    case 'app.output':
    case 'aside.output':
      return event.data
        .split('\n')
        .filter((line, i, all) => line !== '' || i < all.length - 1)
        .map(line => `  output: ${printable(line)}`);
    case 'app.exit':
      return [
        `  the app ended: ${event.signal ? `signal ${event.signal}` : `exit code ${event.code ?? '?'}`}${event.oomKill > 0 ? ', killed by the OOM killer' : ''}`,
      ];
    case 'hold':
      return [
        '',
        `holding: stage ${event.pids.stage ?? 'none'}, app ${event.pids.app ?? 'none'}, rootfs ${event.rootfs}`,
        ...Object.entries(event.cgroup).map(([what, dir]) => `  cgroup ${what}: ${dir}`),
      ];
    case 'clean':
      return ['', `left behind: ${event.mounts} mounts, ${event.cgroups} cgroups, ${event.processes} processes`];
    case 'certificate':
      return [printable(certificateText(event))];
    case 'error':
      return [`  error: ${printable(event.message)}`, ...(event.hint ? [`  ${printable(event.hint)}`] : [])];
    case 'session.end':
      return [endText(event)];
    case 'facts':
    case 'gone':
    case 'step.end':
      return [];
  }
}

/** The last line: what can be said of all that was carried out. */
function endText({ ok, interrupted, refused, skipped }: EventOf<'session.end'>): string {
  const counted = [
    ...(skipped ? [`steps skipped: ${skipped}`] : []),
    ...(refused ? [`steps refused here: ${refused}`] : []),
  ];
  const held = !ok
    ? 'not every expectation held'
    : refused
      ? 'every expectation held that could be judged'
      : 'every expectation held';
  const said = interrupted ? `interrupted; so far ${held}` : held;
  return [said, ...counted].join('; ');
}

function challengeLines(event: LabEvent & { type: 'challenge' }): string[] {
  const { candidate, unclaimed, checks, stars, afterwards } = event;
  const asked =
    unclaimed === undefined ? [] : [`  looks like it, and is not known to be yours: ${unclaimedText(unclaimed)}`];
  if (candidate === null && !afterwards?.ok) return ['  nothing that you have made is seen yet', ...asked];
  return [
    ...asked,
    ...(candidate === null ? [] : [`  seen: ${candidateText(candidate)}`]),
    ...checks.map(
      ({ ok, text, got }) => `  ${verdict(ok)} ${text}${ok ? '' : ` (the kernel says: ${printable(got)})`}`,
    ),
    ...(afterwards ? [`  ${verdict(afterwards.ok)} ${afterwards.text}`] : []),
    ...stars.map(({ ok, text }) => `  ${verdict(ok)} star: ${text}`),
  ];
}

/** Before a claim; words, for who listens. */
export function verdict(ok: boolean): string {
  return ok ? 'holds:' : 'does not hold:';
}

/** `PID 42 (sleep)`, `cgroup /lab`. */
export function candidateText({ pid, name, claimed }: Candidate): string {
  const what = pid === undefined ? `cgroup ${printable(name)}` : `PID ${pid} (${printable(name)})`;
  return claimed ? `${what}, claimed` : what;
}

/** `PID 42 (sleep), parent 7 (dockerd)`. */
export function unclaimedText({ parent, ...what }: Unclaimed): string {
  return `${candidateText(what)}${parent === undefined ? '' : `, parent ${parent.pid} (${printable(parent.name)})`}`;
}

/** `PID 42 (sleep): 2 of 3 stars`, and whether the solution had been shown. */
export function solvedBy({ candidate, seen, ...won }: EventOf<'challenge.solved'>): string {
  return `${candidateText(candidate)}: ${starWords(won)}${seen ? ' (the solution had been shown)' : ''}`;
}

/** The kernel's bits of a capability set, by name. */
function capabilityLine(key: string, value: FactValue): string[] {
  const words = key.startsWith('status.Cap') && typeof value === 'string' ? capabilityText(value) : null;
  return words === null ? [] : [`    ${words}`];
}

function causeText(event: LabEvent & { type: 'change' }): string {
  if (event.cause === null) return ` (by ${event.origin ?? 'other'})`;
  return Array.isArray(event.cause)
    ? ` (by calls ${event.cause[0]} to ${event.cause[1]})`
    : ` (by call ${event.cause})`;
}

/** Lists tell only what came and went. */
function changeText(before: FactValue, after: FactValue): string {
  if (Array.isArray(after) && (Array.isArray(before) || before === null)) {
    const old = before ?? [];
    const came = after.filter(line => !old.includes(line)).map(line => `new ${line}`);
    const went = old.filter(line => !after.includes(line)).map(line => `gone ${line}`);
    const parts = [...came, ...went];
    return printable(
      parts.length > 6
        ? `${parts.slice(0, 5).join(', ')}, … (${came.length} more, ${went.length} fewer)`
        : parts.join(', ') || 'reordered',
    );
  }
  return printable(`was ${valueText(before)}, is ${valueText(after)}`);
}

function valueText(value: FactValue): string {
  if (value === null) return 'nothing';
  if (isError(value)) return value.error;
  return Array.isArray(value) ? value.join(', ') || 'nothing' : value === '' ? 'empty' : value;
}
