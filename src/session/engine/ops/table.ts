/** Who carries out which op of a lesson. One of the helper's own needs no row. */
import { cgroupOps } from './cgroup.ts';
import { execOps } from './exec.ts';
import type { OpHandler, WaitHandler } from './handler.ts';
import { imageOps } from './image.ts';
import { waitOps } from './waiting.ts';
import { wire } from './wire.ts';

const HANDLERS: Readonly<Record<string, OpHandler | WaitHandler>> = {
  ...cgroupOps,
  ...execOps,
  ...imageOps,
  ...waitOps,
};

export function handlerOf(op: string): OpHandler | WaitHandler {
  return Object.hasOwn(HANDLERS, op) ? (HANDLERS[op] as OpHandler | WaitHandler) : wire;
}
