/** `new-lesson NAME`: a first lesson of one's own, from lessons/scaffold.md, and beside it the schema for editors. */

import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../helper/helper-path.ts';
import { fileRefusal } from '../../kernel/errno.ts';
import { lessonFiles } from '../../lesson/load.ts';
import { idOf, LESSON_ID, nameOf } from '../../lesson/name.ts';
import { clashes, freeNumber } from '../../lesson/own.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { shellWord } from '../../protocol/shell-word.ts';
import { shippedLessons } from '../course.ts';
import { say } from '../output.ts';

const SCHEMA = 'lesson.schema.json';

export async function newLesson(name: string, { dir }: { dir: string }): Promise<ExitCode> {
  const shipped = await shippedLessons();
  const here = existsSync(dir) && statSync(dir).isDirectory() ? lessonFiles(dir) : [];
  const id = /^\d\d-/.test(name) ? name : `${freeNumber([...shipped.map(l => l.id), ...here.map(idOf)])}-${name}`;
  if (!LESSON_ID.test(id))
    throw new LabError('usage', `'${printable(name)}' is not a lesson's name`, {
      exit: EXIT.usage,
      hint: 'use small letters, digits and hyphens, such as my-lesson or 50-my-lesson',
    });
  const [clash] = clashes([join(dir, `${id}.md`)], [...shipped, ...here.map(file => ({ id: idOf(file) }))]);
  if (clash) throw new LabError('usage', clash.message, { exit: EXIT.usage, hint: 'choose another' });
  const file = join(dir, `${id}.md`);
  const title = nameOf(id).replaceAll('-', ' ');
  const text = readFileSync(packageFile('lessons/scaffold.md'), 'utf8').replace(
    'TITLE',
    title.charAt(0).toUpperCase() + title.slice(1),
  );
  try {
    if (!existsSync(dir)) mkdirSync(dir); // the parent must be there: a slip should not grow a tree
    writeFileSync(file, text, { flag: 'wx' });
    if (!existsSync(join(dir, SCHEMA))) copyFileSync(packageFile(`lessons/${SCHEMA}`), join(dir, SCHEMA));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new LabError('usage', `${file} cannot be written: ${fileRefusal(code)}`, {
      exit: EXIT.usage,
      hint: 'choose a folder of your own with --dir',
    });
  }
  const folder = shellWord(dir);
  say(
    [
      `written: ${file}`,
      `check it:     container-lab lint ${folder}`,
      `carry it out: container-lab run --lessons ${folder} ${id}`,
      `play it:      container-lab open --lessons ${folder} ${id}`,
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}
