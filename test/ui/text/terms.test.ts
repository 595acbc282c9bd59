import chalk from 'chalk';
import { beforeAll, expect, test } from 'vitest';
import { renderMarkdown } from '../../../src/ui/text/markdown.ts';
import { findTerms, termsOf } from '../../../src/ui/text/terms.ts';
import { GLOSSARY } from '../course.ts';

beforeAll(() => {
  chalk.level = 1;
});

const found = (text: string) => findTerms(text, GLOSSARY).map(f => text.slice(f.start, f.end));

test.each([
  ['Two cgroups and a kernel.', ['cgroups', 'kernel']],
  ['A PID\nnamespace', ['PID\nnamespace']],
  ['The Kernel', ['Kernel']],
  ['NAT, but a nat is none', ['NAT']],
  ['/sys/kernel/x, kernel.pid_max, microkernel, my-kernel', ['kernel']],
  ['', []],
])('in %j these are terms: %j', (text, terms) => expect(found(text)).toEqual(terms));

test('each term once, in the order of the text, and none from blocks of code', () => {
  const text = 'A cgroup.\n\n```\nNAT\n```\n\nThe kernel and its cgroups.';
  expect(termsOf(text, GLOSSARY).map(t => t.term)).toEqual(['cgroup (control group)', 'kernel']);
});

test('a list of no terms finds none', () => expect(findTerms('kernel', [])).toEqual([]));

const UNDERLINED = new RegExp(`${String.fromCharCode(27)}\\[4m`, 'g');
const underlined = (markdown: string) =>
  renderMarkdown(markdown, 60, GLOSSARY).join('\n').match(UNDERLINED)?.length ?? 0;

test('in the prose the first use of a term is underlined, in stress, lists, tables and code too', () => {
  expect(underlined('The kernel, again the kernel.')).toBe(1);
  expect(underlined('- **kernel**\n- `cgroup`')).toBe(2);
  expect(underlined('| a | b |\n|---|---|\n| kernel | NAT |')).toBe(2);
  expect(underlined('`cgroup x`\n\n    kernel\n\n# kernel')).toBe(0);
  expect(renderMarkdown('The kernel.', 60).join('\n')).not.toMatch(UNDERLINED);
});
