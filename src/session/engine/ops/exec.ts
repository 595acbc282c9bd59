/** Ops by which a subject becomes a program. */
import type { LessonOp } from '../../../lesson/lesson.ts';
import { type RequestArgs, request } from '../../../protocol/request.ts';
import type { Args, Reply, WireRequest } from '../../../protocol/wire.ts';
import type { App } from '../app.ts';
import { nameOf } from '../subjects/subject.ts';
import { filled, on } from './filled.ts';
import type { OpHandler, Site } from './handler.ts';
import { predictProblem, whyRefused } from './preflight.ts';
import { exhausts, requireLimits } from './resource-guard.ts';

export const execOps = {
  /** A program that the lesson names. */
  exec: {
    async prepare({ op, args }, site) {
      // unless its lesson says that it is to have the machine's root
      if (args.root !== 'host') await passGate(op, site);
    },
    plan: (op, site) => start(site, execRequest(...programOf(op, site))),
    follow: started,
  },

  /** The program that the learner has chosen. */
  'start-app': {
    async prepare(_op, site) {
      const { subject, parts } = site;
      await passGate('the app', site);
      const { app } = parts.options;
      subject.predictedProblem = await predictProblem(
        parts.snapshotter.source,
        nameOf(subject),
        app,
        parts.monitor.hello.arch,
      );
    },
    plan: (_op, site) => start(site, execRequest(site.parts.options.app)),
    follow: started,
    async explain({ message, errno }, { subject, parts }) {
      if (errno === null) return null;
      const { app } = parts.options;
      return whyRefused({ message, errno }, subject.predictedProblem, parts.snapshotter.source, nameOf(subject), app);
    },
  },
} satisfies Record<string, OpHandler>;

/** A program is the container's, unless it is one of an experiment. */
async function passGate(what: string, { subject, parts, protections }: Site): Promise<void> {
  if (!subject.as.scratch) await parts.gatekeeper.pass(subject, protections, `${what} is not started`);
}

/** The request, if the machine can bear the program. */
async function start(site: Site, request: WireRequest): Promise<WireRequest[]> {
  const { subject, parts } = site;
  const argv = (request.args.argv as readonly string[]).map(String);
  if (exhausts(argv, parts.options.apps)) requireLimits(argv, subject.pid, await parts.snapshotter.snapshotOf(subject));
  return on(site, [request]);
}

function started({ args }: WireRequest, { held, channel }: Reply, { subject, parts }: Site): void {
  subject.running = true;
  subject.executes = held !== true;
  parts.channels.programStarted(subject.as, {
    ...{ of: nameOf(subject), pid: subject.pid, argv: words(args.argv) },
    ...{ channel: channel ?? null, onTerminal: args.io === 'tty' },
  });
}

function programOf(op: LessonOp, site: Site): [program: App, root: Root] {
  const { argv, io, env, root } = filled(op, site);
  const { app } = site.parts.options;
  const given = words(env).map(word => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)]);
  return [
    {
      ...{ ...app, input: false, argv: words(argv), io: (io as App['io'] | undefined) ?? 'pipe' },
      env: { ...app.env, ...Object.fromEntries(given) },
    },
    root as Root,
  ];
}

function words(value: Args[string] | undefined): string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

/** The root in which a program is started. */
type Root = RequestArgs<'exec'>['root'];

/** Held at its first instruction, so that even the shortest program can be looked at. */
function execRequest({ argv, io, input, env, rows, columns }: App, root?: Root): WireRequest {
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
