import { describe, expect, test } from 'vitest';
import { decodeLine } from '../../src/protocol/decode.ts';
import { WireError } from '../../src/protocol/wire.ts';

describe('decodeLine', () => {
  test('a reply', () => {
    const call = { by: 'stage', pid: 4711, name: 'chroot', args: '"/x"', ret: 0, errno: null, ns: 8123 };
    expect(decodeLine(JSON.stringify({ id: 3, ok: true, subject: 'stage', pid: 4711, calls: [call] }))).toEqual({
      kind: 'reply',
      id: 3,
      ok: true,
      subject: 'stage',
      pid: 4711,
      calls: [call],
    });
  });

  test('a refusal', () => {
    const error = { code: 'chroot', message: 'chroot "/x": no such file or directory', errno: 'ENOENT' };
    expect(decodeLine(JSON.stringify({ id: 4, ok: false, error }))).toEqual({
      kind: 'reply',
      id: 4,
      ok: false,
      error,
      calls: [],
    });
    const { errno: _none, ...parse } = { ...error, code: 'parse' };
    expect(decodeLine(JSON.stringify({ id: 4, ok: false, error: parse }))).toMatchObject({ error: { errno: null } });
  });

  test('text becomes text, answers stay bytes', () => {
    const line =
      '{"id":1,"ok":false,"error":{"code":"open","message":"open \\"\\u00c3\\u00a9\\u00ff\\""},"answers":[{"v":"\\u00c3\\u00a9"}]}';
    expect(decodeLine(line)).toMatchObject({ error: { message: 'open "é\\xff"' }, answers: [{ v: '\xc3\xa9' }] });
  });

  test('events', () => {
    expect(decodeLine('{"event":"output","channel":1,"stream":"tty","data":"\\u00c3"}')).toEqual({
      kind: 'event',
      event: 'output',
      channel: 1,
      stream: 'tty',
      data: '\xc3',
    });
    expect(decodeLine('{"event":"closed","channel":2}')).toEqual({ kind: 'event', event: 'closed', channel: 2 });
    expect(decodeLine('{"event":"closed","channel":2,"code":null,"signal":"SIGKILL"}')).toMatchObject({
      ended: { code: null, signal: 'SIGKILL' },
    });
    expect(
      decodeLine(
        '{"event":"exit","subject":"stage","pid":7,"code":null,"signal":"SIGKILL","oomKill":1,"running":true}',
      ),
    ).toEqual({
      kind: 'event',
      event: 'exit',
      subject: 'stage',
      pid: 7,
      code: null,
      signal: 'SIGKILL',
      oomKill: 1,
      running: true,
    });
    expect(decodeLine('{"event":"news"}')).toEqual({ kind: 'event', event: 'unknown', name: 'news' });
  });

  test.each([
    '',
    'lab-helper: oops',
    '[]',
    'null',
    '{}',
    '{"id":"1","ok":true}',
    '{"id":1}',
    '{"id":1,"ok":false}',
    '{"event":"output"}',
    '{"event":"exit","pid":1}',
    '{"id":1,"ok":true,"calls":{}}',
    '{"id":1',
  ])('%j is not of this protocol', line => {
    expect(() => decodeLine(line)).toThrow(WireError);
  });
});
