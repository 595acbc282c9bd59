import { EXIT, type ExitCode } from '../protocol/lab-error.ts';
import { findPlace, places } from '../session/course.ts';
import { startTerminalGuard } from '../stage/guard.ts';
import { connect } from './connect.ts';
import { shippedLessons } from './course.ts';

export interface OpenOptions {
  plain?: boolean;
  rootfs?: string;
  rootless?: boolean;
}

/** The workshop: full screen where there is a terminal, linear text elsewhere. */
export async function open(start: string | undefined, options: OpenOptions): Promise<ExitCode> {
  const lessons = shippedLessons();
  const place = start === undefined ? undefined : findPlace(places(lessons), lessons, start);
  const screen = !options.plain && process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
  // sudo asks for its password here, on the plain terminal, before any screen is drawn
  const player = await connect({ ...options, lessons, interactive: process.stdin.isTTY === true, app: { argv: ['/bin/sh'], io: screen ? 'tty' : 'pipe' } });
  let signalled = false;
  const onSignal = (): void => {
    signalled = true;
    void player.close().then(() => process.exit(EXIT.interrupted));
  };
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  if (!screen) {
    process.once('SIGINT', onSignal);
    const { runPlain } = await import('../plain/interactive.ts');
    player.begin();
    await runPlain(player, { start });
    return signalled ? EXIT.interrupted : EXIT.ok;
  }
  const farewell = startTerminalGuard();
  try {
    const { runUi } = await import('../ui/index.tsx');
    player.begin();
    await runUi(player, place ? { start: { lesson: place.lesson.id, ...(start?.includes('/') ? { step: place.step.id } : {}) } } : {});
  } finally {
    await player.close();
    farewell();
  }
  return tellWhatIsLeft(player.getState().clean) ? EXIT.ok : EXIT.checkFailed;
}

/** Nothing is said when nothing is left. */
function tellWhatIsLeft(clean: { mounts: number; cgroups: number; processes: number } | null): boolean {
  if (!clean || clean.mounts + clean.cgroups + clean.processes === 0) return true;
  process.stderr.write(`container-lab: left behind: ${clean.mounts} mounts, ${clean.cgroups} cgroups, ${clean.processes} processes\n  container-lab clean removes them\n`);
  return false;
}
