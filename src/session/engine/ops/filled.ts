/** The arguments of a lesson's op as the wire takes them. */
import type { LessonOp } from '../../../lesson/lesson.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import type { Args, WireRequest } from '../../../protocol/wire.ts';
import { MIB } from '../../../rootfs/recipe-parts.ts';
import type { Site } from './handler.ts';

/** `{layers}` and the like filled in; permission bits, octal in a lesson as chmod(1) takes them, as numbers. */
export function filled({ op, args }: LessonOp, site: Site): Args {
  const values = valuesAt(site);
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const value = values[name];
      if (value === undefined) throw new LabError('lesson', `op ${op}: there is no {${name}} here`);
      return value;
    });
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      if (key === 'mode') return [key, Number.parseInt(String(value), 8)];
      return [key, typeof value === 'string' ? fill(value) : Array.isArray(value) ? value.map(fill) : value];
    }),
  );
}

/** The requests, for this subject where they name none. */
export function on({ subject }: Site, requests: readonly WireRequest[]): WireRequest[] {
  return requests.map(({ op, args }) => ({ op, args: { subject: subject.as.name, ...args } }));
}

function valuesAt({ subject, parts: { monitor, recipe, options } }: Site): Record<string, string | undefined> {
  const { layers, rootfs } = monitor.hello;
  return {
    ...{ layers, rootfs, lower: recipe.lower, size: `${recipe.size / MIB}m`, hostname: 'lab-box', apps: options.apps },
    cgroup: Object.values(subject.group.paths)[0],
  };
}
