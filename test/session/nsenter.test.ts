import { describe, expect, it } from 'vitest';
import { nsenterLine } from '../../src/session/nsenter.ts';
import type { Facts } from '../../src/words/fact-value.ts';

const HOST: Facts = { 'ns.mnt': 'mnt:[1]', 'ns.uts': 'uts:[1]', 'ns.pid_for_children': 'pid:[1]', rootId: '8:1/2' };
const subject = (pid: number, facts: Facts) => ({ pid, facts, files: {} });

describe('nsenterLine', () => {
  it('names only the namespaces that differ, and the root when it does', () => {
    const stage = subject(42, { ...HOST, 'ns.mnt': 'mnt:[2]', rootId: '0:40/1' });
    expect(nsenterLine({ host: subject(1, HOST), stage }, 'sudo')).toBe(
      'sudo nsenter --target 42 --mount --root --wd sh',
    );
  });

  it('keeps its credentials in the user namespace of an ordinary user', () => {
    const stage = subject(42, { ...HOST, 'ns.user': 'user:[2]' });
    expect(nsenterLine({ host: subject(1, { ...HOST, 'ns.user': 'user:[1]' }), stage }, 'rootless')).toBe(
      'nsenter --target 42 --user --preserve-credentials sh',
    );
  });

  it('leaves out a PID namespace that has no first process yet', () => {
    const stage = subject(42, { ...HOST, 'ns.pid_for_children': { error: 'ENOENT' } });
    expect(nsenterLine({ host: subject(1, HOST), stage }, 'root')).toBe('nsenter --target 42 sh');
  });

  it('prefers the experiment to the stage, and has nothing to say without a subject', () => {
    const subjects = { host: subject(1, HOST), stage: subject(2, HOST), aside: subject(3, HOST) };
    expect(nsenterLine(subjects, 'root')).toContain('--target 3');
    expect(nsenterLine({ host: subject(1, HOST) }, 'root')).toBeNull();
  });
});
