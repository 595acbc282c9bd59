import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { askSudo, type SudoState, sudoRefusal } from '../../src/helper/sudo.ts';
import { realSurroundings, type Surroundings } from '../../src/helper/surroundings.ts';

describe('sudoRefusal', () => {
  it.each<[string, string | null]>([
    ['sudo: a password is required\n', 'a password is required'],
    ['sudo-rs: interactive authentication is required\n', 'interactive authentication is required'],
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

describe('which sudo it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-sudo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['sudo-rs 0.2.5', '>&2', true],
    ['sudo-rs 0.2.11', '', true],
    ['Sudo version 1.9.13p3', '', false],
  ])('%s %s', (version, where, wraps) => {
    const path = join(folder, 'sudo');
    writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo '${version}' ${where}\n`);
    chmodSync(path, 0o755);
    expect(realSurroundings.wrapsPrompt(path)).toBe(wraps);
  });
});

describe('askSudo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-sudo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const around = (uid: number, sudo: string | null, administers = false): Surroundings => ({
    uid,
    administers,
    userManager: null,
    which: () => sudo,
    exists: () => false,
    wrapsPrompt: () => false,
  });
  /** A sudo that says this, and ends with this status; its arguments are kept. */
  function sudo(said: string, status: number): string {
    const path = join(folder, 'sudo');
    writeFileSync(
      path,
      `#!/bin/sh\necho "$*" >${folder}/asked\nprintf '%s\\n' '${said.replaceAll("'", "'\\''")}' >&2\nexit ${status}\n`,
    );
    chmodSync(path, 0o755);
    return path;
  }

  // the words of sudo 1.9.13 and of sudo-rs 0.2.5, as they say them
  it.each<[said: string, status: number, state: SudoState]>([
    ['', 0, 'free'],
    ['sudo: a password is required', 1, 'asks'],
    ['sudo-rs: interactive authentication is required', 1, 'asks'],
    ['sudo: interactive authentication is required', 1, 'asks'],
    ['sudo: sorry, you must have a tty to run sudo', 1, 'asks'],
    ['sudo: something nobody has heard of', 1, 'asks'],
    ['sudo: you do not exist in the passwd database', 1, 'refuses'],
    ['student is not in the sudoers file.', 1, 'refuses'],
    ['Sorry, user student may not run sudo on lab.', 1, 'refuses'],
    ["Sorry, user student is not allowed to execute '/bin/true' as root on lab.", 1, 'refuses'],
    ["sudo-rs: I'm sorry student. I'm afraid I can't do that", 1, 'refuses'],
    ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.', 1, 'refuses'],
    ['sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set', 1, 'refuses'],
  ])('%j, exit status %i: %s', async (said, status, state) => {
    expect((await askSudo(around(1000, sudo(said, status)))).state).toBe(state);
  });

  it('passes on its words, and those that are no line of sudo', async () => {
    expect((await askSudo(around(1000, sudo('sudo: a password is required', 1)))).said).toBe('a password is required');
    expect((await askSudo(around(1000, sudo('Maria no está en sudoers', 1)))).said).toBe('Maria no está en sudoers');
  });

  it('does not ask for root, nor where there is no sudo', async () => {
    expect((await askSudo(around(0, '/no/such', true))).state).toBe('root');
    expect((await askSudo(around(0, '/no/such', false))).state).toBe('none');
    expect((await askSudo(around(1000, null))).state).toBe('none');
  });

  it('asks for the helper itself: a rule for another program says nothing of it', async () => {
    const { readFileSync } = await import('node:fs');
    await askSudo(around(1000, sudo('', 0)));
    expect(readFileSync(`${folder}/asked`, 'utf8')).toMatch(/^-n -- \/.*\/lab-helper --version\n$/);
  });
});
