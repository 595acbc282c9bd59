import { describe, expect, test } from 'vitest';
import { shippedLessons } from '../../src/cli/course.ts';
import type { ActionStep, Predicate } from '../../src/lesson/lesson.ts';
import { LiveSession } from '../../src/session/live-session.ts';
import { privileged } from '../../src/session/privileged.ts';
import { lesson } from './lessons.ts';
import { ScriptedBackend } from './scripted-backend.ts';

const claim = (fact: string, says: string) => ({ test: { fact, of: 'app', is: { eq: 1 } } as Predicate, says });

describe('privileged', () => {
  const [course] = privileged([
    lesson('06-x', { rights: 'main', start: 'main', trial: 'aside', other: 'main' }, (step): ActionStep => {
      const rights = [
        { op: 'seccomp', args: { filter: 'docker' } },
        { op: 'no-new-privs', args: {} },
      ];
      if (step.id === 'rights') return { ...step, do: rights, expect: [claim('status.Seccomp', 'Filtered.')] };
      if (step.id === 'trial') return { ...step, do: rights, expect: [claim('status.Seccomp', 'Filtered.')] };
      if (step.id === 'start')
        return { ...step, expect: [claim('hostname', 'Named.'), claim('status.NoNewPrivs', 'Stays.')] };
      return step;
    }),
  ]);
  const step = (id: string) => course?.steps.find(s => s.id === id) as ActionStep;

  test('main actions lose the ops and the claims about rights, and say so', () => {
    expect(step('rights')).toMatchObject({ do: [], expect: [] });
    expect(step('rights').omitted).toBe('--privileged leaves out seccomp, no-new-privs; not judged: "Filtered."');
    expect(step('start').expect.map(e => e.says)).toEqual(['Named.']);
    expect(step('start').omitted).toBe('--privileged has left out what this is about; not judged: "Stays."');
  });

  test('experiments and other actions stay as they are', () => {
    expect(step('trial').do).toHaveLength(2);
    expect(step('trial').omitted).toBeUndefined();
    expect(step('other').omitted).toBeUndefined();
  });

  test('the learner is told, and nothing has failed', async () => {
    const live = new LiveSession([course as NonNullable<typeof course>], new ScriptedBackend());
    const notes: string[] = [];
    live.onEvent(event => event.type === 'note' && notes.push(event.text));
    live.begin();
    await live.jump('06-x', 'rights');
    await live.next();
    expect(notes).toEqual([step('rights').omitted]);
    expect(live.getState().results['06-x/rights']).toMatchObject({ ok: true });
  });

  test('of the shipped course three steps of lesson 06 change, and the start', async () => {
    const changed = privileged(await shippedLessons()).flatMap(l =>
      l.steps.flatMap(s => (s.type === 'action' && s.omitted !== undefined ? [`${l.id}/${s.id}`] : [])),
    );
    expect(changed).toEqual([
      '06-start-app/protect',
      '06-start-app/rights',
      '06-start-app/filter',
      '06-start-app/start',
    ]);
  });
});
