/** Programs in words. Of an experiment's only what it prints is told: its step says what it is and how it ended. */
import type { EventOf } from '../events.ts';
import type { ProgramState } from '../state.ts';

type Exit = NonNullable<ProgramState['exit']>;

export function startSentence({ pid, argv }: EventOf<'program.start'>): string {
  return `the app runs as PID ${pid}: ${argv.join(' ')}`;
}

export function outputSentence(line: string): string {
  return `output: ${line}`;
}

export function exitSentence({ code, signal, oomKill }: EventOf<'program.exit'>): string {
  const how = signal ? `signal ${signal}` : `exit code ${code ?? '?'}`;
  return `the app ended: ${how}${oomKill > 0 ? ', killed by the OOM killer' : ''}`;
}

/** The same beside the step, where the count of the group is told as well. */
export function endSentences({ code, signal, oomKill }: Exit): string[] {
  return [
    `the app ended: ${signal ? `killed by ${signal}` : `exit code ${code}`}`,
    ...(oomKill > 0 ? [`processes of its group killed for memory: ${oomKill}`] : []),
  ];
}
