import { accessSync, constants, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXIT, LabError } from '../protocol/lab-error.ts';

/** Root of the package, whether this runs from `dist/` or from `src/stage/`. */
function packageRoot(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return here.replace(/(dist(\/chunks)?|src\/stage)\/$/, '');
}

/** The file of the package with this relative path. */
export function packageFile(relative: string): string {
  return packageRoot() + relative;
}

/**
 * Absolute path of a native program: the one built from this checkout first, then the static one shipped for this architecture.
 * @throws LabError `no-helper` when neither is there or executable.
 */
export function nativeProgram(name: 'lab-helper' | 'lab-apps'): string {
  const shipped = packageFile(`native/prebuilt/linux-${process.arch}/${name}`);
  const candidates = [packageFile(`native/build/${name}`), shipped];
  const found = candidates.find(path => existsSync(path));
  if (process.platform !== 'linux' || !found) {
    throw new LabError(
      'no-helper',
      process.platform === 'linux'
        ? `there is no ${name} for linux-${process.arch}: neither ${candidates.join(' nor ')} exists`
        : `containers need a Linux kernel and this is ${process.platform}`,
      {
        exit: EXIT.machineCannot,
        hint:
          process.platform === 'linux'
            ? 'build it in a checkout with: npm run build (needs a C compiler)'
            : 'run it inside a Linux machine, for example the Vagrant VM of this project; replay, glossary and lint work here',
      },
    );
  }
  try {
    accessSync(found, constants.X_OK);
  } catch {
    throw new LabError('no-helper', `${found} may not be executed (is its filesystem mounted noexec?)`, {
      exit: EXIT.machineCannot,
      hint: 'install container-lab on a filesystem that allows executing programs',
    });
  }
  return found;
}
