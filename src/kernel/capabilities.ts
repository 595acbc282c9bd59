/** Capability sets as /proc/PID/status writes them (hex) and as capabilities(7) names them. */

/** In the order of their numbers, 0 to 40. */
export const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const;

/** What Docker leaves to a container by default (its default profile, oci/caps/defaults.go). */
export const DOCKER_CAPABILITIES = [
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
] as const satisfies readonly (typeof CAPABILITIES)[number][];

/** "00000000a80425fb" to names, lowest number first; a bit without a name here is `CAP_<number>`. Null when it is not hex. */
export function capabilityNames(hex: string): string[] | null {
  if (!/^[0-9a-f]{1,16}$/i.test(hex)) return null;
  const mask = BigInt(`0x${hex}`);
  const names: string[] = [];
  for (let bit = 0; bit < 64; bit++) {
    if ((mask >> BigInt(bit)) & 1n) names.push(CAPABILITIES[bit] ?? `CAP_${bit}`);
  }
  return names;
}

/** The inverse, 16 hex digits. Throws RangeError on an unknown name. */
export function capabilityMask(names: readonly string[]): string {
  let mask = 0n;
  for (const name of names) {
    const index = (CAPABILITIES as readonly string[]).indexOf(name);
    const bit = index >= 0 ? index : Number(/^CAP_(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    if (!(bit >= 0 && bit < 64)) throw new RangeError(`unknown capability ${name}`);
    mask |= 1n << BigInt(bit);
  }
  return mask.toString(16).padStart(16, '0');
}

/** A set in words: "14: CAP_CHOWN CAP_KILL …", or where little is missing "all but CAP_SYS_RESOURCE". Null when it is not hex. */
export function capabilityText(hex: string): string | null {
  const names = capabilityNames(hex);
  if (names === null) return null;
  const missing = CAPABILITIES.filter(name => !names.includes(name));
  if (names.length === 0) return 'none';
  if (missing.length === 0) return `all ${names.length}`;
  return missing.length < names.length ? `all but ${missing.join(' ')}` : `${names.length}: ${names.join(' ')}`;
}
