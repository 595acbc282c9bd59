import { accessSync, closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { elfArch } from '../kernel/elf.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';

/** Root of the package, whether this runs from `dist/` or from `src/helper/`. */
function packageRoot(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return here.replace(/(dist(\/chunks)?|src\/helper)\/$/, '');
}

/** The file of the package with this relative path. */
export function packageFile(relative: string): string {
  return packageRoot() + relative;
}

/**
 * Absolute path of a native program: the one built from this checkout first, then the static one shipped for this architecture.
 * One for another machine is passed by: the C library would hand it to the shell as a script, and that as root.
 * @throws LabError `no-helper` when none is there that this machine can execute.
 */
export function nativeProgram(name: 'lab-helper' | 'lab-apps'): string {
  const platform = `linux-${process.arch}`;
  if (process.platform !== 'linux')
    throw noHelper(
      `containers need a Linux kernel and this is ${process.platform}`,
      'run it inside a Linux machine, for example the Vagrant VM of this project; replay, glossary and lint work here',
    );
  const candidates = [packageFile(`native/build/${name}`), packageFile(`native/prebuilt/${platform}/${name}`)];
  const there = candidates.filter(path => existsSync(path));
  const found = there.find(path => fits(path));
  const build = 'build it in a checkout with: npm run build (needs a C compiler)';
  if (there[0] === undefined)
    throw noHelper(`there is no ${name} for ${platform}: neither ${candidates.join(' nor ')} exists`, build);
  if (found === undefined) throw noHelper(`${there[0]} is ${kindOf(there[0])}, not for ${platform}`, build);
  try {
    accessSync(found, constants.X_OK);
  } catch {
    throw noHelper(
      `${found} may not be executed (is its filesystem mounted noexec?)`,
      'install container-lab on a filesystem that allows executing programs',
    );
  }
  return found;
}

function noHelper(message: string, hint: string): LabError {
  return new LabError('no-helper', message, { exit: EXIT.machineCannot, hint });
}

function fits(path: string): boolean {
  const arch = archOf(path);
  return arch === process.arch || (arch === 'other' && !['x64', 'arm64'].includes(process.arch));
}

function kindOf(path: string): string {
  const arch = archOf(path);
  return arch === null ? 'no program' : arch === 'other' ? 'a program for another machine' : `a program for ${arch}`;
}

function archOf(path: string): ReturnType<typeof elfArch> {
  const head = Buffer.alloc(64);
  const fd = openSync(path, 'r');
  try {
    return elfArch(head.subarray(0, readSync(fd, head)));
  } finally {
    closeSync(fd);
  }
}
