/** Users and groups of this machine: the tables of users and groups, and who called sudo. */
import { readFileSync } from 'node:fs';

/** The rows of passwd(5) or group(5), each in its fields; none where the table cannot be read. */
export function tableRows(file: string): string[][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split(':'));
  } catch {
    return [];
  }
}

/** UID of whoever called sudo(8), by SUDO_UID; null where nobody did, or root itself. */
export function callerUid(env: NodeJS.ProcessEnv = process.env): number | null {
  const caller = Number(env.SUDO_UID);
  return caller > 0 ? caller : null;
}
