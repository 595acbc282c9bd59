import { describe, expect, test } from 'vitest';
import type { Answer, Query, Source } from '../../../src/observe/source.ts';
import { type ExecProblem, problem } from '../../../src/rootfs/exec-problem.ts';
import type { App } from '../../../src/session/engine/expand.ts';
import { foresee, whyEnded, whyRefused } from '../../../src/session/engine/preflight.ts';

const app: App = { argv: ['/opt/x'], io: 'pipe', env: { PATH: '/bin' } };
const missing = problem(
  'no-library',
  'libx.so',
  '/opt/x needs the library libx.so, which is not in the root filesystem',
);
const carriage = problem('no-script-interpreter', '/bin/sh\r', 'a carriage return', { todo: 'take it away' });

/** A stage whose root has one program; `table` is its mountinfo. */
function stage(table: string, content = '#!/bin/sh\r\n'): Source {
  const answer = ({ kind, path }: Query): Answer => {
    if (kind === 'read') return { v: table };
    if (kind === 'bytes') return { v: content };
    return kind === 'rstat' && path === '/opt/x' ? { id: '0:40/7', mode: '100755' } : { e: 'ENOENT' };
  };
  return { query: async items => items.map(answer) };
}
const line = (id: number, device: string, point: string, options: string) =>
  `${id} 1 ${device} / ${point} ${options} - tmpfs t rw\n`;
const table = (options: string) => line(2, '0:30', '/', 'rw') + line(3, '0:40', '/opt', options);

describe('after the kernel has refused', () => {
  const refused = (errno: string | null, foreseen: ExecProblem | null, options = 'rw') =>
    whyRefused({ message: `execve "/opt/x": what the helper says`, errno }, foreseen, stage(table(options)), app);

  test('what was foreseen is the reason when it explains this errno', async () => {
    expect(await refused('ENOENT', carriage)).toMatchObject({
      code: 'exec',
      message: 'execve "/opt/x": ENOENT: a carriage return',
      hint: 'take it away',
      errno: undefined,
    });
  });

  test('it is not, when it explains another one: then the helper has the word', async () => {
    for (const foreseen of [carriage, missing, null])
      expect(await refused('EACCES', foreseen)).toMatchObject({
        message: 'execve "/opt/x": what the helper says',
        errno: 'EACCES',
      });
  });

  test('a mount with noexec is found in the table', async () => {
    const error = await refused('EACCES', null, 'rw,noexec');
    expect(error.message).toBe('execve "/opt/x": EACCES: /opt/x lies on /opt, which is mounted noexec');
  });
});

test('what is foreseen is looked up in the root of the stage, and throws nothing', async () => {
  expect(await foresee(stage(''), app, 'x86_64')).toMatchObject({ kind: 'no-script-interpreter', name: '/bin/sh\r' });
  expect(await foresee(stage('', 'text'), { ...app, argv: ['nosuch'] }, 'x86_64')).toMatchObject({ kind: 'not-found' });
});

describe('after the program has ended', () => {
  test.each<[string, number | null, string | null, ExecProblem | null, RegExp | null]>([
    ['127 and a library that is missing', 127, null, missing, /^the loader has ended with 127: .*libx\.so/],
    ['127 of a shell', 127, null, null, null],
    ['another code', 1, null, missing, null],
    ['SIGSYS', null, 'SIGSYS', null, /^SIGSYS is how a seccomp filter kills/],
    ['another signal', null, 'SIGKILL', missing, null],
  ])('%s', (_what, code, signal, foreseen, says) => {
    const why = whyEnded({ code, signal }, foreseen);
    if (says === null) expect(why).toBeNull();
    else expect(why).toMatch(says);
  });
});
