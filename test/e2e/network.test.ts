/** Nothing is asked of a network, and nothing sent: seen from outside, while commands run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-network-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The calls of a command and its children that are about a network, as strace tells them; unix sockets stay on the machine. */
async function calls(args: string[]): Promise<string[]> {
  const file = join(dir, 'calls');
  const through = [
    'strace',
    '-f',
    '-qq',
    '-e',
    'trace=socket,connect,bind,listen,sendto,sendmsg',
    '-e',
    'signal=none',
    '-o',
    file,
  ];
  const { code, stderr } = await cli(args, { through });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => /AF_(?!UNIX|UNSPEC)/.test(line))
    .map(line => line.replace(/^\d+ +/, ''));
}

describe.runIf(needs('strace', 'watches for sockets'))('no socket but unix sockets', () => {
  test.each([['list'], ['glossary', 'chroot'], ['lint'], ['progress'], ['version'], ['doctor'], ['replay', '--plain']])(
    '%s',
    async (...args) => expect(await calls(args)).toEqual([]),
    60_000,
  );

  describe.runIf(needs(isRoot, 'makes containers, needs root'))('and a container', () => {
    test('only the one by which its own loopback device is switched on, never connected', async () => {
      const allowed = 'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) ';
      const seen = await calls(['run', '--until', '3']);
      expect(seen.filter(line => !line.startsWith(allowed))).toEqual([]);
    }, 120_000);
  });
});

describe.runIf(needs(isRoot, 'makes a network namespace, needs root'))('without any network', () => {
  test('the whole course runs', async () => {
    const { code, stderr } = await cli(['run', '--all', '--json'], { through: ['unshare', '--net'] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }, 60_000);
});

test('no part of the program can speak to a network', () => {
  const modules = /(?:from |require\d*\(|import\()["'](?:node:)?(?:https?|http2|net|tls|dgram|dns)(?:\/\w+)?["']/g;
  const places: [folder: string, means: RegExp][] = [
    ['../../dist/', modules],
    // in the bundle ink's layout engine has a way to fetch its own bytes, which it carries along
    ['../../src/', new RegExp(`${modules.source}|\\bfetch\\(|new WebSocket\\(`, 'g')],
  ];
  for (const [folder, means] of places) {
    const root = fileURLToPath(new URL(folder, import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => /\.(js|tsx?)$/.test(file));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(readFileSync(join(root, file), 'utf8').match(means) ?? [], file).toEqual([]);
  }
});
