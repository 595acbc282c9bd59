/** What sudo says, whichever sudo it is (sudo, sudo-rs): its exit status decides, and its words are passed on. */
import { finish } from './child.ts';
import { helperEnvironment } from './helper-environment.ts';
import { nativeProgram } from './helper-path.ts';
import { realSurroundings, type Surroundings } from './surroundings.ts';

/**
 * `root`: not needed. `free`: it ran the helper without asking. `asks`: it wants to ask first, so that nothing was tried. `refuses`: it
 * said that this user, or anybody here, may not. `none`: there is no sudo.
 */
export type SudoState = 'root' | 'free' | 'asks' | 'refuses' | 'none';

export interface SudoAnswer {
  state: SudoState;
  /** Its own words, where it did not run the helper. */
  said: string | null;
}

/** Why sudo refused, in its own words: of several lines the last one that states something, not the one that gives advice. */
export function sudoRefusal(log: string): string | null {
  const lines = log.split('\n').flatMap(line => /^sudo(?:-rs)?: (.+)/.exec(line.trim())?.[1] ?? []);
  const stated = lines.filter(line => !line.startsWith('If '));
  return stated.at(-1) ?? lines.at(-1) ?? null;
}

/** What a password would not change: the rules do not name the user, or sudo itself cannot become root here. sudo(8), sudo-rs. */
const FINAL = [
  /\bmay not\b/,
  /\bnot in the sudoers\b/,
  /\bnot allowed\b/,
  /can't do that/, // sudo-rs
  /do not exist in the passwd database/,
  /user .*not found/i, // sudo-rs
  /no new privileges/,
  /\bsetuid\b/,
  /owned by uid 0/,
  /\bnosuid\b/,
  /\beffective uid\b/,
];

/** Whether sudo runs the helper (`--version`, which does nothing) without asking: another program might be allowed, and this one not. */
export async function askSudo(around: Surroundings = realSurroundings): Promise<SudoAnswer> {
  if (around.uid === 0) return { state: around.administers ? 'root' : 'none', said: null };
  const sudo = around.which('sudo');
  if (!sudo) return { state: 'none', said: null };
  const env = { ...helperEnvironment(), LC_ALL: 'C' };
  const { status, stderr } = await finish(sudo, ['-n', '--', nativeProgram('lab-helper'), '--version'], {
    stdin: 'ignore',
    env,
  });
  if (status === 0) return { state: 'free', said: null };
  const said = sudoRefusal(stderr) ?? stderr.trim().split('\n').at(-1) ?? '';
  return { state: FINAL.some(words => words.test(stderr)) ? 'refuses' : 'asks', said };
}
