/** The screen on a scripted session, to look at it: `node test/helpers/run-ts.mjs test/ui/demo.tsx [LESSON[/STEP]]`. */
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { loadLists } from '../../src/lesson/lists.ts';
import { loadLessons } from '../../src/lesson/load.ts';
import type { Terminal } from '../../src/session/session.ts';
import { runUi } from '../../src/ui/index.tsx';
import { ASKING } from './course.ts';
import { ScriptedSession } from './scripted-session.ts';

const folder = join(process.cwd(), 'lessons');
const { lessons } = loadLessons(folder);
const glossary = [...loadLists(folder).glossary.values()];
const [lesson, step] = (process.argv[2] ?? '').split('/');

const session = new ScriptedSession({
  lessons: [...lessons, ASKING],
  openTerminal: async (_which, size) => shell(size),
});

await runUi(session, { glossary, ...(lesson && { start: { lesson, ...(step && { step }) } }) });
process.exit(0);

/** A shell of this machine instead of one in a container. */
function shell(size: { columns: number; rows: number }): Terminal {
  const pty = spawn('bash', ['--norc', '--noprofile'], {
    cols: size.columns,
    rows: size.rows,
    name: 'xterm-256color',
    env: { ...process.env, PS1: 'lab-box / # ' } as Record<string, string>,
  });
  return {
    pid: pty.pid,
    write: data => pty.write(data.toString()),
    resize: (columns, rows) => pty.resize(columns, rows),
    onData: listener => {
      const { dispose } = pty.onData(data => listener(Buffer.from(data)));
      return () => dispose();
    },
    onExit: listener => {
      const { dispose } = pty.onExit(({ exitCode }) => listener({ code: exitCode, signal: null }));
      return () => dispose();
    },
    close: () => pty.kill(),
  };
}
