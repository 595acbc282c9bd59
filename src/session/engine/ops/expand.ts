/** From a lesson's op to requests on the wire: templates filled, logical ops planned for the machine at hand. */
import type { Group, Limits, Support } from '../../../kernel/cgroup/index.ts';
import type { LessonOp } from '../../../lesson/lesson.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import { type RequestArgs, request } from '../../../protocol/request.ts';
import type { Args, WireRequest } from '../../../protocol/wire.ts';
import { bindImage, put } from '../../../rootfs/bind-image.ts';
import { BESIDE, MIB, type Recipe } from '../../../rootfs/recipe-parts.ts';
import type { PlannedName } from '../../../words/op.ts';

export type Slot = 'stage' | 'aside';

/** The program that step 6 starts. */
export interface App {
  argv: string[];
  io: 'pipe' | 'tty' | 'null';
  /** With `pipe`: somebody types into its standard input. */
  input?: boolean;
  env: Record<string, string>;
  rows?: number;
  columns?: number;
}

export interface Surroundings {
  slot: Slot;
  recipe: Recipe;
  layers: string;
  rootfs: string;
  support: Support;
  group: Group;
  app: App;
  /** The session began without root's rights. */
  rootless: boolean;
  /** For `bind-image`: what the stage finds in the image. */
  present: readonly string[];
  /** The static programs of `native/apps`, as the host names them. */
  apps: string;
}

/** What one lesson op asks the helper to do; an op of the wire stays one request. */
export function expand(op: LessonOp, around: Surroundings): WireRequest[] {
  if (Object.hasOwn(PLANS, op.op)) return PLANS[op.op as keyof typeof PLANS](op, around);
  return [{ op: op.op, args: filled(op, around) }].map(on(around.slot));
}

type Plan = (op: LessonOp, around: Surroundings) => WireRequest[];

/** Ops of lessons that are other requests, one or several: those that the session plans, but for the waits (waiting.ts). */
const PLANS: Record<Exclude<PlannedName, 'wait-exit' | 'wait-until'> | 'enable-controllers' | 'exec', Plan> = {
  populate: (_op, { slot, recipe, layers }) => populate(recipe, layers).map(on(slot)),
  'bind-image': (_op, around) => bindImage(around.recipe, around).map(on(around.slot)),
  'create-cgroup': (_op, { group, slot }) => group.create(slot),
  'set-limit': (op, { group, support }) => group.limit(limits(op), support),
  'enable-controllers': (op, { group }) => [
    request('enable-controllers', { path: group.paths.unified ?? '', controllers: words(op.args.controllers) }),
  ],
  'join-cgroup': (_op, { group, slot }) => group.join(slot),
  'remove-cgroup': (_op, { group }) => group.remove(),
  'start-app': (_op, { app, slot }) => [execRequest(app)].map(on(slot)),
  exec: (op, around) => [execOf(op, around)].map(on(around.slot)),
};

/** A program of the lesson's: the app's surroundings, with its own words. */
function execOf(op: LessonOp, around: Surroundings): WireRequest {
  const { argv, io, env, root } = filled(op, around);
  const given = Object.fromEntries(
    words(env).map(word => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  const program: App = {
    ...around.app,
    input: false,
    env: { ...around.app.env, ...given },
    argv: words(argv),
    io: (io as App['io'] | undefined) ?? 'pipe',
  };
  return execRequest(program, root as RequestArgs<'exec'>['root']);
}

function words(value: Args[string] | undefined): string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function populate({ steps, mountPoints, beside }: Recipe, layers: string): WireRequest[] {
  const make = (names: string[], mode: number): WireRequest[] =>
    names.length === 0 ? [] : [request('mkdir', { paths: names.map(name => `${layers}/${name}`), mode })];
  const points = mountPoints.map(name => `changes/${name}`);
  return [
    // chosen by the user, not by the lesson
    ...steps.map(({ op, args }) => ({ op, args: op === 'copy' ? { ...args, image: 1 } : args })),
    ...make(['changes', 'work'], 0o755),
    ...put(beside, `${layers}/changes/${BESIDE}`),
    ...make(
      points.filter(name => name !== 'changes/tmp'),
      0o755,
    ),
    ...make(
      points.filter(name => name === 'changes/tmp'),
      0o1777,
    ),
  ];
}

function on(slot: Slot): (request: WireRequest) => WireRequest {
  return ({ op, args }) => ({ op, args: { subject: slot, ...args } });
}

/** Held at its first instruction, so that even the shortest program can be looked at. */
function execRequest({ argv, io, input, env, rows, columns }: App, root?: RequestArgs<'exec'>['root']): WireRequest {
  const size = io === 'tty' ? { rows: rows ?? 24, cols: columns ?? 80 } : {};
  return request('exec', {
    argv,
    env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    io,
    ...(input ? { input: 1 } : {}),
    ...(root === undefined ? {} : { root }),
    ...size,
    stopped: 1,
  });
}

function limits(op: LessonOp): Limits {
  const { memory, swap, pids, cpu } = op.args;
  const amount = (value: LessonOp['args'][string] | undefined): number | undefined =>
    value === undefined ? undefined : Number(value);
  return {
    ...(memory === undefined ? {} : { memory: amount(memory) as number }),
    ...(swap === undefined ? {} : { swap: amount(swap) as number }),
    ...(pids === undefined ? {} : { pids: amount(pids) as number }),
    ...(cpu === undefined ? {} : { cpu: cpu as number | string }),
  };
}

function filled(op: LessonOp, around: Surroundings): Args {
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const value = {
        layers: around.layers,
        rootfs: around.rootfs,
        lower: around.recipe.lower,
        size: `${around.recipe.size / MIB}m`,
        hostname: 'lab-box',
        apps: around.apps,
        cgroup: Object.values(around.group.paths)[0],
      }[name];
      if (value === undefined) throw new LabError('lesson', `op ${op.op}: there is no {${name}} here`);
      return value;
    });
  return Object.fromEntries(
    Object.entries(op.args).map(([key, value]) => {
      // lessons write permission bits as chmod(1) does, in octal; the wire carries numbers
      if (key === 'mode') return [key, Number.parseInt(String(value), 8)];
      return [key, typeof value === 'string' ? fill(value) : Array.isArray(value) ? value.map(fill) : value];
    }),
  );
}
