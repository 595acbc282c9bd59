/** The acceptance test of the course: the solutions of its challenges, typed into a real shell, must be accepted by the kernel's facts. */

import { HostTerminal } from '../../helper/host-terminal.ts';
import type { ChallengeStep } from '../../lesson/lesson.ts';
import { starsPhrase } from '../../lesson/stars.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { solve as solveOne } from '../../session/challenge/solver.ts';
import { findLesson, type Place, places } from '../../session/course.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { outputLost, say, sayJson, sayOnStderr } from '../output.ts';
import { requireProc, requireTrees } from '../require-visible.ts';
import { connect } from './connect.ts';
import { machineLessons } from './machine-lessons.ts';

interface SolveOptions {
  json?: boolean;
  verbose?: boolean;
  timeout?: string;
  lessons?: string;
  trustLessons?: boolean;
  rootfs?: string;
  rootless?: boolean;
}

type ChallengePlace = Place & { step: ChallengeStep };

/** One row of `solve --json`. */
interface Row {
  lesson: string;
  step: string;
  result: 'solved' | 'unsolved' | 'skipped';
  stars?: number;
  of?: number;
  why?: string;
}

export async function solve(wanted: string[], options: SolveOptions): Promise<ExitCode> {
  const seconds = Number(options.timeout ?? 60);
  if (!(seconds > 0))
    throw new LabError('usage', `--timeout takes seconds, not '${options.timeout}'`, { exit: EXIT.usage });
  requireProc();
  requireTrees();
  const lessons = await machineLessons(options);
  const named = wanted.map(name => findLesson(lessons, name).id);
  const challenges = places(lessons).filter(
    (place): place is ChallengePlace =>
      place.step.type === 'challenge' && (named.length === 0 || named.includes(place.lesson.id)),
  );
  if (challenges.length === 0)
    throw new LabError('usage', `there is no challenge in ${named.join(', ')}`, { exit: EXIT.usage });
  const session = await connect({
    ...options,
    lessons,
    interactive: process.stdin.isTTY === true,
    app: { argv: 'shell', io: 'pipe' },
  });
  const rows: Row[] = [];
  const onSignal = (): void => void session.close({ interrupted: true }).then(() => process.exit(EXIT.interrupted));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, onSignal);
  void outputLost.then(onSignal);
  try {
    session.begin();
    for (const place of challenges) {
      const row = await attempt(session, place, seconds * 1000, options);
      rows.push(row);
      if (!options.json) print(row);
    }
  } finally {
    await session.close();
    for (const signal of signals) process.off(signal, onSignal);
  }
  if (options.json) sayJson(rows);
  return rows.some(({ result }) => result === 'unsolved') ? EXIT.checkFailed : EXIT.ok;
}

async function attempt(session: LiveSession, place: ChallengePlace, time: number, options: SolveOptions): Promise<Row> {
  const row = { lesson: place.lesson.id, step: place.step.id };
  if (session.getState().session?.privilege === 'rootless' && needsGroup(place.step))
    return { ...row, result: 'skipped', why: 'it needs a cgroup, and without root none can be made here' };
  await session.jump(place.lesson.id, place.step.id);
  const env = { ...process.env, PS1: '$ ', ENV: '' };
  const terminal = new HostTerminal({ columns: 120, rows: 40, argv: ['/bin/sh', '-i'], env });
  if (options.verbose && !options.json) terminal.onData(data => sayOnStderr(printable(data.toString())));
  try {
    const solved = await solveOne(session, place, session.solution(place.step), { terminal, time });
    return { ...row, result: 'solved', ...solved };
  } catch (error) {
    if (error instanceof LabError && error.code === 'unsolved')
      return { ...row, result: 'unsolved', why: `${error.message}; ${error.hint}` };
    throw error;
  }
}

function needsGroup(step: ChallengeStep): boolean {
  return step.seeks.kind === 'cgroup' || JSON.stringify(step.checks).includes('"cgroup.');
}

function print({ lesson, step, result, stars, of, why }: Row): void {
  const rest = stars === undefined || of === undefined ? (why ?? '') : starsPhrase({ stars, of });
  say(`${result.padEnd(8)} ${`${lesson}/${step}`.padEnd(34)} ${printable(rest)}\n`);
}
