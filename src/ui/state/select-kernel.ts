/** Model → what the kernel pane draws. */
import { appOf } from '../../session/state-queries.ts';
import type { KernelView } from '../draw/kernel.ts';
import type { UsageView } from '../draw/usage.ts';
import { currentLesson, type Model, shownSubject } from './model.ts';

export function kernelView(model: Model): KernelView {
  const { session, view, recent } = model;
  const { host } = session.subjects;
  const shown = shownSubject(session);
  return {
    facts: {
      host: host?.facts ?? {},
      mine: shown?.state.facts ?? {},
      subject: shown?.name ?? null,
      watch: currentLesson(model)?.watch ?? [],
      changes: session.changes,
      recent,
    },
    hostPid: host?.pid ?? null,
    shown: shown && { name: shown.name, pid: shown.state.pid, ended: shown.ended },
    gone: Boolean(appOf(session)?.exit),
    usage: usageView(model),
    scroll: view.scroll.kernel,
    focused: view.pane === 'kernel' && !view.typing,
  };
}

/** What the subject uses; null while it has no cgroup. */
export function usageView({ session }: Pick<Model, 'session'>): UsageView | null {
  const shown = shownSubject(session);
  if (!shown || !('cgroup.procs' in shown.state.facts)) return null;
  return { facts: shown.state.facts, files: shown.state.files, samples: session.usage[shown.name] ?? [] };
}
