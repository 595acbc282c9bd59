/**
 * A sentence of the course, and what the kernel says to it. The test bears the sentence's place and words: who changes the sentence
 * finds the test that it stands on, and who finds the test red knows what is no longer true.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { loadLists } from '../../../src/lesson/lists.ts';
import { loadLessons } from '../../../src/lesson/load.ts';
import { groupsNamed, removeGroups } from '../../helpers/groups.ts';
import { unique } from '../../helpers/unique.ts';

const dir = fileURLToPath(new URL('../../../lessons', import.meta.url));
const { lessons } = loadLessons(dir);
const { corrections, glossary } = loadLists(dir);

/** `LESSON/STEP`, `glossary TERM` or `correction ID`. */
export type Place = string;

/** A test that `words` stand at `place`, and that `check` holds. */
export function sentence(place: Place, words: string, check: () => void | Promise<void>): void {
  it(`${place}: “${words}”`, async () => {
    expect(plain(textAt(place)), `${place} no longer says so: this test is of another sentence now`).toContain(
      plain(words),
    );
    await check();
  });
}

/** All that is told at a place: the prose of a step, its question, its choices and what its claims say. */
export function textAt(place: Place): string {
  const [kind = '', ...rest] = place.split(' ');
  const name = rest.join(' ');
  if (kind === 'glossary') return glossary.get(name)?.text ?? '';
  if (kind === 'correction') return corrections.get(name)?.truth ?? '';
  const [lesson, step] = place.split('/');
  const found = lessons.find(({ id }) => id === lesson)?.steps.find(({ id }) => id === step);
  return found === undefined ? '' : strings(found).join('\n');
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}

/** Without the breaks of lines and without marks such as * and `. */
function plain(text: string): string {
  return text.replace(/[*`]/g, '').replace(/\s+/g, ' ').trim();
}

/** A group of the tests here, by a name that no other run has; `taken` takes it away whatever becomes of the test. */
export const GROUP = `lab-said-${unique}`;
export function takenAway(): void {
  afterEach(() => removeGroups(groupsNamed(GROUP)));
}

/** What a script prints on both outputs, typed into `sh` as root in a mount namespace of its own. */
export function typed(script: string, shell: string[] = ['sh']): string {
  const [program = 'sh', ...words] = ['unshare', '--mount', ...shell, '-c', `exec 2>&1; ${script}`];
  const { stdout, error } = spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (error) throw error;
  return stdout.trim();
}

/**
 * The beginning of a script that stands in a new root on /mnt (a tmpfs with the host's programs and a /proc) after
 * `pivot_root . .`, the old root not yet unmounted.
 */
export const PIVOTED =
  'mount -t tmpfs t /mnt && cd /mnt && mkdir usr proc && mount --bind /usr usr && cp -a /bin /lib* . && pivot_root . . && cd / && mount -t proc proc proc';
