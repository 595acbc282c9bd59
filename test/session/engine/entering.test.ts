import { beforeEach, describe, expect, it } from 'vitest';
import { enterShell } from '../../../src/session/engine/entering.ts';
import type { View } from '../../../src/session/engine/gatekeeper.ts';
import { EXPERIMENT } from '../../../src/words/cast.ts';
import { type Scripted, scripted } from './scripted-parts.ts';

let at: Scripted;
const enter = (view: View = 'inside') => {
  const { client, channels, audit } = at.parts;
  const size = { columns: 80, rows: 24 };
  return enterShell(at.join(EXPERIMENT), { client, channels, audit, view, env: { A: 'b' }, size });
};

beforeEach(() => {
  at = scripted();
  at.helper.script.enter = { channel: 3, pid: 70 };
});

describe('a shell', () => {
  it('is entered in its subject, in the view that was found', async () => {
    await enter();
    await enter('machine');
    expect(at.helper.sent.map(({ args }) => [args.subject, args.root])).toEqual([
      ['aside', undefined],
      ['aside', 'host'],
    ]);
  });

  it('is a terminal on the channel of the reply, and somebody who may change the subject', async () => {
    const terminal = await enter();
    const seen: string[] = [];
    terminal.onData(data => seen.push(data.toString()));
    at.parts.channels.handle({ kind: 'event', event: 'output', channel: 3, stream: 'tty', data: 'hello' });
    expect([terminal.pid, seen]).toEqual([70, ['hello']]);
    expect([...at.parts.channels.shellsSince()]).toEqual(['aside']);
  });

  it('that the helper does not open is an error', async () => {
    at.helper.script.enter = { pid: 70 };
    await expect(enter()).rejects.toThrow('the helper opened no terminal');
    at.helper.script.enter = { error: { message: 'enter: EPERM', errno: 'EPERM' } };
    await expect(enter()).rejects.toMatchObject({ errno: 'EPERM' });
  });
});
