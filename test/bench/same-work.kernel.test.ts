import { describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { party } from './contenders.ts';
import { layout } from './layout.ts';
import { observe, sameForAll, WAITING_APP } from './same-work.ts';
import { openWorkshop } from './workshop.ts';

const here = isRoot ? layout() : null;

describe.runIf(
  needs(isRoot, 'makes containers, needs root') &&
    needs(here !== null, 'the memory and pids controllers') &&
    needs('busybox', 'a rootfs; package busybox-static') &&
    needs('cc', 'builds the floor'),
)('all contenders', () => {
  test('make the same container, and leave nothing', async () => {
    if (!here) throw new Error('no layout');
    const workshop = openWorkshop({ quick: true });
    try {
      const { contenders } = party(workshop, here, WAITING_APP, 'test');
      for (const contender of contenders)
        expect({ who: contender.name, ...(await observe(workshop, here, contender)) }).toEqual({
          who: contender.name,
          ...sameForAll(here),
        });
    } finally {
      workshop.close();
    }
  });
});
