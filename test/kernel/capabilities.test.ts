import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CAPABILITIES, capabilityMask, capabilityNames, capabilityText } from '../../src/kernel/capabilities.ts';

test("Docker's default set by name", () => {
  expect(capabilityNames('00000000a80425fb')).toEqual([
    'CAP_CHOWN',
    'CAP_DAC_OVERRIDE',
    'CAP_FOWNER',
    'CAP_FSETID',
    'CAP_KILL',
    'CAP_SETGID',
    'CAP_SETUID',
    'CAP_SETPCAP',
    'CAP_NET_BIND_SERVICE',
    'CAP_NET_RAW',
    'CAP_SYS_CHROOT',
    'CAP_MKNOD',
    'CAP_AUDIT_WRITE',
    'CAP_SETFCAP',
  ]);
});

test('every mask comes back, bits without a name too', () => {
  for (const mask of ['0000000000000000', '000001ffffffffff', '8000000000000001', '00000000a80425fb']) {
    expect(capabilityMask(capabilityNames(mask) ?? [])).toBe(mask);
  }
  expect(capabilityNames('8000000000000000')).toEqual(['CAP_63']);
});

test.each(['', 'xyz', '-1', '0x1', '00000000000000000', 'ff\n'])('%j is no mask', hex => {
  expect(capabilityNames(hex)).toBeNull();
});

test.each(['CAP_SYS_NONSENSE', 'cap_chown', 'CAP_64', ''])('%j is no capability', name => {
  expect(() => capabilityMask([name])).toThrow(RangeError);
});

test('the table ends where this kernel does, or before', () => {
  const last = Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'latin1'));
  expect(CAPABILITIES.length).toBeGreaterThanOrEqual(Math.min(last + 1, 41));
});

test.each([
  ['0000000000000000', 'none'],
  ['000001ffffffffff', 'all 41'],
  ['000001fffeffffff', 'all but CAP_SYS_RESOURCE'],
  ['0000000000200080', '2: CAP_SETUID CAP_SYS_ADMIN'],
  ['max', null],
])('%s in words: %s', (hex, words) => {
  expect(capabilityText(hex)).toBe(words);
});
