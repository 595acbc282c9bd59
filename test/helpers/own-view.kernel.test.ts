import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { until } from '../native/helper.ts';
import { alive, descendants } from './processes.ts';
import { needs } from './require.ts';

const PROGRAM = fileURLToPath(new URL('own-view', import.meta.url));
const inView = (script: string) => spawnSync(PROGRAM, ['sh', '-c', script], { encoding: 'utf8' });

describe.runIf(needs(readFileSync('/proc/1/comm', 'utf8') === 'own-view\n', 'kernel tests with views of their own'))(
  'a view of its own, as this file has',
  () => {
    test('shows no process of others, and none of their sessions', async () => {
      const foreign = spawn('sleep', ['1000']);
      await once(foreign, 'spawn');
      const { stdout } = inView('cat /proc/1/comm; set -- /proc/[0-9]*; echo $#; ls -A /run/container-lab 2>&1');
      expect(stdout).toMatch(/^own-view\n[23]\n.*No such file or directory\n$/);
      foreign.kill();
    });

    test('lets the program say how it ends, and takes away its orphans', () => {
      // the orphan's number goes only when its new parent has waited for it
      const script =
        'orphan=$(sh -c "sleep 0.1 >/dev/null & echo \\$!"); while [ -e /proc/$orphan ]; do :; done; exit 7';
      expect(inView(script)).toMatchObject({ status: 7 });
    });

    test('ends with all that is in it, and with its mounts, whatever kills it', async () => {
      const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
      const view = spawn(PROGRAM, [
        'sh',
        '-c',
        'mount -t tmpfs left /mnt; touch /mnt/file; setsid sleep 1000 & echo ready; wait',
      ]);
      await once(view.stdout, 'data');
      const inside = await until('three programs', () => {
        const found = descendants(view.pid ?? 0);
        return found.length === 3 ? found : null;
      });
      view.kill('SIGKILL');
      await until('their end', () => !inside.some(alive));
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mounts);
      expect(existsSync('/mnt/file')).toBe(false);
    });
  },
);
