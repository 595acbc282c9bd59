/** Network devices as the helper's `look` tells them (native/README.md), from rtnetlink(7). */

export interface NetworkDevice {
  /** Unique in its namespace; a device that is moved keeps it where it is free. */
  index: number;
  /** ARPHRD_ number, if_arp.h. */
  type: number;
  /** What made it: `veth`, `bridge`, `dummy` …; null of hardware and of the loopback device. */
  kind: string | null;
  address: string | null;
  /** The address that hardware was built with; null of most virtual devices. */
  permanent: string | null;
  name: string;
}

const ARPHRD_LOOPBACK = 772;

/** Where such a module is loaded, every new network namespace has one of its own; it leads nowhere without another device. */
const TUNNELS = new Set('ipip gre gretap erspan sit ip6tnl ip6gre ip6gretap ip6erspan vti vti6'.split(' '));

/** Lines of another form are left out. */
export function parseLinks(text: string): NetworkDevice[] {
  return text.split('\n').flatMap(line => {
    const [index, type, kind, address, permanent, name] = line.split(' ');
    if (name === undefined || !/^\d+$/.test(index ?? '')) return [];
    return [
      {
        index: Number(index),
        type: Number(type),
        kind: known(kind),
        address: known(address),
        permanent: known(permanent),
        name,
      },
    ];
  });
}

/** It is neither a loopback device nor a tunnel that the kernel puts into every namespace. */
export function isCard({ type, kind }: NetworkDevice): boolean {
  return type !== ARPHRD_LOOPBACK && !(kind !== null && TUNNELS.has(kind));
}

/**
 * Those of `here` that the host had `before` and has no more `now`: they were moved. Of two lists of one namespace an index names the
 * device; across namespaces hardware is known by the address that it was built with, another device by its kind and its address, or,
 * where that was set anew, by its kind, index and name.
 */
export function movedFrom(
  { before, now }: { before: readonly NetworkDevice[]; now: readonly NetworkDevice[] },
  here: readonly NetworkDevice[],
): NetworkDevice[] {
  const lost = before.filter(({ index }) => now.every(device => device.index !== index));
  return here.filter(device => lost.some(other => isSame(device, other)));
}

function isSame(a: NetworkDevice, b: NetworkDevice): boolean {
  if (a.type !== b.type || a.kind !== b.kind) return false;
  if (a.permanent !== null || b.permanent !== null) return a.permanent === b.permanent;
  return (a.address !== null && a.address === b.address) || (a.index === b.index && a.name === b.name);
}

function known(word: string | undefined): string | null {
  return word === undefined || word === '-' ? null : word;
}
