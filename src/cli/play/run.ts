import { willBeRootless } from '../../helper/plan-launch.ts';
import { jsonLine } from '../../json/json-line.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { Profile } from '../../plain/profile.ts';
import { plainLines } from '../../plain/render.ts';
import { checkCommand } from '../../protocol/command-line.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { places } from '../../session/course.ts';
import type { LabEvent } from '../../session/events.ts';
import { privileged } from '../../session/privileged.ts';
import { reachable } from '../../session/reachable.ts';
import { say } from '../output.ts';
import { requireProc } from '../require-visible.ts';
import { passInput } from './app-input.ts';
import { connect } from './connect.ts';
import { machineLessons } from './machine-lessons.ts';
import { omit } from './omit.ts';
import { playThrough } from './play-through.ts';
import { record } from './record.ts';
import { chooseSpans, requireCgroups } from './spans.ts';

interface RunOptions {
  all?: boolean;
  until?: string;
  hold?: boolean;
  json?: boolean;
  plain?: boolean;
  profile?: boolean;
  record?: string;
  lessons?: string;
  trustLessons?: boolean;
  rootfs?: string;
  rootless?: boolean;
  privileged?: boolean;
  omit?: string;
}

/** Carry out lessons without a screen. `command` is the app, or null for the default one. */
export async function run(names: string[], command: string[] | null, options: RunOptions): Promise<ExitCode> {
  requireProc();
  const lessons = await lessonsToPlay(command, options);
  checkUsage(names, command, options);
  const course = places(lessons);
  const spans = chooseSpans(names, options.until, course, lessons);
  requireCgroups(course, spans, willBeRootless(options));
  const recording = options.record === undefined ? null : record(options.record);
  const input = command !== null && !options.hold;
  const session = await connect({
    ...options,
    lessons,
    interactive: process.stdin.isTTY === true,
    app: { argv: command ?? (options.hold ? 'pause' : 'info'), io: 'pipe', input },
  });
  recording?.follow(session);
  // while it holds, the end of standard input is the end of the session
  const stopInput = input ? passInput(session) : () => {};
  const profile = options.profile ? new Profile() : null;
  session.onEvent(event => (profile ? profile.add(event) : print(event, options.json === true)));
  const code = await playThrough(session, spans, options.hold === true).finally(stopInput);
  for (const line of profile?.lines() ?? []) process.stdout.write(`${line}\n`);
  return code;
}

async function lessonsToPlay(command: string[] | null, options: RunOptions): Promise<Lesson[]> {
  const all = await machineLessons(options);
  const here = options.privileged ? privileged(all) : all;
  const whole = options.omit === undefined ? here : omit(here, options.omit);
  return command === null ? whole : reachable(whole);
}

function checkUsage(names: string[], command: string[] | null, options: RunOptions): void {
  const exit = EXIT.usage;
  if (names.length === 0 && !options.all && options.until === undefined)
    throw new LabError('usage', 'name a lesson, or use --all or --until', {
      exit,
      hint: 'container-lab list shows the lessons',
    });
  if (options.json && options.plain) throw new LabError('usage', '--json and --plain exclude each other', { exit });
  if (options.json && options.profile)
    throw new LabError('usage', '--json and --profile exclude each other: every call with its time is in the stream', {
      exit,
    });
  if (command !== null && command.length === 0)
    throw new LabError('usage', 'nothing follows --', {
      exit,
      hint: 'name the program to start, for example -- /bin/sh -c id',
    });
  checkCommand(command ?? []);
}

function print(event: LabEvent, json: boolean): void {
  if (json) process.stdout.write(jsonLine(event));
  else if (event.type === 'step.start' && event.kind === 'challenge')
    say(
      `\n-- ${event.step}: ${event.title} (a challenge, passed by: container-lab open ${event.lesson}/${event.step})\n`,
    );
  else if (event.type === 'challenge') return;
  else for (const line of plainLines(event)) say(`${line}\n`);
}
