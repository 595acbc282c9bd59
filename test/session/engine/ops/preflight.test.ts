import { beforeEach, describe, expect, it } from 'vitest';
import { encodeQuery, type Source } from '../../../../src/observe/source.ts';
import type { ExecProblem } from '../../../../src/rootfs/exec-problem.ts';
import type { App } from '../../../../src/session/engine/app.ts';
import { HelperClient } from '../../../../src/session/engine/helper-client.ts';
import { predictProblem, whyEnded, whyRefused } from '../../../../src/session/engine/ops/preflight.ts';
import { ScriptedMonitor } from '../../../helpers/scripted-monitor.ts';
import { tinyElf } from '../../../helpers/tiny-elf.ts';

const app = (...argv: string[]): App => ({ argv, io: 'pipe', env: { PATH: '/bin' } });
const noLibrary: ExecProblem = { kind: 'no-library', name: 'libx.so', message: 'libx.so is not there' };
const wrongArch: ExecProblem = {
  kind: 'wrong-arch',
  name: '/bin/x',
  message: '/bin/x is for arm64',
  todo: 'take its own',
};

let stage: Record<string, string | { id: string; mode: string } | { v: string }>;
let source: Source;

beforeEach(() => {
  const helper = new ScriptedMonitor();
  stage = {};
  helper.processes.stage = stage;
  const client = new HelperClient(helper.monitor, () => {});
  source = { query: items => client.look(items.map(encodeQuery)) };
});

/** A file in the stage's root that can be executed. */
function put(path: string, bytes: Buffer): void {
  stage[`rstat:${path}`] = { id: '0:50/9', mode: '100755' };
  stage[`bytes:${path}`] = bytes.toString('latin1');
}

describe('what is known before', () => {
  it('of a program that is not there', async () => {
    expect(await predictProblem(source, 'stage', app('/bin/none'), 'x86_64')).toMatchObject({
      kind: 'not-found',
      name: '/bin/none',
    });
    expect(await predictProblem(source, 'stage', app('none'), 'x86_64')).toMatchObject({
      kind: 'not-found',
      name: 'none',
    });
  });

  it('of one for another processor', async () => {
    put('/bin/x', tinyElf({ machine: 183 }));
    expect(await predictProblem(source, 'stage', app('x'), 'x86_64')).toMatchObject({ kind: 'wrong-arch' });
    expect(await predictProblem(source, 'stage', app('x'), 'aarch64')).toBeNull();
  });
});

describe('a refusal of execve', () => {
  it('tells the reason that was predicted, when it explains this errno', async () => {
    const error = await whyRefused(
      { message: 'execve: ENOEXEC', errno: 'ENOEXEC' },
      wrongArch,
      source,
      'stage',
      app('/bin/x'),
    );
    expect(error).toMatchObject({ message: 'execve "/bin/x": ENOEXEC: /bin/x is for arm64', hint: 'take its own' });
  });

  it('says what the kernel said where nothing that is known explains it', async () => {
    const said = { message: 'execve: E2BIG', errno: 'E2BIG' };
    for (const predictedProblem of [wrongArch, null])
      expect(await whyRefused(said, predictedProblem, source, 'stage', app('/bin/x'))).toMatchObject({
        message: 'execve: E2BIG',
        errno: 'E2BIG',
        hint: expect.stringContaining('--rootfs'),
      });
  });

  it.each([
    ['rw,noexec', /\/bin\/x lies on \/bin, which is mounted noexec/],
    ['rw', /^execve: EACCES$/],
  ])('EACCES on a mount with %s', async (options, message) => {
    stage['rstat:/bin/x'] = { id: '0:50/9', mode: '100755' };
    stage['read:mountinfo'] = [
      '1 0 0:40 / / rw - tmpfs t rw',
      `2 1 0:50 / /bin ${options} - tmpfs t rw`,
      '3 1 0:60 / /bi rw,noexec - tmpfs t rw\n',
    ].join('\n');
    const error = await whyRefused({ message: 'execve: EACCES', errno: 'EACCES' }, null, source, 'stage', app('x'));
    expect(error.message).toMatch(message);
  });
});

describe('an end at once', () => {
  it.each<[string, { code: number | null; signal: string | null }, ExecProblem | null, RegExp | null]>([
    ['127 without the library', { code: 127, signal: null }, noLibrary, /loader has ended with 127: libx\.so/],
    ['127 of its own', { code: 127, signal: null }, null, null],
    ['1 without the library', { code: 1, signal: null }, noLibrary, null],
    ['SIGSYS', { code: null, signal: 'SIGSYS' }, null, /seccomp filter kills.*for example$/],
    ['SIGSYS of another architecture', { code: null, signal: 'SIGSYS' }, wrongArch, /: \/bin\/x is for arm64$/],
    ['SIGKILL', { code: null, signal: 'SIGKILL' }, wrongArch, null],
  ])('by %s', (_how, end, predictedProblem, says) => {
    const why = whyEnded(end, predictedProblem);
    if (says === null) expect(why).toBeNull();
    else expect(why).toMatch(says);
  });
});
