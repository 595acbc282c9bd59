import { describe, expect, it } from 'vitest';
import type { ActionStep } from '../../src/lesson/lesson.ts';
import { findPlace, places } from '../../src/session/course.ts';
import { LiveSession } from '../../src/session/live-session.ts';
import { lesson } from './lessons.ts';
import { ScriptedBackend } from './scripted-backend.ts';

const COURSE = [
  lesson('01-one', { intro: 'read', alpha: 'main', trial: 'aside', beta: 'main' }),
  lesson('02-two', { gamma: 'main', end: 'read' }),
];

function begin(refuse: Record<string, string> = {}): {
  live: LiveSession;
  backend: ScriptedBackend;
  where: () => string;
} {
  const backend = new ScriptedBackend(refuse);
  const live = new LiveSession(COURSE, backend);
  live.begin();
  return { live, backend, where: () => `${live.getState().lesson}/${live.getState().step}` };
}

describe('LiveSession', () => {
  it('replays the main actions before the place it jumps to, and no aside', async () => {
    const { live, backend, where } = begin();
    await live.jump('02-two');
    expect(backend.log).toEqual(['drop stage', 'spawn stage', 'stage alpha (quiet)', 'stage beta (quiet)']);
    expect(where()).toBe('02-two/gamma');
  });

  it('finds a lesson by number and by bare name', async () => {
    const { live, where } = begin();
    await live.jump('2', 'end');
    expect(where()).toBe('02-two/end');
    await live.jump('one');
    expect(where()).toBe('01-one/intro');
    await expect(live.jump('nine')).rejects.toThrow("there is no lesson 'nine'");
  });

  it('carries an action out first and goes on with the next call', async () => {
    const { live, backend, where } = begin();
    await live.jump('01-one', 'alpha');
    await live.next();
    expect(where()).toBe('01-one/alpha');
    expect(backend.log.at(-1)).toBe('stage alpha');
    await live.next();
    expect(where()).toBe('01-one/trial');
  });

  it('runs an aside on a subject of its own that is gone when one goes on', async () => {
    const { live, backend } = begin();
    await live.jump('01-one', 'trial');
    backend.log.length = 0;
    await live.next();
    expect(backend.log).toEqual(['drop aside', 'spawn aside', 'aside trial']);
    await live.next();
    expect(backend.log.at(-1)).toBe('drop aside');
  });

  it('undoes an action by building the stage anew without it', async () => {
    const { live, backend, where } = begin();
    await live.jump('01-one', 'beta');
    await live.next();
    backend.log.length = 0;
    await live.back();
    expect(backend.log).toEqual(['drop stage', 'spawn stage', 'stage alpha (quiet)']);
    expect(where()).toBe('01-one/beta');
    expect(live.getState().results['01-one/beta']).toBeUndefined();
  });

  it('goes back over steps without touching the stage when nothing was done since', async () => {
    const { live, backend, where } = begin();
    await live.jump('02-two');
    backend.log.length = 0;
    await live.back();
    expect(where()).toBe('01-one/beta');
    expect(backend.log).toEqual([]);
    await live.back();
    expect(backend.log).toEqual(['drop stage', 'spawn stage', 'stage alpha (quiet)']);
  });

  it('answers false at both ends', async () => {
    const { live } = begin();
    await live.jump('01-one');
    expect(await live.back()).toBe(false);
    await live.jump('02-two', 'end');
    expect(await live.next()).toBe(false);
  });

  it('does two quick calls one after the other', async () => {
    const { live, backend } = begin();
    await live.jump('01-one', 'alpha');
    backend.log.length = 0;
    await Promise.all([live.next(), live.next()]);
    expect(backend.log).toEqual(['stage alpha']);
    expect(live.getState().step).toBe('trial');
  });

  it('tells a refused op as an error and the step as failed', async () => {
    const { live } = begin({ gamma: 'EPERM' });
    await live.jump('02-two');
    await live.next();
    expect(live.getState().error).toMatchObject({ code: 'gamma', message: 'gamma: refused' });
    expect(live.getState().results['02-two/gamma']?.ok).toBe(false);
    expect(live.getState().busy).toBe(false);
  });

  it('judges every expectation on the snapshot after', async () => {
    const backend = new ScriptedBackend();
    backend.after = { stage: { facts: { hostname: 'lab-box' }, files: {} } };
    const course = [
      lesson('01-one', { name: 'main' }, step => ({
        ...step,
        expect: [
          { test: { fact: 'hostname', of: 'stage', is: { eq: 'lab-box' } }, says: 'named' },
          { test: { fact: 'hostname', of: 'stage', is: { eq: 'other' } }, says: 'not so' },
        ],
      })),
    ];
    const live = new LiveSession(course, backend);
    await live.jump('01-one');
    await live.next();
    expect(live.getState().results['01-one/name']).toEqual({
      ok: false,
      expects: [
        { ok: true, text: 'named', got: 'stage hostname = lab-box' },
        { ok: false, text: 'not so', got: 'stage hostname = lab-box' },
      ],
    });
  });

  it('takes what the kernel does not allow for no failure, and judges only what it can', async () => {
    const claim = (fact: string, says: string) => ({ test: { fact, of: 'stage', is: { eq: 'x' } }, says }) as const;
    const expects: Record<string, ActionStep['expect']> = {
      make: [claim('group', 'made'), { test: { errno: 'EACCES' }, says: 'refused' }],
      use: [claim('group', 'there'), claim('hostname', 'named'), claim('hostname', 'named again')],
      other: [claim('hostname', 'named')],
    };
    const backend = new ScriptedBackend();
    backend.forbid.set('make', 'mkdir: permission denied');
    backend.after = { stage: { facts: { hostname: 'x' }, files: {} } };
    const course = [
      lesson('01-one', { make: 'main', use: 'main', other: 'main' }, step => ({
        ...step,
        expect: expects[step.id] ?? [],
      })),
    ];
    const live = new LiveSession(course, backend);
    const verdicts: unknown[] = [];
    live.onEvent(e => {
      if (e.type === 'expect') verdicts.push([e.text, e.ok, e.got]);
      if (e.type === 'step.end') verdicts.push([e.step, e.ok]);
      if (e.type === 'refused') verdicts.push([e.message, e.why, e.todo]);
      if (e.type === 'session.end') verdicts.push([e.ok, e.refused]);
    });
    await live.jump('01-one');
    expect(await live.playTo(findPlace(places(course), course, '01-one/other'))).toBe(true);
    await live.close();
    expect(verdicts).toEqual([
      ['mkdir: permission denied', 'not yours', 'ask'],
      ['made', null, 'mkdir: permission denied'],
      ['refused', true, 'EACCES'],
      ['make', null],
      ['there', null, 'mkdir: permission denied'],
      ['named', true, 'stage hostname = x'],
      ['named again', true, 'stage hostname = x'],
      ['use', null],
      ['named', true, 'stage hostname = x'],
      ['other', true],
      [true, 1],
    ]);
    expect(live.getState().results['01-one/make']).toMatchObject({
      ok: null,
      blocked: true,
      refused: { todo: 'ask' },
    });
    expect(live.getState().error).toBeNull();
  });

  it('replays past a refused step, and knows what is missing', async () => {
    const backend = new ScriptedBackend();
    backend.forbid.set('make', 'mkdir: permission denied');
    const course = [
      lesson('01-one', { make: 'main', use: 'main' }, step => ({
        ...step,
        expect: [{ test: { fact: 'group', of: 'stage', is: { eq: 'x' } }, says: 'there' }],
      })),
    ];
    const live = new LiveSession(course, backend);
    await live.jump('01-one', 'use');
    await live.next();
    expect(live.getState().results['01-one/use']).toMatchObject({ ok: null, expects: [{ ok: null }] });
  });

  it('skips what rests on a failed step, says for what, and goes on with what does not', async () => {
    const { live, backend } = begin({ alpha: 'EINVAL' });
    const told: unknown[] = [];
    live.onEvent(e => {
      if (e.type === 'skipped') told.push([e.lesson, e.step, e.because, e.message]);
      if (e.type === 'step.end') told.push([e.step, e.ok]);
      if (e.type === 'session.end') told.push([e.ok, e.skipped]);
    });
    await live.jump('01-one');
    expect(await live.playTo(findPlace(places(COURSE), COURSE, '02-two/end'))).toBe(false);
    expect(backend.log.filter(line => line.startsWith('stage') || line.startsWith('aside'))).toEqual([
      'stage alpha',
      'aside trial',
    ]);
    const { results } = live.getState();
    expect(results['01-one/alpha']?.ok).toBe(false);
    expect(results['01-one/beta']).toEqual({
      ok: null,
      expects: [],
      skipped: { because: '01-one/alpha', message: 'alpha: refused' },
    });
    await live.close();
    expect(told).toEqual([
      ['alpha', false],
      ['trial', true],
      ['01-one', 'beta', '01-one/alpha', 'alpha: refused'],
      ['beta', null],
      ['02-two', 'gamma', '01-one/alpha', 'alpha: refused'],
      ['gamma', null],
      [false, 2],
    ]);
  });

  it('goes to the place of a jump although a step before it failed, and skips there; a fresh stage is another try', async () => {
    const { live, backend, where } = begin({ alpha: 'EINVAL' });
    await live.jump('01-one', 'alpha');
    await expect(live.jump('02-two')).rejects.toThrow('alpha: refused');
    expect([where(), live.getState().error?.message]).toEqual(['02-two/gamma', 'alpha: refused']);
    expect(backend.log).not.toContain('stage beta (quiet)');
    await live.next();
    expect(live.getState().results['02-two/gamma']).toMatchObject({ skipped: { because: '01-one/alpha' } });
    backend.refuse.clear();
    await live.jump('02-two');
    await live.next();
    expect(live.getState().results['02-two/gamma']).toMatchObject({ ok: true });
  });

  it('skips after a refusal, too, where the root was to be made', async () => {
    const course = [
      lesson('03-root', { populate: 'main', 'create-cgroup': 'main', chroot: 'main', 'start-app': 'main' }),
    ];
    const backend = new ScriptedBackend();
    for (const op of ['create-cgroup', 'chroot']) backend.forbid.set(op, `${op}: not permitted`);
    const live = new LiveSession(course, backend);
    await live.jump('03-root');
    expect(await live.playTo(findPlace(places(course), course, '03-root/start-app'))).toBe(false);
    expect(backend.log).toContain('stage chroot');
    expect(backend.log).not.toContain('stage start-app');
    expect(live.getState().results['03-root/start-app']).toMatchObject({
      skipped: { because: '03-root/chroot', message: 'chroot: not permitted' },
    });
    await live.jump('03-root', 'start-app');
    await live.next();
    expect(backend.log).not.toContain('stage start-app');
  });

  it('tells which protections were asked for before a program starts, and what a shell must find', async () => {
    const course = [lesson('06-app', { chroot: 'main', seccomp: 'main', 'start-app': 'main' })];
    const backend = new ScriptedBackend();
    const live = new LiveSession(course, backend);
    await live.jump('06-app', 'start-app');
    await live.next();
    expect(backend.promised).toEqual([
      ['chroot', []],
      ['seccomp', []],
      ['start-app', ['seccomp']],
    ]);
    await live.jump('06-app', 'seccomp');
    await expect(live.openTerminal('shell', { columns: 80, rows: 24 })).rejects.toThrow('no terminal');
    expect(backend.promised.at(-1)).toEqual(['shell', { inside: true, protections: [] }]);
    await live.jump('06-app');
    await expect(live.openTerminal('shell', { columns: 80, rows: 24 })).rejects.toThrow('no terminal');
    expect(backend.promised.at(-1)).toEqual(['shell', { inside: false, protections: [] }]);
  });

  it('closes once and tells what was left', async () => {
    const { live, backend } = begin();
    await live.close();
    await live.close();
    expect(backend.log.filter(x => x === 'close')).toHaveLength(1);
    expect(live.getState().clean).toEqual({ mounts: 0, cgroups: 0, processes: 0 });
    expect(live.getState().ended).toBe(true);
  });
});
