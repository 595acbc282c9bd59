import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemLimits } from '../../../src/kernel/limit-reader.ts';
import { LabError } from '../../../src/protocol/lab-error.ts';
import { limitMet, withLimit } from '../../../src/session/engine/limit-met.ts';
import { type Scripted, scripted } from './scripted-parts.ts';

const read = vi.spyOn(systemLimits, 'read');
afterAll(() => read.mockRestore());

let at: Scripted;
const error = (errno?: string) => new LabError('mount', 'mount: no', { errno });
/** The stage makes this call, and the kernel refuses it. */
async function refused(name: string, args: string, errno: string): Promise<void> {
  at.helper.script.mount = { calls: [{ name, args, errno }], error: { message: 'no', errno } };
  await at.parts.client.all([{ op: 'mount', args: {} }]);
}

beforeEach(() => {
  at = scripted();
  at.join();
  read.mockImplementation(path =>
    path.endsWith('mount-max') ? '3' : path.endsWith('max_net_namespaces') ? '0' : null,
  );
});

describe('the limit that was met', () => {
  it('is looked for by the call that was refused with this errno', async () => {
    await refused('unshare', 'CLONE_NEWNET', 'ENOSPC');
    expect((await limitMet(at.parts.client, error('ENOSPC'), null))?.found).toContain('max_net_namespaces = 0');
    expect(await limitMet(at.parts.client, error('EPERM'), null)).toBeNull();
    expect(await limitMet(at.parts.client, error(), null)).toBeNull();
  });

  it('of mounts is counted where the subject lives', async () => {
    await refused('mount', '"t", "/x", "tmpfs", 0, NULL', 'ENOSPC');
    Object.assign(at.helper.processes.stage ?? {}, { 'read:mountinfo': '1 0 0:1 / / rw - t t rw\n'.repeat(3) });
    expect(await limitMet(at.parts.client, error('ENOSPC'), null)).toBeNull();
    expect(at.helper.looked).toEqual([]);
    expect((await limitMet(at.parts.client, error('ENOSPC'), 'stage'))?.found).toContain('3 are seen in this one');
    expect(await limitMet(at.parts.client, error('ENOSPC'), 'nobody')).toBeNull();
  });

  it('is said with the error, which stays what it was', () => {
    const limit = { found: 'x = 0', todo: 'raise x' };
    expect(withLimit(error('ENOSPC'), limit)).toMatchObject({
      ...{ code: 'mount', message: 'mount: no: x = 0', errno: 'ENOSPC', hint: 'raise x' },
    });
    const plain = error('ENOSPC');
    expect(withLimit(plain, null)).toBe(plain);
  });
});
