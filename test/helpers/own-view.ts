/** A pool of vitest's: each test file in PID and mount namespaces of its own (own-view), where the machine lets us. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ForksPoolWorker, type PoolOptions, type PoolRunnerInitializer } from 'vitest/node';

const PROGRAM = fileURLToPath(new URL('own-view', import.meta.url));

/** Root may make them, in most places; else the files run beside all others, as an ordinary user's do. */
function isPossible(): boolean {
  return process.getuid?.() === 0 && spawnSync(PROGRAM, ['true']).status === 0;
}

class Worker extends ForksPoolWorker {
  override readonly name = 'own-view';
  readonly #node = process.execPath;

  /**
   * fork(3) of Node takes the program from `execPath`; vitest lets nobody say another. It forks before it waits for anything: until
   * then, so that workers of other projects, which begin meanwhile, are not meant.
   */
  override start(): Promise<void> {
    const { execArgv } = this;
    Object.assign(process, { execPath: PROGRAM });
    this.execArgv = [this.#node, ...execArgv];
    try {
      return super.start();
    } finally {
      Object.assign(process, { execPath: this.#node });
      this.execArgv = execArgv;
    }
  }
}

export const ownView: PoolRunnerInitializer | 'forks' = isPossible()
  ? { name: 'own-view', createPoolWorker: (options: PoolOptions) => new Worker(options) }
  : 'forks';
