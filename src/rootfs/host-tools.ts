/** The host's own programs with the libraries they need, where there is no static busybox. */
import { posix } from 'node:path';
import { type Elf, readElf } from '../kernel/elf.ts';
import type { HostTree } from './host-tree.ts';
import type { Image } from './image.ts';
import { LibraryFinder } from './libraries.ts';

const TOOLS = `awk basename cat chmod chown chroot clear cp cut date dd df dirname du echo env expr false find free grep
  head hostname id ifconfig ip kill less ln ls mkdir mknod mktemp more mount mountpoint mv nproc nsenter od pgrep
  pidof ping pivot_root pkill printenv printf ps pwd readlink realpath rm rmdir sed seq setsid sleep sort stat stty
  sysctl tail tar tee test timeout top touch tr true tty umount uname uniq unshare uptime watch wc which whoami
  xargs yes`
  .trim()
  .split(/\s+/);

/** Older glibc looks users up with this one, which no program names. */
const LOOKED_UP_LATER = ['libnss_files.so.2'];

/** Puts the tools into the image; the number of programs, 0 when the host has no usable shell. */
export async function addHostTools(tree: HostTree, image: Image): Promise<number> {
  const finder = new LibraryFinder(tree);
  // bash edits its line, dash does not; as `sh` both read $ENV.
  const shell = (await addTool(tree, finder, image, 'bash', 'sh')) || (await addTool(tree, finder, image, 'sh', 'sh'));
  if (!shell) return 0;
  let count = 1;
  for (const name of TOOLS) if (await addTool(tree, finder, image, name, name)) count++;
  return count;
}

/** False when the host does not have it, or it would not run: a script, another machine's, a library missing. */
async function addTool(
  tree: HostTree,
  finder: LibraryFinder,
  image: Image,
  name: string,
  as: string,
): Promise<boolean> {
  const path = await tree.which(name);
  const elf = path === null ? null : await elfAt(tree, path);
  if (path === null || elf === null || elf.arch !== process.arch) return false;
  const { found, missing } = await finder.closure(tree.real(path), elf);
  if (missing.length > 0) return false;

  const real = `/bin/${posix.basename(tree.real(path))}`;
  if (!image.has(real)) image.copy(real, tree.onHost(path), 0o755);
  image.link(`/bin/${name}`, real);
  image.link(`/bin/${as}`, real);
  if (elf.interpreter !== null) image.copy(elf.interpreter, tree.onHost(elf.interpreter), 0o755);
  const home = posix.dirname(found.find(library => /^libc\./.test(library.name))?.path ?? '/lib/x');
  for (const name of LOOKED_UP_LATER) {
    const later = found.length === 0 ? null : await finder.find(name, path, [], elf);
    if (later !== null) found.push(later.found);
  }
  for (const library of found) {
    // Without the host's cache the loader would not look there: put it beside libc.
    const target = library.byItself ? library.path : posix.join(home, library.name);
    image.copy(target, tree.onHost(library.path), 0o755);
  }
  return true;
}

async function elfAt(tree: HostTree, path: string): Promise<Elf | null> {
  try {
    return await readElf((offset, length) => tree.readAt(path, offset, length));
  } catch {
    return null;
  }
}
