/** `npm install` in a clean clone leaves package-lock.json as it is: it holds every platform's packages, and what only some npm write is not in it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Package {
  optionalDependencies?: Record<string, string>;
  optional?: boolean;
  integrity?: string;
  resolved?: string;
  libc?: string[];
  link?: boolean;
}

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text) as { packages: Record<string, Package> };

test('every optional dependency has its entry: npm adds those that are missing', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

test('it names no registry, and no libc, which npm 10 takes out again', () => {
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  expect(entries.filter(([, { resolved, libc }]) => resolved !== undefined || libc !== undefined)).toEqual([]);
  expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
});
