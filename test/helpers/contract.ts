/** Whatever a test has the program print as JSON, or record, must be as documented: every stream of the suite is looked at. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { LabEvent } from '../../src/session/events.ts';
import { documentErrors, schemaErrors } from './events-schema.ts';

/** More bytes are made by hand, to be long. */
const LONGEST = 64 * 1024 * 1024;

/** Whole lines only: the last one may still be on its way. A document over several lines (doctor --json) is no event. */
export function parseEvents(text: string): LabEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .filter(line => line.startsWith('{"'))
    .map(line => JSON.parse(line) as LabEvent);
}

/** What of it is not documented: `args` is the command line, `stdout` what it printed. Empty when all is. */
export function breaches(args: readonly string[], stdout: string): string[] {
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const [command = ''] = own;
  const json = own.includes('--json');
  if (json && command === 'run') return parseEvents(stdout).flatMap(schemaErrors);
  if (json && stdout.trim() !== '') return documentErrors(shapeOf(own), documentOf(stdout));
  return command === 'replay' ? [] : recordedBreaches(own);
}

/** The same of the recording that was written, if one was. */
export function recordedBreaches(args: readonly string[]): string[] {
  const at = args.findIndex(word => word === '--record' || word.startsWith('--record='));
  const path = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  if (path === undefined || !existsSync(path)) return [];
  const info = statSync(path);
  if (!info.isFile() || info.size > LONGEST) return [];
  return parseEvents(readFileSync(path, 'utf8')).flatMap(schemaErrors);
}

/** Undefined, which no shape allows, when it is not JSON. */
function documentOf(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

function shapeOf(args: readonly string[]): string {
  const [command = '', ...rest] = args;
  const asksFor = rest.some((word, i) => !word.startsWith('-') && rest[i - 1] !== '--lessons');
  return command === 'glossary' && asksFor ? 'term' : command;
}
