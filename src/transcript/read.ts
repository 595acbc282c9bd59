/** A recording: a saved `--json` stream (src/json/README.md), read as far as it can be, and never whole into memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileRefusal } from '../kernel/errno.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { CONTRACT } from '../session/contract.ts';
import type { EventOf } from '../session/events.ts';
import { EventStore } from './event-store.ts';
import { isShortName } from './field-kinds.ts';
import { LONGEST_LINE, linesFrom, type ReadAt } from './lines.ts';
import { RecordedLessons, type Stop, StopFinder } from './timeline.ts';
import { readEvent } from './well-formed.ts';

/** Lessons and steps that are begun: a course has a hundred. What follows more is not read. */
const MOST_BEGUN = 25_000;
/** Bytes of what is no file, a pipe say, which is read at once. */
const PIPED = 64 * 1024 * 1024;

export interface Recording {
  session: EventOf<'session'>;
  /** In the order of the file, `session` first; `t` never falls. */
  events: EventStore;
  /** Where one can stop. */
  stops: Stop[];
  /** What it tells of, as `shipped` has it. */
  lessons(shipped: Lesson[]): Lesson[];
  /** What could not be played, a sentence each. */
  problems: string[];
}

/** The file stays open until the program ends. Throws a usage error when it cannot be read or holds no recording. */
export function readRecording(path: string): Recording {
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r');
    const info = fstatSync(fd);
    if (info.isCharacterDevice()) throw noRecording(`${path} is a device, and no recording`);
    return scan(info.isFile() ? readerOf(fd) : readerIn(drained(fd, path)), path);
  } catch (error) {
    if (fd !== null) closeSync(fd);
    if (error instanceof LabError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw noRecording(`${path} cannot be read: ${fileRefusal(code)}`);
  }
}

/** The text of a recording; `name` is for the messages. */
export function parseRecording(text: string, name: string): Recording {
  return scan(readerIn(Buffer.from(text)), name);
}

function readerOf(fd: number): ReadAt {
  return (into, position) => readSync(fd, into, 0, into.length, position);
}

function readerIn(bytes: Buffer): ReadAt {
  return (into, position) => bytes.copy(into, 0, position, position + into.length);
}

function drained(fd: number, path: string): Buffer {
  const pieces: Buffer[] = [];
  for (let size = 0; ; ) {
    const piece = Buffer.allocUnsafe(64 * 1024);
    const read = readSync(fd, piece, 0, piece.length, null);
    if (read === 0) return Buffer.concat(pieces);
    size += read;
    if (size > PIPED) throw noRecording(`${path} is no file, and longer than ${PIPED} bytes`);
    pieces.push(piece.subarray(0, read));
  }
}

function noRecording(message: string): LabError {
  const hint = 'name a recording: container-lab run --all --record FILE makes one';
  return new LabError('usage', message, { exit: EXIT.usage, hint });
}

/** Nothing of it is played: what has another meaning there would be told wrongly. */
function tooNew(name: string, { later, version }: { later: number; version: unknown }): LabError {
  const wanted = isShortName(version) ? `container-lab ${version}` : 'a newer container-lab';
  return new LabError(
    'usage',
    `${name} is a recording of contract ${later}, and this version reads contracts 1 to ${CONTRACT}`,
    { exit: EXIT.usage, hint: `it was made by ${wanted}, which plays it` },
  );
}

/** A last line without its end is what a crash leaves, and no problem. */
function scan(readAt: ReadAt, name: string): Recording {
  const events = new EventStore(readAt);
  const stops = new StopFinder();
  const lessons = new RecordedLessons();
  const [damaged, tooLong, newer] = [new Numbers(), new Numbers(), new Numbers()];
  const types = new Set<string>();
  let session: EventOf<'session'> | null = null;
  let contract = 1;
  let number = 0;
  let begun = 0;
  for (const { text, at, next, whole } of linesFrom(readAt, 0)) {
    number++;
    if (text?.trim() === '') continue;
    const reading = text === null ? null : readEvent(text, contract);
    if (reading === null) tooLong.add(number);
    else if ('newer' in reading) {
      newer.add(number);
      if (types.size < 3) types.add(reading.newer.slice(0, 40));
    } else if ('later' in reading) throw tooNew(name, reading);
    else if (!('event' in reading)) {
      if (whole) damaged.add(number);
    } else {
      const { event } = reading;
      const before = contract;
      contract = reading.contract;
      if (event.type === 'session') session ??= event;
      if (session === null) continue;
      if ((event.type === 'step.start' || event.type === 'lesson.start') && ++begun > MOST_BEGUN) break;
      const told = events.add(event, { at, next, contract: before });
      stops.add(told, events.count);
      lessons.add(told);
    }
  }
  stops.end(events.count, events.duration);
  if (session === null || stops.found.length === 0)
    throw noRecording(`${name} is no recording: ${session ? 'no step' : 'no session'} begins in it`);
  const unknown = [...types].join(', ');
  return {
    session,
    events,
    stops: stops.found,
    lessons: shipped => lessons.as(shipped),
    problems: [
      ...damaged.told(lines => `${name}: ${lines} cannot be read; played without`),
      ...tooLong.told(lines => `${name}: ${lines} longer than ${LONGEST_LINE} bytes; played without`),
      ...newer.told(
        lines => `${name}: ${lines} of a kind that this version does not know (${unknown}); played without`,
      ),
      ...(begun > MOST_BEGUN
        ? [`${name}: more than ${MOST_BEGUN} lessons and steps begin in it; played up to line ${number - 1}`]
        : []),
    ],
  };
}

/** Numbers of lines, of which the first is told, and how many they are. */
class Numbers {
  #first = 0;
  #count = 0;

  add(number: number): void {
    if (this.#count++ === 0) this.#first = number;
  }

  told(sentence: (lines: string) => string): string[] {
    if (this.#count === 0) return [];
    return [sentence(this.#count === 1 ? `line ${this.#first}` : `line ${this.#first} and ${this.#count - 1} more`)];
  }
}
