import { describe, expect, test } from 'vitest';
import { type Learner, type Lineage, learnerFrom, whoseIs } from '../../src/observe/ownership.ts';

/** From the process up to init, each written `comm:key=value…`; they are each other's parents. */
function chainOf(...lines: string[]): Lineage {
  return lines.map((line, i) => {
    const [comm = '', ...more] = line.split(' ');
    const values = Object.fromEntries(more.map(part => part.split('=')).map(([key, value]) => [key, Number(value)]));
    return { comm, pid: 100 - i, start: 1, ppid: 99 - i, session: 100 - i, tty: 0, uid: 0, ...values };
  });
}

const INIT = 'systemd pid=1';
const nobody: Learner = { pid: 5000, login: null, uid: null, sessions: new Set(), multiplexers: new Set() };
const ann: Learner = { ...nobody, uid: 1001 };
const annLoggedIn: Learner = { ...ann, login: 1001 };
const NODE = 'container-lab pid=5000 tty=9 session=40';

test.each<[string, Learner, string[], string]>([
  ['a terminal opened here', nobody, ['unshare tty=7', 'sh tty=7', NODE, INIT], 'own'],
  ['a terminal opened here, by us under another name', nobody, ['sh tty=7', 'node pid=5000', INIT], 'own'],
  ['a process without a login, of the person who logged in', annLoggedIn, ['sh tty=3 uid=1001', INIT], 'own'],
  ['a login, where we have none, of the same person', ann, ['sh tty=3 uid=1001 login=1002', INIT], 'own'],
  ['root who called sudo, below the same person', ann, ['sh tty=3 sudo=0', 'su tty=3 uid=1001', INIT], 'own'],
  ['behind sudo with a terminal of its own', ann, ['sh tty=8', 'sudo tty=8', 'sudo tty=7', 'sh tty=7', NODE], 'own'],
  ['without a terminal, and still a child (bwrap --new-session)', nobody, ['sh', 'bwrap tty=7', NODE], 'own'],
  ['a daemon’s child', nobody, ['sleep', INIT], 'foreign'],
  ['a daemon of the same person’s (systemd --user, cron)', annLoggedIn, ['sleep uid=1001 login=1001', INIT], 'foreign'],
  ['what has left its terminal, the learner’s too', ann, ['sleep uid=1001', INIT], 'foreign'],
  ['a container of an engine', ann, ['app', 'containerd-shim', INIT], 'foreign'],
  ['a package manager of the machine’s, on a terminal of its own', ann, ['dpkg tty=6', 'apt-get', INIT], 'foreign'],
  ['another terminal of the same login', annLoggedIn, ['sh tty=3 login=1001', 'sshd login=1001', INIT], 'own'],
  ['the same login, become root', annLoggedIn, ['sh tty=3 login=1001', 'bash tty=3 uid=1001 login=1001'], 'own'],
  ['another login', annLoggedIn, ['sh tty=3 login=1002', 'bash tty=3 uid=1002 login=1002'], 'foreign'],
  ['another login that has become this user', annLoggedIn, ['sh tty=3 uid=1001 login=1002'], 'foreign'],
  ['root’s login, which may be anybody’s', annLoggedIn, ['sh tty=3 login=0', 'sshd login=0', INIT], 'foreign'],
  ['root’s login for one who logged in as root', { ...nobody, login: 0 }, ['sh tty=3 login=0', INIT], 'own'],
  ['no login: the same person by sudo', ann, ['sh tty=3 sudo=1001', 'sudo tty=3', INIT], 'own'],
  ['no login: another person by sudo', ann, ['sh tty=3 sudo=1002', 'sudo tty=3 uid=1002', INIT], 'foreign'],
  ['no login: another who only says so', ann, ['sh tty=3 uid=1002 sudo=1001', 'bash tty=3 uid=1002', INIT], 'foreign'],
  ['no login: another who only says so, below root', ann, ['sh tty=3 uid=1002 sudo=1001', 'su tty=3'], 'foreign'],
  ['no login: the same user above a root shell', ann, ['sh tty=3', 'su tty=3', 'bash tty=3 uid=1001', INIT], 'own'],
  ['no login: another user above a root shell', ann, ['sh tty=3', 'su tty=3', 'bash tty=3 uid=1002', INIT], 'foreign'],
  ['all is root: a web terminal', nobody, ['sh tty=3', 'bash tty=3', 'ttyd', INIT], 'foreign'],
  ['all is root: for one who is known', ann, ['sh tty=3', 'bash tty=3', 'ttyd', INIT], 'foreign'],
  ['another workshop’s terminal', ann, ['sh tty=3 uid=1001', 'container-lab pid=6000 tty=2 uid=1001', INIT], 'foreign'],
  [
    'a workshop within a terminal opened here',
    nobody,
    ['sh tty=3', 'container-lab pid=6000 tty=7', 'sh tty=7', NODE],
    'foreign',
  ],
  ['what another workshop’s helper holds', ann, ['lab-stage uid=1001 tty=3', 'lab-monitor', INIT], 'foreign'],
  ['what our own helper holds', ann, ['sh tty=3', 'lab-monitor', NODE], 'foreign'],
])('%s', (_what, learner, chain, whose) => {
  expect(whoseIs(chainOf(...chain), learner)).toBe(whose);
});

