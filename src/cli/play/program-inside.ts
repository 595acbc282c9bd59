/** Which program step 6 starts, decided before anything is started. */
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import { OTHER_PROGRAM } from '../../rootfs/exec-problem.ts';
import { isMountedLater, lookUp } from '../../rootfs/look-up.ts';
import { BESIDE, type Recipe } from '../../rootfs/recipe-parts.ts';

/** A command of the learner's, or what is taken without one: of the programs of `native/apps`, or a shell. */
export type Wanted = readonly string[] | 'info' | 'pause' | 'shell';

interface Chosen {
  argv: string[];
  /** lab-apps is to be put beside what the image has. */
  beside: boolean;
  /** Something that the learner should know first. */
  note: string | null;
}

/** Throws a usage error where the program is certainly not in the image, or cannot be executed by its mode. `path`: the PATH inside. */
export async function chooseProgram(wanted: Wanted, { tree, foreign }: Recipe, path: string): Promise<Chosen> {
  if (wanted === 'shell') return shell(tree, foreign, path);
  if (typeof wanted === 'string')
    return foreign
      ? { argv: [`/${BESIDE}`, wanted], beside: true, note: null }
      : { argv: [`/bin/${wanted}`], beside: false, note: null };
  const [program = ''] = wanted;
  if (tree !== null && !isMountedLater(program)) {
    const { problem } = await lookUp(tree, program, { path });
    if (problem !== null)
      throw new LabError('usage', `${problem.message}; nothing was started`, {
        exit: EXIT.usage,
        hint: problem.todo ?? OTHER_PROGRAM,
      });
  }
  return { argv: [...wanted], beside: false, note: null };
}

/** Where the names are not known, a shell is taken for granted. */
async function shell(tree: Recipe['tree'], foreign: boolean, path: string): Promise<Chosen> {
  if (tree === null || !foreign || (await tree.stat('/bin/sh')) !== null)
    return { argv: ['/bin/sh'], beside: false, note: null };
  const { program } = await lookUp(tree, 'sh', { path });
  if (program !== null)
    return { argv: [program], beside: false, note: `this root filesystem has no /bin/sh: step 6 starts ${program}` };
  return {
    argv: [`/${BESIDE}`, 'pause'],
    beside: true,
    note: `this root filesystem has no shell: step 6 starts /${BESIDE} pause, a program of container-lab that only waits, and no shell can be opened inside`,
  };
}
