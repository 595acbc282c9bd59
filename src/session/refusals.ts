/** What the kernel does not allow here (an ordinary user, a container): not a failure of the lesson, but something to understand. Pure. */
import type { Exhausted } from '../kernel/limit-reader.ts';
import type { LabError } from '../protocol/lab-error.ts';
import { groupOf } from '../words/ops.ts';

/** An op that the kernel refused because of where and as whom we run. */
export interface Refusal {
  /** What was tried and what the kernel said, one sentence. */
  message: string;
  errno: string;
  /** Why the kernel says so. */
  why: string;
  /** The way out. */
  todo: string;
}

/** As whom, and where the session runs. */
export interface Privileges {
  /** Without root's rights over the machine: a user namespace came first, or the whole session is in a container's. */
  limited: boolean;
  /** The command that starts the same session with cgroups of its own, where there is one. */
  delegate: string | null;
}

/** Is it carried out on a cgroup? The monitor does that, in a tree that belongs to the host. */
export function isGroupOp(op: string): boolean {
  return groupOf(op) !== undefined;
}

/**
 * Why the kernel refused `op` here; null when that is no matter of rights, so that something went wrong.
 * @param earlier the session has met a refusal before: what was to be made is not there
 * @param limit a limit of this machine that was just read, and is reached: it stops root as well
 */
export function explainRefusal(
  op: string,
  { code, message, errno }: LabError,
  privileges: Privileges,
  earlier: boolean,
  limit: Exhausted | null = null,
): Refusal | null {
  if (errno === undefined) return null;
  const said = (why: string, todo: string): Refusal => ({ message: sentence(op, code, message), errno, why, todo });
  if (limit) return said(limit.found, limit.todo);
  if (isGroupOp(op)) return ofGroup(errno, said, privileges, earlier);
  if (!privileges.limited) return null;
  if (earlier && errno === 'ENOENT')
    return said('it needs what was refused before', 'see the first refusal of this session');
  if (!['EPERM', 'EACCES', 'ENOSYS', 'ENOSPC', 'EROFS'].includes(errno)) return null;
  if (op === 'mount-proc' || message.startsWith('mount proc '))
    return said(
      'in a user namespace proc may be mounted only where another proc is seen in full, and here parts of it are covered, as container engines do',
      'outside of a container, or with its /proc uncovered: podman run --security-opt unmask=ALL, docker run --security-opt systempaths=unconfined',
    );
  return said(
    'the kernel, or a filter in front of it (seccomp, AppArmor), does not allow this call to this user here',
    'container-lab doctor tries every right and names the way out',
  );
}

function ofGroup(
  errno: string,
  said: (why: string, todo: string) => Refusal,
  { limited, delegate }: Privileges,
  earlier: boolean,
): Refusal | null {
  if (errno === 'EROFS')
    return said(
      'the cgroup filesystem is mounted read-only, as container engines do',
      'run on the machine itself, or let the container write its cgroups (podman run --privileged)',
    );
  if (errno === 'EBUSY')
    return said(
      'there are processes in that very group, and v2 lets a group have members or hand controllers down, not both',
      delegate ??
        'start container-lab alone in a group of its own, or move the other processes into a child group first',
    );
  if (!limited) return null;
  const way =
    delegate ?? 'use sudo, or ask the administrator for a delegated group (man 5 systemd.resource-control, Delegate=)';
  if (errno === 'EACCES' || errno === 'EPERM')
    return said(
      'that part of the tree belongs to root; a group may be made only where the tree was handed over to you',
      way,
    );
  if (errno === 'ENOENT')
    return said(
      earlier
        ? 'there is no group, or not this file in it: the controller was not handed down to you'
        : 'the controller was not handed down to you',
      way,
    );
  return null;
}

function sentence(op: string, code: string, message: string): string {
  return message.startsWith(code) || message.startsWith(op) ? message : `${op}: ${message}`;
}
