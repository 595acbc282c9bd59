import { expect, test } from 'vitest';
import { folded } from '../../src/cli/output.ts';

test('sentences are broken between words, commands are not', () => {
  const text = 'container-lab: no such thing\n  there are: one, two, three\n  echo a >/b; mkdir /c/d/e';
  expect(folded(text, 16)).toBe(
    'container-lab:\nno such thing\n  there are:\n  one, two,\n  three\n  echo a >/b; mkdir /c/d/e',
  );
  expect(folded(text, 80)).toBe(text);
  expect(folded(text, undefined)).toBe(text);
  expect(folded('/a/path/that/is/too/long is told whole', 10)).toBe('/a/path/that/is/too/long\nis told\nwhole');
});
