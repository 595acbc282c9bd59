import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const numbersOf = (file: string) =>
  Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/\b(STAGE_MOUNTS|CONTAINER_MOUNTS) = (\d+)/g)].map(([, name, n]) => [
      name,
      n,
    ]),
  );

test('doctor counts as many mounts as the helper tries', () => {
  const tried = numbersOf('native/src/modes/probe.c');
  expect(Object.keys(tried)).toHaveLength(2);
  expect(numbersOf('src/cli/doctor/examine.ts')).toEqual(tried);
});
