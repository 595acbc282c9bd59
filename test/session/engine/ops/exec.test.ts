import { describe, expect, it } from 'vitest';
import { execOps } from '../../../../src/session/engine/ops/exec.ts';
import type { OpHandler } from '../../../../src/session/engine/ops/handler.ts';
import { EXPERIMENT } from '../../../../src/words/cast.ts';
import { APP, op, scripted } from '../scripted-parts.ts';

const handler = (name: string): OpHandler => execOps[name as keyof typeof execOps];
const granted = { kind: 'reply' as const, id: 1, ok: true as const, calls: [] };

describe('the request', () => {
  it('the app is held at its first instruction, on the terminal it was given', async () => {
    expect(await handler('start-app').plan(op('start-app'), scripted().site())).toEqual([
      {
        op: 'exec',
        args: {
          ...{ subject: 'stage', argv: ['/bin/sh', '-i'], env: ['PATH=/bin'] },
          ...{ io: 'tty', rows: 30, cols: 100, stopped: 1 },
        },
      },
    ]);
  });

  it('one of a lesson prints into a pipe, and adds to the environment', async () => {
    const args = { argv: ['{apps}', 'echo'], env: ['A=b=c', 'PATH=/x'], root: 'host' };
    expect(await handler('exec').plan(op('exec', args), scripted().site(EXPERIMENT))).toEqual([
      {
        op: 'exec',
        args: {
          ...{ subject: 'aside', argv: ['/opt/lab-apps', 'echo'], env: ['PATH=/x', 'A=b=c'] },
          ...{ io: 'pipe', root: 'host', stopped: 1 },
        },
      },
    ]);
  });

  it('an unknown size is that of the oldest terminals', async () => {
    const { rows: _rows, columns: _columns, ...app } = APP;
    const [request] = await handler('start-app').plan(op('start-app'), scripted({ app }).site());
    expect(request?.args).toMatchObject({ rows: 24, cols: 80 });
  });

  it('of what exhausts a machine is not made without limits', async () => {
    const plan = async () => handler('exec').plan(op('exec', { argv: ['{apps}', 'hog'] }), scripted().site(EXPERIMENT));
    await expect(plan()).rejects.toThrow('in no group of ours');
  });
});

describe('before it', () => {
  it('the container has to pass the gate, unless the machine’s root is wanted; an experiment has not', async () => {
    const { site } = scripted();
    const prepare = async (name: string, args = {}, member = site()) => handler(name).prepare?.(op(name, args), member);
    await expect(prepare('exec')).rejects.toThrow(/^exec is not started/);
    await expect(prepare('start-app')).rejects.toThrow(/^the app is not started/);
    await expect(prepare('exec', { root: 'host' })).resolves.toBeUndefined();
    await expect(prepare('exec', {}, site(EXPERIMENT))).resolves.toBeUndefined();
  });

  it('what the app will stumble over is noted, and explains its refusal', async () => {
    const { helper, site } = scripted({ app: { ...APP, argv: ['/bin/none'] } });
    const at = site(undefined, { rootfs: '0:50/1' });
    Object.assign(helper.processes.stage ?? {}, { 'stat:root': '0:50/1' });
    await handler('start-app').prepare?.(op('start-app'), at);
    expect(at.subject.predictedProblem).toMatchObject({ kind: 'not-found' });
    const explain = (errno: string | null) =>
      handler('start-app').explain?.({ code: 'exec', message: 'execve: no', errno }, at);
    expect(await explain('ENOENT')).toMatchObject({
      message: expect.stringMatching(/^execve "\/bin\/none": ENOENT: /),
    });
    expect(await explain(null)).toBeNull();
  });
});

describe('after it', () => {
  it('a program runs, and executes once it is not held', () => {
    const { site } = scripted();
    const at = site(EXPERIMENT);
    const args = { argv: ['/bin/true'], io: 'pipe' };
    handler('exec').follow?.({ op: 'exec', args }, { ...granted, held: true }, at);
    expect(at.subject).toMatchObject({ running: true, executes: false });
    handler('exec').follow?.({ op: 'exec', args }, granted, at);
    expect(at.subject.executes).toBe(true);
  });

  it('that of the container is the app, one of another subject is told under its name', () => {
    const { events, site } = scripted();
    const at = site();
    const c1 = site({ ...EXPERIMENT, name: 'c1' });
    for (const where of [at, c1])
      handler('exec').follow?.({ op: 'exec', args: { argv: ['/bin/x'], io: 'pipe' } }, granted, where);
    expect(events).toEqual([
      { type: 'program.start', of: 'app', id: 1, pid: at.subject.pid, argv: ['/bin/x'] },
      { type: 'program.start', of: 'c1', id: 2, pid: c1.subject.pid, argv: ['/bin/x'] },
    ]);
  });
});
