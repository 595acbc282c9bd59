import { describe, expect, test } from 'vitest';
import { finish, start } from '../../src/helper/child.ts';

const env = { PATH: process.env.PATH ?? '', GIVEN: 'yes' };

describe('a program run to its end', () => {
  test('tells what it wrote and how it ended', async () => {
    expect(await finish('sh', ['-c', 'echo é; echo no >&2; exit 7'], { env, stdin: 'ignore' })).toEqual({
      status: 7,
      stdout: 'é\n',
      stderr: 'no\n',
    });
  });

  test('stands in / and sees only the environment it is given', async () => {
    const { stdout } = await finish('sh', ['-c', 'pwd; env'], { env, stdin: 'ignore' });
    expect(stdout.split('\n')[0]).toBe('/');
    expect(stdout).toContain('GIVEN=yes');
    expect(stdout).not.toContain('HOME=');
  });

  test('has no status where it is killed or not there', async () => {
    expect((await finish('sh', ['-c', 'kill -9 $$'], { env, stdin: 'ignore' })).status).toBeNull();
    expect((await finish('/no/such/program', [], { env, stdin: 'ignore' })).status).toBeNull();
  });
});

describe('a program with pipes', () => {
  test('reads what we write and ends with its input', async () => {
    const cat = start('cat', [], env);
    let text = '';
    cat.stdout.on('data', (data: Buffer) => {
      text += data.toString();
    });
    cat.stderr.resume();
    cat.stdin.end('to and fro');
    expect(await cat.ended).toBe(0);
    expect(text).toBe('to and fro');
  });

  test('has ended without a status where it is not there', async () => {
    const nothing = start('/no/such/program', [], env);
    nothing.stdin.on('error', () => {});
    expect(await nothing.ended).toBeNull();
  });

  test('is refused in a sentence when the kernel cannot start one', () => {
    // E2BIG, execve(2): one string has at most 128 KiB
    expect(() => start('true', ['x'.repeat(200_000)], env)).toThrow(/^true cannot be started: /);
  });
});
