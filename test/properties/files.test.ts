/** Lessons, recordings and progress files are other people's: they are read, refused or put aside, and never obeyed. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { checkLesson } from '../../src/lesson/check.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { plainLines } from '../../src/plain/render.ts';
import { isProgress } from '../../src/progress/is-progress.ts';
import { noProgress } from '../../src/progress/progress.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { decodeLine } from '../../src/protocol/decode.ts';
import { LabError } from '../../src/protocol/lab-error.ts';
import { printable, printableJson, printableLine } from '../../src/protocol/printable.ts';
import { WireError } from '../../src/protocol/wire.ts';
import { CONTRACT } from '../../src/session/contract.ts';
import type { LabEvent } from '../../src/session/events.ts';
import { reduce } from '../../src/session/reduce/reduce.ts';
import { initialState } from '../../src/session/state.ts';
import { parseRecording } from '../../src/transcript/read.ts';
import { readEvent } from '../../src/transcript/well-formed.ts';
import { oneLine } from '../../src/ui/text/text.ts';
import { ACTS, altered, damaged, isUnpolluted, json, RUNS, text } from './hostile.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lab-properties-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesson files', () => {
  const real = readdirSync(`${root}lessons`).filter(name => /^\d\d-.*\.md$/.test(name));
  const lesson = fc.constantFrom(...real).chain(name => damaged(readFileSync(`${root}lessons/${name}`, 'utf8')));

  test('any text is a lesson or has problems with a line, a message and a fix', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map(t => `---\n${t}\n---\n${t}`),
          lesson,
        ),
        input => {
          const { lesson: parsed, problems } = parseLesson(input, '01-x.md');
          const all = [...problems, ...(parsed ? checkLesson(parsed) : [])];
          expect(parsed !== undefined || all.length > 0).toBe(true);
          for (const problem of all) {
            expect(Number.isInteger(problem.line) && problem.line >= 1).toBe(true);
            expect(problem.message !== '' && problem.fix !== '').toBe(true);
          }
          return isUnpolluted();
        },
      ),
      { ...RUNS, numRuns: Math.round(RUNS.numRuns / 2) },
    );
  });

  test('a billion laughs are not laughed', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) =>
        `l${i}: &l${i} [${Array(9)
          .fill(i === 0 ? 'ha' : `*l${i - 1}`)
          .join(', ')}]`,
    );
    const { lesson: parsed, problems } = parseLesson(`---\nschema: 1\n${levels.join('\n')}\n---\n`, '01-x.md');
    expect(parsed === undefined || problems.length > 0).toBe(true);
  });
});

type Path = (string | number)[];

/** The paths of all texts in a value of JSON, but of its `type`. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return path[0] === 'type' ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The same value with another text there. */
function withText(value: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text;
  const inner = withText((value as Record<string | number, unknown>)[key], rest, text);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...(value as object), [key]: inner };
}

describe('recordings', () => {
  const lines = readFileSync(`${root}lessons/recordings/course-v2.jsonl`, 'utf8').split('\n').slice(0, -1);
  const { contract = 1 } = JSON.parse(lines[0] ?? '{}') as { contract?: number };
  const seen = new Set<string>();
  /** One line of each kind, and of each subject's programs, so that every kind is damaged. */
  const kinds = lines.filter(line => {
    const { type, of = '' } = JSON.parse(line) as { type: string; of?: string };
    const kind = `${type} ${of}`;
    return !seen.has(kind) && seen.add(kind);
  });
  const changed = fc.constantFrom(...kinds).chain(line => altered(JSON.parse(line)));
  const recording = fc
    .tuple(
      fc.array(
        fc.oneof(
          changed.map(value => JSON.stringify(value)),
          fc.constantFrom(...kinds).chain(damaged),
          text,
        ),
        { maxLength: 12 },
      ),
    )
    .map(([more]) => [...kinds.slice(0, 4), ...more].join('\n'));

  test('any text is a recording whose time never falls, or a usage error', () => {
    fc.assert(
      fc.property(fc.oneof(text, recording), input => {
        try {
          const events = [...parseRecording(input, 'x').events.events()];
          for (const [i, event] of events.entries()) expect(event.t).toBeGreaterThanOrEqual(events[i - 1]?.t ?? 0);
        } catch (error) {
          expect(error).toBeInstanceOf(LabError);
        }
        return isUnpolluted();
      }),
      RUNS,
    );
  });

  test('what was accepted can be told and shown, and never acts on the terminal', () => {
    fc.assert(
      fc.property(recording, input => {
        let events: LabEvent[] = [];
        try {
          events = [...parseRecording(input, 'x').events.events()];
        } catch (error) {
          expect(error).toBeInstanceOf(LabError);
        }
        let state = initialState;
        for (const event of events) {
          state = reduce(state, event);
          for (const line of plainLines(event)) expect(line).not.toMatch(ACTS);
        }
        return isUnpolluted();
      }),
      RUNS,
    );
  });

  /** Where an event of each kind has a text, and the event with another text there; what is no event any more has no such line. */
  const texts = kinds.flatMap(line => {
    const reading = readEvent(line, contract);
    const event = 'event' in reading ? reading.event : { type: 'none' };
    return textsIn(event).map(path => ({
      type: event.type,
      path,
      put: (other: string) => withText(event, path, other),
    }));
  });
  const shownWith = (put: (other: string) => unknown, other: string): string[] => {
    const reading = readEvent(JSON.stringify(put(other)), CONTRACT);
    return 'event' in reading ? plainLines(reading.event) : [];
  };

  const shown = texts.filter(({ put }) => shownWith(put, 'MARK').some(line => line.includes('MARK')));

  test('texts of the kernel, of lessons and of programs are shown, or what follows could not fail', () => {
    const places = new Set(shown.map(({ type, path }) => `${type}.${path.join('.')}`));
    for (const place of ['syscall.args', 'change.after', 'expect.text', 'program.output.data', 'program.start.argv.0'])
      expect(places).toContain(place);
  });

  test.each(shown)('$type: its text at $path does not reach the terminal as it is', ({ put }) => {
    fc.assert(
      fc.property(text, hostile => {
        for (const line of shownWith(put, hostile)) expect(line).not.toMatch(ACTS);
      }),
      { ...RUNS, numRuns: Math.round(RUNS.numRuns / 3) },
    );
  });
});

