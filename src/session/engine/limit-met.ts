/** Which limit of the machine a refusal has met: looked up right after it. */
import { exhausted } from '../../kernel/exhausted.ts';
import { type Exhausted, systemLimits } from '../../kernel/limit-reader.ts';
import { LabError } from '../../protocol/lab-error.ts';
import type { HelperClient } from './helper-client.ts';

/** Null when the error is none of the kernel's, or no limit that is known is reached. `subject` is who made the call, where it lives. */
export async function limitMet(
  client: HelperClient,
  { errno }: LabError,
  subject: string | null,
): Promise<Exhausted | null> {
  const call = errno === undefined ? null : client.refusedWith(errno);
  if (errno === undefined || call === null) return null;
  const about = { call: call.name, about: call.args, errno };
  const found = exhausted(about, systemLimits);
  if (found || subject === null) return found;
  const [answer] = await client.look([`read:${subject}:mountinfo`]).catch(() => []);
  return answer && 'v' in answer ? exhausted({ ...about, mountinfo: answer.v }, systemLimits) : null;
}

/** The error with the limit that it has met, and how to raise it. */
export function withLimit(error: LabError, limit: Exhausted | null): LabError {
  if (!limit) return error;
  const { code, message, exit, errno } = error;
  return new LabError(code, `${message}: ${limit.found}`, { exit, errno, hint: limit.todo });
}
