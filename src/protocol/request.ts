/** Requests that fit the op table of the helper: a wrong argument does not compile. */
import type { OpArgs, OpName } from './ops.gen.ts';
import type { Args, WireRequest } from './wire.ts';

/** A list may be read-only, and `true` may stand for 1. */
type Given<V> = V extends readonly (infer I)[] ? readonly I[] : [V] extends [0 | 1] ? V | boolean : V;

/** The arguments of an op, as a request is given them. */
export type RequestArgs<N extends OpName> = {
  [K in keyof OpArgs[N]]: OpArgs[N][K] | Given<NonNullable<OpArgs[N][K]>>;
};

/** The word for a subject. */
export type RequestSubject = NonNullable<OpArgs['mkdir-cgroup']['subject']>;

export function request<N extends OpName>(op: N, args: RequestArgs<N>): WireRequest {
  return { op, args: args as Args };
}
