import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { nativeProgram } from '../../src/helper/helper-path.ts';
import { OTHER_USER, worldReadableFolder } from '../helpers/other-user.ts';
import { alive } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';

const UID = OTHER_USER;
const base = `/tmp/container-lab-${UID}`;

const folder = worldReadableFolder('base');
const helper = join(folder, 'lab-helper');
copyFileSync(nativeProgram('lab-helper'), helper);
afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  ok: boolean;
  error?: { code: string; message: string };
  hello?: { run: string; swept: Record<string, number> };
}

/** The helper as another user, whose base directory is below /tmp: its answer to hello. */
function hello(limits = 'true'): Answer {
  const { stdout } = spawnSync('/bin/sh', ['-c', `${limits}; exec "$0"`, helper], {
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

  const others = () => readdirSync('/tmp').filter(name => name.startsWith(`container-lab-${UID}-`));

  it.each<[string, () => void]>([
    ['others may write there', () => found(0o777, UID)],
    ['it is somebody else’s', () => found(0o700, UID + 1)],
    ['it is somebody else’s, who lets us in', () => found(0o777, UID + 1)],
    ['it is a link', () => symlinkSync(folder, base)],
    ['it is a file', () => writeFileSync(base, '')],
  ])('gets another name when %s, and what stands there is left alone', (_why, stand) => {
    stand();
    const before = lstatSync(base);
    const { ok, hello: answer } = hello();
    expect(ok).toBe(true);
    expect(answer?.run).toMatch(new RegExp(`^${base}-[0-9a-f]{8}/`));
    expect(others()).toEqual([]);
    const { ino, mode, uid } = lstatSync(base);
    expect({ ino, mode, uid }).toEqual({ ino: before.ino, mode: before.mode, uid: before.uid });
    expect(existsSync(join(folder, 'lab-helper'))).toBe(true);
  });

  it('is shared by sessions at the same time, and one of another name is swept once the usual one is free', async () => {
    found(0o700, UID + 1);
    const living = spawn(helper, [], { uid: UID, gid: UID, env: {} });
    try {
      living.stdin.write('1 hello\n');
      const [line] = await once(living.stdout.setEncoding('utf8'), 'data');
      const { run } = (JSON.parse(line) as Answer).hello ?? { run: '' };
      expect(dirname(hello().hello?.run ?? '')).toBe(dirname(run));
      living.kill('SIGKILL');
      await once(living, 'exit');
      expect(others()).toHaveLength(1);
      rmSync(base, { recursive: true });
      mkdirSync(base, { mode: 0o700 });
      chownSync(base, UID, UID);
      expect(hello().hello).toMatchObject({ run: expect.stringMatching(`^${base}/`), swept: { sessions: 1 } });
      expect(others()).toEqual([]);
    } finally {
      living.kill('SIGKILL');
      for (const name of others()) rmSync(`/tmp/${name}`, { recursive: true });
    }
  });

  it('of another name is swept by clean too', async () => {
    const other = `${base}-0123abcd`;
    mkdirSync(other, { mode: 0o700 });
    writeFileSync(`${other}/999999-abcdef.journal`, '');
    chownSync(other, UID, UID);
    chownSync(`${other}/999999-abcdef.journal`, UID, UID);
    const foreignBase = `${base}-ffffffff`;
    mkdirSync(foreignBase);
    writeFileSync(`${foreignBase}/999999-abcdef.journal`, '');
    const { stdout } = spawnSync(helper, ['clean'], { uid: UID, gid: UID, env: {}, encoding: 'utf8' });
    const left = others();
    for (const name of left) rmSync(`/tmp/${name}`, { recursive: true });
    expect(JSON.parse(stdout)).toMatchObject({ swept: { sessions: 1 }, left: { files: 0 } });
    expect(left).toEqual([`container-lab-${UID}-ffffffff`]);
  });

  it('is below XDG_RUNTIME_DIR only where that is the user’s alone', () => {
    const runtime = mkdtempSync('/tmp/lab-runtime-');
    const where = (mode: number): string => {
      chmodSync(runtime, mode);
      const { stdout } = spawnSync(helper, [], {
        input: '1 hello\n',
        uid: UID,
        gid: UID,
        env: { XDG_RUNTIME_DIR: runtime },
        encoding: 'utf8',
      });
      return (JSON.parse(stdout) as Answer).hello?.run ?? '';
    };
    chownSync(runtime, UID, UID);
    const [own, shared] = [where(0o700), where(0o777)];
    rmSync(runtime, { recursive: true });
    expect(own).toMatch(new RegExp(`^${runtime}/container-lab/`));
    expect(shared).toMatch(new RegExp(`^${base}/`));
  });

  it('that others could only read is closed to them', () => {
    found(0o755, UID);
    mkdirSync(`${base}/kept`); // something of another session: the directory must not be removed
    expect(hello().ok).toBe(true);
    expect(statSync(base).mode & 0o777).toBe(0o700);
  });

  it('is waited for while another holds its lock, but not for ever: that one may have been stopped', async () => {
    found(0o700, UID);
    const holder = spawn('flock', [base, 'sh', '-c', 'echo held; exec sleep 60'], {
      uid: UID,
      gid: UID,
      env: {},
      detached: true,
    });
    await once(holder.stdout, 'data');
    const { error } = hello();
    process.kill(-(holder.pid ?? 0), 'SIGKILL');
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('has one been stopped?') });
  });

  it('may be where no file may grow: then nothing is begun', () => {
    expect(hello('ulimit -f 0')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('file too large') },
    });
    expect(existsSync(base)).toBe(false);
  });

  it('may be removed by another that ends, at any moment', async () => {
    const script = `const { rmdirSync } = require('node:fs'); console.log('ready');
      for (let at = 0; process.ppid === ${process.pid}; at = performance.now() + Math.random()) {
        while (performance.now() < at); // up to 1 ms: nobody can take what is removed faster than it is made
        try { rmdirSync('${base}') } catch {}
      }`;
    const remover = spawn(process.execPath, ['-e', script]);
    try {
      await once(remover.stdout, 'data');
      for (let rounds = 0; rounds < 300; rounds++) expect(hello().error).toBe(undefined);
    } finally {
      remover.kill();
      await once(remover, 'exit');
    }
  });

  it('may be older than this run of the machine: a process that has a number of then is left alone', () => {
    const victim = spawn('sleep', ['60'], { uid: UID, gid: UID });
    const journal = (boot: string): void => {
      found(0o700, UID);
      writeFileSync(`${base}/999999-abcdef.journal`, `subject ${victim.pid} 999999999999.${boot}\n`);
      chownSync(`${base}/999999-abcdef.journal`, UID, UID);
      expect(hello().ok).toBe(true);
    };
    journal('2f1a4e9c-0000-4000-8000-000000000000');
    expect(alive(victim.pid ?? 0)).toBe(true);
    journal(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    expect(alive(victim.pid ?? 0)).toBe(false);
  });
});
