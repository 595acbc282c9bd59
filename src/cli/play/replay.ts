import { existsSync, statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { packageFile } from '../../helper/helper-path.ts';
import { plainLines } from '../../plain/render.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { type Recording, readRecording } from '../../transcript/read.ts';
import { ReplaySession } from '../../transcript/replay-session.ts';
import { summaryOf } from '../../transcript/summary.ts';
import { courseLessons } from '../course.ts';
import { say, sayJson, sayOnStderr } from '../output.ts';
import { StopSignal } from './stop-signal.ts';

/** Of the whole course, on a pure cgroup v2 machine; `npm run record` makes it. */
const SHIPPED = 'lessons/recordings/course-v2.jsonl';

/** A recording of more bytes takes a while to read. */
const LARGE = 64 * 1024 * 1024;

/** Shows a recording on the full screen, or as text where there is no terminal. No helper is started and no kernel asked. */
export async function replay(
  path: string | undefined,
  options: { plain?: boolean; json?: boolean; lessons?: string },
): Promise<ExitCode> {
  if (path !== undefined) sayThatItLasts(path);
  const recording = path === undefined ? shippedRecording() : readRecording(path);
  if (options.json) {
    sayJson(summaryOf(recording));
    return EXIT.ok;
  }
  for (const problem of recording.problems) sayOnStderr(`container-lab: ${printable(problem)}\n`);
  const { isTTY } = process.stdout;
  if (options.plain || !isTTY || process.stdin.isTTY !== true || process.env.TERM === 'dumb') {
    print(recording);
    return EXIT.ok;
  }
  return onScreen(recording, options.lessons);
}

/** A file is read once from its beginning to its end before anything is shown. */
function sayThatItLasts(path: string): void {
  let size = 0;
  try {
    size = statSync(path).size;
  } catch {
    return; // who reads it says why it cannot be read
  }
  if (size > LARGE && process.stderr.isTTY)
    sayOnStderr(`container-lab: reading ${path}, ${Math.round(size / 1e6)} MB; Ctrl-C stops\n`);
}

function shippedRecording(): Recording {
  const path = packageFile(SHIPPED);
  if (!existsSync(path))
    throw new LabError('usage', 'this copy of container-lab comes without a recording', {
      exit: EXIT.usage,
      hint: 'name a file: container-lab run --all --record FILE makes one',
    });
  return readRecording(path);
}

function print({ events, session }: Recording): void {
  say(`RECORDED ${printable(session.started)}: nothing of this happens now\n`);
  let ended = false;
  for (const event of events.events()) {
    for (const line of plainLines(event)) say(`${line}\n`);
    ended = event.type === 'session.end';
  }
  if (!ended) say('the recording is cut off here, before its session ended\n');
}

async function onScreen(recording: Recording, own: string | undefined): Promise<ExitCode> {
  const { runUi } = await import('../../ui/index.tsx');
  const session = new ReplaySession(recording, await courseLessons(own));
  const { lesson } = session.getState();
  const stop = new StopSignal(['SIGTERM', 'SIGHUP']);
  const glossary = async () => (await import('../knowledge/shipped-glossary.ts')).shippedGlossary(own);
  await runUi(session, { glossary, signal: stop.abortSignal, ...(lesson === null ? {} : { start: { lesson } }) });
  await session.close();
  return stop.abortSignal.aborted || !isatty(0) ? EXIT.interrupted : EXIT.ok;
}
