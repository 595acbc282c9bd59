import { describe, expect, it } from 'vitest';
import { planLaunch, type Surroundings, sudoRefusal } from '../../src/stage/launch.ts';

function machine(uid: number, programs: string[], systemd = false): Surroundings {
  return {
    uid,
    which: name => (programs.includes(name) ? `/usr/bin/${name}` : null),
    exists: path => systemd && path === '/run/systemd/system',
  };
}
const ask = { interactive: true, unit: 'container-lab-1' };

describe('planLaunch', () => {
  it('starts the helper itself as root', () => {
    expect(planLaunch('/p/lab-helper', ask, machine(0, ['sudo']))).toEqual({
      command: '/p/lab-helper',
      args: [],
      privilege: 'root',
      scope: false,
    });
  });

  it('puts sudo before the absolute path for an ordinary user, and never lets it ask without a terminal', () => {
    const quiet = planLaunch('/p/lab-helper', { ...ask, interactive: false }, machine(1000, ['sudo']));
    expect([quiet.command, ...quiet.args]).toEqual(['/usr/bin/sudo', '-n', '--', '/p/lab-helper']);
    expect(planLaunch('/p/lab-helper', ask, machine(1000, ['sudo'])).args).toContain('-p');
  });

  it('asks systemd for a delegated scope where systemd runs', () => {
    const plan = planLaunch('/p/lab-helper', ask, machine(1000, ['sudo', 'systemd-run'], true));
    expect(plan.scope).toBe(true);
    expect(plan.args.join(' ')).toMatch(
      /-- \/usr\/bin\/systemd-run --scope .*--property=Delegate=yes -- \/p\/lab-helper$/,
    );
  });

  it('is rootless without sudo, or when told so', () => {
    expect(planLaunch('/p/lab-helper', ask, machine(1000, [])).privilege).toBe('rootless');
    expect(planLaunch('/p/lab-helper', { ...ask, rootless: true }, machine(1000, ['sudo'])).privilege).toBe('rootless');
  });
});

describe('sudoRefusal', () => {
  it.each<[string, string | null]>([
    ['sudo: a password is required\n', 'a password is required'],
    ['Sorry, try again.\nsudo: 3 incorrect password attempts\n', '3 incorrect password attempts'],
    [
      'sudo: The "no new privileges" flag is set\nsudo: If sudo is running in a container, adjust it\n',
      'The "no new privileges" flag is set',
    ],
    ['lab-helper: something of its own\n', null],
  ])('%j', (log, told) => {
    expect(sudoRefusal(log)).toBe(told);
  });
});
