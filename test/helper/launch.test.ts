import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startHelper } from '../../src/helper/launch.ts';
import { delegateAdvice, planLaunch } from '../../src/helper/plan-launch.ts';
import { realSurroundings, type Surroundings } from '../../src/helper/surroundings.ts';
import { isRoot, needs } from '../helpers/require.ts';

function machine(uid: number, programs: string[], systemd = false): Surroundings {
  return {
    uid,
    administers: uid === 0,
    userManager: null,
    which: name => (programs.includes(name) ? `/usr/bin/${name}` : null),
    exists: path => systemd && path === '/run/systemd/system',
    wrapsPrompt: () => false,
  };
}
const ask = { interactive: true, unit: 'container-lab-1' };

describe('planLaunch', () => {
  it('starts the helper itself as root', () => {
    expect(planLaunch('/p/lab-helper', ask, machine(0, ['sudo']))).toEqual({
      command: '/p/lab-helper',
      args: ['sealed'],
      privilege: 'root',
      scope: false,
    });
  });

  it('puts sudo before the absolute path for an ordinary user, and never lets it ask without a terminal', () => {
    const quiet = planLaunch('/p/lab-helper', { ...ask, interactive: false }, machine(1000, ['sudo']));
    expect([quiet.command, ...quiet.args]).toEqual(['/usr/bin/sudo', '-n', '--', '/p/lab-helper', 'sealed']);
    expect(planLaunch('/p/lab-helper', ask, machine(1000, ['sudo'])).args).toContain('-p');
  });

  it('asks in words that read well with either sudo', () => {
    const machineOf = (wrapsPrompt: boolean) => ({ ...machine(1000, ['sudo']), wrapsPrompt: () => wrapsPrompt });
    const prompt = (wraps: boolean) => planLaunch('/p/lab-helper', ask, machineOf(wraps)).args[1];
    expect(prompt(false)).toBe('container-lab asks for root for its helper only. [sudo] password for %p: ');
    expect(prompt(true)).toBe('container-lab asks for root for its helper only');
  });

  it('asks systemd for a delegated scope where systemd runs', () => {
    const plan = planLaunch('/p/lab-helper', ask, machine(1000, ['sudo', 'systemd-run'], true));
    expect(plan.scope).toBe(true);
    expect(plan.args.join(' ')).toMatch(
      /-- \/usr\/bin\/systemd-run --scope .*--property=Delegate=yes -- \/p\/lab-helper sealed$/,
    );
  });

  it('is rootless without sudo, or when told so', () => {
    expect(planLaunch('/p/lab-helper', ask, machine(1000, [])).privilege).toBe('rootless');
    expect(planLaunch('/p/lab-helper', { ...ask, rootless: true }, machine(1000, ['sudo'])).privilege).toBe('rootless');
  });

  it('is rootless as a uid 0 that may not administer the machine', () => {
    expect(planLaunch('/p/lab-helper', ask, { ...machine(0, []), administers: false }).privilege).toBe('rootless');
  });

  it("asks the user's own systemd for a scope when rootless, if it can be reached", () => {
    const alone = machine(1000, ['systemd-run'], true);
    expect(planLaunch('/p/lab-helper', ask, alone).scope).toBe(false);
    const loggedIn = { ...alone, userManager: '/run/user/1000/systemd' };
    expect(planLaunch('/p/lab-helper', ask, loggedIn)).toMatchObject({ privilege: 'rootless', scope: true });
    expect(planLaunch('/p/lab-helper', ask, loggedIn).args.join(' ')).toMatch(/^--user --scope .*Delegate=yes/);
    expect(planLaunch('/p/lab-helper', { ...ask, scope: false }, loggedIn).scope).toBe(false);
  });
});

describe('delegateAdvice', () => {
  const without = planLaunch('/p/lab-helper', { ...ask, scope: false }, machine(1000, []));
  it.each<[string, Surroundings, RegExp]>([
    ['no systemd', machine(1000, []), /^let root hand over a group/],
    ['no login session', machine(1000, ['systemd-run'], true), /^log in .*systemd-run --user --scope -p Delegate=yes/],
    [
      'a login session',
      { ...machine(1000, ['systemd-run'], true), userManager: '/run/user/1000/systemd' },
      /^systemd-run --user --scope -p Delegate=yes -- container-lab/,
    ],
  ])('%s', (_name, around, advice) => {
    expect(delegateAdvice(without, around)).toMatch(advice);
  });
});

describe('what our environment can do to a program that root runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-launch-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The environment with these variables, for as long as `what` takes. */
  async function withEnvironment<T>(env: Record<string, string>, what: () => T): Promise<Awaited<T>> {
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      return await what();
    } finally {
      for (const name of Object.keys(env))
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
    }
  }

  it.runIf(needs(isRoot, 'gives files to root'))('PATH leads to programs of root alone', async () => {
    const script = '#!/bin/sh\nexit 0\n';
    mkdirSync(`${folder}/open`);
    mkdirSync(`${folder}/closed`);
    for (const name of ['open/lab-a', 'closed/lab-a', 'closed/lab-b'])
      writeFileSync(`${folder}/${name}`, script, { mode: 0o755 });
    chmodSync(`${folder}/open`, 0o777);
    chmodSync(`${folder}/closed/lab-b`, 0o775);
    const find = (path: string, name: string) => withEnvironment({ PATH: path }, () => realSurroundings.which(name));
    expect(await find(`${folder}/open:${folder}/closed`, 'lab-a')).toBe(`${folder}/closed/lab-a`);
    expect(await find(`${folder}/open`, 'lab-a')).toBeNull();
    expect(await find(`${folder}/closed`, 'lab-b')).toBeNull();
    symlinkSync('/bin/true', `${folder}/closed/sh`);
    expect(await find(`${folder}/closed`, 'sh')).toMatch(/^\/(usr\/)?bin\/sh$/);
    expect(await find('.:relative', 'lab-a')).toBeNull();
  });

  it('nothing that loads code comes through', async () => {
    const loaders = {
      LD_PRELOAD: '',
      LD_LIBRARY_PATH: folder,
      LD_AUDIT: '',
      GCONV_PATH: folder,
      NODE_OPTIONS: '--no-warnings',
      BASH_ENV: folder,
      TAR_OPTIONS: '-v',
    };
    const told = await withEnvironment(loaders, async () => {
      const env = startHelper({ command: '/usr/bin/env', args: [], privilege: 'root', scope: false });
      let text = '';
      env.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      await env.ended;
      return text;
    });
    const names = told
      .trimEnd()
      .split('\n')
      .map(line => line.split('=')[0] ?? '');
    expect(names).toContain('PATH');
    expect(names.filter(name => !['PATH', 'LANG', 'LC_ALL', 'TERM', 'XDG_RUNTIME_DIR'].includes(name))).toEqual([]);
  });
});
