import { describe, expect, it } from 'vitest';
import { plainLines } from '../../src/plain/render.ts';

describe('plainLines', () => {
  it('shows a call as strace would, with its number', () => {
    const event = {
      type: 'syscall',
      seq: 3,
      by: 'stage',
      pid: 1,
      name: 'chroot',
      args: '"/x"',
      ret: -1,
      errno: 'EPERM',
      ns: 1500,
      t: 0,
    } as const;
    expect(plainLines(event)).toEqual(['  call 3 of stage: chroot("/x") = -1 EPERM, 2 µs']);
  });

  it('says of a skipped step what it rests on, as text', () => {
    const where = { type: 'skipped', t: 1, lesson: '03-chroot', step: 'detach', because: '03-chroot/pivot' } as const;
    expect(plainLines({ ...where, message: 'pivot_root: EINVAL\u001b[2J' })).toEqual([
      '  skipped: it rests on 03-chroot/pivot, which did not succeed: pivot_root: EINVAL␛[2J',
    ]);
    expect(plainLines({ type: 'session.end', t: 2, ok: false, skipped: 4 })).toEqual([
      'not every expectation held; steps skipped: 4',
    ]);
  });

  it('says of an answer that the kernel did not judge whose it is, and why', () => {
    const judged = { type: 'judged', t: 1, lesson: '01-x', step: 'guess', choice: null, right: ['b'] } as const;
    const rest = { correct: null, kernelDiffers: false, evidence: '', unjudged: 'unpack: tar failed' };
    expect(plainLines({ ...judged, ...rest, right: ['b'] })).toEqual([
      '  the answer is b',
      '  this is what the author says; the kernel could not be asked: unpack: tar failed',
    ]);
  });

  it.each([
    [{ ok: true }, 'every expectation held'],
    [{ ok: true, refused: 2 }, 'every expectation held that could be judged; steps refused here: 2'],
    [{ ok: true, interrupted: true }, 'interrupted; so far every expectation held'],
    [{ ok: false, interrupted: true }, 'interrupted; so far not every expectation held'],
    [{ ok: false, skipped: 1, refused: 2 }, 'not every expectation held; steps skipped: 1; steps refused here: 2'],
  ] as const)('says at the end, of %j: %s', (verdict, line) => {
    expect(plainLines({ type: 'session.end', t: 2, ...verdict })).toEqual([line]);
  });

  it('tells of a list only what came and went', () => {
    const change = {
      type: 'change',
      subject: 'stage',
      key: 'net.devices',
      before: ['lo', 'eth0'],
      after: ['lo'],
      cause: [4, 6],
      t: 0,
    } as const;
    expect(plainLines({ ...change, before: [...change.before], after: [...change.after], cause: [4, 6] })).toEqual([
      '  stage net.devices: gone eth0 (by calls 4 to 6)',
    ]);
  });

  it('names the capabilities behind the bits', () => {
    const change = { type: 'change', subject: 'stage', key: 'status.CapEff', cause: [4, 6], t: 0 } as const;
    expect(plainLines({ ...change, before: '000001ffffffffff', after: '0000000000200080', cause: [4, 6] })).toEqual([
      '  stage status.CapEff: was 000001ffffffffff, is 0000000000200080 (by calls 4 to 6)',
      '    2: CAP_SETUID CAP_SYS_ADMIN',
    ]);
  });

  it('tells what has changed on the machine itself, with the way back, and that it is over', () => {
    const event = {
      type: 'machine',
      t: 0,
      thing: 'device',
      name: 'veth\u001b[2J',
      change: 'appeared',
      undo: 'ip link del veth0',
    } as const;
    expect(plainLines({ ...event, open: true })).toEqual([
      expect.stringMatching(
        /^ {2}attention: on this machine itself the network device veth.* has appeared; if that was you: ip link del veth0$/,
      ),
    ]);
    const [over] = plainLines({ ...event, open: false });
    expect(over).toMatch(/^ {2}note: on this machine the network device veth.* is gone again$/);
    expect(over).not.toContain('\u001b');
  });

  it('never lets a program act on the terminal', () => {
    const lines = plainLines({
      type: 'program.output',
      of: 'app',
      id: 1,
      stream: 'stdout',
      data: 'a\u001b[2Jb\nc\u0007',
      t: 0,
    });
    expect(lines).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be left
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f]/);
  });

  it('says whose doing a change without a call is', () => {
    expect(
      plainLines({
        type: 'change',
        subject: 'app',
        key: 'cgroup.memory.current',
        before: '1',
        after: '2',
        cause: null,
        origin: 'app',
        t: 0,
      })[0],
    ).toContain('(by app)');
  });

  it('tells of an experiment only what its program prints', () => {
    const program = { of: 'aside', id: 3, t: 0 } as const;
    expect(plainLines({ type: 'program.start', ...program, pid: 9, argv: ['/apps', 'escape'] })).toEqual([]);
    expect(plainLines({ type: 'program.output', ...program, stream: 'stdout', data: 'out\n' })).toEqual([
      '  output: out',
    ]);
    expect(plainLines({ type: 'program.exit', ...program, code: 1, signal: null, oomKill: 0 })).toEqual([]);
    expect(plainLines({ type: 'program.start', ...program, of: 'app', pid: 9, argv: ['/bin/sh'] })).toEqual([
      '  the app runs as PID 9: /bin/sh',
    ]);
  });
});
