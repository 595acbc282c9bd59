import { expect, test } from 'vitest';
import { kernelView, usageView } from '../../../src/ui/state/select-kernel.ts';
import { HOST_PID, STAGE_PID, stageFacts } from '../facts.ts';
import { emptyModel, lessonModel } from '../models.ts';

test('the host beside the container', () =>
  expect(kernelView(lessonModel())).toMatchObject({
    hostPid: HOST_PID,
    shown: { name: 'stage', pid: STAGE_PID, ended: false },
    gone: false,
    facts: { subject: 'stage', watch: ['ns.uts', 'hostname'] },
  }));

test('before there is anything', () =>
  expect(kernelView(emptyModel())).toMatchObject({
    hostPid: null,
    shown: null,
    usage: null,
    facts: { subject: null },
  }));

test('use is that of the subject shown, and none without a cgroup', () => {
  expect(usageView(lessonModel())?.samples).toHaveLength(80);
  const stage = { pid: STAGE_PID, facts: stageFacts(), files: {} };
  expect(usageView(lessonModel({ subjects: { stage } }))).toBeNull();
});
