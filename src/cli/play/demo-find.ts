/** From what a teacher types to the step that shows it. Pure. */
import type { Lesson } from '../../lesson/lesson.ts';
import { didYouMean } from '../../protocol/did-you-mean.ts';
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import { findPlace, places } from '../../session/course.ts';
import { alsoCalled, type DemoName, machinesOf, markOf, search } from './demo-names.ts';

interface Found {
  where: string;
  primitive?: string;
}

/**
 * A primitive, a lesson or step by its name as everywhere else, another word for one, or words of a title. Throws a usage error that
 * names the nearest, or all that it could be; and says which machine has what this one has not.
 */
export function findDemo(names: DemoName[], all: Lesson[], here: Lesson[], wanted: string): Found {
  const found = byName(names, wanted) ?? atPlace(all, here, wanted);
  if (found) return found;
  const other = alsoCalled(wanted);
  const called =
    other === null ? null : (byName(names, other) ?? (other.includes('/') ? atPlace(all, here, other) : null));
  if (called) return called;
  const could = search(names, wanted);
  if (could.length === 1 && could[0]) return shown(could[0]);
  if (could.length > 1)
    throw new LabError('usage', `'${wanted}' could be several things`, {
      exit: EXIT.usage,
      hint: `say which: ${could.map(name => `${name.lesson}/${name.step} (${name.title})${markOf(name)}`).join(', ')}`,
    });
  const known = names.map(({ name }) => name);
  throw new LabError('usage', `there is no primitive or lesson '${wanted}'`, {
    exit: EXIT.usage,
    hint: `${didYouMean(wanted, known)}container-lab demo --list shows all`,
  });
}

function byName(names: DemoName[], wanted: string): Found | null {
  const found = names.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return found ? shown(found) : null;
}

function shown({ here, only, name, lesson, step }: DemoName): Found {
  if (!here && only !== null) throw elsewhere(name, only);
  return { where: `${lesson}/${step}`, primitive: name };
}

/** Null when it names no place at all. */
function atPlace(all: Lesson[], here: Lesson[], wanted: string): Found | null {
  try {
    findPlace(places(here), here, wanted);
    return { where: wanted };
  } catch (error) {
    if (!wanted.includes('/')) return null;
    let step: object;
    try {
      step = findPlace(places(all), all, wanted).step;
    } catch {
      throw error;
    }
    throw elsewhere(wanted, 'only' in step ? (step.only as DemoName['only']) : null);
  }
}

function elsewhere(what: string, only: DemoName['only']): LabError {
  return new LabError(
    'machine',
    `${what} can be shown on other machines only${only === null ? '' : `: ${machinesOf(only)}`}`,
    {
      exit: EXIT.machineCannot,
      hint:
        only === 'rootless'
          ? 'as a user without root: add --rootless'
          : 'container-lab demo --list says what this machine has',
    },
  );
}
