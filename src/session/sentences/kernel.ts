/** What the kernel did and returned, in words. */
import { capabilityText } from '../../kernel/capabilities.ts';
import { backText, troubleText } from '../../observe/undo.ts';
import { type FactValue, isError } from '../../words/fact-value.ts';
import type { EventOf } from '../events.ts';

/** Of a list that changed, so many lines are told. */
const LINES_TOLD = 6;

/** As strace prints a call, with its number and time. */
export function callSentence({ seq, by, name, args, ret, errno, ns }: EventOf<'syscall'>): string {
  const result = errno === null ? String(ret) : `${ret} ${errno}`;
  return `call ${seq} of ${by}: ${name}(${args}) = ${result}, ${(ns / 1000).toFixed(0)} µs`;
}

export function changeSentence(event: EventOf<'change'>): string {
  const { subject, key, before, after } = event;
  return `${subject} ${key}: ${changePhrase(before, after)} (by ${causePhrase(event)})`;
}

/** The kernel's bits of a capability set, by name; null for every other fact. */
export function capabilityNames({ key, after }: EventOf<'change'>): string | null {
  return key.startsWith('status.Cap') && typeof after === 'string' ? capabilityText(after) : null;
}

/** Something of the machine itself has changed, or is as it was again. */
export function machineSentence(event: EventOf<'machine'>): string {
  return event.open ? `attention: ${troubleText(event)}` : `note: ${backText(event)}`;
}

function causePhrase({ cause, origin }: EventOf<'change'>): string {
  if (cause === null) return origin ?? 'other';
  return Array.isArray(cause) ? `calls ${cause[0]} to ${cause[1]}` : `call ${cause}`;
}

/** Lists tell only what came and went. */
function changePhrase(before: FactValue, after: FactValue): string {
  if (Array.isArray(after) && (Array.isArray(before) || before === null)) return listPhrase(before ?? [], after);
  return `was ${valuePhrase(before)}, is ${valuePhrase(after)}`;
}

function listPhrase(before: string[], after: string[]): string {
  const came = after.filter(line => !before.includes(line)).map(line => `new ${line}`);
  const went = before.filter(line => !after.includes(line)).map(line => `gone ${line}`);
  const parts = [...came, ...went];
  if (parts.length > LINES_TOLD)
    return `${parts.slice(0, LINES_TOLD - 1).join(', ')}, … (${came.length} more, ${went.length} fewer)`;
  return parts.join(', ') || 'reordered';
}

function valuePhrase(value: FactValue): string {
  if (value === null) return 'nothing';
  if (isError(value)) return value.error;
  return Array.isArray(value) ? value.join(', ') || 'nothing' : value === '' ? 'empty' : value;
}
