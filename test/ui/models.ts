/** Models to draw: a lesson under way, an empty session, a hostile machine. */

import { type ChangeState, initialState, type ProgramState, type SessionState } from '../../src/session/state.ts';
import type { Size } from '../../src/ui/draw/layout.ts';
import type { Model } from '../../src/ui/state/model.ts';
import { initialView } from '../../src/ui/state/view.ts';
import { renderMarkdown } from '../../src/ui/text/markdown.ts';
import type { Facts } from '../../src/words/fact-value.ts';
import { COURSE } from './course.ts';
import { groupFacts, HOST_PID, hostFacts, ROOTFS, STAGE_PID, stageFacts } from './facts.ts';

export const SIZES: Size[] = [
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

export function emptyModel(more: Partial<Model> = {}): Model {
  return {
    session: initialState,
    lessons: COURSE,
    view: initialView,
    size: { columns: 120, rows: 36 },
    recent: new Set(),
    terminal: null,
    working: false,
    savedSteps: new Set(),
    savedStars: {},
    visited: new Set(),
    notesBefore: 0,
    playback: null,
    markdown: renderMarkdown,
    glossary: [],
    ...more,
  };
}

/** In lesson 2 at step `uts`, which has run; the container has a cgroup. */
export function lessonModel(session: Partial<SessionState> = {}, more: Partial<Model> = {}): Model {
  return emptyModel({ session: { ...lessonState(), ...session }, view: { ...initialView, screen: 'lesson' }, ...more });
}

export function lessonState(): SessionState {
  const group = groupFacts();
  return {
    ...initialState,
    session: {
      t: 0,
      type: 'session',
      contract: 2,
      version: '0.1.0',
      kernel: '6.1.0',
      arch: 'x86_64',
      cgroup: 'hybrid',
      privilege: 'sudo',
      started: '2026-01-01T00:00:00Z',
      rootfs: { path: ROOTFS, layers: ROOTFS.replace('rootfs', 'layers'), source: 'busybox' },
    },
    lesson: '02-unshare',
    step: 'uts',
    scope: 'main',
    subjects: {
      host: { pid: HOST_PID, facts: hostFacts(), files: {} },
      stage: {
        pid: STAGE_PID,
        facts: {
          ...stageFacts(),
          'ns.uts': 'uts:[4026532181]',
          hostname: 'lab-box',
          ...group.facts,
          'cgroup.memory.max': '33554432',
          'cgroup.memory.current': '16777216',
        },
        files: group.files,
      },
    },
    syscalls: [5, 6, 7, 8].map(seq => ({
      t: 90,
      type: 'syscall',
      seq,
      by: 'stage',
      pid: STAGE_PID,
      name: seq === 8 ? 'sethostname' : 'unshare',
      args: seq === 8 ? '"lab-box", 7' : 'CLONE_NEWUTS',
      ret: seq === 6 ? -1 : 0,
      errno: seq === 6 ? 'EPERM' : null,
      ns: 12_345,
    })),
    stepFirstSeq: 7,
    changes: [oneChange()],
    results: {
      '02-unshare/uts': {
        ok: false,
        expects: [
          { ok: true, text: 'The stage is called lab-box.', got: 'lab-box' },
          { ok: false, text: 'The host has kept its name.', got: 'other-name' },
        ],
      },
    },
    usage: {
      stage: Array.from({ length: 80 }, (_, i) => ({
        t: i * 250,
        memoryBytes: i * 200_000,
        pids: i % 5,
        cpuUsec: i * 50_000,
      })),
    },
  };
}

/** The only change of `lessonState`. */
export function oneChange(): ChangeState {
  return {
    subject: 'stage',
    key: 'ns.uts',
    before: 'uts:[4026531838]',
    after: 'uts:[4026532181]',
    cause: 7,
    origin: null,
    t: 100,
  };
}

const NASTY = '\u001b[2J\u001b]0;owned\u0007\u001b[31m\r\n\t\u202eevil\u009b5n';

/** What somebody with bad intentions could make the kernel say. */
export function hostileModel(): Model {
  const facts: Facts = {
    ...stageFacts(),
    hostname: NASTY,
    'link.root': `/${'x'.repeat(4000)}/${NASTY}`,
    'status.Name': NASTY,
    'net.devices': Array.from({ length: 200 }, (_, i) => `eth${i}${NASTY}`),
    mounts: Array.from(
      { length: 300 },
      (_, i) => `${i + 100} 1 0:${i + 50} / /mnt/${NASTY.replaceAll(/\s/g, '')}${i} rw - tmpfs ${'y'.repeat(300)} rw`,
    ),
    'cgroup.path': [NASTY, `0::/${'z'.repeat(500)}`],
    'cgroup.procs': [],
    'cgroup.memory.max': NASTY,
    'cgroup.cpu.max': '20000 0',
    [`unknown.${NASTY}`]: NASTY,
  };
  const state = lessonState();
  const files = { 'cgroup.memory.max': `/sys/fs/cgroup/${NASTY}` };
  return lessonModel({
    subjects: { ...state.subjects, stage: { pid: 1, facts, files } },
    syscalls: state.syscalls.map(call => ({ ...call, args: NASTY.repeat(40) })),
    results: { '02-unshare/uts': { ok: false, expects: [{ ok: false, text: 'no', got: NASTY.repeat(20) }] } },
    notes: [NASTY],
    programs: { 1: appState({ output: NASTY.repeat(100) }) },
    error: { code: 'x', message: NASTY },
  });
}

/** A program in the container that runs, and has printed nothing yet. */
export function appState(more: Partial<ProgramState> = {}): ProgramState {
  return { of: 'app', pid: 9, argv: ['sh'], output: '', exit: null, ...more };
}

/** What no drawn line may contain once its colours are taken away: what a terminal would obey, or what reorders text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
export const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202e]/;
