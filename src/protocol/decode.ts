/** Lines of the helper as replies and events. */
import { bytesToText } from './bytes.ts';
import { type HelperEvent, type Reply, type ReplyError, WireError } from './wire.ts';

/**
 * One line of the helper, typed. Strings become text (bytes.ts), except where bytes are needed as they are:
 * `answers` and the `data` of an output event. Throws WireError when the line is not of this protocol.
 */
export function decodeLine(line: string): Reply | HelperEvent {
  const object = parseObject(line);
  if (typeof object.event === 'string') return decodeEvent(object, object.event);
  return decodeReply(object, line);
}

type Json = Record<string, unknown>;

function parseObject(line: string): Json {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // falls through: the sentence is the same
  }
  throw new WireError(`the helper sent a line that is not a JSON object: ${line.slice(0, 80)}`);
}

/** Does the line hold a byte above 0x7e or a backslash of its own? Only then bytes and text differ. */
const NOT_YET_TEXT = /\\[\\u]|[\x80-\xff]/;

/** The parsed object becomes the reply itself: a copy would cost as much as the parsing. */
function decodeReply(object: Json, line: string): Reply {
  object.calls ??= [];
  const { id, ok, calls, answers, error } = object;
  if (typeof id !== 'number' || typeof ok !== 'boolean' || !Array.isArray(calls)) {
    throw new WireError(`the helper sent neither a reply nor an event: ${line.slice(0, 80)}`);
  }
  if (NOT_YET_TEXT.test(line))
    for (const key of Object.keys(object)) if (key !== 'answers') object[key] = toText(object[key]);
  if (!Array.isArray(answers)) delete object.answers;
  object.kind = 'reply';
  if (ok) {
    delete object.error;
    return object as unknown as Reply;
  }
  const e = (typeof error === 'object' ? (object.error ?? {}) : {}) as Partial<ReplyError>;
  if (typeof e.code !== 'string' || typeof e.message !== 'string') {
    throw new WireError(`the helper refused request ${id} without a reason`);
  }
  object.error = { code: e.code, message: e.message, errno: e.errno ?? null };
  return object as unknown as Reply;
}

function endingOf({ code, signal }: Json): { code: number | null; signal: string | null } {
  return { code: typeof code === 'number' ? code : null, signal: typeof signal === 'string' ? signal : null };
}

function decodeEvent(object: Json, name: string): HelperEvent {
  const channel = object.channel;
  switch (name) {
    case 'output': {
      const { stream, data } = object;
      const known = stream === 'stdout' || stream === 'stderr' || stream === 'tty';
      if (!known || typeof data !== 'string' || typeof channel !== 'number') break;
      return { kind: 'event', event: name, channel, stream, data };
    }
    case 'closed': {
      if (typeof channel !== 'number') break;
      const ended = endingOf(object);
      return {
        kind: 'event',
        event: name,
        channel,
        ...(ended.code === null && ended.signal === null ? {} : { ended }),
      };
    }
    case 'exit': {
      const { subject, pid, oomKill, running } = object;
      if (typeof subject !== 'string' || typeof pid !== 'number') break;
      return {
        kind: 'event',
        event: name,
        subject,
        pid,
        ...endingOf(object),
        oomKill: typeof oomKill === 'number' ? oomKill : 0,
        running: running === true,
        ...(object.filtered === true ? { filtered: true as const } : {}),
      };
    }
    default:
      return { kind: 'event', event: 'unknown', name };
  }
  throw new WireError(`the helper sent an incomplete event "${name}"`);
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return bytesToText(value);
  if (Array.isArray(value)) return value.map(toText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toText(inner)]));
}
