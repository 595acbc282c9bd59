import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { decompress } from '../../helper/decompress.ts';
import { nativeProgram, packageFile } from '../../helper/helper-path.ts';
import { Monitor } from '../../helper/monitor.ts';
import { willBeRootless } from '../../helper/plan-launch.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { holdMachine, takeFingerprint } from '../../observe/fingerprint.ts';
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import { containerEnvironment } from '../../rootfs/environment.ts';
import { plan } from '../../rootfs/recipe.ts';
import { type Recipe, RootfsError } from '../../rootfs/recipe-parts.ts';
import type { Survey } from '../../rootfs/survey.ts';
import type { App } from '../../session/engine/app.ts';
import { Engine } from '../../session/engine/engine.ts';
import { runDirectories } from '../../session/engine/host-audit.ts';
import type { LabEventBody } from '../../session/events.ts';
import { LiveSession } from '../../session/live-session.ts';
import { exposedText, warnExposed } from '../exposed-files.ts';
import { version } from '../version.ts';
import { machineLessons } from './machine-lessons.ts';
import { chooseProgram, type Wanted } from './program-inside.ts';

interface ConnectOptions {
  rootfs?: string;
  rootless?: boolean;
  /** sudo may ask for a password on the terminal. */
  interactive: boolean;
  /** `argv`: a command, or which program to take without one. */
  app: { argv: Wanted } & Pick<App, 'io' | 'input'>;
  lessons?: Lesson[];
}

/** A session ready for its first lesson: helper started, image planned. Bad input is found before anything is started. */
export async function connect(options: ConnectOptions): Promise<LiveSession> {
  const lessons = options.lessons ?? (await machineLessons(options.rootless ? { rootless: true } : {}));
  const env = containerEnvironment(process.env.TERM);
  const planned = await recipe(tmpdir(), options.rootfs);
  const { argv, beside, note } = await chooseProgram(options.app.argv, planned, env.PATH ?? '');
  const early: LabEventBody[] = note === null ? [] : [{ type: 'note', text: note }];
  const exposed = willBeRootless(options) ? null : exposedText();
  if (exposed !== null) early.push({ type: 'note', text: exposed });
  if (exposed !== null && options.interactive) warnExposed(exposed); // before sudo asks
  holdMachine();
  const before = takeFingerprint(runDirectories());
  const monitor = await Monitor.start({
    interactive: options.interactive,
    ...(options.rootless ? { rootless: true } : {}),
  });
  try {
    let session: LiveSession | undefined;
    const emit = (event: LabEventBody): void => {
      if (session) session.emit(event);
      else early.push(event);
    };
    const apps = nativeProgram('lab-apps');
    const image = await recipe(monitor.hello.layers, options.rootfs, planned.survey);
    const engine = await Engine.connect(
      monitor,
      beside ? { ...image, beside: apps } : image,
      { version: version(), app: { ...options.app, argv, env }, apps, shellEnv: env, before },
      emit,
    );
    session = new LiveSession(lessons, engine, early);
    return session;
  } catch (error) {
    await monitor.quit();
    throw error;
  }
}

/** What fills the root filesystem; a path that cannot be used is a usage error. `survey`: what was found in the archive before. */
async function recipe(layers: string, rootfs: string | undefined, survey?: Survey | null): Promise<Recipe> {
  if (rootfs?.includes('\ufffd') && !existsSync(rootfs))
    throw new LabError('usage', `${rootfs}: a path that is not UTF-8 does not reach this program as it is`, {
      exit: EXIT.usage,
      hint: 'give it another name: ln -s, or mv',
    });
  try {
    return await plan({
      layers,
      apps: nativeProgram('lab-apps'),
      skeleton: packageFile('rootfs/skeleton'),
      decompress,
      ...(rootfs === undefined ? {} : { rootfs }),
      ...(survey === undefined ? {} : { survey }),
    });
  } catch (error) {
    if (error instanceof RootfsError)
      throw new LabError('usage', error.message, {
        exit: EXIT.usage,
        hint: error.hint ?? 'name a directory or a tar archive that holds a root filesystem',
      });
    throw error;
  }
}
