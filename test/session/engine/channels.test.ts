import { describe, expect, it } from 'vitest';
import type { HelperEvent } from '../../../src/protocol/wire.ts';
import { Channels } from '../../../src/session/engine/channels.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const said = (channel: number, data: string, stream: 'stdout' | 'stderr' | 'tty' = 'stdout'): HelperEvent => ({
  kind: 'event',
  event: 'output',
  channel,
  stream,
  data,
});
const closed = (channel: number): HelperEvent => ({
  kind: 'event',
  event: 'closed',
  channel,
  ended: { code: 3, signal: null },
});
const bytes = (text: string) => Buffer.from(text).toString('latin1');

function start() {
  const helper = new ScriptedMonitor();
  const events: LabEventBody[] = [];
  const channels = new Channels(helper.monitor, event => events.push(event));
  return { helper, events, channels };
}

describe('what programs print', () => {
  it('is the app’s or the experiment’s by its channel; of another it is nobody’s', () => {
    const { events, channels } = start();
    channels.appStarted(1, 7, false);
    channels.asideStarted(2);
    channels.hear(said(1, 'app'));
    channels.hear(said(2, 'aside', 'stderr'));
    channels.hear(said(9, 'nobody'));
    expect(events).toEqual([
      { type: 'app.output', stream: 'stdout', data: 'app' },
      { type: 'aside.output', stream: 'stderr', data: 'aside' },
    ]);
  });

  it('a character cut in two is told whole, each stream by itself', () => {
    const { events, channels } = start();
    channels.appStarted(1, 7, false);
    const [first = '', second = ''] = bytes('é');
    channels.hear(said(1, first));
    channels.hear(said(1, 'x', 'stderr'));
    channels.hear(said(1, second));
    expect(events).toEqual([
      { type: 'app.output', stream: 'stderr', data: 'x' },
      { type: 'app.output', stream: 'stdout', data: 'é' },
    ]);
  });

  it('the rest of a character that never came is told at the end', () => {
    const { events, channels } = start();
    channels.appStarted(1, 7, false);
    channels.hear(said(1, bytes('é').slice(0, 1)));
    expect(events).toEqual([]);
    channels.appEnded();
    expect(events).toEqual([{ type: 'app.output', stream: 'stdout', data: '\\xc3' }]);
  });

  it('another experiment does not begin with the half character of the last', () => {
    const { events, channels } = start();
    channels.asideStarted(2);
    channels.hear(said(2, bytes('é').slice(0, 1)));
    channels.asideStarted(3);
    channels.hear(said(3, 'ok'));
    expect(events).toEqual([{ type: 'aside.output', stream: 'stdout', data: 'ok' }]);
  });
});

describe('terminals', () => {
  it('a shell is open until its channel is closed, and tells how it ended', () => {
    const { channels } = start();
    const shell = channels.openShell(4, 'aside', 9, async () => '8:1/2');
    const got: string[] = [];
    const endings: unknown[] = [];
    shell.onData(data => got.push(data.toString()));
    shell.onExit(how => endings.push(how));
    expect([...channels.shellsSince()]).toEqual(['aside']);
    channels.hear(said(4, '# ', 'tty'));
    channels.hear(closed(5));
    expect([...channels.shellsSince()]).toEqual(['aside']);
    channels.hear(closed(4));
    expect([...channels.shellsSince()], 'open for a part of the time').toEqual(['aside']);
    expect([...channels.shellsSince()]).toEqual([]);
    expect(got).toEqual(['# ']);
    expect(endings).toEqual([{ code: 3, signal: null }]);
  });

  it('the app’s is there when it was started on one, with the size of who looks', () => {
    const { helper, channels } = start();
    channels.appStarted(6, 7, true);
    expect(channels.appTerminal({ columns: 81, rows: 25 }).pid).toBe(7);
    expect(helper.sent).toEqual([{ op: 'winsize', args: { channel: 6, rows: 25, cols: 81 } }]);
    expect([...channels.shellsSince()]).toEqual([]);
  });

  it.each<[string, (channels: Channels) => void]>([
    ['before the app', () => {}],
    ['on a pipe', channels => channels.appStarted(6, 7, false)],
    [
      'after it was dropped',
      channels => {
        channels.appStarted(6, 7, true);
        channels.forgetApp();
      },
    ],
  ])('there is none %s', (_when, prepare) => {
    const { channels } = start();
    prepare(channels);
    expect(() => channels.appTerminal({ columns: 80, rows: 24 })).toThrow('no app runs on a terminal now');
  });
});
