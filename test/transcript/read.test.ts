import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../src/transcript/lines.ts';
import { parseRecording, readRecording } from '../../src/transcript/read.ts';
import { RecordingFile } from '../../src/transcript/write.ts';
import { needs } from '../helpers/require.ts';
import { LINES, TEXT } from './tiny-recording.ts';

const NOTE = (i: number) => JSON.stringify({ type: 'note', text: 'x'.repeat(i * 40), t: i * 100 });

const dir = mkdtempSync(join(tmpdir(), 'lab-recording-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a recording is read', () => {
  test('whole', () => {
    const { events, problems, session } = parseRecording(TEXT, 'x');
    expect(events.count).toBe(LINES.length);
    expect(session.kernel).toBe('6.1.0');
    expect(problems).toEqual([]);
  });

  test('up to where it was cut off, without a word', () => {
    const { events, problems } = parseRecording(TEXT.slice(0, -5), 'x');
    expect(events.count).toBe(LINES.length - 1);
    expect(problems).toEqual([]);
  });

  test('without its damaged lines, whose first is named', () => {
    const lines = [...LINES];
    lines.splice(3, 0, '{"type":"syscall","seq":', '\u0000\u0000', '{"type":"change","t":5,"subject":"stage"}');
    const { events, problems } = parseRecording(`${lines.join('\n')}\n`, 'x');
    expect(events.count).toBe(LINES.length);
    expect(problems).toEqual(['x: line 4 and 2 more cannot be read; played without']);
  });

  test('from a newer version: without the events that are unknown here, with fields that are', () => {
    const lines = [...LINES];
    lines.splice(2, 0, '{"type":"challenge.start","t":1}');
    lines[0] = (lines[0] as string).replace('{', '{"colour":"blue",');
    const { events, problems } = parseRecording(lines.join('\n'), 'x');
    expect(events.count).toBe(LINES.length);
    expect(problems).toEqual(['x: line 3 of a kind that this version does not know (challenge.start); played without']);
  });

  test.each([
    ['a fact that is no value', '{"type":"facts","t":1,"subject":"stage","pid":1,"facts":{"hostname":7},"files":{}}'],
    [
      'a reason that is no text',
      '{"type":"judged","t":1,"lesson":"x","step":"y","choice":null,"right":[],"correct":null,"kernelDiffers":false,"evidence":"","unjudged":{}}',
    ],
    [
      'a thing that no machine has',
      '{"type":"machine","t":1,"thing":"__proto__","name":"x","change":"gone","undo":null,"open":true}',
    ],
    [
      'a change that is none',
      '{"type":"machine","t":1,"thing":"mount","name":"x","change":"toString","undo":null,"open":true}',
    ],
    ...[
      '{"pid":1e308,"name":"x"}',
      '{"pid":{"a":1},"name":"x"}',
      '{"name":"x","parent":{"name":"y"}}',
      '{"name":"x","parent":{"pid":-1,"name":"y"}}',
    ].map(one => [
      `no process: ${one}`,
      `{"type":"challenge","t":1,"lesson":"x","step":"y","candidate":null,"candidates":0,"checks":[],"stars":[],"unclaimed":${one}}`,
    ]),
    [
      'a winner that is none',
      '{"type":"challenge.solved","t":1,"lesson":"x","step":"y","stars":1,"of":2,"seen":false,"candidate":{"pid":0.5,"name":"x"},"facts":{}}',
    ],
    [
      'a cause that is none',
      '{"type":"change","t":1,"subject":"stage","key":"k","before":null,"after":"1","cause":"me"}',
    ],
    ['a time that is none', '{"type":"note","t":"1","text":"x"}'],
    ['a type of the prototype', '{"type":"toString"}'],
    [
      'a key that a terminal would obey',
      '{"type":"facts","t":1,"subject":"stage","pid":1,"facts":{"a\u009d0;b":"7"},"files":{}}',
    ],
    ['a name that turns round', '{"type":"lesson.start","t":1,"lesson":"a\u202eb","title":"x"}'],
    ['a subject that there is not', '{"type":"gone","t":1,"subject":"me","pid":1}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('%s is damage', (_what, line) => {
    const { problems } = parseRecording(`${LINES[0]}\n${line}\n${LINES.slice(1).join('\n')}`, 'x');
    expect(problems).toEqual(['x: line 2 cannot be read; played without']);
  });

  test('without a line that is longer than any is, however it lies in the file', () => {
    const lines = [...LINES];
    lines.splice(2, 0, `{"type":"note","t":1,"text":"${'x'.repeat(LONGEST_LINE)}"}`);
    const { events, problems } = parseRecording(`${lines.join('\n')}\n`, 'x');
    expect([...events.events()]).toEqual(LINES.map(line => JSON.parse(line)));
    expect(problems).toEqual([`x: line 3 longer than ${LONGEST_LINE} bytes; played without`]);
  });

  test('up to as many steps as nobody takes', () => {
    const many = Array.from({ length: 25_000 }, (_, i) => (LINES[3] as string).replace('"why"', `"s${i}"`));
    const { stops, problems } = parseRecording([...LINES.slice(0, 3), ...many, ...LINES.slice(3)].join('\n'), 'x');
    expect(stops).toHaveLength(25_000 - 1);
    expect(problems).toEqual([`x: more than 25000 lessons and steps begin in it; played up to line ${25_000 + 2}`]);
  });

  test('any event, and any moment, without those before it', () => {
    const wide = LINES.flatMap((line, i) => [line, ...Array(300).fill(line.includes('note') ? '' : NOTE(i))]).slice(
      0,
      3000,
    );
    const { events } = parseRecording(`${wide.join('\n')}\n`, 'x');
    const all = [...events.events()];
    expect(all).toHaveLength(events.count);
    for (const i of [0, 1, 255, 256, 257, 511, 512, 1000, events.count - 1]) {
      expect(events.at(i)).toEqual(all[i]);
      expect([...events.events(i, i + 3)]).toEqual(all.slice(i, i + 3));
    }
    for (const t of [-1, 0, 1, 2, 1000, 1001, 60_000, 61_000, 1e9]) {
      const after = all.findIndex(event => event.t > t);
      expect(events.after(t), `after ${t}`).toBe(after < 0 ? all.length : after);
      expect(events.before(t), `before ${t}`).toBe(all.findLast(event => event.t < t)?.t ?? 0);
    }
  });

  test('time never goes back', () => {
    const lines = LINES.map((line, i) => line.replace(/"t":\d+/, `"t":${i === 2 ? 9000 : i}`));
    const times = [...parseRecording(lines.join('\n'), 'x').events.events()].map(e => e.t);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

test.each([
  ['nothing', ''],
  ['a text', 'hello\nworld\n'],
  ['a binary', '\u0000\u0001\u0002\n\u0003'],
  ['a session in which nothing begins', `${LINES[0]}\n`],
])('%s is no recording', (_what, text) => {
  expect(() => parseRecording(text, 'x')).toThrow(/^x is no recording/);
});

test('a file that cannot be read is named with the reason', () => {
  expect(() => readRecording('/nonexistent/x')).toThrow(/^\/nonexistent\/x cannot be read: no such file/);
  expect(() => readRecording(dir)).toThrow(/is a directory/);
});

describe('a recording is written', () => {
  test('line by line: each is in the file when the call is back', () => {
    const path = join(dir, 'a.jsonl');
    const file = RecordingFile.create(path);
    file.write('one\n');
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    file.write('two\n');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    file.close();
  });

  test('never over another file', () => {
    const path = join(dir, 'precious');
    writeFileSync(path, 'mine');
    expect(() => RecordingFile.create(path)).toThrow(/exists already and is not empty/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test('nowhere: a sentence', () => {
    expect(() => RecordingFile.create('/nonexistent/x')).toThrow(/^\/nonexistent\/x cannot be written: no such file/);
    expect(() => RecordingFile.create(dir)).toThrow(/directory/);
  });

  const full = needs(process.platform === 'linux', '/dev/full, a device that is always full');
  test.runIf(full)('until the disk is full: told once, then nothing more is tried', () => {
    const file = RecordingFile.create('/dev/full');
    expect(() => file.write('x\n')).toThrow(/cannot be written any further: no space left/);
    expect(() => file.write('x\n')).not.toThrow();
  });
});
