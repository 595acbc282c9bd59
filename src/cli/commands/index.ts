/**
 * Every command, in the order of --help: one file each, which says its arguments and options. All of these are loaded at every
 * start, so that they import nothing heavy: what a command does is imported when it is called.
 */
import type { Command } from 'commander';
import { addClean } from './clean.ts';
import { addComplete, addCompletion } from './completion.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addGlossary } from './glossary.ts';
import { addHelp } from './help.ts';
import { addLint } from './lint.ts';
import { addList } from './list.ts';
import { addNewLesson } from './new-lesson.ts';
import { addOpen } from './open.ts';
import { addProgress } from './progress.ts';
import { addReplay } from './replay.ts';
import { addReset } from './reset.ts';
import { addRun } from './run.ts';
import { addSolve } from './solve.ts';
import { addVersion } from './version.ts';

export const COMMANDS: readonly ((program: Command) => void)[] = [
  ...[addOpen, addDemo, addRun, addReplay, addSolve, addProgress, addReset],
  ...[addList, addGlossary, addLint, addNewLesson],
  ...[addDoctor, addClean, addCompletion, addVersion, addHelp, addComplete],
];
