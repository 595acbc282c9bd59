/** Events of the first contract as those of the second. Its schema is kept in `test/json/fixtures/events-1.schema.json`. */

type Raw = Record<string, unknown>;

/** Programs had no numbers: all of a subject share one. */
const APP = { of: 'app', id: 1 };
const EXPERIMENT = { of: 'aside', id: 2 };

/** By the type that it had. What is not named here has stayed as it was. */
const ROWS = new Map<unknown, (event: Raw) => Raw>([
  ['session', event => ({ ...event, contract: 2 })],
  ['expect', event => ({ ...event, says: 'kernel' })],
  ['machine', ({ standing, ...event }) => ({ ...event, open: standing })],
  ['app.start', event => ({ ...event, ...APP, type: 'program.start' })],
  ['app.output', event => ({ ...event, ...APP, type: 'program.output' })],
  ['aside.output', event => ({ ...event, ...EXPERIMENT, type: 'program.output' })],
  ['app.exit', event => ({ ...event, ...APP, type: 'program.exit' })],
  ['hold', event => ({ ...event, pids: living(event.pids) })],
]);

/** A parsed line; nothing of it has been checked but that it is an object. */
export function fromVersion1(event: Raw): Raw {
  return ROWS.get(event.type)?.(event) ?? event;
}

/** Who was not there had no PID. */
function living(pids: unknown): unknown {
  if (typeof pids !== 'object' || pids === null) return pids;
  return Object.fromEntries(Object.entries(pids).filter(([, pid]) => pid !== null));
}
