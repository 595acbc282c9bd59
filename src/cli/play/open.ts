import { isatty } from 'node:tty';
import { readAll } from '../../lesson/course-index.ts';
import { certificateText } from '../../observe/certificate.ts';
import { troubleText } from '../../observe/undo.ts';
import { doneSteps, noProgress, type Progress, wonStars } from '../../progress/progress.ts';
import type { ExitCode, LabError } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { findPlace, type Place, places } from '../../session/course.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { startTerminalGuard } from '../../stage/guard.ts';
import { courseLessons } from '../course.ts';
import { keepProgress } from '../knowledge/progress.ts';
import { folded, outputLost, say } from '../output.ts';
import { requireProc, requireTrees } from '../sight.ts';
import { connect } from './connect.ts';
import { machineLessons } from './machine-lessons.ts';
import { outcome } from './outcome.ts';
import { record } from './record.ts';

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
  const [player, course] = await Promise.all([connecting, courseLessons(options.lessons)]);
  // what a class is shown is not what one person has learned
  const earlier = options.quiet ? noProgress : keepProgress(player, course);
  recording?.follow(player);
  readInAdvance(player);
  const onTerminal = isatty(0);
  const told = new AbortController();
  let signal: NodeJS.Signals | null = null;
  const onSignal = (which: NodeJS.Signals): void => {
    if (signal !== null) player.hurry();
    signal ??= which;
    told.abort();
  };
  const onLost = (): void => {
    signal ??= 'SIGPIPE';
    told.abort();
  };
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  // not `once`: Ink takes a signal that nobody listens to any more for its own, and ends the program with it
  for (const name of signals) process.on(name, onSignal);
  void outputLost.then(onLost);
  let lost: LabError | null = null;
  void player.lost.then(error => {
    lost = error;
  });
  let farewell = (): void => {};
  try {
    if (screen) farewell = await startTerminalGuard();
    player.begin();
    if (screen) await onScreen(player, place, start, earlier, options, told.signal);
    else {
      const { runPlain } = await import('../../plain/interactive.ts');
      const { shippedGlossary } = await import('../knowledge/words.ts');
      await runPlain(player, { start, signal: told.signal, glossary: () => shippedGlossary(options.lessons) });
    }
  } finally {
    // its input ends before that is heard, or after
    if (onTerminal && !isatty(0)) onLost();
    await player.close({ interrupted: told.signal.aborted }).finally(farewell);
    // SIGHUP may come later than the end of input of a terminal that was closed
    for (const name of signals) if (name !== 'SIGHUP') process.off(name, onSignal);
  }
  const { certificate, machine } = player.getState();
  if (screen && certificate) say(`${folded(printable(certificateText(certificate)), process.stdout.columns)}\n`);
  // on the screen it was seen until now, in the text it has just been told
  if (screen)
    for (const trouble of machine)
      say(`${folded(printable(`still there: ${troubleText(trouble)}`), process.stdout.columns)}\n`);
  if (lost) throw lost;
  return outcome(player, signal);
}

/** Long after the frame of a step, and before a learner has read it. */
const UNTIL_READ_MS = 2000;

/** Once somebody learns, the lessons to come are read too: the package may be replaced meanwhile. */
function readInAdvance(player: LiveSession): void {
  const off = player.onEvent(({ type }) => {
    if (type !== 'step.start') return;
    off();
    setTimeout(() => {
      try {
        readAll(player.lessons);
      } catch {
        // told in the lesson that cannot be read, if anybody comes there
      }
    }, UNTIL_READ_MS).unref();
  });
}

async function onScreen(
  player: LiveSession,
  place: Place | undefined,
  start: string | undefined,
  earlier: Progress,
  { quiet = false, primitive, auto, lessons: own }: OpenOptions,
  signal: AbortSignal,
): Promise<void> {
  const { runUi } = await import('../../ui/index.tsx');
  const at = place && { lesson: place.lesson.id, ...(start?.includes('/') ? { step: place.step.id } : {}) };
  const glossary = async () => (await import('../knowledge/words.ts')).shippedGlossary(own);
  await runUi(player, {
    earlier: { done: doneSteps(earlier), stars: wonStars(earlier), last: earlier.last },
    signal,
    quiet,
    primitive,
    ...(auto === undefined ? {} : { auto }),
    glossary,
    ...(at ? { start: at } : {}),
  });
}
