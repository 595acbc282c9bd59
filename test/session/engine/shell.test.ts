import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shellRequest } from '../../../src/session/engine/shell.ts';

const size = { columns: 80, rows: 24 };
const stage = { of: 'stage', name: 'app', pid: 7 };

describe('the request for a shell', () => {
  it('inside is /bin/sh there, with a prompt that tells whose it is', () => {
    expect(shellRequest(stage, 'inside', { TERM: 'xterm', PS1: 'old' }, size)).toEqual({
      op: 'enter',
      args: {
        subject: 'stage',
        argv: ['/bin/sh', '-i'],
        env: ['TERM=xterm', 'PS1=(app 7) \\w # '],
        rows: 24,
        cols: 80,
      },
    });
  });

  it('on the machine says so, and is the machine’s bash where there is one', () => {
    const { args } = shellRequest({ ...stage, of: 'aside', name: 'aside' }, 'machine', {}, size);
    expect(args).toMatchObject({ subject: 'aside', root: 'host' });
    expect(args.argv).toEqual(existsSync('/bin/bash') ? ['/bin/bash', '--norc', '-i'] : ['/bin/sh', '-i']);
  });
});
