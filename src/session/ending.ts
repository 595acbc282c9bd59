/** The end of a session: what is on its way is finished or broken off, the app is asked to end, everything is undone, and the last events say so. */
import { LabError } from '../protocol/lab-error.ts';
import { errorEvent } from './actions.ts';
import type { Backend } from './backend.ts';
import type { Queue } from './queue.ts';
import type { SessionStore } from './session-store.ts';

/** Why a session ends, where it is not because everything is done or the learner leaves. */
export interface Ending {
  /** A signal, a terminal or a reader that has gone: somebody did not want to wait for the end. No failure. */
  interrupted?: boolean;
  /** Something went wrong that no event has told. */
  failed?: boolean;
}

/** What is being carried out, and the teardown, may take so long (ms); then it is broken off. */
const LAST_STEP_MS = 2000;
/** And so long where nobody wants to wait: what is nearly done ends in time, and the app's end can be told. */
const HURRY_MS = 250;

interface Ended {
  backend: Pick<Backend, 'hurry' | 'endApp' | 'close'>;
  queue: Queue;
  store: SessionStore;
  /** Emits once more what is still not as it was on the machine. */
  emitRemaining(): void;
}

/** `hurried`: nothing is waited for any longer. Throws the LabError, which has been told, of an end that cannot be vouched for. */
export async function end(
  { backend, queue, store, emitRemaining }: Ended,
  { interrupted = false, failed = false }: Ending,
  hurried: AbortSignal,
): Promise<void> {
  const why = interrupted ? { interrupted: true as const } : {};
  const hurry = (): void => backend.hurry();
  const breakOff = (): void => {
    store.brokenOff = true;
    hurry();
  };
  const lastStep = queue.add(async () => {});
  await waitFor(lastStep, breakOff, hurried);
  await backend.endApp(hurried);
  const { clean, certificate } = await waitFor(backend.close(), hurry).catch((error: unknown) => {
    if (error instanceof LabError) store.emit(errorEvent(error));
    store.emit({ type: 'session.end', ok: false, ...why });
    throw error;
  });
  emitRemaining();
  store.emit({ type: 'clean', ...clean });
  store.emit({ type: 'certificate', ...certificate });
  const left = clean.mounts + clean.cgroups + clean.processes + certificate.ours.length;
  const { ok, counts } = store.verdict;
  store.emit({ type: 'session.end', ok: ok && !failed && left === 0, ...why, ...counts });
}

async function waitFor<T>(work: Promise<T>, late: () => void, hurried?: AbortSignal): Promise<T> {
  let timer = setTimeout(late, hurried?.aborted ? HURRY_MS : LAST_STEP_MS);
  const onHurry = (): void => {
    clearTimeout(timer);
    timer = setTimeout(late, HURRY_MS);
  };
  hurried?.addEventListener('abort', onHurry);
  return work.finally(() => {
    clearTimeout(timer);
    hurried?.removeEventListener('abort', onHurry);
  });
}
