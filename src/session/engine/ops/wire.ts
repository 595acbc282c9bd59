/** An op of the helper's own: one request. */
import { filled, on } from './filled.ts';
import type { OpHandler } from './handler.ts';

export const wire: OpHandler = {
  plan: (op, site) => on(site, [{ op: op.op, args: filled(op, site) }]),

  follow({ op }, { pid }, { subject, parts }) {
    if (op !== 'fork' || pid === undefined) return;
    subject.pid = pid;
    parts.audit.noteProcess(pid);
  },
};
