/** Standard output that is lost: its reader has left (`| head`), its terminal was closed, its disk is full. */
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { errnoMeaning } from '../kernel/errno.ts';
import { EXIT } from '../protocol/lab-error.ts';
import { printable, printableJson } from '../protocol/printable.ts';
import { fill } from './fill.ts';

/** A reader that goes away is not an error of ours: nothing is said. */
const QUIET = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

let resolveLost = (): void => {};

/**
 * Resolves at the first write that fails, or when a terminal that we were started on has been hung up: whoever still works should
 * undo it and leave.
 */
export const outputLost = new Promise<void>(resolve => {
  resolveLost = resolve;
});

/** To standard output: what comes from files, processes or the kernel is shown, not obeyed. */
export function say(text: string): void {
  process.stdout.write(printable(text));
}

/** The same to standard error. */
export function sayOnStderr(text: string): void {
  process.stderr.write(printable(text));
}

/** Command lines are copied: they stay in one piece. */
const COMMAND = /[>;$|]/;

/**
 * Sentences for a terminal: broken between words, further lines indented like the first. Without a terminal (`columns` undefined) the
 * text is as it was.
 */
export function folded(text: string, columns: number | undefined): string {
  if (!columns) return text;
  return text
    .split('\n')
    .map(line => (line.length <= columns || COMMAND.test(line) ? line : foldedLine(line, columns)))
    .join('\n');
}

function foldedLine(line: string, columns: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return fill(line.trimStart(), columns - indent.length)
    .map(part => indent + part)
    .join('\n');
}

/** One JSON value, for a person to read. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
}

/** Milliseconds between two looks whether our terminal is still there. */
const LOOK = 500;

/** Call once, before anything is written. */
export function watchOutput(): void {
  const terminals = [0, 1, 2].filter(isatty);
  process.on('exit', () => letGoOfClosed(terminals));
  if (terminals.length > 0) watchTerminals(terminals);
  let told = false;
  process.stderr.on('error', () => {}); // nobody is left to tell
  process.stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    resolveLost();
    if (told || QUIET.has(code)) return;
    told = true;
    process.stderr.write(
      `container-lab: standard output cannot be written: ${errnoMeaning(code) ?? code}\n  make room, or send the output elsewhere\n`,
    );
    process.on('exit', () => {
      process.exitCode = EXIT.machineCannot;
    });
  });
}

/**
 * Not by SIGHUP: the kernel sends it to the leader of the session and to its foreground (tty_ioctl(4)), and where su(1) or
 * setsid(1) leads, that is not us. A descriptor of a terminal that was hung up is none any more: its ioctls are EIO.
 */
function watchTerminals(terminals: number[]): void {
  const timer = setInterval(() => {
    if (terminals.every(isatty)) return;
    clearInterval(timer);
    resolveLost();
  }, LOOK).unref();
}

/** Node restores the settings of its terminals at the end, and aborts when one was closed in the meantime. */
function letGoOfClosed(terminals: number[]): void {
  for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
}
