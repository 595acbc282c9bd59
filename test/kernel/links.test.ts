import { describe, expect, test } from 'vitest';
import { isCard, movedFrom, type NetworkDevice, parseLinks } from '../../src/kernel/links.ts';

const LINES = [
  '1 772 - 00:00:00:00:00:00 - lo',
  '2 1 - 52:54:00:12:34:56 52:54:00:12:34:56 eth0',
  '3 1 veth aa:bb - veth 0',
];
const [lo, card, veth] = parseLinks(`${LINES.join('\n')}\n`) as [NetworkDevice, NetworkDevice, NetworkDevice];

test('lines of the helper are devices; others are left out', () => {
  expect(lo).toEqual({ index: 1, type: 772, kind: null, address: '00:00:00:00:00:00', permanent: null, name: 'lo' });
  expect(card).toMatchObject({ index: 2, type: 1, kind: null, permanent: '52:54:00:12:34:56', name: 'eth0' });
  expect(veth).toMatchObject({ kind: 'veth', address: 'aa:bb', permanent: null });
  expect(parseLinks('\n4 1 veth aa:bb -\nx 1 veth aa:bb - y\n')).toEqual([]);
});

test.each<[string, boolean, Partial<NetworkDevice>]>([
  ['hardware', true, { type: 1, kind: null }],
  ['one end of a pair', true, { type: 1, kind: 'veth' }],
  ['the loopback device', false, { type: 772, kind: null }],
  ['a tunnel that every namespace has', false, { type: 768, kind: 'ipip' }],
])('%s: a card is %s', (_what, is, device) => expect(isCard({ ...card, ...device })).toBe(is));

describe('a device that was moved from the host', () => {
  const moved = (device: NetworkDevice, now: NetworkDevice[], here: NetworkDevice[]) =>
    movedFrom({ before: [lo, device], now: [lo, ...now] }, here);

  test('is one that the host had and has no more', () => {
    expect(moved(veth, [], [lo, veth])).toEqual([veth]);
    expect(moved(veth, [veth], [lo, veth])).toEqual([]);
    expect(moved(veth, [], [lo])).toEqual([]);
  });

  test('hardware is known by the address that it was built with, whatever it is called', () => {
    const renamed = { ...card, index: 9, name: 'x', address: '02:00' };
    expect(moved(card, [], [renamed])).toEqual([renamed]);
    expect(moved(card, [], [{ ...card, permanent: '52:54:00:00:00:00' }])).toEqual([]);
    expect(moved(card, [], [{ ...card, permanent: null }])).toEqual([]);
  });

  test('another by its kind and its address, or else by index and name', () => {
    expect(moved(veth, [], [{ ...veth, index: 9, name: 'x' }])).toHaveLength(1);
    expect(moved(veth, [], [{ ...veth, address: 'cc:dd' }])).toHaveLength(1);
    expect(moved(veth, [], [{ ...veth, address: 'cc:dd', name: 'x' }])).toEqual([]);
    expect(moved(veth, [], [{ ...veth, address: 'cc:dd', index: 9 }])).toEqual([]);
    expect(moved(veth, [], [{ ...veth, kind: 'dummy' }])).toEqual([]);
    expect(moved(veth, [], [{ ...veth, type: 2 }])).toEqual([]);
  });

  test('two without any address are not the same by that', () => {
    const bare = { ...veth, address: null };
    expect(moved(bare, [], [{ ...bare, index: 9, name: 'x' }])).toEqual([]);
  });
});
