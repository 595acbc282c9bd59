import { jsonLine } from '../../json/json-face.ts';
import { detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { Profile } from '../../plain/profile.ts';
import { plainLines } from '../../plain/render.ts';
import { checkCommand } from '../../protocol/command-line.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { findEnd, findLesson, findPlace, type Place, places } from '../../session/course.ts';
import type { LabEvent } from '../../session/events.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { privileged } from '../../session/privileged.ts';
import { reachable } from '../../session/reachable.ts';
import { willBeRootless } from '../../stage/plan-launch.ts';
import { cgroupObstacle } from '../doctor/cgroup.ts';
import { say } from '../output.ts';
import { requireProc } from '../sight.ts';
import { passInput } from './app-input.ts';
import { connect } from './connect.ts';
import { machineLessons } from './machine-lessons.ts';
import { omit } from './omit.ts';
import { outcome } from './outcome.ts';
import { record } from './record.ts';
import { stopSignal } from './stop-signal.ts';

export interface RunOptions {
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

/** Carry out lessons without a screen. `words` is the app, or null for the default one. */
export async function run(names: string[], words: string[] | null, options: RunOptions): Promise<ExitCode> {
  requireProc();
  const all = await machineLessons(options);
  const here = options.privileged ? privileged(all) : all;
  const whole = options.omit === undefined ? here : omit(here, options.omit);
  const lessons = words === null ? whole : reachable(whole);
  const course = places(lessons);
  if (names.length === 0 && !options.all && options.until === undefined) {
    throw new LabError('usage', 'name a lesson, or use --all or --until', {
      exit: EXIT.usage,
      hint: 'container-lab list shows the lessons',
    });
  }
  if (options.json && options.plain)
    throw new LabError('usage', '--json and --plain exclude each other', { exit: EXIT.usage });
  if (options.json && options.profile)
    throw new LabError('usage', '--json and --profile exclude each other: every call with its time is in the stream', {
      exit: EXIT.usage,
    });
  if (words !== null && words.length === 0)
    throw new LabError('usage', 'nothing follows --', {
      exit: EXIT.usage,
      hint: 'name the program to start, for example -- /bin/sh -c id',
    });
  checkCommand(words ?? []);
  const spans = chooseSpans(names, options, course, lessons);
  requireCgroups(course, spans, willBeRootless(options));
  const recording = options.record === undefined ? null : record(options.record);
  const input = words !== null && !options.hold;
  const player = await connect({
    ...options,
    lessons,
    interactive: process.stdin.isTTY === true,
    app: { argv: words ?? (options.hold ? 'pause' : 'info'), io: 'pipe', input },
  });
  recording?.follow(player);
  // while it holds, the end of standard input is the end of the session
  const stopInput = input ? passInput(player) : () => {};
  const profile = options.profile ? new Profile() : null;
  player.onEvent(event => (profile ? profile.hear(event) : tell(event, options.json === true)));
  const code = await play(player, spans, options.hold === true).finally(stopInput);
  for (const line of profile?.lines() ?? []) process.stdout.write(`${line}\n`);
  return code;
}

function tell(event: LabEvent, json: boolean): void {
  if (json) process.stdout.write(jsonLine(event));
  else if (event.type === 'step.start' && event.kind === 'challenge')
    say(
      `\n-- ${event.step}: ${event.title} (a challenge, passed by: container-lab open ${event.lesson}/${event.step})\n`,
    );
  else if (event.type === 'challenge') return;
  else for (const line of plainLines(event)) say(`${line}\n`);
}

/** A machine without cgroups is refused before anything is started, if the lessons come as far as they do. */
function requireCgroups(course: Place[], spans: [Place, Place][], rootless: boolean): void {
  const obstacle = cgroupObstacle(detect(systemReader));
  // without root's rights the kernel's refusal is what the lesson shows
  if (obstacle === null || (rootless && obstacle.kind === 'read-only')) return;
  const first = course.find(({ step }) => step.type === 'action' && step.do.some(({ op }) => op === 'create-cgroup'));
  if (!first || spans.every(([, to]) => to.index < first.index)) return;
  throw new LabError('cgroup', obstacle.meaning, {
    exit: EXIT.machineCannot,
    hint: `${obstacle.todo}; without it: container-lab run --until 3`,
  });
}

/** First and last place of each stretch to play; `--until` cuts the last one. */
function chooseSpans(names: string[], options: RunOptions, course: Place[], lessons: Lesson[]): [Place, Place][] {
  const whole = course.at(-1);
  const first = course[0];
  if (!whole || !first) throw new LabError('lesson', 'there are no lessons', { exit: EXIT.checkFailed });
  const end = options.until === undefined ? whole : findEnd(course, lessons, options.until);
  if (names.length === 0) return [[first, end]];
  return names.map(name => {
    const lesson = findLesson(lessons, name.split('/')[0] ?? name);
    const from = findPlace(course, lessons, name);
    const last = course.filter(p => p.lesson.id === lesson.id).at(-1) ?? from;
    return [from, last.index > end.index ? end : last];
  });
}

async function play(player: LiveSession, spans: [Place, Place][], hold: boolean): Promise<ExitCode> {
  const stop = stopSignal(hold);
  stop.onImpatience = () => player.hurry();
  let failure: unknown;
  let abandoned: LabError | null = null;
  let holding = false;
  /** A hold that is ended by a signal ends as it should. */
  const interrupted = (): NodeJS.Signals | null => (holding && stop.signal() !== 'SIGPIPE' ? null : stop.signal());
  void player.lost.then(error => {
    abandoned = error;
  });
  try {
    player.begin();
    const work = async (): Promise<void> => {
      for (const [from, to] of spans) {
        await player.jump(from.lesson.id, from.step.id);
        await player.playTo(to);
        if (player.getState().error) break;
      }
      if (!hold) return player.appEnded();
      await player.hold();
      holding = true;
      await stop.released;
    };
    const lost = player.lost.then(error => {
      throw error;
    });
    await Promise.race([work(), stop.asked, lost]);
  } catch (error) {
    failure = error;
    if (!(error instanceof LabError)) throw error;
  } finally {
    await player
      .close({ interrupted: interrupted() !== null, failed: failure !== undefined })
      .finally(() => stop.dispose());
  }
  if (failure) throw failure;
  if (abandoned) throw abandoned;
  return outcome(player, interrupted());
}
