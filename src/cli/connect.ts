import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Lesson } from '../lesson/lesson.ts';
import { holdMachine, takeFingerprint } from '../observe/fingerprint.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { containerEnvironment } from '../rootfs/environment.ts';
import { plan, type Recipe, RootfsError } from '../rootfs/recipe.ts';
import { Engine } from '../session/engine/engine.ts';
import type { App } from '../session/engine/expand.ts';
import { runDirectories } from '../session/engine/witness.ts';
import type { LabEventBody } from '../session/events.ts';
import { Player } from '../session/player.ts';
import { nativeProgram, packageFile } from '../stage/helper-path.ts';
import { Monitor } from '../stage/monitor.ts';
import { willBeRootless } from '../stage/plan-launch.ts';
import { exposedText, warn } from './exposed-files.ts';
import { machineLessons } from './machine-lessons.ts';
import { version } from './version.ts';

export interface ConnectOptions {
  rootfs?: string;
  rootless?: boolean;
  /** sudo may ask for a password on the terminal. */
  interactive: boolean;
  app: Pick<App, 'argv' | 'io'>;
  lessons?: Lesson[];
}

/** A session ready for its first lesson: helper started, image planned. Bad input is found before anything is started. */
export async function connect(options: ConnectOptions): Promise<Player> {
  const lessons = options.lessons ?? (await machineLessons(options.rootless ? { rootless: true } : {}));
  const planRootfs = (layers: string) => recipe(layers, options.rootfs);
  await planRootfs(tmpdir());
  const early: LabEventBody[] = [];
  const exposed = willBeRootless(options) ? null : exposedText();
  if (exposed !== null) early.push({ type: 'note', text: exposed });
  if (exposed !== null && options.interactive) warn(exposed); // before sudo asks
  holdMachine();
  const before = takeFingerprint(runDirectories());
  const monitor = await Monitor.start({
    interactive: options.interactive,
    ...(options.rootless ? { rootless: true } : {}),
  });
  try {
    let player: Player | undefined;
    const emit = (event: LabEventBody): void => {
      if (player) player.tell(event);
      else early.push(event);
    };
    const env = containerEnvironment(process.env.TERM);
    const engine = await Engine.connect(
      monitor,
      await planRootfs(monitor.hello.layers),
      { version: version(), app: { ...options.app, env }, apps: nativeProgram('lab-apps'), shellEnv: env, before },
      emit,
    );
    player = new Player(lessons, engine, early);
    return player;
  } catch (error) {
    await monitor.quit();
    throw error;
  }
}

/** What fills the root filesystem; a path that cannot be used is a usage error. */
async function recipe(layers: string, rootfs: string | undefined): Promise<Recipe> {
  if (rootfs !== undefined) {
    if (!existsSync(rootfs))
      throw new LabError('usage', `there is no ${rootfs}`, {
        exit: EXIT.usage,
        hint: 'name a directory or a tar archive that holds a root filesystem',
      });
    try {
      accessSync(rootfs, constants.R_OK);
    } catch {
      throw new LabError('usage', `${rootfs} cannot be read: permission denied`, {
        exit: EXIT.usage,
        hint: 'make it readable for yourself, or choose another',
      });
    }
  }
  try {
    return await plan({
      layers,
      apps: nativeProgram('lab-apps'),
      skeleton: packageFile('rootfs/skeleton'),
      ...(rootfs === undefined ? {} : { rootfs }),
    });
  } catch (error) {
    if (error instanceof RootfsError) throw new LabError('usage', error.message, { exit: EXIT.usage });
    throw error;
  }
}
