import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asPerson, callerOfSudo, type Person } from '../../src/progress/owner.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-owner-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Any that is not root: every system has some. */
function userOfThisMachine(): Person {
  const id = execFileSync('awk', ['-F:', '$3 > 0 && $6 ~ /^\\// { print $3; exit }', '/etc/passwd'], {
    encoding: 'utf8',
  });
  return callerOfSudo({ SUDO_UID: id.trim() }, 0) as Person;
}

describe('who called sudo', () => {
  const passwd = () => {
    writeFileSync(
      join(dir, 'passwd'),
      'root:x:0:0::/root:/bin/sh\nlearner:x:1000:1001:Ada,,,:/home/learner:/bin/bash\nodd:x:7:7::nowhere:\n',
    );
    return join(dir, 'passwd');
  };

  test('is the user whom passwd knows by SUDO_UID', () => {
    expect(callerOfSudo({ SUDO_UID: '1000' }, 0, passwd())).toEqual({
      name: 'learner',
      uid: 1000,
      gid: 1001,
      home: '/home/learner',
    });
  });

  test.each([
    ['no sudo', {}, 0],
    ['sudo to somebody who is not root', { SUDO_UID: '1000' }, 1000],
    ['sudo by root', { SUDO_UID: '0' }, 0],
    ['a user whom passwd does not know', { SUDO_UID: '1234' }, 0],
    ['a home that is no path', { SUDO_UID: '7' }, 0],
    ['no number', { SUDO_UID: 'learner' }, 0],
  ])('is nobody: %s', (_why, env, uid) => expect(callerOfSudo(env, uid, passwd())).toBeNull());
});

describe.runIf(needs(isRoot, 'becomes somebody else for a moment, needs root'))('what is done as a person', () => {
  const person = { uid: 12345, gid: 12346, home: '/' };

  test('is theirs, and goes no further than they may', () => {
    chmodSync(dir, 0o711);
    mkdirSync(join(dir, 'theirs'));
    chmodSync(join(dir, 'theirs'), 0o777);
    asPerson(person, () => writeFileSync(join(dir, 'theirs/file'), ''));
    const { uid, gid } = statSync(join(dir, 'theirs/file'));
    expect([uid, gid]).toEqual([person.uid, person.gid]);
    expect(() => asPerson(person, () => writeFileSync(join(dir, 'ours'), ''))).toThrow(/EACCES/);
    expect([process.geteuid?.(), process.getegid?.()]).toEqual([0, 0]);
  });

  test('is done with their groups, none of root’s, and root has its own again', () => {
    const groups = () => /^Groups:\t(.*?) ?$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    const before = process.getgroups?.() ?? [];
    try {
      process.setgroups?.([0, 4]);
      expect(asPerson(person, groups)).toBe(String(person.gid));
      expect(groups()).toBe('0 4');
      // a link that they have laid leads to what root's group may write
      writeFileSync(join(dir, 'root-group'), '');
      chmodSync(join(dir, 'root-group'), 0o060);
      chmodSync(dir, 0o711);
      expect(() => asPerson(person, () => writeFileSync(join(dir, 'root-group'), 'x'))).toThrow(/EACCES/);
      const caller = userOfThisMachine();
      const own = execFileSync('id', ['-G', caller.name ?? ''], { encoding: 'utf8' })
        .trim()
        .split(' ')
        .map(Number);
      const taken = (asPerson(caller, groups) ?? '').split(' ').map(Number);
      expect(new Set(taken)).toEqual(new Set(own));
      expect(groups()).toBe('0 4');
    } finally {
      process.setgroups?.(before);
    }
  });

  test('is done by the whole program: the progress of a session under sudo belongs to who called it', async () => {
    const state = join(dir, 'state');
    mkdirSync(state);
    chmodSync(dir, 0o711);
    const caller = userOfThisMachine();
    chownSync(state, caller.uid, caller.gid);
    const env = { SUDO_UID: String(caller.uid), XDG_STATE_HOME: state };
    const result = await cli(['reset'], { env });
    expect([result.stderr, result.code]).toEqual(['', 0]);
    const { uid, mode } = statSync(join(state, 'container-lab/progress.json'));
    expect([uid, mode & 0o777]).toEqual([caller.uid, 0o600]);
    expect(statSync(join(state, 'container-lab')).uid).toBe(caller.uid);
  });
});
