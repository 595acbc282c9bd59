import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { HELPER_NAMES } from '../../src/observe/fingerprint.ts';

const NATIVE = fileURLToPath(new URL('../../native/src/', import.meta.url));

test('every name that a process of the helper gives itself is known as one of ours', () => {
  const files = readdirSync(NATIVE, { recursive: true, encoding: 'utf8' }).filter(file => /\.[ch]$/.test(file));
  const sources = files.map(file => readFileSync(`${NATIVE}${file}`, 'utf8'));
  const given = sources.flatMap(source =>
    [...source.matchAll(/PR_SET_NAME, "([^"]+)"|#define \w+_NAME "(lab-[^"]+)"/g)].map(
      found => found[1] ?? found[2] ?? '',
    ),
  );
  expect(given).toContain('lab-monitor');
  expect(given).toContain('lab-reader');
  expect(given.filter(name => !HELPER_NAMES.test(name))).toEqual([]);
});
