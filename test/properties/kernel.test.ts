/** Readers of /proc, of cgroup files and of programs: whatever stands there, they answer or say that it is damaged. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capabilityMask, capabilityNames, capabilityText } from '../../src/kernel/capabilities.ts';
import { factsOf, placedFiles } from '../../src/kernel/cgroup/facts.ts';
import { detect, usage } from '../../src/kernel/cgroup/index.ts';
import { ElfError, readElf } from '../../src/kernel/elf.ts';
import { parseIdmap } from '../../src/kernel/idmap.ts';
import { parseMount, parseMountinfo } from '../../src/kernel/mountinfo.ts';
import { parseNetDevices } from '../../src/kernel/netdev.ts';
import { parseProcCgroup } from '../../src/kernel/proc-cgroup.ts';
import { parseStat } from '../../src/kernel/processes.ts';
import { parseStatus } from '../../src/kernel/status.ts';
import { parseLdCache } from '../../src/rootfs/ld-cache.ts';
import { tinyElf } from '../helpers/tiny-elf.ts';
import { damaged, isUnpolluted, RUNS, text } from './hostile.ts';

const STATUS = 'Name:\tsh\nUmask:\t0022\nNSpid:\t4711\t1\nCapEff:\t000001ffffffffff\nSeccomp:\t2\n';
const MOUNTINFO =
  '71 43 0:44 / / rw,relatime shared:1 - overlay lab-rootfs rw,lowerdir=/a\\040b\n42 71 0:39 / /proc rw - proc proc rw\n';
const hostile = (real: string) => fc.oneof(text, damaged(real));

describe('files of /proc', () => {
  test('every reader takes every text', () => {
    const readers: ((input: string) => unknown)[] = [
      parseStatus,
      parseMountinfo,
      parseMount,
      parseIdmap,
      parseNetDevices,
      parseProcCgroup,
      parseStat,
      capabilityNames,
      capabilityText,
    ];
    fc.assert(
      fc.property(
        fc.oneof(hostile(STATUS), hostile(MOUNTINFO), hostile('0 1000 1\n'), hostile('0::/a/../b\n7:pids:/x\n')),
        input => {
          for (const read of readers) expect(() => read(input)).not.toThrow();
          return isUnpolluted();
        },
      ),
      RUNS,
    );
  });

  test('what a reader gives has the shape that it promises', () => {
    fc.assert(
      fc.property(hostile(STATUS), input => {
        for (const value of Object.values(parseStatus(input))) expect(typeof value).toBe('string');
      }),
      RUNS,
    );
    fc.assert(
      fc.property(hostile(MOUNTINFO), input => {
        for (const mount of parseMountinfo(input)) {
          expect(typeof mount.point).toBe('string');
          expect(mount.options.every(option => typeof option === 'string')).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('a mount whose names have blanks and backslashes is read as it was written', () => {
    const escaped = (name: string) =>
      name.replace(/[ \t\n\\]/g, c => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
    const name = fc
      .string({ unit: fc.constantFrom(' ', '\\', '\t', '\n', 'a', '0', '4', '/'), minLength: 1, maxLength: 12 })
      .map(s => `/${s}`);
    fc.assert(
      fc.property(name, name, (point, root) => {
        const mount = parseMount(
          `71 43 0:44 ${escaped(root)} ${escaped(point)} rw,nodev shared:1 - tmpfs ${escaped(point)} rw`,
        );
        expect(mount).toMatchObject({ point, root, fstype: 'tmpfs', source: point });
      }),
      RUNS,
    );
  });

  test('capability sets come back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), mask => {
        const hex = mask.toString(16).padStart(16, '0');
        expect(capabilityMask(capabilityNames(hex) ?? [])).toBe(hex);
      }),
      RUNS,
    );
  });
});

describe('cgroups', () => {
  const answer = fc.oneof(
    hostile('max\n').map(v => ({ v })),
    fc.constantFrom('0 0', '20000 0', 'max 100000', '-1 100000', '18446744073709551615').map(v => ({ v })),
    hostile('oom_kill 3\nusage_usec 7\n').map(v => ({ v })),
    text.map(e => ({ e })),
  );

  test('any content of control files becomes facts, and gauges get numbers or nothing', () => {
    for (const version of [1, 2] as const) {
      const files = placedFiles([
        { path: '/g', version, controllers: ['memory', 'pids', 'cpu', 'cpuacct', 'freezer'] },
      ]);
      fc.assert(
        fc.property(fc.array(answer, { maxLength: files.length + 2 }), answers => {
          const { facts } = factsOf(files, answers);
          for (const value of Object.values(usage(facts)))
            expect(value === null || (typeof value === 'number' && !Number.isNaN(value) && value >= 0)).toBe(true);
          return isUnpolluted();
        }),
        RUNS,
      );
    }
  });

  test('any mount table is a layout, or none', () => {
    const table =
      '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n31 23 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n';
    fc.assert(
      fc.property(hostile(table), hostile('cpu memory pids\n'), fc.integer(), (mounts, file, type) => {
        const layout = detect({
          readFile: path => {
            if (path.endsWith('mountinfo')) return mounts;
            if (file.length % 3 === 0) throw Object.assign(new Error('no'), { code: 'EACCES' });
            return file;
          },
          statfsType: () => (file.length % 2 === 0 ? 0x63677270 : type),
        });
        expect(['v2', 'hybrid', 'v1', 'none']).toContain(layout.kind);
      }),
      RUNS,
    );
  });
});

describe('programs of other people', () => {
  const elf = tinyElf({ machine: 62, interpreter: '/lib/ld.so', needed: ['libc.so.6'], runpath: '/a:/b' });

  test('a damaged program is damaged, not a crash', async () => {
    const bytes = fc.array(fc.record({ at: fc.nat({ max: elf.length - 1 }), to: fc.nat({ max: 255 }) }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat({ max: elf.length }), async (changes, end) => {
        const copy = Buffer.from(elf);
        for (const { at, to } of changes) copy[at] = to;
        const file = end % 4 === 0 ? copy.subarray(0, end) : copy;
        try {
          await readElf(async (offset, length) =>
            file.subarray(Math.min(offset, file.length), Math.min(offset + length, file.length)),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(ElfError);
        }
      }),
      RUNS,
    );
  });

  test('a damaged library cache names absolute paths or nothing', () => {
    const cache = Buffer.alloc(300);
    cache.write('glibc-ld.so.cache1.1', 0, 'latin1');
    cache.writeUInt32LE(3, 20);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 299 }), fc.nat({ max: 255 })), { maxLength: 60 }),
        fc.nat({ max: 300 }),
        (changes, end) => {
          const copy = Buffer.from(cache);
          for (const [at, to] of changes) copy[at] = to;
          for (const path of parseLdCache(copy.subarray(0, end)).values()) expect(path.startsWith('/')).toBe(true);
        },
      ),
      RUNS,
    );
  });
});
