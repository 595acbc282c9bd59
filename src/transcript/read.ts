/** A recording: a saved `--json` stream (src/json/README.md), read as far as it can be. */
import { readFileSync, statSync } from 'node:fs';
import { fileRefusal } from '../kernel/errno.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import type { EventOf, LabEvent } from '../session/events.ts';
import { readEvent } from './well-formed.ts';

export interface Recording {
  session: EventOf<'session'>;
  /** In the order of the file, `session` first; `t` never falls. */
  events: LabEvent[];
  /** What could not be played, a sentence each. */
  problems: string[];
}

/** Throws a usage error when the file cannot be read or holds no recording. */
export function readRecording(path: string): Recording {
  let text: string;
  try {
    if (statSync(path).isCharacterDevice()) throw noRecording(`${path} is a device, and no recording`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof LabError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw noRecording(`${path} cannot be read: ${fileRefusal(code)}`);
  }
  return parseRecording(text, path);
}

function noRecording(message: string): LabError {
  const hint = 'name a recording: container-lab run --all --record FILE makes one';
  return new LabError('usage', message, { exit: EXIT.usage, hint });
}

/** The text of a recording; `name` is for the messages. A last line without its end is what a crash leaves, and no problem. */
export function parseRecording(text: string, name: string): Recording {
  const lines = text.split('\n');
  const cut = lines.pop() ?? '';
  const damaged: number[] = [];
  const newer: number[] = [];
  const types = new Set<string>();
  const events: LabEvent[] = [];
  [...lines, cut].forEach((line, i) => {
    if (line.trim() === '') return;
    const reading = readEvent(line);
    if ('event' in reading) events.push(reading.event);
    else if ('newer' in reading) {
      newer.push(i + 1);
      types.add(reading.newer);
    } else if (i < lines.length) damaged.push(i + 1);
  });
  const first = events.findIndex(event => event.type === 'session');
  const session = events[first];
  if (session?.type !== 'session' || !events.some(event => event.type === 'step.start'))
    throw noRecording(`${name} is no recording: ${session ? 'no step' : 'no session'} begins in it`);
  return {
    session,
    events: inOrder(events.slice(first)),
    problems: [
      ...(damaged.length > 0 ? [`${name}: ${linesText(damaged)} cannot be read; played without`] : []),
      ...(newer.length > 0
        ? [
            `${name}: ${linesText(newer)} of a kind that this version does not know (${[...types].slice(0, 3).join(', ')}); played without`,
          ]
        : []),
    ],
  };
}

/** Two sessions in one file, or a clock that was edited: time stands still rather than going back. */
function inOrder(events: LabEvent[]): LabEvent[] {
  let latest = 0;
  return events.map(event => {
    latest = Math.max(latest, event.t);
    return event.t === latest ? event : { ...event, t: latest };
  });
}

function linesText(numbers: number[]): string {
  const [first] = numbers;
  if (numbers.length === 1) return `line ${first}`;
  return `line ${first} and ${numbers.length - 1} more`;
}
