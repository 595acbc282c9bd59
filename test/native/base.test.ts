import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { nativeProgram } from '../../src/stage/helper-path.ts';
import { isRoot, needs } from '../helpers/require.ts';

const UID = 23457;
const base = `/tmp/container-lab-${UID}`;

/** The helper as another user, whose base directory is below /tmp: its answer to hello. */
function hello(): { ok: boolean; error?: { code: string; message: string } } {
  const { stdout } = spawnSync(nativeProgram('lab-helper'), [], {
    input: '1 hello\n2 quit\n',
    uid: UID,
    gid: UID,
    env: {},
    encoding: 'utf8',
  });
  return JSON.parse(stdout.split('\n')[0] ?? '{}');
}

describe.runIf(needs(isRoot, 'acts as another user'))('the base directory', () => {
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  function found(mode: number, owner: number): void {
    mkdirSync(base);
    chownSync(base, owner, owner);
    chmodSync(base, mode);
  }

  it('is made for its user alone, and is gone at the end', () => {
    expect(hello().ok).toBe(true);
    expect(existsSync(base)).toBe(false);
  });

  it.each([
    ['others may write there', 0o777, UID],
    ["it is somebody else's", 0o700, UID + 1],
  ])('is refused when %s', (_why, mode, owner) => {
    found(mode, owner);
    expect(hello()).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('that others could only read is closed to them', () => {
    found(0o755, UID);
    mkdirSync(`${base}/kept`); // something of another session: the directory must not be removed
    expect(hello().ok).toBe(true);
    expect(statSync(base).mode & 0o777).toBe(0o700);
  });
});
