/** A command as long as a command line can be, for the app. */
import { describe, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';

describe.runIf(
  needs(isRoot, 'makes containers, needs root') && needs('busybox', 'a shell for the rootfs; package busybox-static'),
)('a long command', () => {
  it.each<[string, string[], string]>([
    ['of 100,000 bytes', ['/bin/sh', '-c', `# ${'x y'.repeat(33_333)}\necho the end`], 'the end'],
    ['of 4,000 words', ['/bin/sh', '-c', 'echo $# words', 'sh', ...Array(4000).fill('w')], '4000 words'],
  ])('%s is started', { timeout: 4 * patience }, async (_what, command, said) => {
    const { code, stdout, stderr } = await cli(['run', '06-start-app', '--', ...command]);
    expect(stderr).toBe('');
    expect(stdout).toContain(said);
    expect(code).toBe(0);
  });

  it('that the helper cannot be told is refused in one sentence, before anything starts', async () => {
    const words = Array(12).fill('%'.repeat(131_000));
    const { code, stdout, stderr } = await cli(['run', '--all', '--', '/bin/echo', ...words]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^container-lab: the helper cannot be told this command: request exec is \d+ bytes long, the wire carries 4194304\n/,
    );
    expect(stderr).toContain('put it into a script');
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });
});
