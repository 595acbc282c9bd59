import { expect, test } from 'vitest';
import { typed } from '../../src/helper/typed.ts';
import { processStat } from '../../src/kernel/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { until } from '../native/helper.ts';

test('both outputs, in the order in which they came', async () => {
  expect(await typed('echo one; echo two >&2; false', 20)).toEqual({ output: 'one\ntwo\n', ended: true });
});

test('no program of that name is what sh says', async () => {
  expect((await typed('lab-no-such-program', 20)).output).toContain('not found');
});

test.runIf(needs(isRoot, 'only root gives the line a session of its own'))(
  'what takes too long is killed with what it has started',
  async () => {
    const { output, ended } = await typed('sleep 7321 & echo $!; wait', 1);
    expect(ended).toBe(false);
    const sleeper = Number(output);
    expect(sleeper).toBeGreaterThan(0);
    await until('that nothing is left of it', () => processStat(sleeper)?.ending !== false);
  },
);

test('and what nobody waits for any longer', async () => {
  expect(await typed('echo begun; exec sleep 60', 60, Promise.resolve())).toMatchObject({ ended: false });
  expect(await typed('true', 60, new Promise(() => {}))).toEqual({ output: '', ended: true });
});
