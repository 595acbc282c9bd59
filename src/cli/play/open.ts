import { isatty } from 'node:tty';
import { startTerminalGuard } from '../../helper/guard.ts';
import { readAll } from '../../lesson/course-index.ts';
import { certificateText } from '../../observe/certificate.ts';
import { troubleText } from '../../observe/undo.ts';
import { doneSteps, noProgress, type Progress, wonStars } from '../../progress/progress.ts';
import type { ExitCode } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { findPlace, type Place, places } from '../../session/course.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { courseLessons } from '../course.ts';
import { keepProgress } from '../knowledge/progress.ts';
import { folded, say } from '../output.ts';
import { requireProc, requireTrees } from '../require-visible.ts';
import { connect } from './connect.ts';
import { machineLessons } from './machine-lessons.ts';
import { outcome } from './outcome.ts';
import { whenLost } from './play-through.ts';
import { record } from './record.ts';
import { StopSignal } from './stop-signal.ts';

export interface OpenOptions {
  plain?: boolean;
  record?: string;
  /** A folder of lessons of one's own. */
  lessons?: string;
  trustLessons?: boolean;
  rootfs?: string;
  rootless?: boolean;
  /** For a class: the big screen, what it is about, and Enter every so many seconds. */
  quiet?: boolean;
  primitive?: string;
  auto?: number;
}

/** The workshop: full screen where there is a terminal, linear text elsewhere. */
export async function open(start: string | undefined, options: OpenOptions): Promise<ExitCode> {
  requireProc();
  requireTrees();
  const lessons = await machineLessons(options);
  const place = start === undefined ? undefined : findPlace(places(lessons), lessons, start);
  const screen =
    !options.plain && process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb';
  const recording = options.record === undefined ? null : record(options.record);
  // sudo asks for its password here, on the plain terminal, before any screen is drawn
  const connecting = connect({
    ...options,
    lessons,
    interactive: process.stdin.isTTY === true,
    app: { argv: 'shell', io: screen ? 'tty' : 'pipe' },
  });
  // the helper starts meanwhile; a bundle that lacks it is told where it is used
  if (screen) void import('../../ui/index.tsx').catch(() => {});
  const [session, course] = await Promise.all([connecting, courseLessons(options.lessons)]);
  // what a class is shown is not what one person has learned
  const earlier = options.quiet ? noProgress : keepProgress(session, course);
  recording?.follow(session);
  readInAdvance(session);
  return present(session, screen, stop =>
    screen ? onScreen(session, place, start, earlier, options, stop) : asText(session, start, options.lessons, stop),
  );
}

/** Shows a session until somebody wants the end, and closes it. */
async function present(
  session: LiveSession,
  screen: boolean,
  show: (stop: AbortSignal) => Promise<void>,
): Promise<ExitCode> {
  const onTerminal = isatty(0);
  const stop = new StopSignal();
  stop.onImpatience = () => session.hurry();
  const lost = whenLost(session);
  let stopGuard = (): void => {};
  try {
    if (screen) stopGuard = await startTerminalGuard();
    session.begin();
    await show(stop.abortSignal);
  } finally {
    // its input ends before that is heard, or after
    if (onTerminal && !isatty(0)) stop.lose();
    await session.close({ interrupted: stop.abortSignal.aborted }).finally(stopGuard);
    stop.dispose();
  }
  // on the screen it was seen until now, in the text it has just been told
  if (screen) sayWhatIsLeft(session);
  lost.check();
  return outcome(session, stop.signal);
}

function sayWhatIsLeft(session: LiveSession): void {
  const { certificate, machine } = session.getState();
  const told = [
    ...(certificate ? [certificateText(certificate)] : []),
    ...machine.map(trouble => `still there: ${troubleText(trouble)}`),
  ];
  for (const text of told) say(`${folded(printable(text), process.stdout.columns)}\n`);
}

async function asText(
  session: LiveSession,
  start: string | undefined,
  own: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { runPlain } = await import('../../plain/interactive.ts');
  const { shippedGlossary } = await import('../knowledge/shipped-glossary.ts');
  await runPlain(session, { start, signal, glossary: () => shippedGlossary(own) });
}

/** Long after the frame of a step, and before a learner has read it. */
const UNTIL_READ_MS = 2000;

/** Once somebody learns, the lessons to come are read too: the package may be replaced meanwhile. */
function readInAdvance(session: LiveSession): void {
  const off = session.onEvent(({ type }) => {
    if (type !== 'step.start') return;
    off();
    setTimeout(() => {
      try {
        readAll(session.lessons);
      } catch {
        // told in the lesson that cannot be read, if anybody comes there
      }
    }, UNTIL_READ_MS).unref();
  });
}

async function onScreen(
  session: LiveSession,
  place: Place | undefined,
  start: string | undefined,
  earlier: Progress,
  { quiet = false, primitive, auto, lessons: own }: OpenOptions,
  signal: AbortSignal,
): Promise<void> {
  const { runUi } = await import('../../ui/index.tsx');
  const at = place && { lesson: place.lesson.id, ...(start?.includes('/') ? { step: place.step.id } : {}) };
  const glossary = async () => (await import('../knowledge/shipped-glossary.ts')).shippedGlossary(own);
  await runUi(session, {
    saved: { done: doneSteps(earlier), stars: wonStars(earlier), last: earlier.last },
    signal,
    demo: quiet,
    primitive,
    ...(auto === undefined ? {} : { auto }),
    glossary,
    ...(at ? { start: at } : {}),
  });
}
