import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../src/cli/manual/manual.ts';
import { documents, ROOT } from './helpers/documents.ts';
import { needs } from './helpers/require.ts';

test.each([...documents()])('%s is what the program says of itself (else: npm run documents)', (path, text) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});

test('the README and --help give the exit codes the same meanings', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  for (const { name, text } of EXIT_CODES) expect(readme).toContain(` ${name} ${text}.`);
});

describe('the manual page', () => {
  const page = join(ROOT, 'docs/container-lab.1');

  describe.runIf(needs('mandoc', 'checks the manual page'))('mandoc', () => {
    test('finds nothing', () => {
      expect(execFileSync('mandoc', ['-T', 'lint', '-W', 'style', page], { encoding: 'utf8' })).toBe('');
    });
  });

  describe.runIf(needs('man', 'shows the manual page'))('man', () => {
    test('shows it without a warning, with what is typed and what it means', () => {
      const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8' };
      const shown = execFileSync('sh', ['-c', 'man --warnings -l "$1" 2>&1', 'sh', page], { env, encoding: 'utf8' });
      expect(shown).not.toMatch(/warning|error:/);
      expect(shown).toMatch(/^ {7}container-lab \[open\] \[OPTION\.\.\.\] \[WHERE\]$/m);
      expect(shown).toContain("container-lab run --all -- /bin/sh -c 'id; hostname'");
      expect(shown).toMatch(/^ {7}130 +interrupted/m);
      expect(shown).toMatch(/^KEYS$/m);
      expect(shown).toMatch(/^ {3}At a challenge$/m);
      expect(shown).toMatch(/^ {7}Enter n →\n +carry out this step/m);
      expect(shown).toMatch(/^ {7}\[ \] +a little back/m);
    });
  });

  test('names every command that is not hidden', () => {
    const text = readFileSync(page, 'utf8');
    for (const command of ['open', 'demo', 'run', 'replay', 'progress', 'glossary', 'lint', 'completion'])
      expect(text).toContain(`.SS "${command}"`);
    expect(text).not.toContain('.SS "complete"');
  });
});
