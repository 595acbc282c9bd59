/** Recordings of the first contract, made by the last program that told it: they play as they did. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { plainLines } from '../../src/plain/render.ts';
import { LabError } from '../../src/protocol/lab-error.ts';
import type { LabEvent } from '../../src/session/events.ts';
import { reduce } from '../../src/session/reduce/reduce.ts';
import { initialState } from '../../src/session/state.ts';
import { appOf, outputOf } from '../../src/session/state-queries.ts';
import { parseRecording } from '../../src/transcript/read.ts';
import { readEvent } from '../../src/transcript/well-formed.ts';
import { schemaErrors, version1Errors } from '../helpers/events-schema.ts';
import { LINES, TEXT } from './tiny-recording.ts';

const fixture = (name: string) => readFileSync(new URL(`../json/fixtures/${name}`, import.meta.url), 'utf8');
const linesOf = (text: string) => text.trimEnd().split('\n');
const eventsOf = (text: string): LabEvent[] => [...parseRecording(text, 'x').events.events()];

describe.each(['run-1', 'open-1'])('%s', name => {
  const text = fixture(`${name}.jsonl`);

  test('is of the first contract', () => {
    expect(linesOf(text).flatMap(line => version1Errors(JSON.parse(line)))).toEqual([]);
  });

  test('is read as the second, whole', () => {
    const { events, problems } = parseRecording(text, 'x');
    expect(problems).toEqual([]);
    expect([...events.events()].flatMap(schemaErrors)).toEqual([]);
    expect(events.count).toBe(linesOf(text).length);
  });

  test('is told in the same words as by the program that made it', () => {
    const [label, ...told] = linesOf(fixture(`${name}.txt`));
    expect(label).toMatch(/^RECORDED /);
    expect(eventsOf(text).flatMap(plainLines)).toEqual(told);
  });
});

test('what has another name is in the recordings', () => {
  const types = new Set([...linesOf(fixture('run-1.jsonl')), ...linesOf(fixture('open-1.jsonl'))].map(typeOf));
  const renamed = ['session', 'expect', 'machine', 'hold', 'app.start', 'app.output', 'aside.output', 'app.exit'];
  expect(renamed.filter(type => !types.has(type))).toEqual([]);
});

test('the program of the container and those of experiments stay apart', () => {
  const state = eventsOf(fixture('run-1.jsonl')).reduce(reduce, initialState);
  expect(appOf(state)).toMatchObject({ argv: ['/bin/sh', '-c', expect.any(String)], exit: { code: 3, signal: null } });
  expect(outputOf(state, 'app')).toBe('hello\nerror\n');
  const programs = eventsOf(fixture('run-1.jsonl')).flatMap(event =>
    'id' in event ? [`${event.of} ${event.id}`] : [],
  );
  expect(new Set(programs)).toEqual(new Set(['aside 2', 'app 1']));
});

test('the names of the first contract mean nothing in a recording of the second', () => {
  const output = '{"type":"app.output","t":1,"stream":"stdout","data":"x"}';
  expect(readEvent(output, 2)).toEqual({ newer: 'app.output' });
  expect(readEvent('{"type":"expect","t":1,"ok":true,"text":"x","lesson":"l","step":"s","got":""}', 2)).toEqual({
    damaged: true,
  });
});

const MACHINE = '{"type":"machine","t":9,"thing":"mount","name":"/x","change":"gone","undo":null,"open":true}';

test.each([1, 6])(
  'each session of a file is read by its own contract, wherever one begins: %i times as long',
  times => {
    const first = linesOf(fixture('run-1.jsonl')).flatMap(line => Array<string>(times).fill(line));
    const lines = [...LINES, MACHINE, ...first, ...LINES, MACHINE, ...first];
    const { events, problems } = parseRecording(`${lines.join('\n')}\n`, 'x');
    expect(problems).toEqual([]);
    expect(events.count).toBe(lines.length);
    const all = [...events.events()];
    expect(all).toHaveLength(lines.length);
    for (let i = all.length - 1; i >= 0; i -= 97) expect(events.at(i)).toEqual(all[i]);
    expect(all.flatMap(schemaErrors)).toEqual([]);
  },
);

describe('a recording of a contract that is not known', () => {
  const later = (contract: unknown, version: unknown = '0.9.0') =>
    TEXT.replace(
      '"contract":2,"version":"0.1.0"',
      `"contract":${JSON.stringify(contract)},"version":${JSON.stringify(version)}`,
    );

  test('is refused as wrong usage, and says who plays it', () => {
    const error = thrownBy(() => parseRecording(later(3), 'x.jsonl'));
    expect(error.message).toBe('x.jsonl is a recording of contract 3, and this version reads contracts 1 to 2');
    expect([error.hint, error.exit]).toEqual(['it was made by container-lab 0.9.0, which plays it', 2]);
  });

  test('also where it follows another one', () => {
    expect(() => parseRecording(TEXT + later(3), 'x')).toThrow(/contract 3/);
  });

  test.each([7, null, 'a\u001b[2J', 'x'.repeat(300)])('is not named by what is no version: %j', version => {
    expect(thrownBy(() => parseRecording(later(3, version), 'x')).hint).toBe(
      'it was made by a newer container-lab, which plays it',
    );
  });

  test.each([0, -1, 1.5, '2', null, 1e300])('a contract that is none is damage: %j', contract => {
    expect(() => parseRecording(later(contract), 'x')).toThrow(/^x is no recording: no session begins in it/);
  });
});

function typeOf(line: string): string {
  return (JSON.parse(line) as { type: string }).type;
}

function thrownBy(what: () => unknown): LabError {
  try {
    what();
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error('nothing was refused');
}
