/** The handler of each op of a lesson: of those that the session plans, and of the helper's ops that are more than one request. */
import type { PlannedName } from '../../../words/op.ts';
import { cgroupOps } from './cgroup.ts';
import { execOps } from './exec.ts';
import type { OpHandler, WaitHandler } from './handler.ts';
import { imageOps } from './image.ts';
import { waitOps } from './waiting.ts';
import { wire } from './wire.ts';

const HANDLERS = {
  ...cgroupOps,
  ...execOps,
  ...imageOps,
  ...waitOps,
} satisfies Record<PlannedName, OpHandler | WaitHandler>;

export function handlerOf(op: string): OpHandler | WaitHandler {
  return Object.hasOwn(HANDLERS, op) ? HANDLERS[op as keyof typeof HANDLERS] : wire;
}
