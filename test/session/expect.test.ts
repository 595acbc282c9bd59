import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/lesson/lesson.ts';
import { type Evidence, judge } from '../../src/session/expect.ts';
import type { FactValue } from '../../src/words/fact-value.ts';

function evidence(before: FactValue | undefined, after: FactValue | undefined, errno: string | null = null): Evidence {
  const photo = (value: FactValue | undefined) => ({
    stage: { facts: value === undefined ? {} : { key: value }, files: {} },
  });
  return { before: photo(before), after: { ...photo(after), host: { facts: { key: 'uts:[1]' }, files: {} } }, errno };
}

function verdict(after: FactValue | undefined, is: Comparison, before?: FactValue): boolean {
  return judge({ fact: 'key', of: 'stage', is }, evidence(before, after)).ok;
}

describe('judge', () => {
  it.each<[FactValue | undefined, Comparison, boolean]>([
    ['a', { eq: 'a' }, true],
    ['a', { eq: 'b' }, false],
    ['33554432', { eq: 33554432 }, true],
    ['max', { le: 33554432 }, false],
    ['max', { gt: 0 }, false],
    ['5', { lt: 6 }, true],
    ['5', { ge: 6 }, false],
    ['4711 1', { matches: '^\\d+ 1$' }, true],
    [['lo', 'eth0'], { eq: ['lo'] }, false],
    [['lo'], { eq: ['lo'] }, true],
    [['36 1 0:5 / / rw - tmpfs lab rw'], { contains: 'tmpfs lab' }, true],
    [['x'], { lacks: 'y' }, true],
    [[], { length: 0 }, true],
    [{ error: 'ENOENT' }, { error: 'ENOENT' }, true],
    [{ error: 'ENOENT' }, { ne: 'a' }, false],
    ['uts:[2]', { ne: { fact: 'key', of: 'host' } }, true],
    ['uts:[1]', { ne: { fact: 'key', of: 'host' } }, false],
    ['uts:[1]', { eq: { fact: 'key', of: 'host' } }, true],
  ])('%j %j is %s', (after, is, ok) => {
    expect(verdict(after, is)).toBe(ok);
  });

  it('never accepts a fact that was not observed, not even as different, blocked or unchanged', () => {
    for (const is of [
      { ne: 'a' },
      { lacks: 'a' },
      { changed: false },
      { lt: 9 },
      { length: 0 },
    ] satisfies Comparison[]) {
      expect(verdict(undefined, is)).toBe(false);
    }
    expect(verdict('a', { ne: { fact: 'other', of: 'host' } })).toBe(false);
  });

  it('knows changed from unchanged only when there was a before', () => {
    expect(verdict('b', { changed: true }, 'a')).toBe(true);
    expect(verdict('a', { changed: true }, 'a')).toBe(false);
    expect(verdict('a', { changed: false }, 'a')).toBe(true);
    expect(verdict('a', { changed: true })).toBe(false);
  });

  it('joins with all, any and not, and looks at the errno of the last op', () => {
    const yes = { fact: 'key', of: 'stage', is: { eq: 'a' } } as const;
    const no = { fact: 'key', of: 'stage', is: { eq: 'b' } } as const;
    const e = evidence(undefined, 'a', 'EBUSY');
    expect(judge({ all: [yes, no] }, e).ok).toBe(false);
    expect(judge({ any: [yes, no] }, e).ok).toBe(true);
    expect(judge({ not: no }, e).ok).toBe(true);
    expect(judge({ errno: 'EBUSY' }, e)).toEqual({ ok: true, got: 'EBUSY', missing: false });
    expect(judge({ errno: 'EPERM' }, e).ok).toBe(false);
  });

  it('knows a capability by its bit', () => {
    expect(verdict('00000000a80425fb', { hasCap: 'CAP_CHOWN' })).toBe(true);
    expect(verdict('00000000a80425fb', { hasCap: 'CAP_SYS_ADMIN' })).toBe(false);
    expect(verdict('00000000a80425fb', { lacksCap: 'CAP_SYS_ADMIN' })).toBe(true);
    expect(verdict('00000000a82425fb', { lacksCap: 'CAP_SYS_ADMIN' })).toBe(false);
    expect(verdict('200000', { lacksCap: 'CAP_SYS_ADMIN' })).toBe(false);
    expect(verdict('no set', { lacksCap: 'CAP_SYS_ADMIN' })).toBe(false);
    expect(verdict({ error: 'ESRCH' }, { lacksCap: 'CAP_SYS_ADMIN' })).toBe(false);
  });

  it('finds a line by its fields, whatever blanks the kernel has put between them', () => {
    const map = ['         0       1000          1'];
    expect(verdict(map, { fields: '0 1000 1' })).toBe(true);
    expect(verdict(map, { fields: '0 1000' })).toBe(false);
    expect(verdict(map, { eq: ['0 1000 1'] })).toBe(false);
    expect(verdict({ error: 'EPERM' }, { fields: '0 1000 1' })).toBe(false);
  });
});

describe('mounts beside those of the host', () => {
  const PROC = '22 27 0:21 / /proc rw - proc proc rw';
  const line = (device: string, point: string, source: string) => `90 1 ${device} / ${point} rw - tmpfs ${source} rw`;
  const claim = (mine: string[], is: Comparison, host: FactValue | undefined) => {
    const photo = (facts: Record<string, FactValue>) => ({ facts, files: {} });
    const after = { aside: photo({ mounts: mine }), ...(host === undefined ? {} : { host: photo({ mounts: host }) }) };
    return judge({ fact: 'mounts', of: 'aside', is }, { before: {}, after, errno: null }).ok;
  };
  const mine = [PROC, line('0:50', '/mnt', 'lab-mine')];

  it.each<[string, string[], boolean]>([
    ['nothing is mounted meanwhile', [PROC], true],
    ['somebody mounts something of the same name and place', [PROC, line('0:51', '/mnt', 'lab-mine')], true],
    ['the same file system is there, called and placed otherwise', [PROC, line('0:50', '/srv', 'x')], false],
  ])('only here: %s', (_what, host, ok) => {
    expect(claim(mine, { onlyHere: ' - tmpfs lab-mine ' }, host)).toBe(ok);
  });

  it('what is not there is not only here, and without the host nothing is known', () => {
    expect(claim([PROC], { onlyHere: ' - tmpfs lab-mine ' }, [PROC])).toBe(false);
    expect(claim(mine, { onlyHere: ' - tmpfs lab-mine ' }, undefined)).toBe(false);
    expect(claim(mine, { onlyHere: ' - tmpfs lab-mine ' }, { error: 'EACCES' })).toBe(false);
  });

  it('also on the host: the one on top counts, whatever else is mounted there', () => {
    const busy = [line('0:77', '/mnt/x', 'somebody'), PROC.replace('22 27', '99 98')];
    expect(claim(mine, { alsoOnHost: ' / /proc ' }, busy)).toBe(true);
    const covered = [...mine, '95 22 0:60 / /proc rw - proc proc rw'];
    expect(claim(covered, { alsoOnHost: ' / /proc ' }, busy)).toBe(false);
    expect(claim(mine, { alsoOnHost: ' / /proc ' }, undefined)).toBe(false);
  });
});
