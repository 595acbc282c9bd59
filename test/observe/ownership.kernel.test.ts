/** Whose is what: real terminals, daemons and persons, as the kernel tells of them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HostTerminal } from '../../src/helper/host-terminal.ts';
import type { Learner } from '../../src/observe/ownership.ts';
import { createProcessSeeker, type ProcessSource } from '../../src/observe/process-seeker.ts';
import type { ScanQuery } from '../../src/observe/process-watch.ts';
import type { Seeker, Sighting } from '../../src/observe/seeker.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { Helper, until } from '../native/helper.ts';
import { endAll, layout, learner, noLogins, sighted, sourceOf } from './seeking.ts';

const ready = isRoot && which('unshare') !== null && which('setsid') !== null;
/** Nobody's PID: what this program opens is then somebody else's terminal. */
const NOBODY = 2 ** 30;
const ELSEWHERE: Learner = { pid: NOBODY, login: null, uid: null, sessions: new Set(), multiplexers: new Set() };

describe.runIf(needs(ready, 'opens terminals and makes namespaces: needs root, unshare and setsid'))(
  'whose is it',
  () => {
    let h: Helper;
    const open: HostTerminal[] = [];
    const found = new Set<number>();

    beforeAll(async () => {
      h = await Helper.start();
    });
    afterAll(() => h.quit());
    afterEach(async () => {
      for (const terminal of open.splice(0)) terminal.close();
      for (const pid of found) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {}
      }
      found.clear();
      await endAll();
    });

    /** A shell on a terminal of its own. */
    function shell(env: NodeJS.ProcessEnv = {}): HostTerminal {
      const terminal = new HostTerminal({
        columns: 80,
        rows: 24,
        argv: ['/bin/sh', '-i'],
        env: { PATH: process.env.PATH, PS1: '$ ', ...env },
      });
      open.push(terminal);
      return terminal;
    }

    async function seekerFor(who?: Partial<Learner>, source: ProcessSource = sourceOf(h)): Promise<Seeker> {
      const seeker = createProcessSeeker(source, { layout, ...(who && { learner: who }) });
      await seeker.begin();
      return seeker;
    }

    /** What sleeps so long. */
    async function sleeper(seeker: Seeker, seconds: number): Promise<Sighting> {
      const isIt = (pid = 0) => {
        try {
          return (
            execFileSync('cat', [`/proc/${pid}/cmdline`], { stdio: ['ignore', 'pipe', 'ignore'] }).toString() ===
            `sleep\0${seconds}\0`
          );
        } catch {
          return false;
        }
      };
      const sighting = await sighted(seeker, `sleep ${seconds}`, s => s.name === 'sleep' && isIt(s.pid));
      found.add(sighting.pid ?? 0);
      return sighting;
    }

    test('a terminal opened here: its command, one in the background, one whose parent has gone, one in a session of its own', async () => {
      const seeker = await seekerFor();
      const terminal = shell();
      terminal.write('unshare --uts sleep 4101 &\n(unshare --uts sleep 4102 &)\nsetsid unshare --uts sleep 4103 &\n');
      for (const seconds of [4101, 4102])
        expect(await sleeper(seeker, seconds), String(seconds)).toMatchObject({ whose: 'own' });
    });

    test('what has left its terminal is asked about, never the learner’s by itself', async () => {
      const seeker = await seekerFor();
      shell().write('setsid -f unshare --uts sleep 4111\n');
      const sighting = await sleeper(seeker, 4111);
      expect(await sleeper(seeker, 4111)).toMatchObject({
        whose: 'foreign',
        terminal: false,
        parent: { pid: expect.any(Number) },
      });
      seeker.claim(sighting.id);
      expect(await sleeper(seeker, 4111)).toMatchObject({ whose: 'claimed' });
    });

    test('a shell that was there before the step, and goes elsewhere itself', async () => {
      const terminal = shell();
      terminal.write('echo rea""dy\n');
      await new Promise<void>(resolve => {
        let said = '';
        terminal.onData(data => {
          said += data;
          if (said.includes('ready')) resolve();
        });
      });
      const seeker = await seekerFor();
      await seeker.look();
      terminal.write('exec unshare --uts sleep 4121\n');
      expect(await sleeper(seeker, 4121)).toMatchObject({ pid: terminal.pid, whose: 'own' });
    });

    test('where all is root a terminal of others is not the learner’s; claimed once, what comes from it later is, too', async () => {
      const seeker = await seekerFor({
        pid: NOBODY,
        login: null,
        uid: null,
        sessions: new Set(),
        multiplexers: new Set(),
      });
      const terminal = shell();
      terminal.write('unshare --uts sleep 4131 &\n');
      const sighting = await sleeper(seeker, 4131);
      expect(sighting).toMatchObject({ whose: 'foreign', terminal: true });
      seeker.claim(sighting.id);
      terminal.write('unshare --uts sleep 4132 &\n');
      expect(await sleeper(seeker, 4132)).toMatchObject({ whose: 'claimed' });
    });

    describe('of two who are root by sudo', () => {
      let ann: Seeker;
      beforeEach(async () => {
        ann = await seekerFor({ ...ELSEWHERE, uid: 1001 });
      });

      test.each([
        ['1001', 'own'],
        ['1002', 'foreign'],
        ['0', 'foreign'],
      ])('who called sudo as %s: %s', async (uid, whose) => {
        shell({ SUDO_UID: uid }).write('unshare --uts sleep 4141 &\n');
        expect(await sleeper(ann, 4141)).toMatchObject({ whose });
      });

      test('who only says that the learner has called sudo', async () => {
        const become = 'setpriv --reuid 1002 --clear-groups unshare --user --map-root-user --uts';
        shell().write(`SUDO_UID=1001 ${become} sleep 4145 &\n`);
        expect(await sleeper(ann, 4145)).toMatchObject({ whose: 'foreign' });
      });

      test('without sudo: the user above the shell', async () => {
        shell().write('setpriv --reuid 1002 --clear-groups unshare --user --map-root-user --uts sleep 4151 &\n');
        shell().write('setpriv --reuid 1001 --clear-groups unshare --user --map-root-user --uts sleep 4152 &\n');
        expect(await sleeper(ann, 4152)).toMatchObject({ whose: 'own' });
        expect(await sleeper(ann, 4151)).toMatchObject({ whose: 'foreign' });
      });
    });

    test('the login tells persons apart, whoever they have become', async ctx => {
      if (noLogins) ctx.skip(noLogins);
      const ann = await seekerFor({
        pid: NOBODY,
        login: 1001,
        uid: 1001,
        sessions: new Set(),
        multiplexers: new Set(),
      });
      shell({ SUDO_UID: '1001' }).write('echo 1002 >/proc/self/loginuid; (exec unshare --uts sleep 4161) &\n');
      shell({ SUDO_UID: '1002' }).write('sh -c "echo 1001 >/proc/self/loginuid; exec unshare --uts sleep 4162" &\n');
      expect(await sleeper(ann, 4162)).toMatchObject({ whose: 'own' });
    });

    test('a look asks for what is new and for the learner’s own, not for all that the machine holds', async () => {
      const { pid } = learner('for i in $(seq 200); do sleep 4171 & done; wait');
      const children = () =>
        readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
      await until('the crowd', () => children().length === 200);
      const crowd = new Set(children());
      const asked: ScanQuery[] = [];
      const source = sourceOf(h);
      const scan = (query: ScanQuery) => {
        asked.push(query);
        return source.scan(query);
      };
      const seeker = await seekerFor(ELSEWHERE, { ...source, scan });
      for (let look = 0; look < 4; look++) {
        asked.length = 0;
        await seeker.look();
        const pids = asked.flatMap(query => query.pids ?? [`1-${2 ** 30}`]).map(text => text.split('-').map(Number));
        const ofTheCrowd = [...crowd].filter(one =>
          pids.some(([first = 0, last = first]) => one >= first && one <= last),
        );
        expect(ofTheCrowd.length).toBeLessThanOrEqual(12);
      }
    });
  },
);
