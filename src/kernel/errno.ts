/** What the kernel's refusals mean, for somebody who meets them the first time. errno(3). */

const MEANINGS: Record<string, string> = {
  E2BIG: 'the arguments and the environment together are too long',
  EACCES: 'permission denied: the mode of a file or directory on the way does not allow it',
  EAGAIN: 'not now: a limit is reached (of processes, most often) or the thing is not ready',
  EBADF: 'that number is not an open file of this process',
  EBUSY: 'in use: something is still mounted, running or a member there',
  ECHILD: 'there is no such child process to wait for',
  EDQUOT: 'the quota of this user on the disk is used up',
  EEXIST: 'it exists already',
  EFAULT: 'the program gave the kernel an address that is not its own',
  EINVAL: 'the kernel does not accept this combination of arguments, or not in this state',
  EIO: 'the device or file system failed to read or write',
  EISDIR: 'that is a directory, a file was wanted',
  ELOOP: 'too many symbolic links in the path: they may point at each other',
  EMFILE: 'this process has as many open files as it may',
  ENAMETOOLONG: 'the name or path is too long',
  ENFILE: 'the whole machine has as many open files as it may',
  ENODEV: 'the kernel does not know this kind of file system or device',
  ENOENT: 'no such file or directory; for a program that is there, its interpreter or loader is missing',
  ENOEXEC: 'the file is executable, but not in a format this machine can run (often another architecture)',
  ENOMEM: 'not enough memory; at fork: the first process of the new PID namespace has already died',
  ENOSPC: 'no space left; or a count that the system limits (of namespaces, of mounts) is reached',
  ENOSYS: 'this kernel does not have the system call, or a filter hides it',
  ENOTDIR: 'a part of the path is not a directory',
  ENOTEMPTY: 'the directory is not empty',
  ENOTSUP: 'this file system or kernel does not support it',
  ENXIO: 'the device does not exist or is not there',
  EOPNOTSUPP: 'this file system or kernel does not support it',
  EPERM: 'not allowed: it takes a capability (root) that this process does not have here',
  EPIPE: 'nobody reads at the other end',
  EROFS: 'the file system is mounted read-only',
  ESRCH: 'there is no such process: it has ended',
  ETXTBSY: 'the program file is open for writing',
  EUSERS: 'too many users or nested user namespaces',
  EXDEV: 'source and target are on different file systems',
};

/** A plain sentence part for an errno by name, or null for one that does not matter here. */
export function errnoMeaning(name: string): string | null {
  return Object.hasOwn(MEANINGS, name) ? (MEANINGS[name] as string) : null;
}

/** The same of a file that was to be read or written: without what the errno means elsewhere. The bare name when there are no words for it. */
export function fileRefusal(name: string): string {
  return (errnoMeaning(name) ?? name).replace(/;.*/, '');
}
