import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/protocol/lab-error.ts';
import { explainRefusal, type Privileges } from '../../src/session/refusals.ts';

const COMMAND = 'systemd-run --user --scope -p Delegate=yes -- container-lab';
const root = { limited: false, delegate: null };
const user: Privileges = { limited: true, delegate: COMMAND };
const said = (errno?: string) => new LabError('mkdir-cgroup', 'mkdir "/sys/fs/cgroup/x": no', { errno });
const explain = (op: string, errno: string | undefined, privileges = user, earlier = false) =>
  explainRefusal(op, said(errno), privileges, earlier);

describe('explainRefusal', () => {
  it.each<[op: string, errno: string, why: RegExp, todo: RegExp]>([
    ['create-cgroup', 'EACCES', /belongs to root/, /^systemd-run --user --scope -p Delegate=yes/],
    ['set-limit', 'EPERM', /belongs to root/, /^systemd-run/],
    ['set-limit', 'ENOENT', /controller was not handed down/, /^systemd-run/],
    ['create-cgroup', 'EROFS', /read-only/, /on the machine itself/],
    ['create-cgroup', 'EBUSY', /processes in that very group/, /^systemd-run/],
    ['mount-proc', 'EPERM', /another proc is seen in full/, /unmask=ALL/],
    ['unshare', 'EPERM', /seccomp, AppArmor/, /doctor/],
    ['pivot_root', 'ENOSYS', /seccomp, AppArmor/, /doctor/],
  ])('%s %s', (op, errno, why, todo) => {
    const refusal = explain(op, errno);
    expect(refusal).toMatchObject({ errno, message: expect.stringContaining('mkdir "/sys/fs/cgroup/x": no') });
    expect(refusal?.why).toMatch(why);
    expect(refusal?.todo).toMatch(todo);
  });

  it.each(['EPERM', 'EACCES', 'ENOSYS', 'ENOSPC', 'EROFS'])(
    '%s of a call is a matter of rights without root',
    errno => {
      expect(explain('mount', errno)).toMatchObject({
        errno,
        why: expect.stringContaining('does not allow this call'),
      });
      expect(explain('mount', errno, user, true)?.why).toContain('does not allow this call');
    },
  );

  it.each(['EINVAL', 'ENOENT', 'EBUSY'])('%s of a call is none', errno => expect(explain('mount', errno)).toBeNull());

  it('is no matter of rights where the kernel said nothing, or something else of a group', () => {
    expect(explain('create-cgroup', undefined)).toBeNull();
    expect(explain('create-cgroup', 'EINVAL')).toBeNull();
  });

  it('what is missing rests on what was refused before, of a call and of a group', () => {
    expect(explain('umount', 'ENOENT', user, true)).toMatchObject({ todo: 'see the first refusal of this session' });
    expect(explain('set-limit', 'ENOENT', user, true)?.why).toMatch(/^there is no group, or not this file in it/);
    expect(explain('set-limit', 'ENOENT', { limited: true, delegate: null })?.todo).toMatch(/^use sudo, or ask/);
  });

  it('proc is told of by the helper’s words, too', () => {
    const error = new LabError('mount', 'mount proc on /proc: EPERM', { errno: 'EPERM' });
    expect(explainRefusal('mount', error, user, false)?.todo).toContain('unmask=ALL');
    const other = new LabError('mount', 'mount x on /mnt: not mount proc ', { errno: 'EPERM' });
    expect(explainRefusal('mount', other, user, false)?.todo).not.toContain('unmask=ALL');
  });

  it.each([
    ['mount', 'mount x: no', 'mount x: no'],
    ['clone', 'clone: no', 'clone: no'],
    ['x', 'no mount', 'mount: no mount'],
    ['x', 'no x', 'mount: no x'],
  ])('names the op once: code %s, %j', (code, message, told) => {
    expect(explainRefusal('mount', new LabError(code, message, { errno: 'EPERM' }), user, false)?.message).toBe(told);
  });

  it('takes nothing of a session with all rights for a refusal, but a tree that cannot be written or is in use', () => {
    for (const op of ['mount', 'unshare', 'create-cgroup', 'set-limit'])
      for (const errno of ['EPERM', 'EACCES', 'ENOENT']) expect(explain(op, errno, root)).toBeNull();
    expect(explain('create-cgroup', 'EROFS', root)).not.toBeNull();
    expect(explain('create-cgroup', 'EBUSY', root)?.todo).toMatch(/alone in a group/);
  });

  it('a limit of the machine that is reached stops root as well, and is named', () => {
    const limit = { found: 'user.max_net_namespaces = 0: none', todo: 'as root: sysctl x' };
    for (const privileges of [root, user])
      expect(explainRefusal('unshare', said('ENOSPC'), privileges, false, limit)).toMatchObject({
        errno: 'ENOSPC',
        why: limit.found,
        todo: limit.todo,
      });
    expect(explainRefusal('unshare', said('ENOSPC'), root, false, null)).toBeNull();
  });

  it('takes a slip for a failure, for anyone', () => {
    expect(explain('mount', 'EINVAL')).toBeNull();
    expect(explain('mount', 'ENOENT')).toBeNull();
    expect(explain('exec', undefined)).toBeNull();
  });

  it('knows that what was refused before is missing now', () => {
    expect(explain('protect-proc', 'ENOENT', user, true)?.why).toMatch(/refused before/);
    expect(explain('protect-proc', 'ENOENT', root, true)).toBeNull();
  });
});
