import type { ActionStep, Lesson, Step } from '../../src/lesson/lesson.ts';

/** A lesson made of words: `read`, `main`, `aside` steps named as given. */
export function lesson(
  id: string,
  steps: Record<string, 'read' | 'main' | 'aside'>,
  edit: (step: ActionStep) => ActionStep = s => s,
): Lesson {
  return {
    schema: 1,
    id,
    title: `Title of ${id}`,
    kind: 'core',
    notesStep: null,
    minutes: 5,
    objectives: [],
    covers: [],
    corrections: [],
    terms: [],
    requires: { root: true, namespaces: [], filesystems: [], cgroup: 'none' },
    watch: [],
    reading: [],
    intro: '',
    file: `${id}.md`,
    steps: Object.entries(steps).map(([name, kind]): Step => {
      const base = { id: name, title: `Step ${name}`, text: '', line: 1 };
      if (kind === 'read') return { ...base, type: 'read' };
      return edit({
        ...base,
        type: 'action',
        scope: kind,
        do: [{ op: name, args: {} }],
        expect: [],
        unchanged: [],
        byHand: [],
      });
    }),
  };
}
