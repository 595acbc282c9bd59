/** What `walk` has found, and what it should be. */
import { expect } from 'vitest';

/** The values of each line `NAME VALUE`, by name. */
export function found(stdout: string): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [, name = '', value = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
    lines.set(name, [...(lines.get(name) ?? []), value]);
  }
  return lines;
}

export const LESSONS =
  '00-orientation 01-mount-rootfs 02-unshare 03-chroot 04-create-cgroup 05-set-limits 06-start-app';

/** Installed without a complaint, seen, carried out, and nothing left. */
export function expectWalked(stdout: string, major: string): void {
  const lines = found(stdout);
  const why = stdout.slice(0, 4000);
  expect(lines.get('node')?.[0], why).toMatch(new RegExp(`^v${major}\\.`));
  expect(lines.get('compiler'), why).toEqual(['none']);
  expect(lines.get('install'), why).toEqual(['0', '0']);
  expect((lines.get('said') ?? []).filter(line => /EBADENGINE|deprecated|ERR/.test(line))).toEqual([]);
  expect(lines.get('brought')).toEqual(['@koromix', 'container-lab', 'koffi']);
  expect(lines.get('global'), why).toEqual(['0']);
  expect(lines.get('man'), why).toEqual(['.TH CONTAINER\\-LAB']);
  expect(lines.get('frame'), why).toEqual(['shown']);
  expect(lines.get('screen'), why).toEqual(['0']);
  expect(lines.get('run'), why).toEqual(['0']);
  expect(lines.get('steps')?.[0]?.trim()).toContain(LESSONS);
  expect(lines.get('broken')).toEqual(['0']);
  // root has no need of sudo
  expect(lines.get('sudo-npx'), why).toEqual(/ user root$/.test(lines.get('system')?.[0] ?? '') ? undefined : ['0']);
  expectNothingLeft(stdout);
}

export function expectNothingLeft(stdout: string): void {
  const lines = found(stdout);
  for (const name of ['cgroups', 'processes', 'mounts', 'sessions', 'foreign'])
    expect([name, lines.get(name)], stdout.slice(0, 4000)).toEqual([name, ['0']]);
}