test('a job whose parent has gone is known by the terminal that it still has', () => {
  const orphan = chainOf('sleep tty=7 session=70', INIT);
  expect(whoseIs(orphan, nobody)).toBe('foreign');
  expect(whoseIs(orphan, nobody, new Set([70]))).toBe('own');
  expect(whoseIs(chainOf('sleep session=70', INIT), nobody, new Set([70]))).toBe('foreign');
});

describe('who sits before this program', () => {
  test('by sudo, or by the first user above that is not root', () => {
    expect(learnerFrom(chainOf('node pid=5000 tty=9 sudo=1001', 'sudo tty=9', 'bash tty=9 uid=1001', INIT)).uid).toBe(
      1001,
    );
    expect(learnerFrom(chainOf('node pid=5000 tty=9', 'su tty=9', 'bash tty=9 uid=1002', INIT)).uid).toBe(1002);
    expect(learnerFrom(chainOf('node pid=5000 tty=9', 'bash tty=9', 'ttyd', INIT))).toMatchObject({
      login: null,
      uid: null,
    });
    expect(learnerFrom(chainOf('node pid=5000 tty=9 login=1001', INIT)).login).toBe(1001);
  });

  test('a job in the background of the terminal that it was started from is the learner’s', () => {
    const learner = learnerFrom(chainOf('node pid=5000 tty=9 session=40', 'bash tty=9 session=40', INIT));
    expect(whoseIs(chainOf('unshare tty=9 session=40', 'bash tty=9 session=40', INIT), learner)).toBe('own');
  });

  test('all terminals of one tmux are one person’s, although all are root', () => {
    const tmux = 'tmux:_server pid=30 start=8';
    const learner = learnerFrom(chainOf('node pid=5000 tty=9 session=40', 'bash tty=9 session=40', tmux, INIT));
    expect(whoseIs(chainOf('unshare tty=5', 'bash tty=5', tmux, INIT), learner)).toBe('own');
    expect(whoseIs(chainOf('unshare tty=5', 'bash tty=5', 'tmux:_server pid=31 start=9', INIT), learner)).toBe(
      'foreign',
    );
  });
});

describe('what was claimed', () => {
  const web = chainOf('unshare tty=3 session=33', 'bash tty=3 session=33', 'ttyd', INIT);
  test('it counts, with what descends from it', () => {
    const claims = { processes: new Set(['100.1']), sessions: new Set<number>() };
    expect(whoseIs(web, nobody, new Set(), claims)).toBe('claimed');
    expect(whoseIs(chainOf('sleep pid=200', 'unshare pid=100'), nobody, new Set(), claims)).toBe('claimed');
    expect(whoseIs(chainOf('unshare pid=101', INIT), nobody, new Set(), claims)).toBe('foreign');
  });
  test('and what comes from the same terminal', () => {
    expect(whoseIs(web, nobody, new Set(), { processes: new Set(), sessions: new Set([33]) })).toBe('claimed');
  });
});

test('the learner is who sits before this program: its terminals, its login, its person', () => {
  const here = learnerFrom(
    chainOf('node tty=3 session=7 login=1001', 'sudo session=8', 'bash tty=4 session=9 uid=1001'),
  );
  expect(here).toMatchObject({ pid: 100, login: 1001, uid: 1001, sessions: new Set([7, 9]) });
  expect(learnerFrom([])).toMatchObject({ pid: 0, login: null, uid: null, sessions: new Set() });
});
