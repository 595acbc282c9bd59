import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cli, PROGRAM, start } from '../helpers/cli.ts';
import { schemaErrors } from '../helpers/events-schema.ts';
import { isRoot, needs } from '../helpers/require.ts';

const CHECK = fileURLToPath(new URL('./check.py', import.meta.url));

function check(args: string[]): Promise<{ code: number; report: string }> {
  const command = [CHECK, '--run', process.execPath, PROGRAM, 'run', ...args, '--hold', '--json'];
  return new Promise(resolve =>
    execFile('python3', command, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, report: stdout + stderr }),
    ),
  );
}

const ready = [
  needs('python3', 'compares the facts with the kernel'),
  needs(isRoot, 'makes mounts and cgroups, needs root'),
];

describe.runIf(ready.every(Boolean))('a held session on this kernel', () => {
  test.each(['1', '2', '3', '4', '5', '6'])('tells the truth after lesson %s', async lesson => {
    const { code, report } = await check(['--until', lesson]);
    expect(report.match(/^(differs|missing|unknown) .*/gm) ?? []).toEqual([]);
    expect(report).toMatch(/^ok +(stage|app) +ns\.mnt /m);
    expect(code).toBe(0);
  });

  test('tells the truth about the whole course', async () => {
    const { code, report } = await check(['--all']);
    expect(report.match(/^(differs|missing|unknown) .*/gm) ?? []).toEqual([]);
    expect(report).toMatch(/^ok +app +cgroup\.memory\.max /m);
    expect(code).toBe(0);
  });
});

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the stream of a real session', () => {
  test('conforms to the schema, held or not', async () => {
    const events = (await cli(['run', '--all', '--json', '--', '/bin/sh', '-c', 'echo out; exit 3'])).events();
    expect(events.flatMap(schemaErrors)).toEqual([]);
    const held = start(['run', '--all', '--hold', '--json']);
    await held.event('hold');
    held.child.kill('SIGTERM');
    const all = (await held.ended).events();
    expect(all.flatMap(schemaErrors)).toEqual([]);
    expect(all.map(event => event.type)).toEqual(
      expect.arrayContaining(['session', 'syscall', 'facts', 'change', 'hold', 'clean', 'session.end']),
    );
  });
});
