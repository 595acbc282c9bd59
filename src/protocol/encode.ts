/** Requests as lines of the wire. */
import { type Args, type ArgValue, MAX_LINE, WireError } from './wire.ts';

/**
 * The request line, without its newline. Text is sent as UTF-8; whatever is not a plain printable
 * character is percent-escaped, commas too, so that only list separators remain bare.
 * Throws WireError on a NUL, a bad id or name, and when the line is longer than MAX_LINE bytes.
 */
export function encodeRequest(id: number, op: string, args: Args = {}): string {
  if (!Number.isInteger(id) || id < 1 || id > 0x7fffffff) throw new WireError(`request id ${id} is out of range`);
  const words = [String(id), word(op)];
  for (const [key, value] of Object.entries(args)) words.push(`${word(key)}=${encodeValue(op, key, value)}`);
  const line = words.join(' ');
  if (line.length > MAX_LINE) {
    throw new WireError(`request ${op} is ${line.length} bytes long, the wire carries ${MAX_LINE}`);
  }
  return line;
}

function word(name: string): string {
  if (!/^[A-Za-z][\w-]*$/.test(name)) throw new WireError(`"${name}" is no name of an op or argument`);
  return name;
}

function encodeValue(op: string, key: string, value: ArgValue): string {
  try {
    if (typeof value === 'string') return escapeValue(value);
    if (value instanceof Uint8Array) return escapeValue(value, 'bytes');
    if (typeof value === 'boolean') return value ? '1' : '0';
    if (typeof value === 'number') return escapeValue(String(value));
    return value.map(item => escapeValue(item)).join(',');
  } catch (error) {
    throw new WireError(`request ${op}: argument ${key} ${(error as Error).message}`);
  }
}

const PLAIN = /^[A-Za-z0-9_./:+@=~^-]*$/;
const ODD = /[^A-Za-z0-9_./:+@=~^-]/g;

/** Terminal input may hold NUL (Ctrl-Space); names and paths may not. */
function escapeValue(value: string | Uint8Array, nul?: 'bytes'): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  const bytes = Buffer.from(value as string).toString('latin1');
  if (nul === undefined && bytes.includes('\0')) throw new Error('holds a NUL byte');
  return bytes.replace(ODD, char => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** Bytes of a request whose list is cut: what is asked in portions is answered in portions, and a list has a thousand items at most. */
const PORTION = 8192;

/**
 * Cut a list so that each request is a portion: for `look` items, `mkdir` and `symlink` paths.
 * `reserve` is what the rest of the line may take.
 */
export function splitList(items: readonly string[], reserve = 1024): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const item of items) {
    const size = escapeValue(item).length + 1;
    const last = parts.at(-1);
    if (last === undefined || size > room) {
      parts.push([item]);
      room = PORTION - reserve - size;
    } else {
      last.push(item);
      room -= size;
    }
  }
  return parts;
}
