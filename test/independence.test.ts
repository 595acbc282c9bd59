/** Rules of the tests themselves: what they find does not depend on what else runs on the machine, nor on where the checkout lies. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Rule {
  name: string;
  wrong: RegExp;
  instead: string;
  /** Where it is right, and why. */
  but: [file: RegExp, why: string][];
}

const OWN_KERNELS: [RegExp, string] = [
  /^(vm\/|package\/(arm64|containers|vagrant)|.*\.vm\.test\.ts$)/,
  'runs in a machine of its own',
];

const RULES: Rule[] = [
  {
    name: 'a process is not looked for by its name',
    wrong: /\b(pgrep|pidof|killall)\b|\bpkill\b(?!.* -P )/,
    instead: 'below() of helpers/processes.ts',
    but: [OWN_KERNELS],
  },
  {
    name: 'nor among all of the machine',
    wrong: /readdir(Sync)?\(['"`]\/proc\/?['"`]|\bprocessIds\((?!\)\.includes\()|\/proc\/\[0-9\]|\/proc\/\*/,
    instead: 'below() or processesWith() of helpers/processes.ts',
    but: [
      OWN_KERNELS,
      [/^helpers\/processes\.ts$/, 'is that rule’s helper'],
      [/^helpers\/host\.ts$/, 'knows a session by its name, which no other has'],
      [/^kernel\/processes\.test\.ts$/, 'tests the function'],
      [/^fuzz\/life\.ts$/, 'has a PID namespace of its own'],
      [/^helpers\/own-view\.kernel\.test\.ts$/, 'looks at a PID namespace of its own'],
      [/^package\/walk$/, 'has a PID namespace of its own, by bare-root, or a machine'],
    ],
  },
  {
    name: 'what is shared with other runs is not named by a PID',
    wrong: /[-._]\$\{process\.pid\}/,
    instead: 'unique of helpers/unique.ts',
    but: [[/^(progress\/store|observe\/learners-name\.kernel)\.test\.ts$/, 'is the name that the product gives']],
  },
  {
    name: 'the path of a file is not the path of its address',
    wrong: /import\.meta\.url\)\.pathname/,
    instead: 'fileURLToPath(): a blank is %20 in an address',
    but: [],
  },
];

function broken(file: string, text: string): string[] {
  return RULES.filter(({ but }) => !but.some(([where]) => where.test(file))).flatMap(({ name, wrong, instead }) =>
    text.split('\n').flatMap((line, i) => (wrong.test(line) ? [`${file}:${i + 1}: ${name}; use ${instead}`] : [])),
  );
}

test('the tests keep them', () => {
  const root = import.meta.dirname;
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(file => !/^(fixtures|bench\/out)\/|\.md$|^independence\.test\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap(file => broken(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test.each([
  "const left = readdirSync('/proc').filter(name => nameOf(name) === 'sleep');",
  "execFileSync('pgrep', ['-f', 'sleep 1000']);",
  "const line = 'pkill sleep';",
  'for (const pid of processIds()) kill(pid);',
  `const group = \`/sys/fs/cgroup/lab-test-\${process.pid}\`;`,
  "const CHECK = new URL('./check.py', import.meta.url).pathname;",
])('broken by: %s', line => {
  expect(broken('native/some.test.ts', line)).toHaveLength(1);
});
