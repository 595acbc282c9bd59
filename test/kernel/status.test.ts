import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseStatus } from '../../src/kernel/status.ts';

test('tabs become blanks', () => {
  expect(parseStatus('Name:\tsh\nNSpid:\t812\t1\n')).toEqual({ NSpid: '812 1', Name: 'sh' });
});

test('blanks of a name stay: a process may be called so', () => {
  expect(parseStatus('Name:\t  sh \n').Name).toBe('  sh ');
});

test('a name cannot fake another field: the kernel escapes its newline, and the first of two counts', () => {
  const fields = parseStatus('Name:\tx\\nCapEff: 0\nCapEff:\t00ff\nCapEff:\tdead\n');
  expect(fields.Name).toBe('x\\nCapEff: 0');
  expect(fields.CapEff).toBe('00ff');
});

test('only the fields that are wanted', () => {
  expect(parseStatus('Name:\tsh\nPid:\t7\nPPid:\t1\n', new Set(['Pid', 'Uid']))).toEqual({ Pid: '7' });
});

test.each(['', '\n\n', 'no colon', ':', '\0\0'])('%j has no fields', text => {
  expect(Object.keys(parseStatus(text))).toEqual([]);
});

test('names of Object.prototype are names like others', () => {
  expect(Object.keys(parseStatus('__proto__:\t1\n'))).toEqual(['__proto__']);
  expect(parseStatus('').constructor).toBeUndefined();
});

test('the live file', () => {
  const fields = parseStatus(readFileSync('/proc/self/status', 'latin1'));
  expect(fields.Pid).toBe(String(process.pid));
  expect(fields.PPid).toBe(String(process.ppid));
  expect(fields.CapEff).toMatch(/^[0-9a-f]{16}$/);
});
