import { describe, expect, it } from 'vitest';
import type { HelperEvent } from '../../../src/protocol/wire.ts';
import { Channels } from '../../../src/session/engine/channels.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { CONTAINER, EXPERIMENT } from '../../../src/words/cast.ts';
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

const app: Parameters<Channels['programStarted']>[1] = {
  ...{ of: 'app', pid: 7, argv: ['sh'], channel: 1, onTerminal: false },
};
const experiment = { ...app, of: 'aside', pid: 8, channel: 2 } satisfies typeof app;
/** What they print. */
const printed = (events: LabEventBody[]) => events.filter(({ type }) => type === 'program.output');

function start() {
  const helper = new ScriptedMonitor();
  const events: LabEventBody[] = [];
  const channels = new Channels(helper.monitor, event => events.push(event));
  return { helper, events, channels };
}

describe('what programs print', () => {
  it('is the app’s or the experiment’s by its channel; of another it is nobody’s', () => {
    const { events, channels } = start();
    channels.programStarted(CONTAINER, app);
    channels.programStarted(EXPERIMENT, experiment);
    channels.handle(said(1, 'app'));
    channels.handle(said(2, 'aside', 'stderr'));
    channels.handle(said(9, 'nobody'));
    expect(events).toEqual([
      { type: 'program.start', of: 'app', id: 1, pid: 7, argv: ['sh'] },
      { type: 'program.start', of: 'aside', id: 2, pid: 8, argv: ['sh'] },
      { type: 'program.output', of: 'app', id: 1, stream: 'stdout', data: 'app' },
      { type: 'program.output', of: 'aside', id: 2, stream: 'stderr', data: 'aside' },
    ]);
  });

  it('a character cut in two is told whole, each stream by itself', () => {
    const { events, channels } = start();
    channels.programStarted(CONTAINER, app);
    const [first = '', second = ''] = bytes('é');
    channels.handle(said(1, first));
    channels.handle(said(1, 'x', 'stderr'));
    channels.handle(said(1, second));
    expect(printed(events)).toEqual([
      { type: 'program.output', of: 'app', id: 1, stream: 'stderr', data: 'x' },
      { type: 'program.output', of: 'app', id: 1, stream: 'stdout', data: 'é' },
    ]);
  });

  it('the rest of a character that never came is told at the end', () => {
    const { events, channels } = start();
    channels.programStarted(CONTAINER, app);
    channels.handle(said(1, bytes('é').slice(0, 1)));
    expect(printed(events)).toEqual([]);
    channels.programEnded('stage', { code: 0, signal: null, oomKill: 0 });
    expect(events.slice(1)).toEqual([
      { type: 'program.output', of: 'app', id: 1, stream: 'stdout', data: '\\xc3' },
      { type: 'program.exit', of: 'app', id: 1, code: 0, signal: null, oomKill: 0 },
    ]);
  });

  it('another experiment does not begin with the half character of the last', () => {
    const { events, channels } = start();
    channels.programStarted(EXPERIMENT, experiment);
    channels.handle(said(2, bytes('é').slice(0, 1)));
    channels.programStarted(EXPERIMENT, { ...experiment, channel: 3 });
    channels.handle(said(3, 'ok'));
    expect(printed(events)).toEqual([{ type: 'program.output', of: 'aside', id: 2, stream: 'stdout', data: 'ok' }]);
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
    channels.handle(said(4, '# ', 'tty'));
    channels.handle(closed(5));
    expect([...channels.shellsSince()]).toEqual(['aside']);
    channels.handle(closed(4));
    expect([...channels.shellsSince()], 'open for a part of the time').toEqual(['aside']);
    expect([...channels.shellsSince()]).toEqual([]);
    expect(got).toEqual(['# ']);
    expect(endings).toEqual([{ code: 3, signal: null }]);
  });

  it('the app’s is there when it was started on one, with the size of who looks', () => {
    const { helper, channels } = start();
    channels.programStarted(CONTAINER, { ...app, channel: 6, onTerminal: true });
    expect(channels.appTerminal({ columns: 81, rows: 25 }).pid).toBe(7);
    expect(helper.sent).toEqual([{ op: 'winsize', args: { channel: 6, rows: 25, cols: 81 } }]);
    expect([...channels.shellsSince()]).toEqual([]);
  });

  it.each<[string, (channels: Channels) => void]>([
    ['before the app', () => {}],
    ['on a pipe', channels => channels.programStarted(CONTAINER, { ...app, channel: 6 })],
    [
      'after it was dropped',
      channels => {
        channels.programStarted(CONTAINER, { ...app, channel: 6, onTerminal: true });
        channels.forgetApp();
      },
    ],
  ])('there is none %s', (_when, prepare) => {
    const { channels } = start();
    prepare(channels);
    expect(() => channels.appTerminal({ columns: 80, rows: 24 })).toThrow('no app runs on a terminal now');
  });
});