test.each([
  [
    'a difference without words',
    '{"t":0,"type":"certificate","ours":[{}],"foreign":[],"compared":{"mounts":1,"cgroups":1,"devices":1},"unseen":[]}',
  ],
  [
    'a comparison without numbers',
    '{"t":0,"type":"certificate","ours":[],"foreign":[],"compared":{"mounts":"x"},"unseen":[]}',
  ],
  [
    'fewer stars than none',
    '{"t":0,"type":"challenge.solved","lesson":"a","step":"b","stars":-1,"of":2,"seen":false,"candidate":null,"facts":{}}',
  ],
  [
    'more stars than there are',
    '{"t":0,"type":"challenge.solved","lesson":"a","step":"b","stars":3,"of":2,"seen":false,"candidate":null,"facts":{}}',
  ],
  [
    'stars without number',
    '{"t":0,"type":"challenge.solved","lesson":"a","step":"b","stars":1,"of":1e308,"seen":false,"candidate":null,"facts":{}}',
  ],
  ['an infinite time', '{"t":1e999,"type":"note","text":"x"}'],
  ['half a process', '{"t":0,"type":"gone","subject":"stage","pid":1.5}'],
  ['a file that is no text', '{"t":0,"type":"facts","subject":"stage","pid":1,"facts":{},"files":{"x":7}}'],
  [
    'facts that are none',
    '{"t":0,"type":"hold","pids":{"stage":null,"app":1},"cgroup":{},"rootfs":"/x","facts":{"stage":{"x":7}},"files":{}}',
  ],
])('an event is damaged that holds %s', (_what, line) => expect(readEvent(line, 1)).toEqual({ damaged: true }));

describe('progress files', () => {
  const done = {
    at: '2026-01-01T00:00:00Z',
    kernel: '6.1',
    evidence: [{ subject: 'x', key: 'y', before: null, after: 'z' }],
  };
  const good = {
    version: 1,
    last: { lesson: '01', step: 'a' },
    lessons: {
      '01': {
        steps: { a: done },
        answers: { q: { at: '2026', kernel: '6.1', choice: 'a', evidence: 'e', correct: true } },
        challenges: { c: { ...done, stars: 1, of: 2, seen: false } },
      },
    },
  };

  test('any file is progress, or put aside with a sentence, and one can begin anew', () => {
    const content = fc.oneof(
      text,
      json.map(value => JSON.stringify(value)),
      altered(good).map(value => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(content, input => {
        const path = join(folder, 'progress.json');
        writeFileSync(path, input ?? '');
        const said: string[] = [];
        const store = new ProgressStore(path, sentence => said.push(sentence));
        const progress = store.load();
        expect(isProgress(progress)).toBe(true);
        if (said.length > 0) expect(progress).toEqual(noProgress);
        expect(store.save(progress)).toBe(true);
        expect(store.load()).toEqual(JSON.parse(JSON.stringify(progress)));
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        return isUnpolluted();
      }),
      RUNS,
    );
  });
});

describe('the wire', () => {
  const reply = {
    id: 3,
    ok: true,
    subject: 'stage',
    pid: 4,
    calls: [{ by: 'stage', pid: 4, name: 'chroot', args: '"/"', ret: 0, errno: null, ns: 1 }],
    answers: [{ v: 'x' }, { e: 'ENOENT' }],
  };

  test('any line is a reply, an event or a WireError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          json.map(value => JSON.stringify(value) ?? ''),
          altered(reply).map(value => JSON.stringify(value) ?? ''),
          damaged(JSON.stringify(reply)),
        ),
        line => {
          try {
            decodeLine(line);
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
          return isUnpolluted();
        },
      ),
      RUNS,
    );
  });
});

describe('what reaches the terminal', () => {
  test('printable text does nothing, and is not made printable twice', () => {
    fc.assert(
      fc.property(text, input => {
        const shown = printable(input);
        expect(shown).not.toMatch(ACTS);
        expect(printable(shown)).toBe(shown);
        expect(printableLine(input)).not.toMatch(/[\n\t]/);
        expect(oneLine(input)).not.toMatch(ACTS);
        expect(oneLine(input)).not.toContain('\n');
        const json = printableJson(JSON.stringify({ input }));
        expect(json).not.toMatch(ACTS);
        expect(JSON.parse(json)).toEqual({ input });
      }),
      RUNS,
    );
  });
});
