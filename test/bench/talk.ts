/** A program that answers a line with a line. */
import { spawn } from 'node:child_process';

export interface Talk {
  ask(line: string): Promise<string>;
  end(): Promise<void>;
}

export function talk(program: string, args: string[] = []): Talk {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()));
  let answer = (_: string): void => {};
  child.stdout.setEncoding('latin1').on('data', (chunk: string) => answer(chunk));
  return {
    ask: line =>
      new Promise(resolve => {
        answer = resolve;
        child.stdin.write(`${line}\n`);
      }),
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}
