/** Files and names of strangers that want to act on the terminal: every command shows them, none obeys. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { ACTS } from '../properties/hostile.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lab-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EVIL = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil';
const recording = join(folder, 'recording.jsonl');
const lines = readFileSync(`${root}lessons/recordings/course-v2.jsonl`, 'utf8').split('\n').slice(0, 400);
writeFileSync(
  recording,
  `${lines
    .filter(line => line !== '')
    .map(line =>
      JSON.stringify(JSON.parse(line), (key, value) =>
        typeof value === 'string' && !['type', 'lesson', 'step', 'kind', 'subject', 'key', 'scope', 'by'].includes(key)
          ? `${value}${EVIL}`
          : value,
      ),
    )
    .join('\n')}\n`,
);
const lesson = join(folder, '01-evil.md');
writeFileSync(
  lesson,
  `---\nschema: 1\ntitle: "\\e]0;owned\\a\\e[2J"\n${EVIL}: 1\nsteps:\n  - { id: x, type: "evil${'\\e[2J'}", title: a }\n---\n## ${EVIL}\n`,
);
mkdirSync(join(folder, 'state/container-lab'), { recursive: true });
writeFileSync(
  join(folder, 'state/container-lab/progress.json'),
  JSON.stringify({
    version: 1,
    last: { lesson: EVIL, step: EVIL },
    lessons: { [EVIL]: { steps: { [EVIL]: { at: EVIL, evidence: [] } }, answers: {} } },
  }),
);

describe('nothing acts on the terminal', () => {
  test.each([
    ['a recording', ['replay', '--plain', recording]],
    ['its summary', ['replay', '--json', recording]],
    ['a lesson', ['lint', lesson]],
    ['a lesson as JSON', ['lint', '--json', lesson]],
    ['a folder of lessons', ['list', '--lessons', folder]],
    ['progress', ['progress']],
    ['progress as JSON', ['progress', '--json']],
    ['the name of a file', ['replay', `/no/such/${EVIL}`]],
    ['the name of a lesson', ['run', EVIL]],
    ['the name of a root', ['run', '--all', '--rootfs', `/no/such/${EVIL}`]],
    ['a term', ['glossary', EVIL]],
    ['a command', [`re${EVIL}`]],
    ['an option', [`--${EVIL}`]],
  ])('%s', async (_what, args) => {
    const { stdout, stderr } = await cli(args, { env: { XDG_STATE_HOME: join(folder, 'state') } });
    expect(stdout + stderr).not.toBe('');
    expect(stdout).not.toMatch(ACTS);
    expect(stderr).not.toMatch(ACTS);
  });
});
