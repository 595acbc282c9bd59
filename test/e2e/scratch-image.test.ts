import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root') && needs('cc', 'compiles a static program'))(
  'an image with one program and nothing else',
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'container-lab-test-'));
    afterAll(() => rmSync(dir, { recursive: true }));

    it('runs, and every claim holds', async () => {
      const source = join(tmpdir(), `${dir.split('/').at(-1)}.c`);
      writeFileSync(source, '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n');
      execFileSync('cc', ['-static', '-o', join(dir, 'hello'), source]);
      rmSync(source);
      const result = await cli(['run', '--all', '--rootfs', dir, '--json', '--', '/hello']);
      const events: LabEvent[] = result.events();
      expect(events.filter(event => event.type === 'expect' && !event.ok)).toEqual([]);
      expect(events).toContainEqual(expect.objectContaining({ type: 'program.exit', of: 'app', code: 0 }));
      expect(result.code).toBe(0);
    });
  },
);
