import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { parseNetDevices } from '../../src/kernel/netdev.ts';

const HEADER = 'Inter-|   Receive   |  Transmit\n face |bytes    packets|bytes    packets\n';

test('names in order, with and without a blank after the colon', () => {
  expect(parseNetDevices(`${HEADER}    lo:6296 72\n  eth0.1@x: 0 0\n`)).toEqual(['lo', 'eth0.1@x']);
});

test.each(['', HEADER, '\0', 'no colon here\n'])('%.20j names none', text => {
  expect(parseNetDevices(text)).toEqual([]);
});

test('the live file has what node knows', () => {
  expect(parseNetDevices(readFileSync('/proc/self/net/dev', 'latin1'))).toEqual(
    expect.arrayContaining(Object.keys(networkInterfaces())),
  );
});
