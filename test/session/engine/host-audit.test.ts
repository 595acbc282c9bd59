import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { takeFingerprint } from '../../../src/observe/fingerprint.ts';
import { HostAudit, runDirectories } from '../../../src/session/engine/host-audit.ts';
import { HELLO } from '../../helpers/scripted-monitor.ts';

describe('the directories of sessions', () => {
  it('are root’s alone for root, who sees no others’', () => {
    expect(runDirectories(0, '/run/user/0')).toEqual(['/run/container-lab']);
  });

  it('are root’s and one’s own for others; a relative directory is none', () => {
    const own = runDirectories(4321, '/run/user/4321');
    expect(own.slice(0, 2)).toEqual(['/run/container-lab', '/run/user/4321/container-lab']);
    expect(own).toContain('/tmp/container-lab-4321');
    expect(runDirectories(4321, 'here')).not.toContain('here/container-lab');
  });
});

describe('the audit', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function bystander(): Promise<number> {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    children.push(child);
    await once(child, 'spawn');
    return child.pid as number;
  }

  it('names a process of ours that still lives, without a mark, and not one of others', async () => {
    const audit = new HostAudit(takeFingerprint(runDirectories()), HELLO);
    const [ours, other] = [await bystander(), await bystander()];
    audit.noteProcess(ours);
    const { clean, certificate } = audit.report(null);
    expect(clean.processes).toBe(1);
    expect(certificate.ours).toMatchObject([{ thing: 'process', name: expect.stringMatching(`^${ours} `) }]);
    expect(JSON.stringify(certificate)).not.toContain(`"${other} `);
  });

  it('of one that has ended it says nothing', async () => {
    const audit = new HostAudit(takeFingerprint(runDirectories()), HELLO);
    audit.noteProcess(await bystander());
    const [child] = children;
    child?.kill('SIGKILL');
    await once(child as ChildProcess, 'exit');
    expect(audit.report(null).certificate.ours).toEqual([]);
  });

  it('takes the helper’s word for what nobody else may see', () => {
    const audit = new HostAudit(takeFingerprint(runDirectories()), HELLO);
    const { clean, certificate } = audit.report({ files: 1, cgroups: 3, processes: 2 });
    expect(certificate.ours).toEqual([{ thing: 'file', name: HELLO.run, change: 'appeared' }]);
    expect(clean).toEqual({ mounts: 0, cgroups: 3, processes: 2 });
  });
});
