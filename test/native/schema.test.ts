import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERROR_CODES, LINE_MAX_BYTES, OPS } from '../../src/protocol/ops.gen.ts';
import { MAX_LINE } from '../../src/protocol/wire.ts';
import { HELPER } from './helper.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test('src/protocol/ops.gen.ts is what the binary says', () => {
  const env = { ...process.env, LAB_HELPER: HELPER };
  const wanted = execFileSync(process.execPath, [at('native/generate-ops.mjs'), '--print'], { encoding: 'utf8', env });
  expect(readFileSync(at('src/protocol/ops.gen.ts'), 'utf8'), 'run: npm run build && npm run protocol').toBe(wanted);
});

test('the table of ops in native/README.md is what the binary says', () => {
  const env = { ...process.env, LAB_HELPER: HELPER };
  const wanted = execFileSync(process.execPath, [at('native/generate-ops.mjs'), '--print-readme'], {
    encoding: 'utf8',
    env,
  });
  expect(readFileSync(at('native/README.md'), 'utf8'), 'run: npm run build && npm run protocol').toBe(wanted);
});

test('the README names every op and every error code', () => {
  const readme = readFileSync(at('native/README.md'), 'utf8');
  for (const word of [...Object.keys(OPS), ...ERROR_CODES]) expect(readme, word).toContain(`\`${word}\``);
});

test('no op has more arguments than the parser has room for', () => {
  for (const [name, op] of Object.entries(OPS)) expect(Object.keys(op.args).length, name).toBeLessThanOrEqual(9);
});

test('both ends agree on the longest line', () => {
  expect(LINE_MAX_BYTES).toBe(MAX_LINE);
});
