/** The tarball on a Debian that has nothing: two releases, three Nodes, as root and as a user with sudo. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { CACHE, type Kit, makeKit } from './kit.ts';
import { expectNothingLeft, expectWalked, found } from './walked.ts';

const BARE_ROOT = fileURLToPath(new URL('bare-root', import.meta.url));
const ready = [
  needs(isRoot, 'makes and enters a root of its own, needs root'),
  needs('debootstrap', 'makes a bare Debian'),
];

describe.runIf(ready.every(Boolean))('the package on a bare Debian', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-bare-'));
  chmodSync(dir, 0o755);
  let kit: Kit;
  beforeAll(() => {
    kit = makeKit(join(dir, 'kit'), ['20', '22', '24', '26']);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  function walk(suite: string, major: string, options: string[]): string {
    const root = join(CACHE, `bare-${suite}`);
    if (!existsSync(root)) execFileSync(BARE_ROOT, ['make', suite, root]);
    const put = ['--put', kit.folder, '--env', `npm_config_registry=${kit.registry}`];
    return execFileSync(BARE_ROOT, ['run', ...options, ...put, root, '--', '/kit/walk', '/kit', major], {
      encoding: 'utf8',
    });
  }

  for (const suite of ['bookworm', 'trixie'])
    for (const major of ['20', '22', '24', '26'])
      for (const who of [[], ['--user', 'learner']])
        test(`${suite}, Node ${major}, ${who[1] ?? 'root'}`, () => expectWalked(walk(suite, major, who), major));

  test('in a mere chroot the six steps are taken too; only what the links of /proc say differs', () => {
    const said = walk('trixie', '22', ['--user', 'learner', '--chroot']);
    expect(found(said).get('frame')).toEqual(['shown']);
    expect(
      found(said)
        .get('broken-in')
        ?.filter(lesson => !/^0[03]-/.test(lesson)),
    ).toEqual([]);
    expect(found(said).get('steps')?.[0]).toContain('06-start-app');
    expectNothingLeft(said);
  });
});
