/** As whom the helper would run. Pure. */
import { type Check, type Findings, SUDO_GROUPS, TRY_SUDO } from './findings.ts';

const ROOTLESS = 'rootless: only what a user namespace allows will work; cgroups need delegation';

/** Doctor's line about root and sudo. */
export function privilege(findings: Findings): Check {
  const id = 'privilege';
  const { sudo, sudoSaid, sudoGroups, uid, enclosure } = findings;
  const said = sudoSaid ? `: “${sudoSaid}”` : '';
  switch (sudo) {
    case 'root':
      return enclosure.userNamespace
        ? {
            id,
            state: 'warn',
            found: 'uid 0 of a user namespace, which is not root of the machine',
            meaning: 'what belongs to the machine (its files, its cgroups) is not ours, unless it was handed over',
          }
        : { id, state: 'ok', found: 'running as root', meaning: 'the helper needs no sudo' };
    case 'free':
      return {
        id,
        state: 'ok',
        found: `user ${uid}, sudo without a password`,
        meaning: 'only the helper will run as root',
      };
    case 'asks':
      return {
        id,
        state: 'untried',
        found: `user ${uid}, sudo that asks first${said}${sudoGroups.length > 0 ? '' : `; the user is in none of the groups that may on most machines (${SUDO_GROUPS.join(', ')})`}`,
        meaning: 'the workshop lets it ask once, before its screen opens; whether it lets this user, it says only then',
        todo: `${TRY_SUDO}; without a right to sudo: --rootless with every command`,
      };
    case 'refuses':
      return {
        id,
        state: 'warn',
        found: `user ${uid}, sudo that refuses${said}`,
        meaning: ROOTLESS,
        todo: 'add --rootless to every command, or ask for the right to use sudo',
      };
    case 'none':
      return {
        id,
        state: 'warn',
        found: uid === 0 ? 'uid 0 without CAP_SYS_ADMIN, as containers have it' : `user ${uid}, no sudo`,
        meaning: ROOTLESS,
        todo:
          uid === 0
            ? 'outside of the container, or with --privileged, everything works'
            : 'install sudo, or start container-lab as root',
      };
  }
}
