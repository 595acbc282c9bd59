import { expect, test } from 'vitest';
import { encodeRequest } from '../../../src/protocol/encode.ts';
import type { WireRequest } from '../../../src/protocol/wire.ts';
import { ChannelTerminal } from '../../../src/session/engine/terminal.ts';

function start() {
  const sent: WireRequest[] = [];
  return { sent, terminal: new ChannelTerminal(3, 9, request => sent.push(request)) };
}
const typed = (sent: WireRequest[]) => Buffer.concat(sent.map(({ args }) => args.data as Buffer));

test('a paste goes in pieces that the wire carries, whole and in order', () => {
  const { sent, terminal } = start();
  const paste = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i % 256));
  terminal.write(paste);
  expect(typed(sent).equals(paste)).toBe(true);
  expect(sent.length).toBeGreaterThan(1);
  for (const { op, args } of sent) expect(encodeRequest(1, op, args)).toBeTruthy();
});

test('text is sent as UTF-8', () => {
  const { sent, terminal } = start();
  terminal.write('é');
  expect(sent).toMatchObject([{ op: 'input', args: { channel: 3 } }]);
  expect(typed(sent).toString()).toBe('é');
});

test('what was printed before somebody listened comes first; bytes stay bytes', () => {
  const { terminal } = start();
  terminal.receive('\xc3');
  const got: number[][] = [];
  const stop = terminal.onData(data => got.push([...data]));
  terminal.receive('\xa9');
  stop();
  terminal.receive('x');
  expect(got).toEqual([[0xc3], [0xa9]]);
});

test('nothing but input is sent to one that has ended, and a late listener gets the end', () => {
  const { sent, terminal } = start();
  terminal.resize(80, 24);
  terminal.close();
  expect(sent.map(({ op }) => op)).toEqual(['winsize', 'hangup']);
  terminal.ended({ code: null, signal: 'SIGHUP' });
  terminal.resize(100, 30);
  terminal.close();
  expect(sent).toHaveLength(2);
  let how: unknown;
  terminal.onExit(ending => {
    how = ending;
  });
  expect(how).toEqual({ code: null, signal: 'SIGHUP' });
});
