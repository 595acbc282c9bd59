import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loginOf } from '../../src/kernel/processes.ts';
import { isAnothers } from '../../src/observe/logins.ts';
import { until } from '../native/helper.ts';
import { endAll, learner, noLogins } from './seeking.ts';

describe('whose login', () => {
  beforeEach(ctx => {
    if (noLogins) ctx.skip(noLogins);
  });
  afterEach(endAll);

  /** A process that has logged in as that UID, or (null) has not. */
  async function logged(uid: number | null): Promise<number> {
    const { pid = 0 } = learner(`${uid === null ? '' : `echo ${uid} >/proc/self/loginuid; `}exec sleep 4321`);
    await until('the login', () => loginOf(pid) === uid);
    return pid;
  }

  test('another’s does not count; one’s own, root’s and none at all do', async () => {
    const ann = await logged(1001);
    const ben = await logged(1002);
    const root = await logged(0);
    expect([isAnothers(ann, 1001), isAnothers(ben, 1001), isAnothers(root, 1001)]).toEqual([false, true, false]);
    expect([isAnothers(ben, 0), isAnothers(ben, null), isAnothers(2 ** 30, 1001)]).toEqual([false, false, false]);
  });

  test('sudo and su change nothing', async () => {
    const { pid = 0 } = learner('echo 1002 >/proc/self/loginuid; exec setpriv --reuid 1001 --clear-groups sleep 4321');
    await until('the login', () => loginOf(pid) === 1002);
    expect(isAnothers(pid, 1001)).toBe(true);
    expect(isAnothers(pid, 1002)).toBe(false);
  });
});
