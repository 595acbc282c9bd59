/** A line of a recording as the event it says it is. */
import { CONTRACT } from '../session/contract.ts';
import type { LabEvent } from '../session/events.ts';
import { FIELDS } from './event-fields.ts';
import { fits, isCount, isMap, isNumber, isUnclaimed } from './field-kinds.ts';
import { fromVersion1 } from './version-1.ts';

/** Characters of a text that is kept for long, the rest of which is cut off. */
const LONGEST_TEXT = 4096;

const ENTRIES = new Map(Object.entries(FIELDS).map(([type, fields]) => [type, Object.entries(fields)]));

type Reading =
  /** `contract`: that of the next lines. */
  | { event: LabEvent; contract: number }
  /** Of a type that this version does not know. */
  | { newer: string }
  /** A session that is told by a contract that this version does not know; by which version of the program. */
  | { later: number; version: unknown }
  | { damaged: true };

const DAMAGED: Reading = { damaged: true };

/** `contract`: that of the session before this line. */
export function readEvent(line: string, contract: number): Reading {
  const value = parsed(line);
  if (!isMap(value) || typeof value.type !== 'string' || !isNumber(value.t)) return DAMAGED;
  const now = value.type === 'session' ? contractOf(value) : contract;
  if (now === null) return DAMAGED;
  if (now > CONTRACT) return { later: now, version: value.version };
  const told = now === 1 ? fromVersion1(value) : value;
  const type = told.type as string;
  if (!Object.hasOwn(FIELDS, type)) return { newer: type };
  const fields = ENTRIES.get(type) ?? [];
  if (!fields.every(([name, field]) => fits(told[name], field)) || !addsUp(told) || !isUnclaimed(told.unclaimed))
    return DAMAGED;
  // the stream of a program is kept by its end
  for (const [name, field] of fields)
    if (field.startsWith('text') && typeof told[name] === 'string' && name !== 'data')
      told[name] = shortened(told[name]);
  return { event: told as unknown as LabEvent, contract: now };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The first contract had no number. */
function contractOf({ contract = 1 }: Record<string, unknown>): number | null {
  return isCount(contract) && contract > 0 ? contract : null;
}

/** No more is won than there is. */
function addsUp({ type, stars, of }: Record<string, unknown>): boolean {
  return type !== 'challenge.solved' || (stars as number) <= (of as number);
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
