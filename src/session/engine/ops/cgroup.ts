/** Ops on the subject's cgroup: planned for the hierarchies of this machine. */
import type { Limits } from '../../../kernel/cgroup/index.ts';
import type { LessonOp } from '../../../lesson/lesson.ts';
import type { OpHandler } from './handler.ts';

const CREATE = 'create-cgroup';

const create: OpHandler = {
  async prepare(_op, { subject, parts: { groups, emit } }) {
    subject.groupRefused = true;
    for (const text of await groups.prepare()) emit({ type: 'note', text });
  },
  plan: (_op, { subject }) => subject.group.create(subject.as.name),
  done(granted, { subject }) {
    subject.grouped = granted;
    subject.groupRefused = !granted;
  },
};

/** On a group that must be there: else the kernel is asked once more to make it, and says again what it said. */
const onGroup: Pick<OpHandler, 'prepare'> = {
  async prepare(_op, { subject, first }) {
    if (subject.groupRefused) await first({ op: CREATE, args: {} });
  },
};

export const cgroupOps = {
  [CREATE]: create,
  'set-limit': { ...onGroup, plan: (op, { subject, parts }) => subject.group.limit(limits(op), parts.groups.support) },
  'enable-controllers': {
    ...onGroup,
    plan: ({ op, args }, { subject }) => [
      { op, args: { path: subject.group.paths.unified ?? '', controllers: args.controllers ?? [] } },
    ],
  },
  'join-cgroup': { ...onGroup, plan: (_op, { subject }) => subject.group.join(subject.as.name) },
  'remove-cgroup': {
    ...onGroup,
    plan: (_op, { subject }) => subject.group.remove(),
    done(granted, { subject }) {
      if (granted) subject.grouped = false;
    },
  },
} satisfies Record<string, OpHandler>;

function limits({ args: { memory, swap, pids, cpu } }: LessonOp): Limits {
  return {
    ...(memory === undefined ? {} : { memory: Number(memory) }),
    ...(swap === undefined ? {} : { swap: Number(swap) }),
    ...(pids === undefined ? {} : { pids: Number(pids) }),
    ...(cpu === undefined ? {} : { cpu: cpu as number | string }),
  };
}
