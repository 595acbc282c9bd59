import { describe, expect, test } from 'vitest';
import { reactionToSigterm } from '../../src/kernel/signals.ts';
import { parseStatus } from '../../src/kernel/status.ts';

/** As the kernel writes them: bit 0 is signal 1, so that SIGTERM is 0x4000. */
const status = (fields: Record<string, string>) =>
  reactionToSigterm(
    parseStatus(
      Object.entries({
        NSpid: '71\t1',
        SigBlk: '0000000000000000',
        SigIgn: '0000000000000000',
        SigCgt: '0000000000000000',
        ...fields,
      })
        .map(([name, value]) => `${name}:\t${value}`)
        .join('\n'),
    ),
  );

describe('what SIGTERM does', () => {
  test.each<[string, Record<string, string>, string]>([
    ['PID 1 with a handler hears it', { SigCgt: '0000000000014002' }, 'handles' /* lab-apps pause */],
    ['PID 1 that reads it from a signalfd (systemd) hears it', { SigBlk: '7fe3c0fe28014a03' }, 'handles'],
    ['PID 1 without a handler does not', { SigCgt: '0000000000010002' }, 'ignores'],
    ['PID 1 of a namespace within one does not', { NSpid: '4711\t9\t1' }, 'ignores'],
    ['another process dies of it', { NSpid: '71\t2' }, 'dies'],
    ['one without a namespace of its own dies of it', { NSpid: '71' }, 'dies'],
    ['and so does PID 1 of the machine in no other one, which is not ours', { NSpid: '1' }, 'dies'],
    ['one that ignores it does not', { NSpid: '71\t2', SigIgn: '0000000000004000' }, 'ignores'],
    ['a neighbour of SIGTERM is another signal', { NSpid: '71\t2', SigIgn: '000000000000a000' }, 'dies'],
  ])('%s', (_what, fields, reaction) => {
    expect(status(fields)).toBe(reaction);
  });

  test('this process, which has no handler for it', () => {
    expect(reactionToSigterm({})).toBe('dies');
    expect(reactionToSigterm({ SigCgt: 'nonsense', NSpid: '' })).toBe('dies');
  });
});
