/** A lock that one process at a time may have: a name among the abstract Unix sockets. unix(7): the kernel takes it back when that process ends, whatever it dies of. */
import { createServer } from 'node:net';

/** False: another process has it. Else it is this one's until its end. */
export function takeLock(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const held = createServer();
    held.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    held.listen(`\0${name}`, () => {
      held.unref();
      resolve(true);
    });
  });
}
