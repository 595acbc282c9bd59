import { describe, expect, test } from 'vitest';
import { causeText } from '../../../src/ui/draw/fact-rows.ts';
import { factLines, kernelPane } from '../../../src/ui/draw/kernel.ts';
import { cpuShares, usageLines } from '../../../src/ui/draw/usage.ts';
import { kernelView, usageView } from '../../../src/ui/state/select-kernel.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { hostFacts, STAGE_PID, stageFacts } from '../facts.ts';
import { emptyModel, lessonModel, lessonState, oneChange } from '../models.ts';

const table = (model = lessonModel(), width = 80) => factLines(kernelView(model), width).map(withoutColour);
const row = (label: string, lines = table()) => lines.find(line => line.trim().startsWith(label)) ?? '';

describe('the fact table', () => {
  test('what the lesson watches comes first', () => {
    const lines = table();
    expect(lines.slice(0, 3)).toEqual([
      expect.stringContaining('watch'),
      expect.stringMatching(/^ ns.uts /),
      expect.stringMatching(/^ hostname /),
    ]);
    expect(
      lines.filter(line => line.trim().startsWith('uts ')).concat(lines.filter(line => line.startsWith(' ns.uts '))),
    ).toHaveLength(1);
  });

  test('a value that differs from the host is marked, one that does not is not', () => {
    expect(row('hostname')).toMatch(/^ hostname +vm +≠ lab-box/);
    expect(row('ipc')).not.toContain('≠');
    expect(row('ipc')).toMatch(/ipc:\[4026531839\] +ipc:\[4026531839\]/);
  });

  test('a change names the call that made it; while it is recent it is marked without colour too', () => {
    const changes = [oneChange()];
    expect(row('ns.uts')).toMatch(/ #7 *$/);
    expect(row('ns.uts')).not.toContain('!');
    expect(row('ns.uts', table(lessonModel({ changes }, { recent: new Set(changes) })))).toMatch(
      /!≠ uts:\[4026532181\] +#7 *$/,
    );
  });

  test('a range of calls, and changes that no call of ours made', () => {
    const change = oneChange();
    expect(row('ns.uts', table(lessonModel({ changes: [{ ...change, cause: [12, 15] }] })))).toMatch(/ #12-15 *$/);
    expect(row('ns.uts', table(lessonModel({ changes: [{ ...change, cause: null, origin: 'kernel' }] })))).toMatch(
      / kernel *$/,
    );
    const aside = { ...change, subject: 'aside' as const, cause: null, origin: 'app' as const };
    expect([causeText(aside), causeText({ ...aside, subject: 'app' })]).toEqual(['program', 'app']);
  });

  test('a map of ids keeps the kernel’s columns where there is room, and all of its numbers where there is not', () => {
    expect(row('uid_map')).toMatch(/^ uid_map +0 0 4294967295 +0 0 4294967295/);
    expect(row('uid_map', table(lessonModel(), 160))).toContain('          0          0 4294967295');
  });

  test('changes of another subject are not shown as changes of this one', () => {
    const change = oneChange();
    expect(row('ns.uts', table(lessonModel({ changes: [{ ...change, subject: 'host' }] })))).not.toContain('#7');
  });

  test('a refusal of the kernel is shown by its name', () => {
    const facts = { ...stageFacts(), 'ns.pid_for_children': { error: 'ENOENT' } };
    const subjects = { host: { pid: 1, facts: hostFacts(), files: {} }, stage: { pid: 2, facts, files: {} } };
    expect(row('pid_for_children', table(lessonModel({ subjects })))).toMatch(/≠ ENOENT/);
  });

  test('capabilities that are not those of the host are named', () => {
    const facts = { ...stageFacts(), 'status.CapEff': '0000000000200080' };
    const host = { ...hostFacts(), 'status.CapEff': '000001ffffffffff' };
    const subjects = { host: { pid: 1, facts: host, files: {} }, stage: { pid: 2, facts, files: {} } };
    const lines = table(lessonModel({ subjects })).map(line => line.trim());
    expect(lines).toContain('2: CAP_SETUID CAP_SYS_ADMIN');
    expect(lines).not.toContain('all 41');
  });

  test('mounts that the host does not have are listed, whatever their IDs are', () => {
    const facts = {
      ...stageFacts(),
      mounts: [
        ...(stageFacts().mounts as string[]),
        '120 91 0:45 / /run/lab/rootfs rw,relatime - overlay lab-rootfs rw',
        '121 91 0:46 / /dev rw,relatime - tmpfs tmpfs rw',
      ],
    };
    const subjects = { host: { pid: 1, facts: hostFacts(), files: {} }, stage: { pid: 2, facts, files: {} } };
    const lines = table(lessonModel({ subjects }));
    expect(row('mounts ', lines)).toMatch(/5 lines +≠ 7 lines/);
    const added = lines.filter(line => line.includes('+ '));
    expect(added).toEqual([
      expect.stringMatching(/\+ \/run\/lab\/rootfs +overlay lab-rootfs rw,relatime/),
      expect.stringMatching(/\+ \/dev +tmpfs rw,relatime/),
    ]);
    expect(added[1]?.indexOf('tmpfs')).toBe(added[0]?.indexOf('overlay'));
  });

  test('the same mounts under other IDs are no difference', () => {
    expect(row('mounts ')).toMatch(/5 lines +5 lines/);
    expect(row('mounts ')).not.toContain('≠');
  });

  test('three hundred mounts do not fill the pane', () => {
    const mounts = Array.from({ length: 300 }, (_, i) => `${i} 1 0:${i} / /m${i} rw - tmpfs t rw`);
    const subjects = {
      host: { pid: 1, facts: hostFacts(), files: {} },
      stage: { pid: 2, facts: { ...stageFacts(), mounts }, files: {} },
    };
    expect(table(lessonModel({ subjects })).filter(l => l.includes('+ '))).toHaveLength(40);
    expect(table(lessonModel({ subjects })).join('\n')).toContain('260 more');
  });

  test('in a narrow pane a namespace keeps its number, a path its end', () => {
    const lines = table(lessonModel(), 54);
    expect(row('ipc', lines)).toMatch(/ipc +4026531839 +4026531839/);
    expect(row('link.exe', lines)).toMatch(/…\S*lab-helper/);
  });

  test('the columns stay where they are when values change', () => {
    const starts = (hostname: string) => {
      const state = lessonState();
      const stage = { pid: STAGE_PID, facts: state.subjects.stage?.facts ?? {}, files: {} };
      return table(
        lessonModel({ subjects: { ...state.subjects, stage: { ...stage, facts: { ...stage.facts, hostname } } } }),
      ).map(line => line.length);
    };
    expect(starts('a')).toEqual(starts('a-very-long-hostname-that-does-not-fit-at-all'));
  });

  test('titles name host and subject with their PIDs; before there is one, that is said', () => {
    const title = (model = lessonModel()) =>
      withoutColour(kernelPane(kernelView(model), { columns: 80, rows: 20 }).lines[0] ?? '');
    expect(title()).toMatch(new RegExp(`host \\d+ +stage ${STAGE_PID}`));
    expect(title(emptyModel())).toContain('no container yet');
  });
});

describe('use and limits', () => {
  const lines = (model = lessonModel(), width = 100) => usageLines(usageView(model), width).map(withoutColour);

  test('amounts with their units, the limit and the real file', () => {
    expect(lines()[1]).toMatch(/memory █+░+ 16.0 MiB \/ 32.0 MiB .* memory.limit_in_bytes/);
    expect(lines()[2]).toMatch(/pids +·+ 0 \/ no limit .* pids.max/);
    expect(lines()[3]).toMatch(/cpu +·+ 20 % \/ no limit .* cpu.cfs_quota_us/);
  });

  test('no cgroup, no gauges', () => expect(lines(emptyModel())).toEqual([]));

  test('CPU time between two samples, over the time between them', () => {
    const at = (t: number, cpuUsec: number | null) => ({ t, cpuUsec, memoryBytes: null, pids: null });
    expect(cpuShares([at(0, 0), at(250, 50_000), at(500, null), at(750, 90_000), at(750, 95_000)])).toEqual([
      0.2,
      null,
      null,
      null,
    ]);
  });
});
