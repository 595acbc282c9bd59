import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { HostTerminal, type HostTerminalOptions, learnersShell } from '../../src/helper/host-terminal.ts';
import { alive } from '../helpers/processes.ts';
import { needs } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { until } from '../native/helper.ts';

const RUN_TS = fileURLToPath(new URL('../helpers/run-ts.mjs', import.meta.url));
const MODULE = fileURLToPath(new URL('../../src/helper/host-terminal.ts', import.meta.url));

const masters = () =>
  readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).endsWith('ptmx');
    } catch {
      return false;
    }
  }).length;

describe.runIf(needs(existsSync('/dev/ptmx'), 'pseudo-terminals (/dev/ptmx)'))('a terminal on the host', () => {
  const open: HostTerminal[] = [];
  const started = (options: Partial<HostTerminalOptions> = {}) => {
    const terminal = new HostTerminal({ columns: 91, rows: 17, argv: ['/bin/sh'], ...options });
    open.push(terminal);
    let printed = '';
    terminal.onData(data => (printed += data.toString('latin1')));
    return {
      terminal,
      printed: () => printed,
      shows: (pattern: RegExp) => until(`${pattern} in ${JSON.stringify(printed)}`, () => pattern.exec(printed)?.[0]),
    };
  };
  afterEach(() => {
    for (const terminal of open.splice(0)) terminal.close();
  });

  test('is the controlling one of a session of its own, with its size, and TERM', async () => {
    const { terminal, shows } = started();
    terminal.write('stty size; echo term=$TERM; tty; echo controls=1 >/dev/tty\n');
    await shows(/17 91/);
    await shows(/term=xterm-256color/);
    await shows(/\/dev\/pts\/\d+/);
    await shows(/controls=1\r\n/);
    const fields = readFileSync(`/proc/${terminal.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    expect(fields[3]).toBe(String(terminal.pid)); // session
    expect(Number(fields[4])).not.toBe(0); // tty_nr
    terminal.resize(40, 10);
    terminal.write('stty size\n');
    await shows(/10 40/);
    terminal.write('sleep 4321\n');
    await until(
      'a job',
      () => readFileSync(`/proc/${terminal.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[5] !== fields[1],
    );
    terminal.write('\u0003echo still=here\n');
    await shows(/still=here\r\n/);
  });

  test('program and environment are those asked for; else the learner’s', async () => {
    const { shows } = started({
      argv: ['/bin/sh', '-c', 'echo "A=$A HOME=$HOME arg=$1"; read _', 'sh', 'a b'],
      env: { A: '1' },
    });
    await shows(/A=1 HOME= arg=a b/);
    const own = started({ argv: ['/bin/sh', '-c', 'echo home=$HOME; read _'] });
    await own.shows(new RegExp(`home=${process.env.HOME}`));
    expect(learnersShell('/bin/sh')).toBe('/bin/sh');
    const otherwise = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
    for (const shell of ['', 'sh', '/nowhere/zsh', '/etc/passwd', '/etc']) expect(learnersShell(shell)).toBe(otherwise);
  });

  test('whoever listens later gets what was printed before, and hears of the end', async () => {
    const { terminal, shows } = started({ argv: ['/bin/sh', '-c', 'echo first; read _'] });
    await shows(/first/);
    let late = '';
    terminal.onData(data => (late += data));
    expect(late).toContain('first');
    terminal.write('\n');
    await new Promise<void>(resolve => terminal.onExit(() => resolve()));
    await new Promise<void>(resolve => terminal.onExit(() => resolve()));
    terminal.write('into the void');
    terminal.resize(1, 1);
    terminal.close();
  });

  test.each([
    ['exit 7', { code: 7, signal: null }],
    ['kill -9 $$', { code: null, signal: 'SIGKILL' }],
  ])('says how its program ended: %s', async (line, how) => {
    const { terminal } = started();
    terminal.write(`${line}\n`);
    expect(await new Promise(resolve => terminal.onExit(resolve))).toEqual(how);
  });

  // What sh says of it may be lost: at the hangup Node's stream ends, though the kernel has more to read.
  test('a program that does not exist ends at once', async () => {
    const { terminal } = started({ argv: ['/nowhere/program'] });
    await new Promise<void>(resolve => terminal.onExit(() => resolve()));
  });

  test('a long paste and a long answer arrive whole', async () => {
    // without echo: where that finds no room the kernel drops it, and it may come in the middle of a line
    const { terminal, shows, printed } = started({ argv: ['/bin/sh', '-c', 'stty -echo; echo ready; exec cat'] });
    await shows(/ready\r\n/);
    const lines = Array.from({ length: 500 }, (_, i) => `line ${i} ${'x'.repeat(80)}`);
    terminal.write(`${lines.join('\n')}\n`);
    await shows(/line 499 x{80}\r\n/);
    expect(printed()).toBe(`ready\r\n${lines.join('\r\n')}\r\n`);
  });

  test('closing hangs up: nobody and no descriptor stays', async () => {
    const before = masters();
    const { terminal, shows } = started();
    terminal.write('sh -c "echo job=\\$\\$; exec sleep 4321"\n');
    const job = Number((await shows(/job=\d+/)).slice(4));
    expect(masters()).toBe(before + 1);
    terminal.close();
    await until('the end of the shell and its job', () => !alive(terminal.pid) && !alive(job));
    await until('a closed descriptor', () => masters() === before);
  });

  test('the shell’s own end closes it, even with a job left that ignores it', async () => {
    const before = masters();
    const { terminal, shows } = started();
    terminal.write('nohup sleep 4321 >/dev/null 2>&1 & echo job=$!; exit\n');
    const job = Number((await shows(/job=\d+/)).slice(4));
    try {
      await new Promise<void>(resolve => terminal.onExit(() => resolve()));
      await until('a closed descriptor', () => masters() === before);
    } finally {
      process.kill(job, 'SIGKILL');
    }
  });

  test('it does not keep its process alive, which takes the shell with it', async () => {
    const code = `import { HostTerminal } from ${JSON.stringify(MODULE)};
      console.log(new HostTerminal({ columns: 80, rows: 24, argv: ['/bin/sh'] }).pid);`;
    const file = join(tmpdir(), `lab-terminal-${unique}.ts`);
    const { writeFileSync, rmSync } = await import('node:fs');
    writeFileSync(file, code);
    try {
      const { stdout, status } = spawnSync(process.execPath, [RUN_TS, file], { encoding: 'utf8', timeout: 20_000 });
      expect(status).toBe(0);
      await until('the end of the shell', () => !alive(Number(stdout)));
    } finally {
      rmSync(file);
    }
  });
});
